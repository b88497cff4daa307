// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/rule_transitions.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace pulse::bench {

using namespace Qt::StringLiterals;

namespace {

QString told(const QString &event, const QJsonValue &evidence)
{
    return event + u' '
        + QString::fromUtf8(QJsonDocument(evidence.toObject()).toJson(QJsonDocument::Compact));
}

} // namespace

QJsonArray alertsOfRule(test::Product &product, const QString &ruleName)
{
    QJsonArray alerts;
    QString after;
    do {
        const QString path =
            u"/api/v2/alerts?status=ALL&limit=500"_s + (after.isEmpty() ? QString() : u"&after="_s + after);
        const QJsonObject page = product.call("GET", path).json;
        for (const QJsonValue &alert : page.value(u"alerts"_s).toArray()) {
            if (alert[u"details"_s][u"rule_name"_s].toString() == ruleName)
                alerts.append(alert);
        }
        after = page.value(u"next"_s).toString();
    } while (!after.isEmpty());
    return alerts;
}

QStringList transitionsOf(test::Product &product, const QJsonArray &alerts)
{
    QStringList transitions;
    for (auto alert = alerts.end(); alert != alerts.begin();) {
        --alert;
        const QString path =
            u"/api/v2/alerts/%1/history"_s.arg((*alert)[u"alert_id"_s].toVariant().toLongLong());
        for (const QJsonValue &step : product.call("GET", path).json.value(u"history"_s).toArray())
            transitions.append(told(step[u"event"_s].toString(), step[u"evidence"_s]));
    }
    return transitions;
}

Result<QStringList> backtest(test::Product &product, const QJsonObject &draft)
{
    QJsonObject body = draft;
    body.insert(u"start"_s, u"2000-01-01T00:00:00Z"_s);
    body.insert(u"end"_s, u"2100-01-01T00:00:00Z"_s);
    const test::Answer answer = product.call("POST", u"/api/v2/alert-rules/backtest"_s, body);
    if (!answer.json[u"totals"_s][u"complete"_s].toBool())
        return fail(ErrorKind::Invalid, QString::fromUtf8(QJsonDocument(answer.json).toJson()));
    QStringList transitions;
    for (const QJsonValue &excursion : answer.json.value(u"excursions"_s).toArray()) {
        transitions.append(told(u"OPENED"_s, excursion[u"opened"_s]));
        if (excursion[u"cleared"_s].isObject())
            transitions.append(told(u"CLEARED"_s, excursion[u"cleared"_s]));
    }
    return transitions;
}

} // namespace pulse::bench
