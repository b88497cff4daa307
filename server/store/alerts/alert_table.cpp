// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/alerts/alert_table.h"

#include "model/words.h"
#include "store/alerts/alert_row.h"
#include "store/postgres/cursor.h"

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

Result<Param> alertCursor(const QString &after)
{
    if (after.isEmpty())
        return Param(std::nullopt);
    PULSE_TRY(const QStringList values, cursorValues(after, 1));
    bool isNumber = false;
    const qint64 alertId = values[0].toLongLong(&isNumber);
    if (!isNumber)
        return invalidField(u"after"_s, u"after is not a cursor of this list"_s);
    return Param(alertId);
}

struct Statements {
    const char *list;
    const char *count;
};

Statements statementsFor(AlertsShown shown)
{
    switch (shown) {
    case AlertsShown::Active:
    case AlertsShown::Acknowledged: return {"alert.list_active", "alert.count_active"};
    case AlertsShown::Closed:
    case AlertsShown::Returned: return {"alert.list_closed", "alert.count_closed"};
    case AlertsShown::All: return {"alert.list_any", "alert.count_any"};
    }
    Q_UNREACHABLE();
}

// $1 to $7 of every list.
std::vector<Param> filterParams(const AlertFilter &filter)
{
    const auto acknowledged = filter.shown == AlertsShown::Acknowledged ? Param(true)
        : filter.shown == AlertsShown::Returned                         ? Param(false)
                                                                        : Param(std::nullopt);
    return {acknowledged,
            filter.type ? Param(model::word(*filter.type)) : Param(std::nullopt),
            Param::orNull(filter.deviceId),
            Param::orNull(filter.siteId),
            filter.minSeverity,
            filter.isShelved,
            Param::orNull(filter.tenantId)};
}

Result<wire::Page<model::Alert>> listed(const Scope &scope, const AlertFilter &filter,
                                        const wire::PageRequest &page)
{
    PULSE_TRY(const Param after, alertCursor(page.after));
    const Statements statements = statementsFor(filter.shown);
    std::vector<Param> params = filterParams(filter);
    params.insert(params.end(), {after, page.limit + 1, page.offset});
    PULSE_TRY(const Rows rows, scope.query(statements.list, params));
    params = filterParams(filter);
    params.push_back(kExactTotal + 1);
    PULSE_TRY(const Rows counted, scope.query(statements.count, params));
    const Total total = totalOf(counted.first().integer());
    wire::Page<model::Alert> alerts{{}, total.value, total.isEstimate, {}};
    for (int i = 0; i < std::min(rows.size(), page.limit); ++i)
        alerts.items.append(alertFromRow(rows.row(i)));
    if (rows.size() > page.limit)
        alerts.next = cursorOf({QString::number(alerts.items.last().alertId)});
    return alerts;
}

} // namespace

Result<wire::Page<model::Alert>> listAlerts(const TenantScope &scope, const AlertFilter &filter,
                                            const wire::PageRequest &page)
{
    return listed(scope, filter, page);
}

Result<wire::Page<model::Alert>> listAlerts(const OperatorScope &scope, const AlertFilter &filter,
                                            const wire::PageRequest &page)
{
    return listed(scope, filter, page);
}

Result<model::Alert> alertById(const TenantScope &scope, qint64 alertId)
{
    PULSE_TRY(const RowReader row, scope.one("alert.one", {alertId}, u"there is no such alert"_s));
    return alertFromRow(row);
}

} // namespace pulse::store
