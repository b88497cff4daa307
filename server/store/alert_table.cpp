// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/alert_table.h"

#include "model/words.h"
#include "store/alert_row.h"
#include "store/cursor.h"

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

} // namespace

Result<wire::Page<model::Alert>> listAlerts(const TenantScope &scope, const AlertFilter &filter,
                                            const wire::PageRequest &page)
{
    const bool isActive = filter.shown == AlertsShown::Active || filter.shown == AlertsShown::Acknowledged;
    const Param narrowed(filter.shown == AlertsShown::Acknowledged || filter.shown == AlertsShown::Closed);
    const Param type = filter.type ? Param(model::word(*filter.type)) : Param(std::nullopt);
    const Param device = Param::orNull(filter.deviceId);
    PULSE_TRY(const Param after, alertCursor(page.after));
    PULSE_TRY(const Rows rows,
              scope.query(isActive ? "alert.list_active" : "alert.list_any",
                          {narrowed, type, device, after, page.limit + 1, page.offset}));
    PULSE_TRY(const Rows counted,
              scope.query(isActive ? "alert.count_active" : "alert.count_any",
                          {narrowed, type, device, kExactTotal + 1}));
    const Total total = totalOf(counted.first().integer());
    wire::Page<model::Alert> alerts{{}, total.value, total.isEstimate, {}};
    for (int i = 0; i < std::min(rows.size(), page.limit); ++i)
        alerts.items.append(alertFromRow(rows.row(i)));
    if (rows.size() > page.limit)
        alerts.next = cursorOf({QString::number(alerts.items.last().alertId)});
    return alerts;
}

Result<model::Alert> alertById(const TenantScope &scope, qint64 alertId)
{
    PULSE_TRY(const RowReader row, scope.one("alert.one", {alertId}, u"there is no such alert"_s));
    return alertFromRow(row);
}

} // namespace pulse::store
