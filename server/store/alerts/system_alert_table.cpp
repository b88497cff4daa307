// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/alerts/system_alert_table.h"

#include "model/words.h"
#include "store/tenancy/config_change.h"
#include "store/tenancy/keyset_list.h"

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

RowShape<model::SystemAlert> systemAlertShape()
{
    using model::SystemAlert;
    return {
        column("system_alert_key", &SystemAlert::systemAlertId),
        column("tenant_id", &SystemAlert::tenantId),
        column("kind", &SystemAlert::kind),
        column("subject", &SystemAlert::subject),
        column("severity", &SystemAlert::severity),
        column("summary", &SystemAlert::summary),
        column("details", &SystemAlert::details),
        column("raised_at", &SystemAlert::raisedAt),
        column("updated_at", &SystemAlert::updatedAt),
        column("cleared_at", &SystemAlert::clearedAt),
        column("acknowledged_at", &SystemAlert::acknowledgedAt),
        column("acknowledged_by", &SystemAlert::acknowledgedBy),
    };
}

const KeysetList<model::SystemAlert> kSystemAlerts{{"system_alert.list", systemAlertShape()},
                                                   "system_alert.count",
                                                   {by(&model::SystemAlert::systemAlertId)}};
const Query<model::SystemAlert> kOneSystemAlert{"system_alert.one", systemAlertShape()};
const Query<model::SystemAlert> kOpenOfInstallation{"system_alert.open_of_installation", systemAlertShape()};
const Query<model::SystemAlert> kOpenOfTenants{"system_alert.open_of_tenants_before", systemAlertShape()};
const Query<model::Change> kRaise{"system_alert.raise", systemAlertChangeShape()};
const Query<model::Change> kClear{"system_alert.clear", systemAlertChangeShape()};

Result<> recordOf(const Scope &scope, const Query<model::Change> &statement, const Params &params)
{
    PULSE_TRY(const auto changes, scope.all<std::vector>(statement, params));
    return recordChanges(scope, changes);
}

} // namespace

Result<> raiseSystemAlert(const SystemScope &scope, const model::SystemAlert &alert, bool isNews)
{
    return recordOf(scope, kRaise,
                    {Param::orNull(alert.tenantId), model::word(alert.kind), alert.subject, alert.severity,
                     alert.summary, alert.details, alert.raisedAt, alert.updatedAt, isNews});
}

Result<> clearSystemAlert(const SystemScope &scope, const model::SystemAlert &alert)
{
    return recordOf(scope, kClear,
                    {Param::orNull(alert.tenantId), model::word(alert.kind), alert.subject, alert.details,
                     alert.clearedAt});
}

Result<> forgetSystemAlerts(const SystemScope &scope, std::chrono::days after)
{
    PULSE_CHECK(scope.query("system_alert.forget", {static_cast<qint64>(after.count())}));
    return {};
}

Result<QList<model::SystemAlert>> openSystemAlerts(const SystemScope &scope)
{
    return scope.all(kOpenOfInstallation);
}

Result<QList<model::SystemAlert>> tenantAlertsBefore(const SystemScope &scope, model::SystemAlertKind kind,
                                                     Instant updated)
{
    return scope.all(kOpenOfTenants, {model::word(kind), updated});
}

Result<QJsonObject> newestDetails(const SystemScope &scope, model::SystemAlertKind kind)
{
    PULSE_TRY(const auto newest,
              scope.values<QJsonObject>("system_alert.newest_of_kind", {model::word(kind)}));
    return newest.empty() ? QJsonObject() : newest.front();
}

Result<model::Page<model::SystemAlert>> listSystemAlerts(const OperatorScope &scope, bool onlyOpen,
                                                         const model::PageRequest &page)
{
    return kSystemAlerts.read(scope, page, {onlyOpen});
}

// Row security leaves those of the tenant.
Result<model::Page<model::SystemAlert>> listSystemAlerts(const TenantScope &scope, bool onlyOpen,
                                                         const model::PageRequest &page)
{
    return kSystemAlerts.read(scope, page, {onlyOpen});
}

Result<model::SystemAlert> acknowledgeSystemAlert(const OperatorScope &scope, qint64 systemAlertId,
                                                  const QString &by)
{
    PULSE_TRY(const auto tenants, scope.values<TenantKey>("system_alert.acknowledge", {systemAlertId, by}));
    PULSE_TRY(const auto alert,
              scope.one(kOneSystemAlert, {systemAlertId}, u"there is no such system alert"_s));
    if (alert.clearedAt)
        return fail(ErrorKind::Conflict, u"this system alert is over"_s, u"system_alert_closed"_s);
    if (!tenants.empty())
        PULSE_CHECK(recordSystemAlertChange(scope, tenants.front(), systemAlertId));
    return alert;
}

} // namespace pulse::store
