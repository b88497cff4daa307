// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backtested.h"

#include "api/alerts/backtest_run.h"
#include "wire/alerts/backtest_json.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace pulse::test {

using namespace Qt::StringLiterals;

namespace {

QString compact(const QJsonObject &json)
{
    return QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact));
}

} // namespace

QStringList liveTransitions(const pipeline::WriterRig &rig, const QString &ruleName, const QString &device)
{
    QStringList transitions;
    const QStringList rows = rig.rows(
        u"SELECT t.event || ' ' || t.evidence FROM alert_transition AS t JOIN alert AS a USING (alert_id) "
        "JOIN alert_rule AS r USING (rule_key) JOIN device AS d USING (device_key) "
        "WHERE r.name = '%1' AND d.device_id = '%2' ORDER BY t.transition_id"_s.arg(ruleName, device));
    for (const QString &row : rows) {
        const QByteArray evidence = row.section(u' ', 1).toUtf8();
        transitions.append(row.section(u' ', 0, 0) + u' '
                           + compact(QJsonDocument::fromJson(evidence).object()));
    }
    return transitions;
}

QStringList backtested(const pipeline::WriterRig &rig, QJsonObject rule, const QString &device,
                       const api::BacktestLimits &limits)
{
    rule.insert(u"start"_s, u"2000-01-01T00:00:00Z"_s);
    rule.insert(u"end"_s, u"2100-01-01T00:00:00Z"_s);
    rule.insert(u"device_ids"_s, QJsonArray{device});
    const auto request = wire::backtestRequestFrom(rule);
    if (!request)
        return {request.error().what};
    model::Principal principal;
    principal.role = model::Role::CustomerViewer;
    principal.tenant = {1};
    store::Connection connection({.conninfo = rig.database->appConnInfo().toUtf8()});
    api::BacktestRun run(*request, limits);
    std::vector<model::Excursion> excursions;
    while (!run.isOver()) {
        const auto scope = store::TenantScope::begin(connection, principal);
        if (const auto advanced = run.advance(*scope, excursions); !advanced)
            return {advanced.error().what};
    }
    QStringList transitions;
    for (const model::Excursion &excursion : excursions) {
        transitions.append(u"OPENED "_s + compact(excursion.opened));
        if (excursion.end)
            transitions.append(u"CLEARED "_s + compact(excursion.cleared));
    }
    return transitions;
}

} // namespace pulse::test
