// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/ingest/registry_table.h"

#include "model/words.h"
#include "store/alerts/alert_rule_row.h"
#include "store/postgres/slow_clock.h"
#include "store/tenancy/tenant_settings.h"

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

std::vector<model::TenantVersions> decodeVersions(const Rows &rows)
{
    std::vector<model::TenantVersions> versions;
    for (int i = 0; i < rows.size(); ++i) {
        RowReader row = rows.row(i);
        model::TenantVersions tenant;
        tenant.key = row.key<TenantKey>();
        tenant.tenantId = row.bytes();
        tenant.isActive = row.boolean();
        tenant.registry = row.integer();
        tenant.config = row.integer();
        versions.push_back(std::move(tenant));
    }
    return versions;
}

std::optional<model::TokenHash> decodeHash(const QByteArray &bytes)
{
    model::TokenHash hash;
    if (bytes.size() != static_cast<qsizetype>(hash.size()))
        return std::nullopt;
    std::copy_n(bytes.constData(), hash.size(), reinterpret_cast<char *>(hash.data()));
    return hash;
}

StateOfDevice decodeState(RowReader row)
{
    StateOfDevice result;
    result.device = row.key<DeviceKey>();
    model::DeviceState &state = result.state;
    state.isKnown = true;
    state.status = model::fromWord<model::DeviceStatus>(row.text()).value_or(model::DeviceStatus::Stale);
    state.lastSeenAt = row.instant();
    state.lastHeartbeatAt = row.optionalInstant();
    state.lastTelemetryAt = row.optionalInstant();
    state.lastStateChangeAt = row.instant();
    state.lastTs = row.optionalInstant();
    const auto codes = row.int4s();
    const auto values = row.float8s();
    const auto times = row.instants(); // empty: all of them are of lastTs
    for (size_t i = 0; i < codes.size() && i < values.size(); ++i) {
        const Instant ts = i < times.size() ? times[i] : state.lastTs.value_or(Instant{});
        state.values.push_back({{codes[i]}, values[i], ts});
    }
    if (const auto slow = slowClock(row))
        state.clock = {slow->behind, slow->lateSince, std::nullopt};
    const auto offlineAt = row.optionalInstant();
    const QString reason = row.text();
    if (offlineAt)
        state.offline = {*offlineAt, reason};
    return result;
}

model::Route decodeRoute(RowReader row, TenantKey tenant)
{
    model::Route route;
    route.tenant = tenant;
    route.key = row.key<RouteKey>();
    route.integration = row.key<IntegrationKey>();
    route.routeId = row.text();
    route.name = row.text();
    route.minSeverity = row.optionalInteger();
    route.severities = row.texts();
    route.alertTypes = row.texts();
    route.siteIds = row.texts();
    route.devicePrefixes = row.texts();
    route.ruleIds = row.texts();
    route.deliverOn.clear();
    for (const QString &event : row.texts()) {
        if (const auto known = model::fromWord<model::DeliverOn>(event))
            route.deliverOn.append(*known);
    }
    route.priority = static_cast<int>(row.integer());
    return route;
}

} // namespace

Result<std::vector<model::TenantVersions>> lockVersions(const SystemScope &scope,
                                                        std::span<const QByteArray> tenantIds)
{
    PULSE_TRY(const Rows rows, scope.query("registry.lock_versions", {Param::textArray(tenantIds)}));
    return decodeVersions(rows);
}

Result<std::vector<model::TenantVersions>> allVersions(const SystemScope &scope)
{
    PULSE_TRY(const Rows rows, scope.query("registry.all_versions"));
    return decodeVersions(rows);
}

Result<std::vector<model::RegisteredDevice>> registeredDevices(const SystemScope &scope, TenantKey tenant)
{
    PULSE_TRY(const Rows rows, scope.query("registry.devices", {tenant}));
    std::vector<model::RegisteredDevice> devices(static_cast<size_t>(rows.size()));
    for (int i = 0; i < rows.size(); ++i) {
        RowReader row = rows.row(i);
        model::RegisteredDevice &device = devices[static_cast<size_t>(i)];
        device.key = row.key<DeviceKey>();
        device.deviceId = row.bytes();
        device.siteId = row.bytes();
        device.isActive = row.boolean();
        device.tokenHash = decodeHash(row.bytea());
    }
    return devices;
}

Result<std::vector<StateOfDevice>> deviceStates(const SystemScope &scope, TenantKey tenant)
{
    PULSE_TRY(const Rows rows, scope.query("registry.device_states", {tenant}));
    std::vector<StateOfDevice> states;
    states.reserve(static_cast<size_t>(rows.size()));
    for (int i = 0; i < rows.size(); ++i)
        states.push_back(decodeState(rows.row(i)));
    return states;
}

Result<std::vector<AlertOfDevice>> activeAlerts(const SystemScope &scope, TenantKey tenant)
{
    PULSE_TRY(const Rows rows, scope.query("registry.active_alerts", {tenant}));
    std::vector<AlertOfDevice> alerts;
    for (int i = 0; i < rows.size(); ++i) {
        RowReader row = rows.row(i);
        const auto device = row.key<DeviceKey>();
        model::ActiveAlert alert;
        alert.alert = row.key<AlertId>();
        alert.rule = row.key<RuleKey>();
        alert.type = model::fromWord<model::AlertType>(row.text()).value_or(model::AlertType::Threshold);
        alert.metric = row.key<MetricKey>();
        alerts.push_back({device, alert});
    }
    return alerts;
}

Result<std::vector<PendingOfDevice>> pendingRules(const SystemScope &scope, TenantKey tenant)
{
    PULSE_TRY(const Rows rows, scope.query("registry.pending_rules", {tenant}));
    std::vector<PendingOfDevice> pending;
    for (int i = 0; i < rows.size(); ++i) {
        RowReader row = rows.row(i);
        PendingOfDevice &next = pending.emplace_back();
        next.device = row.key<DeviceKey>();
        next.pending.rule = row.key<RuleKey>();
        next.pending.since = row.instant();
        next.pending.value = row.number();
        next.pending.ruleVersion = static_cast<int>(row.integer());
    }
    return pending;
}

Result<std::vector<OwedOfDevice>> owedJudgements(const SystemScope &scope, TenantKey tenant)
{
    PULSE_TRY(const Rows rows, scope.query("registry.owed", {tenant}));
    std::vector<OwedOfDevice> owed;
    for (int i = 0; i < rows.size(); ++i) {
        RowReader row = rows.row(i);
        OwedOfDevice &next = owed.emplace_back();
        next.device = row.key<DeviceKey>();
        for (const std::int32_t metric : row.int4s())
            next.owed.metrics.push_back({metric});
        next.owed.hears = row.boolean();
    }
    return owed;
}

Result<model::TenantConfig> tenantConfig(const SystemScope &scope, TenantKey tenant)
{
    model::TenantConfig config;
    PULSE_TRY(const Rows settings, scope.query("registry.settings", {tenant}));
    std::vector<Setting> written; // the tenant's own rows come last
    for (int i = 0; i < settings.size(); ++i) {
        RowReader row = settings.row(i);
        const QString key = row.text();
        written.push_back({key, row.text()});
    }
    ReadSettings read = readSettings(written);
    config.settings = read.settings;
    config.unreadableSettings = std::move(read.unreadable);
    PULSE_TRY(const Rows rules, scope.query("registry.rules", {tenant}));
    for (int i = 0; i < rules.size(); ++i)
        config.rules.push_back(alertRuleFromRow(rules.row(i)));
    PULSE_TRY(const Rows disabled, scope.query("registry.disabled_rules", {tenant}));
    for (int i = 0; i < disabled.size(); ++i)
        config.disabledRules.push_back(disabled.row(i).key<RuleKey>());
    PULSE_TRY(config.routes, deliveringRoutes(scope, tenant));
    return config;
}

Result<std::vector<model::Route>> deliveringRoutes(const Scope &scope, TenantKey tenant)
{
    PULSE_TRY(const Rows rows, scope.query("registry.routes", {tenant}));
    std::vector<model::Route> routes;
    for (int i = 0; i < rows.size(); ++i)
        routes.push_back(decodeRoute(rows.row(i), tenant));
    return routes;
}

Result<std::vector<model::MetricName>> metricNames(const SystemScope &scope, TenantKey tenant)
{
    PULSE_TRY(const Rows rows, scope.query("registry.metric_names", {tenant}));
    std::vector<model::MetricName> names;
    for (int i = 0; i < rows.size(); ++i) {
        RowReader row = rows.row(i);
        model::MetricName name;
        name.key = row.key<MetricKey>();
        name.name = row.bytes();
        name.introducedBy = row.key<DeviceKey>();
        name.lastUsed = std::chrono::floor<std::chrono::days>(row.instant());
        names.push_back(std::move(name));
    }
    return names;
}

Result<std::vector<model::MetricSet>> metricSets(const SystemScope &scope, TenantKey tenant)
{
    PULSE_TRY(const Rows rows, scope.query("registry.metric_sets", {tenant}));
    std::vector<model::MetricSet> sets;
    for (int i = 0; i < rows.size(); ++i) {
        RowReader row = rows.row(i);
        model::MetricSet set;
        set.key = row.key<MetricSetKey>();
        for (const std::int32_t code : row.int4s())
            set.codes.push_back({code});
        sets.push_back(std::move(set));
    }
    return sets;
}

Result<> internNames(const SystemScope &scope, TenantKey tenant, std::span<const IntroducedName> names,
                     std::chrono::sys_days today)
{
    std::vector<QByteArray> texts;
    std::vector<std::int64_t> devices;
    for (const IntroducedName &name : names) {
        texts.push_back(name.name);
        devices.push_back(name.by.value);
    }
    PULSE_CHECK(scope.query("registry.intern_names",
                            {tenant, Param::textArray(texts), Param::int8Array(devices), Instant{today}}));
    return {};
}

Result<> useNames(const SystemScope &scope, std::span<const MetricKey> metrics, std::chrono::sys_days today)
{
    std::vector<std::int32_t> keys;
    for (const MetricKey metric : metrics)
        keys.push_back(static_cast<std::int32_t>(metric.value));
    PULSE_CHECK(scope.query("registry.use_names", {Param::int4Array(keys), Instant{today}}));
    return {};
}

namespace {

Param codesParam(std::span<const model::MetricCode> codes)
{
    std::vector<std::int32_t> numbers;
    for (const model::MetricCode code : codes)
        numbers.push_back(code.value);
    return Param::int4Array(numbers);
}

} // namespace

Result<MetricSetKey> addSet(const SystemScope &scope, TenantKey tenant,
                            std::span<const model::MetricCode> codes)
{
    PULSE_TRY(const Rows rows, scope.query("registry.add_set", {tenant, codesParam(codes)}));
    return rows.first().key<MetricSetKey>();
}

Result<> growSet(const SystemScope &scope, MetricSetKey set, size_t known,
                 std::span<const model::MetricCode> codes)
{
    PULSE_TRY(const Rows grown,
              scope.query("registry.grow_set", {set, static_cast<qint64>(known), codesParam(codes)}));
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
    return rows.first().boolean();
}

Result<std::chrono::microseconds> clockOffset(Connection &connection, const Clock &local)
{
    PULSE_CHECK(connection.query("registry.clock")); // prepared, so that the next one is a bare round trip
    const Instant before = local.now();
    PULSE_TRY(const Rows rows, connection.query("registry.clock"));
    const Instant after = local.now();
    return rows.first().instant() - (before + (after - before) / 2);
}

} // namespace pulse::store
