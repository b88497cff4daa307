// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/ingest/registry_table.h"

#include "store/alerts/alert_rule_table.h"
#include "store/delivery/route_table.h"
#include "store/postgres/columns.h"
#include "store/telemetry/set_reader.h"
#include "store/tenancy/tenant_settings.h"

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

RowShape<model::TenantVersions> versionsShape()
{
    using model::TenantVersions;
    return {column("tenant_key", &TenantVersions::key), column("tenant_id", &TenantVersions::tenantId),
            column("is_active", &TenantVersions::isActive),
            column("registry_version", &TenantVersions::registry),
            column("config_version", &TenantVersions::config)};
}

void setTokenHash(model::RegisteredDevice &device, const QByteArray &bytes)
{
    model::TokenHash hash;
    if (bytes.size() != static_cast<qsizetype>(hash.size()))
        return;
    std::copy_n(bytes.constData(), hash.size(), reinterpret_cast<char *>(hash.data()));
    device.tokenHash = hash;
}

// Codes, values and times are columns of their own, in one order; no times: all of them are of lastTs.
void setTimes(model::DeviceState &state, const std::vector<Instant> &times)
{
    for (size_t i = 0; i < state.values.size(); ++i)
        state.values[i].ts = i < times.size() ? times[i] : state.lastTs.value_or(Instant{});
}

const Query<model::TenantVersions> kLockVersions{"registry.lock_versions", versionsShape()};
const Query<model::TenantVersions> kAllVersions{"registry.all_versions", versionsShape()};
const Query<model::RegisteredDevice> kRegisteredDevices{
    "registry.devices",
    {column("device_key", &model::RegisteredDevice::key),
     column("device_id", &model::RegisteredDevice::deviceId),
     column("site_id", &model::RegisteredDevice::siteId),
     column("is_active", &model::RegisteredDevice::isActive),
     column("token_hash",
            [](model::RegisteredDevice &device, const QByteArray &bytes) { setTokenHash(device, bytes); })}};
const Query<StateOfDevice> kDeviceStates{
    "registry.device_states",
    {
        column("device_key",
               [](StateOfDevice &row, DeviceKey device) {
                   row.device = device;
                   row.state.isKnown = true;
               }),
        column("status", &StateOfDevice::state, &model::DeviceState::status),
        column("last_seen_at", &StateOfDevice::state, &model::DeviceState::lastSeenAt),
        column("last_heartbeat_at", &StateOfDevice::state, &model::DeviceState::lastHeartbeatAt),
        column("last_telemetry_at", &StateOfDevice::state, &model::DeviceState::lastTelemetryAt),
        column("last_state_change_at", &StateOfDevice::state, &model::DeviceState::lastStateChangeAt),
        column("last_ts", &StateOfDevice::state, &model::DeviceState::lastTs),
        column("codes",
               [](StateOfDevice &row, const std::vector<std::int32_t> &codes) {
                   for (const std::int32_t code : codes)
                       row.state.values.push_back({{code}, 0, {}});
               }),
        column("values",
               [](StateOfDevice &row, const std::vector<double> &values) {
                   row.state.values.resize(std::min(row.state.values.size(), values.size()));
                   for (size_t i = 0; i < row.state.values.size(); ++i)
                       row.state.values[i].value = values[i];
               }),
        column("times",
               [](StateOfDevice &row, const std::vector<Instant> &times) { setTimes(row.state, times); }),
        column("clock_behind",
               [](StateOfDevice &row, const std::optional<std::chrono::duration<double>> &behind) {
                   if (behind)
                       row.state.clock.behind = std::chrono::round<std::chrono::microseconds>(*behind);
               }),
        column("late_since",
               [](StateOfDevice &row, const std::optional<Instant> &since) {
                   row.state.clock.lateSince = since;
               }),
        column("offline_at",
               [](StateOfDevice &row, const std::optional<Instant> &at) {
                   if (at)
                       row.state.offline = {*at, {}};
               }),
        column("offline_reason",
               [](StateOfDevice &row, const QString &reason) {
                   if (row.state.offline)
                       row.state.offline->reason = reason;
               }),
    }};
const Query<AlertOfDevice> kAlertsOfDevices{
    "registry.active_alerts",
    {
        column("device_key", &AlertOfDevice::device),
        column("alert_id", &AlertOfDevice::alert, &model::ActiveAlert::alert),
        column("rule_key", &AlertOfDevice::alert, &model::ActiveAlert::rule),
        column("alert_type", &AlertOfDevice::alert, &model::ActiveAlert::type),
        column("metric_key", &AlertOfDevice::alert, &model::ActiveAlert::metric),
    }};
const Query<PendingOfDevice> kPendingRules{
    "registry.pending_rules",
    {
        column("device_key", &PendingOfDevice::device),
        column("rule_key", &PendingOfDevice::pending, &model::PendingRule::rule),
        column("since", &PendingOfDevice::pending, &model::PendingRule::since),
        column("value", &PendingOfDevice::pending, &model::PendingRule::value),
        column("rule_version", &PendingOfDevice::pending, &model::PendingRule::ruleVersion),
    }};
const Query<OwedOfDevice> kOwedJudgements{
    "registry.owed",
    {
        column("device_key", &OwedOfDevice::device),
        column("metrics",
               [](OwedOfDevice &row, const std::vector<std::int32_t> &metrics) {
                   for (const std::int32_t metric : metrics)
                       row.owed.metrics.push_back({metric});
               }),
        column("hears", &OwedOfDevice::owed, &model::OwedJudgement::hears),
    }};
const Query<Setting> kAllSettings{"registry.settings", settingShape()};
const Query<model::AlertRule> kEnabledRules{"registry.rules", alertRuleShape()};
const Query<model::Route> kDeliveringRoutes{"registry.routes", routeOwnShape()};
const Query<model::MetricName> kMetricNames{"registry.metric_names",
                                            {column("metric_key", &model::MetricName::key),
                                             column("name", &model::MetricName::name),
                                             column("introduced_by", &model::MetricName::introducedBy),
                                             column("last_used", [](model::MetricName &name, Instant used) {
                                                 name.lastUsed = std::chrono::floor<std::chrono::days>(used);
                                             })}};
const Query<model::MetricSet> kMetricSets{"registry.metric_sets", metricSetShape()};

} // namespace

Result<std::vector<model::TenantVersions>> lockVersions(const SystemScope &scope,
                                                        std::span<const QByteArray> tenantIds)
{
    return scope.all<std::vector>(kLockVersions, {Param::textArray(tenantIds)});
}

Result<std::vector<model::TenantVersions>> allVersions(const SystemScope &scope)
{
    return scope.all<std::vector>(kAllVersions);
}

Result<std::vector<model::RegisteredDevice>> registeredDevices(const SystemScope &scope, TenantKey tenant)
{
    return scope.all<std::vector>(kRegisteredDevices, {tenant});
}

Result<std::vector<StateOfDevice>> deviceStates(const SystemScope &scope, TenantKey tenant)
{
    return scope.all<std::vector>(kDeviceStates, {tenant});
}

Result<std::vector<AlertOfDevice>> activeAlerts(const SystemScope &scope, TenantKey tenant)
{
    return scope.all<std::vector>(kAlertsOfDevices, {tenant});
}

Result<std::vector<PendingOfDevice>> pendingRules(const SystemScope &scope, TenantKey tenant)
{
    return scope.all<std::vector>(kPendingRules, {tenant});
}

Result<std::vector<OwedOfDevice>> owedJudgements(const SystemScope &scope, TenantKey tenant)
{
    return scope.all<std::vector>(kOwedJudgements, {tenant});
}

Result<model::TenantConfig> tenantConfig(const SystemScope &scope, TenantKey tenant)
{
    model::TenantConfig config;
    // The tenant's own rows come last.
    PULSE_TRY(const auto settings, scope.all<std::vector>(kAllSettings, {tenant}));
    ReadSettings read = readSettings(settings);
    config.settings = read.settings;
    config.unreadableSettings = std::move(read.unreadable);
    PULSE_TRY(config.rules, scope.all<std::vector>(kEnabledRules, {tenant}));
    PULSE_TRY(config.disabledRules, scope.values<RuleKey>("registry.disabled_rules", {tenant}));
    PULSE_TRY(config.routes, deliveringRoutes(scope, tenant));
    return config;
}

Result<std::vector<model::Route>> deliveringRoutes(const Scope &scope, TenantKey tenant)
{
    return scope.all<std::vector>(kDeliveringRoutes, {tenant});
}

Result<std::vector<model::MetricName>> metricNames(const SystemScope &scope, TenantKey tenant)
{
    return scope.all<std::vector>(kMetricNames, {tenant});
}

Result<std::vector<model::MetricSet>> metricSets(const SystemScope &scope, TenantKey tenant)
{
    return scope.all<std::vector>(kMetricSets, {tenant});
}

Result<> internNames(const SystemScope &scope, TenantKey tenant, std::span<const IntroducedName> names,
                     std::chrono::sys_days today)
{
    PULSE_CHECK(scope.query(
        "registry.intern_names",
        {tenant, texts(names, &IntroducedName::name), int8s(names, &IntroducedName::by), Instant{today}}));
    return {};
}

Result<> useNames(const SystemScope &scope, std::span<const MetricKey> metrics, std::chrono::sys_days today)
{
    PULSE_CHECK(scope.query("registry.use_names", {int4s(metrics, &MetricKey::value), Instant{today}}));
    return {};
}

Result<MetricSetKey> addSet(const SystemScope &scope, TenantKey tenant,
                            std::span<const model::MetricCode> codes)
{
    return scope.value<MetricSetKey>("registry.add_set", {tenant, int4s(codes, &model::MetricCode::value)});
}

Result<> growSet(const SystemScope &scope, MetricSetKey set, size_t known,
                 std::span<const model::MetricCode> codes)
{
    PULSE_TRY(const Rows grown,
              scope.query("registry.grow_set",
                          {set, static_cast<qint64>(known), int4s(codes, &model::MetricCode::value)}));
    if (grown.affected() == 1)
        return {};
    return fail(ErrorKind::Unavailable, u"metric set %1 is not as it was read"_s.arg(set.value));
}

Result<> ensurePartition(const SystemScope &scope, Instant ts)
{
    PULSE_CHECK(scope.query("registry.ensure_partition", {ts}));
    return {};
}

Result<bool> tryLead(Connection &connection)
{
    PULSE_TRY(const Rows rows, connection.query("registry.try_lead"));
    return rows.value<bool>();
}

Result<std::chrono::microseconds> clockOffset(Connection &connection, const Clock &local)
{
    PULSE_CHECK(connection.query("registry.clock")); // prepared, so that the next one is a bare round trip
    const Instant before = local.now();
    PULSE_TRY(const Rows rows, connection.query("registry.clock"));
    const Instant after = local.now();
    PULSE_TRY(const Instant theirs, rows.value<Instant>());
    return theirs - (before + (after - before) / 2);
}

} // namespace pulse::store
