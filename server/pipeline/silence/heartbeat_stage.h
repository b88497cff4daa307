// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Time as a stage: devices and metrics that fell silent. Judged by receive times and deadlines that the
// leader holds in memory, and only as far as ingest sees: an outage of ours never pages a customer about
// theirs.
//
// Silence counts from the latest of: when it was last heard; when we began to see; when the device became one
// that we judge (not revoked, its tenant not suspended); when the rule or setting became as strict as it is.
//
// Thread safety: none; the writer's.
#pragma once

#include "pipeline/batch/alert_batch.h"
#include "pipeline/batch/alert_budget.h"
#include "pipeline/batch/registry_refresh.h"
#include "pipeline/batch/sight.h"
#include "rules/deadlines.h"
#include "store/fleet/refusal_table.h"

#include <map>
#include <set>

namespace pulse::pipeline {

class HeartbeatStage {
public:
    // Devices in one transaction; batches go in between.
    static constexpr size_t kPortion = 1'000;

    struct Turn {
        bool hasMore = false;
        bool hasJobs = false;
        size_t silent = 0; // devices that something was written of
    };

    HeartbeatStage(ingest::Registry &registry, RegistryRefresh &refresh)
        : m_registry(registry)
        , m_refresh(refresh)
    {
    }

    // Everything was loaded anew: everybody has their full time.
    void begin();

    // These said they are gone: to be looked at as soon as we see that far.
    void expectOffline(std::span<const DeviceKey> devices);

    // Marks and opens what is due as far as `sight` reaches, for a portion of devices. Asks the database
    // nothing when nothing is. What is beyond a tenant's budget (`stalledSeconds`: see AlertBudget) opens a
    // second later, or then again.
    Result<Turn> run(store::Connection &connection, const Sight &sight, Instant now,
                     double stalledSeconds = 0);

private:
    struct KnownTenant {
        bool isNew = true; // since everything was loaded
        bool isJudged = false; // not suspended
        qint64 registry = -1; // versions
        qint64 config = -1;
        rules::SilenceTerms terms;
    };
    struct Silent {
        ingest::Device *device = nullptr;
        rules::SilenceVerdict verdict;
    };

    void follow(Instant now);
    void follow(const ingest::Tenant &tenant, KnownTenant &known, Instant now);
    std::optional<Silent> look(DeviceKey key, const Sight::View &view, Instant now);
    std::vector<DeviceKey> findSilent(const Sight::View &view, Instant now);
    static Result<std::vector<WorkingDevice>> workingOn(const store::SystemScope &scope,
                                                        std::span<const Silent> silent,
                                                        const std::set<DeviceKey> &confirmed);
    Result<Turn> write(store::SystemScope &scope, std::span<const Silent> silent, AlertBudget &budget,
                       const Sight::View &view, Instant now);

    ingest::Registry &m_registry;
    RegistryRefresh &m_refresh;
    std::map<TenantKey, KnownTenant> m_tenants;
    rules::Deadlines m_deadlines;
    Instant m_seenUpTo; // at the last run
};

} // namespace pulse::pipeline
