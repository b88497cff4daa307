// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/alert_text.h"

#include "models/metric_text.h"
#include "models/times.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace pulse::models {

using namespace Qt::StringLiterals;

namespace {

struct AlertWords {
    Q_DECLARE_TR_FUNCTIONS(Alert)
};

QString withUnit(const QJsonValue &value, const QString &unit)
{
    return unit.isEmpty() ? valueText(value) : valueText(value) + u' ' + unit;
}

// "above 40 °C"; empty when the details do not say.
QString conditionText(const QJsonObject &details, const QString &unit)
{
    const QString comparison = details.value("operator"_L1).toString();
    const QJsonValue threshold = details.value("threshold"_L1);
    if (!threshold.isDouble())
        return {};
    const QString bound = withUnit(threshold, unit);
    if (comparison == "GT"_L1)
        return AlertWords::tr("above %1").arg(bound);
    if (comparison == "GTE"_L1)
        return AlertWords::tr("at or above %1").arg(bound);
    if (comparison == "LT"_L1)
        return AlertWords::tr("below %1").arg(bound);
    return comparison == "LTE"_L1 ? AlertWords::tr("at or below %1").arg(bound) : QString();
}

QString readable(QString key)
{
    key.replace(u'_', u' ');
    if (!key.isEmpty())
        key[0] = key[0].toUpper();
    return key;
}

QString plainText(const QJsonValue &value)
{
    if (value.isObject())
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    if (value.isArray())
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    const bool mayBeTime =
        value.toString().endsWith(u'Z'); // as the server writes it; other digits are no time
    const auto time = mayBeTime ? parseIso8601(value.toString().toLatin1()) : std::nullopt;
    return time ? timeText(time) : valueText(value);
}

} // namespace

QString alertTitle(const model::Alert &alert)
{
    const MetricText metric = metricText(alert.details.value("metric_name"_L1).toString());
    const QString condition = conditionText(alert.details, metric.unit);
    const QJsonValue value = alert.details.value("metric_value"_L1);
    if (!metric.title.isEmpty() && !condition.isEmpty() && value.isDouble())
        return AlertWords::tr("%1 %2, %3").arg(metric.title, withUnit(value, metric.unit), condition);
    const QString prefix = alert.siteId + u": "_s + alert.deviceId;
    if (!alert.summary.startsWith(prefix))
        return alert.summary;
    QString rest = alert.summary.mid(prefix.size());
    while (rest.startsWith(u':') || rest.startsWith(u' '))
        rest.remove(0, 1);
    return rest.isEmpty() ? alert.summary : readable(rest);
}

AlertTimes alertTimes(const model::Alert &alert)
{
    if (std::chrono::abs(alert.createdAt - alert.openedTs) <= std::chrono::minutes{1})
        return {alert.createdAt, alert.clearedAt};
    // No reading cleared it (its rule went, say): only our clock knows when.
    return {alert.openedTs, alert.clearedTs ? alert.clearedTs : alert.clearedAt, true};
}

QList<AlertDetailText> alertDetails(const model::Alert &alert)
{
    QList<AlertDetailText> texts;
    const MetricText metric = metricText(alert.details.value("metric_name"_L1).toString());
    const QString condition = conditionText(alert.details, metric.unit);
    QStringList told;
    const auto add = [&](const QString &key, const QString &name, const QString &value) {
        told.append(key);
        if (!value.isEmpty())
            texts.append({name, value});
    };
    add(u"rule_name"_s, AlertWords::tr("Rule"), alert.details.value("rule_name"_L1).toString());
    add(u"metric_name"_s, AlertWords::tr("Metric"), metric.title);
    if (!condition.isEmpty()) {
        add(u"threshold"_s, AlertWords::tr("Alarm"), condition);
        told.append(u"operator"_s);
    }
    if (alert.details.contains("metric_value"_L1))
        add(u"metric_value"_s, AlertWords::tr("Value"),
            withUnit(alert.details.value("metric_value"_L1), metric.unit));
    told.append(u"rule_id"_s); // for programs
    for (auto detail = alert.details.begin(); detail != alert.details.end(); ++detail) {
        if (!told.contains(detail.key()))
            texts.append({readable(detail.key()), plainText(*detail)});
    }
    return texts;
}

} // namespace pulse::models
