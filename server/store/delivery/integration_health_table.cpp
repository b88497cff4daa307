// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/delivery/integration_health_table.h"

#include "store/postgres/columns.h"
#include "store/tenancy/config_change.h"

namespace pulse::store {

namespace {

RowShape<model::IntegrationHealth> healthShape()
{
    using model::IntegrationHealth;
    return {
        column("failures", &IntegrationHealth::failures),
        column("openings", &IntegrationHealth::openings),
        column("failing_since", &IntegrationHealth::failingSince),
        column("open_until", &IntegrationHealth::openUntil),
        column("last_error", &IntegrationHealth::lastError),
        column("updated_at", &IntegrationHealth::updatedAt),
    };
}

struct LockedHealth {
    IntegrationKey integration;
    model::IntegrationHealth health;
};

const Query<LockedHealth> kLockHealths{"integration_health.lock",
                                       RowShape{column("integration_key", &LockedHealth::integration)}.with(
                                           &LockedHealth::health, healthShape())};
const Query<CircuitCounts> kCircuits{
    "integration_health.circuits",
    {column("open", &CircuitCounts::open), column("half_open", &CircuitCounts::halfOpen)}};
const Query<model::Change> kClearFailing{"integration_health.clear_alerts", systemAlertChangeShape()};
const Query<model::Change> kRaiseFailing{"integration_health.raise_alerts", systemAlertChangeShape()};
const Query<FailingIntegration> kFailing{
    "integration_health.list",
    RowShape{column("integration_id", &FailingIntegration::integrationId),
             column("name", &FailingIntegration::name)}
        .with(&FailingIntegration::health, healthShape())};

} // namespace

Result<Healths> lockHealths(const SystemScope &scope, const std::vector<IntegrationKey> &integrations)
{
    PULSE_TRY(const auto locked, scope.all(kLockHealths, {int4s(integrations, &IntegrationKey::value)}));
    Healths healths;
    for (const LockedHealth &each : locked)
        healths.emplace(each.integration, each.health);
    return healths;
}

Result<> writeHealths(const SystemScope &scope, const Healths &healths)
{
    using model::IntegrationHealth;
    if (healths.empty())
        return {};
    const auto of = [](auto IntegrationHealth::*member) {
        return [member](const auto &each) { return each.second.*member; };
    };
    PULSE_CHECK(scope.query("integration_health.write",
                            {int4s(healths, [](const auto &each) { return each.first; }),
                             int4s(healths, of(&IntegrationHealth::failures)),
                             int4s(healths, of(&IntegrationHealth::openings)),
                             times(healths, of(&IntegrationHealth::failingSince)),
                             optionalTimes(healths, of(&IntegrationHealth::openUntil)),
                             storableTexts(healths, of(&IntegrationHealth::lastError)),
                             times(healths, of(&IntegrationHealth::updatedAt))}));
    return {};
}

Result<> forgetHealths(const SystemScope &scope, const std::vector<IntegrationKey> &integrations)
{
    if (!integrations.empty())
        PULSE_CHECK(scope.query("integration_health.forget", {int4s(integrations, &IntegrationKey::value)}));
    return {};
}

Result<CircuitCounts> countCircuits(const SystemScope &scope) { return scope.one(kCircuits, {}); }

Result<std::vector<model::Change>> reviewFailing(const SystemScope &scope,
                                                 std::chrono::milliseconds toldAfter)
{
    PULSE_TRY(auto changes, scope.all<std::vector>(kClearFailing));
    PULSE_TRY(const auto raised, scope.all<std::vector>(kRaiseFailing, {toldAfter.count()}));
    changes.insert(changes.end(), raised.begin(), raised.end());
    return changes;
}

Result<QList<FailingIntegration>> failingIntegrations(const TenantScope &scope)
{
    return scope.all(kFailing);
}

} // namespace pulse::store
