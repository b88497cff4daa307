// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Takes a batch to its COMMIT: admits it on a fresh registry, commits first what it needs (metric names,
// partitions), writes it in one transaction, and isolates a row that the database refuses.
//
// Thread safety: none; the writer's.
#pragma once

#include "pipeline/batch/batch_run.h"
#include "pipeline/batch/registry_refresh.h"

#include <functional>

namespace pulse::pipeline {

struct BatchTotals {
    qint64 stored = 0;
    qint64 duplicates = 0;
    qint64 rejected = 0; // messages
    RejectTotals rejectedBy;
    bool hasJobs = false;
    std::vector<DeviceKey> offline; // said they are gone
    std::map<TenantKey, qint64> deferred; // findings put off, by tenant
    bool owesMore = false; // another batch, also an empty one, would act on some of them at once
};

// After each COMMIT, on the writer's thread; the pointers in it are good for the call.
using OnCommitted = std::function<void(const std::vector<CommittedReading> &)>;

class BatchCommit {
public:
    BatchCommit(ingest::Registry &registry, RegistryRefresh &refresh, RuleIndexes &rules,
                RejectSealer sealReject, OnCommitted onCommitted)
        : m_registry(registry)
        , m_refresh(refresh)
        , m_rules(rules)
        , m_sealReject(std::move(sealReject))
        , m_onCommitted(std::move(onCommitted))
    {
    }

    // Unavailable: nothing is known to have happened; reconnect, load again, and call again with the same
    // envelopes. Other errors: a bug or a wrong setup; ingest stops.
    Result<BatchTotals> commit(store::Connection &connection, std::span<ingest::Envelope *const> envelopes,
                               const Clock &clock, double stalledSeconds);

private:
    struct Needs {
        ingest::Missing missing;
        std::set<std::chrono::sys_days> days;
        bool isEmpty() const { return missing.empty() && days.empty(); }
    };
    struct Call {
        store::Connection &connection;
        const Clock &clock;
        double stalledSeconds;
        BatchTotals &totals;
    };

    Result<> commitOrHalve(const Call &call, std::span<ingest::Envelope *const> envelopes);
    Result<> attempt(const Call &call, std::span<ingest::Envelope *const> envelopes);
    Result<> tryRound(const Call &call, std::span<ingest::Envelope *const> envelopes, Insertion insertion,
                      Needs &needs);
    std::set<QByteArray> tenantsOf(std::span<ingest::Envelope *const> envelopes) const;
    Insertion insertionFor(std::span<ingest::Envelope *const> envelopes) const;
    std::vector<ingest::Admission> admitAll(std::span<ingest::Envelope *const> envelopes,
                                            double stalledSeconds, Needs &needs);

    ingest::Registry &m_registry;
    ingest::StrangerLimiter m_strangers; // outlives what the registry forgets
    RegistryRefresh &m_refresh;
    RuleIndexes &m_rules;
    RejectSealer m_sealReject;
    OnCommitted m_onCommitted;
    size_t m_turn = 0; // batches so far
    int m_careful = 0; // how many commits more are made with care, since readings were there already
};

} // namespace pulse::pipeline
