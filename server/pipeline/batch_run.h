// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One batch inside its transaction: insert the readings, evaluate what was new on committed state, write
// state, alerts, transitions, jobs and changes. Works on copies; apply() replaces memory, and is called after
// COMMIT only.
//
// Thread safety: none; the writer's. Requires: a registry that is as fresh as the versions locked in this
// scope.
#pragma once

#include "ingest/admission.h"
#include "pipeline/alert_batch.h"
#include "pipeline/reject_batch.h"
#include "rules/rule_index.h"
#include "store/batch_writer.h"

#include <deque>
#include <map>
#include <set>

namespace pulse::pipeline {

// A reading that was committed, for those who watch its device.
struct CommittedReading {
    const ingest::Device *device = nullptr;
    Instant ts;
    std::vector<model::MetricValue> metrics;
};

// A tenant's rules by metric, made anew whenever its configuration or its metrics changed.
using RuleIndexes = std::map<TenantKey, rules::RuleIndex>;

struct BatchContext {
    ingest::Registry &registry;
    RuleIndexes &rules;
    const RejectSealer &sealReject;
    Instant now;
};

class BatchRun {
public:
    explicit BatchRun(const BatchContext &context)
        : m_context(context)
        , m_rejects(context.sealReject)
    {
    }

    // Position by position: what admission said of each envelope. None is Unready.
    void take(std::span<ingest::Envelope *const> envelopes, std::vector<ingest::Admission> admissions);

    // Closes what rules opened that are no longer there, no longer enabled, or no longer for the device's
    // site.
    void retireOrphans(const std::set<TenantKey> &tenants);

    Result<> write(const store::SystemScope &scope);

    // After COMMIT: memory becomes what the database is.
    void apply();

    const std::vector<CommittedReading> &committed() const { return m_committed; }
    bool hasJobs() const { return m_alerts.hasJobs(); }
    qint64 storedCount() const { return m_stored; }
    qint64 duplicateCount() const { return m_duplicates; }
    qint64 rejectedCount() const { return m_rejects.count(); }

private:
    struct Item {
        ingest::Device *device = nullptr;
        model::Reading reading;
        std::vector<model::MetricValue> metrics; // what reading.metrics views
    };

    WorkingDevice &working(ingest::Device &device);
    Result<> insert(const store::SystemScope &scope, std::vector<bool> &isNew);
    void evaluate(const Item &item);
    void mergeValues(model::DeviceState &state, const model::Reading &reading) const;
    Result<> writeStates(const store::SystemScope &scope);

    BatchContext m_context;
    std::deque<Item> m_items;
    std::map<DeviceKey, WorkingDevice> m_working; // in key order: states are written so
    std::vector<const model::Reading *> m_late;
    std::vector<model::Change> m_changes;
    std::vector<CommittedReading> m_committed;
    AlertBatch m_alerts;
    RejectBatch m_rejects;
    qint64 m_stored = 0;
    qint64 m_duplicates = 0;
};

} // namespace pulse::pipeline
