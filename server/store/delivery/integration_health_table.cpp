// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/delivery/integration_health_table.h"

#include "store/postgres/columns.h"

namespace pulse::store {

namespace {

model::IntegrationHealth healthFrom(RowReader &row)
{
    model::IntegrationHealth health;
    health.failures = static_cast<int>(row.integer());
    health.openings = static_cast<int>(row.integer());
    health.failingSince = row.instant();
    health.openUntil = row.optionalInstant();
    health.lastError = row.text();
    health.updatedAt = row.instant();
    return health;
}

Param keysOf(const std::vector<IntegrationKey> &integrations)
{
    std::vector<std::int32_t> keys;
    for (const IntegrationKey integration : integrations)
        keys.push_back(static_cast<std::int32_t>(integration.value));
    return Param::int4Array(keys);
}

Result<> addChanges(const Result<Rows> &alerts, std::vector<model::Change> &changes)
{
    if (!alerts)
        return tl::unexpected(alerts.error());
    for (int i = 0; i < alerts->size(); ++i) {
        RowReader row = alerts->row(i);
        const qint64 key = row.integer();
        changes.push_back({row.key<TenantKey>(), model::Change::Kind::System, key});
    }
    return {};
}

} // namespace

Result<Healths> lockHealths(const SystemScope &scope, const std::vector<IntegrationKey> &integrations)
{
    PULSE_TRY(const Rows rows, scope.query("integration_health.lock", {keysOf(integrations)}));
    Healths healths;
    for (int i = 0; i < rows.size(); ++i) {
        RowReader row = rows.row(i);
        const auto key = row.key<IntegrationKey>();
        healths.emplace(key, healthFrom(row));
    }
    return healths;
}

Result<> writeHealths(const SystemScope &scope, const Healths &healths)
{
    if (healths.empty())
        return {};
    Columns columns(healths.size());
    auto &keys = columns.int4s();
    auto &failures = columns.int4s();
    auto &openings = columns.int4s();
    auto &since = columns.instants();
    auto &until = columns.optionalInstants();
    auto &errors = columns.texts();
    auto &updated = columns.instants();
    for (const auto &[key, health] : healths) {
        keys.push_back(static_cast<std::int32_t>(key.value));
        failures.push_back(health.failures);
        openings.push_back(health.openings);
        since.push_back(health.failingSince);
        until.push_back(health.openUntil);
        errors.push_back(storableText(health.lastError));
        updated.push_back(health.updatedAt);
    }
    PULSE_CHECK(scope.query("integration_health.write",
                            {Param::int4Array(keys), Param::int4Array(failures), Param::int4Array(openings),
                             Param::timestampArray(since), Param::optionalTimestampArray(until),
                             Param::textArray(errors), Param::timestampArray(updated)}));
    return {};
}

Result<> forgetHealths(const SystemScope &scope, const std::vector<IntegrationKey> &integrations)
{
    if (!integrations.empty())
        PULSE_CHECK(scope.query("integration_health.forget", {keysOf(integrations)}));
    return {};
}

Result<CircuitCounts> countCircuits(const SystemScope &scope)
{
    PULSE_TRY(const Rows rows, scope.query("integration_health.circuits"));
    RowReader row = rows.first();
    CircuitCounts counts;
    counts.open = static_cast<int>(row.integer());
    counts.halfOpen = static_cast<int>(row.integer());
    return counts;
}

Result<std::vector<model::Change>> reviewFailing(const SystemScope &scope,
                                                 std::chrono::milliseconds toldAfter)
{
    std::vector<model::Change> changes;
    PULSE_CHECK(addChanges(scope.query("integration_health.clear_alerts"), changes));
    PULSE_CHECK(addChanges(
        scope.query("integration_health.raise_alerts", {static_cast<qint64>(toldAfter.count())}), changes));
    return changes;
}

Result<QList<FailingIntegration>> failingIntegrations(const TenantScope &scope)
{
    PULSE_TRY(const Rows rows, scope.query("integration_health.list"));
    QList<FailingIntegration> failing;
    for (int i = 0; i < rows.size(); ++i) {
        RowReader row = rows.row(i);
        FailingIntegration integration;
        integration.integrationId = row.text();
        integration.name = row.text();
        integration.health = healthFrom(row);
        failing.append(integration);
    }
    return failing;
}

} // namespace pulse::store
