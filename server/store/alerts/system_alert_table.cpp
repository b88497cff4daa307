// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/alerts/system_alert_table.h"

#include "model/words.h"
#include "store/postgres/cursor.h"
#include "store/tenancy/config_change.h"

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

model::SystemAlert systemAlertFrom(RowReader row)
{
    model::SystemAlert alert;
    alert.systemAlertId = row.integer();
    alert.tenantId = row.text();
    alert.kind = model::fromWord<model::SystemAlertKind>(row.text()).value_or(model::SystemAlertKind::Other);
    alert.subject = row.text();
    alert.severity = static_cast<int>(row.integer());
    alert.summary = row.text();
    alert.details = row.json();
    alert.raisedAt = row.instant();
    alert.updatedAt = row.instant();
    alert.clearedAt = row.optionalInstant();
    alert.acknowledgedAt = row.optionalInstant();
    alert.acknowledgedBy = row.text();
    return alert;
}

Result<Param> keyCursor(const QString &after)
{
    if (after.isEmpty())
        return Param(std::nullopt);
    PULSE_TRY(const QStringList values, cursorValues(after, 1));
    bool isNumber = false;
    const qint64 key = values[0].toLongLong(&isNumber);
    if (!isNumber)
        return invalidField(u"after"_s, u"after is not a cursor of this list"_s);
    return Param(key);
}

// A row of (system_alert_key, tenant_key) when something changed.
Result<> recordChanged(const Scope &scope, const Rows &changed)
{
    if (changed.isEmpty())
        return {};
    RowReader row = changed.first();
    const qint64 key = row.integer();
    return recordSystemAlertChange(scope, row.key<TenantKey>(), key);
}

} // namespace

Result<> raiseSystemAlert(const SystemScope &scope, const model::SystemAlert &alert, bool isNews)
{
    PULSE_TRY(
        const Rows raised,
        scope.query("system_alert.raise",
                    {Param::orNull(alert.tenantId), model::word(alert.kind), alert.subject, alert.severity,
                     alert.summary, alert.details, alert.raisedAt, alert.updatedAt, isNews}));
    return recordChanged(scope, raised);
}

Result<> clearSystemAlert(const SystemScope &scope, const model::SystemAlert &alert)
{
    PULSE_TRY(const Rows cleared,
              scope.query("system_alert.clear",
                          {Param::orNull(alert.tenantId), model::word(alert.kind), alert.subject,
                           alert.details, alert.clearedAt}));
    return recordChanged(scope, cleared);
}

Result<> forgetSystemAlerts(const SystemScope &scope, std::chrono::days after)
{
    PULSE_CHECK(scope.query("system_alert.forget", {static_cast<qint64>(after.count())}));
    return {};
}

Result<QList<model::SystemAlert>> openSystemAlerts(const SystemScope &scope)
{
    PULSE_TRY(const Rows rows, scope.query("system_alert.open_of_installation"));
    QList<model::SystemAlert> alerts;
    for (int i = 0; i < rows.size(); ++i)
        alerts.append(systemAlertFrom(rows.row(i)));
    return alerts;
}

Result<QList<model::SystemAlert>> tenantAlertsBefore(const SystemScope &scope, model::SystemAlertKind kind,
                                                     Instant updated)
{
    PULSE_TRY(const Rows rows,
              scope.query("system_alert.open_of_tenants_before", {model::word(kind), updated}));
    QList<model::SystemAlert> alerts;
    for (int i = 0; i < rows.size(); ++i)
        alerts.append(systemAlertFrom(rows.row(i)));
    return alerts;
}

Result<QJsonObject> newestDetails(const SystemScope &scope, model::SystemAlertKind kind)
{
    PULSE_TRY(const Rows rows, scope.query("system_alert.newest_of_kind", {model::word(kind)}));
    return rows.isEmpty() ? QJsonObject() : rows.first().json();
}

namespace {

Result<wire::Page<model::SystemAlert>> listed(const Scope &scope, bool onlyOpen,
                                              const wire::PageRequest &page)
{
    PULSE_TRY(const Param after, keyCursor(page.after));
    PULSE_TRY(const Rows rows,
              scope.query("system_alert.list", {onlyOpen, after, page.limit + 1, page.offset}));
    PULSE_TRY(const Rows counted, scope.query("system_alert.count", {onlyOpen, kExactTotal + 1}));
    const Total total = totalOf(counted.first().integer());
    wire::Page<model::SystemAlert> alerts{{}, total.value, total.isEstimate, {}};
    for (int i = 0; i < std::min(rows.size(), page.limit); ++i)
        alerts.items.append(systemAlertFrom(rows.row(i)));
    if (rows.size() > page.limit)
        alerts.next = cursorOf({QString::number(alerts.items.last().systemAlertId)});
    return alerts;
}

} // namespace

Result<wire::Page<model::SystemAlert>> listSystemAlerts(const OperatorScope &scope, bool onlyOpen,
                                                        const wire::PageRequest &page)
{
    return listed(scope, onlyOpen, page);
}

// Row security leaves those of the tenant.
Result<wire::Page<model::SystemAlert>> listSystemAlerts(const TenantScope &scope, bool onlyOpen,
                                                        const wire::PageRequest &page)
{
    return listed(scope, onlyOpen, page);
}

Result<model::SystemAlert> acknowledgeSystemAlert(const OperatorScope &scope, qint64 systemAlertId,
                                                  const QString &by)
{
    PULSE_TRY(const Rows changed, scope.query("system_alert.acknowledge", {systemAlertId, by}));
    PULSE_TRY(const RowReader row,
              scope.one("system_alert.one", {systemAlertId}, u"there is no such system alert"_s));
    model::SystemAlert alert = systemAlertFrom(row);
    if (alert.clearedAt)
        return fail(ErrorKind::Conflict, u"this system alert is over"_s, u"system_alert_closed"_s);
    if (!changed.isEmpty())
        PULSE_CHECK(recordSystemAlertChange(scope, changed.first().key<TenantKey>(), systemAlertId));
    return alert;
}

} // namespace pulse::store
