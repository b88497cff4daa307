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
#include "pipeline/batch/alert_batch.h"
#include "pipeline/batch/alert_budget.h"
#include "pipeline/batch/finding_intake.h"
#include "pipeline/batch/metric_bound_alerts.h"
#include "pipeline/batch/reject_batch.h"
#include "rules/rule_index.h"
#include "store/ingest/batch_writer.h"

#include <map>
#include <set>

namespace pulse::pipeline {

// A reading that was committed, for those who watch its device.
struct CommittedReading {
    const ingest::Device *device = nullptr;
    Instant ts;
    model::MetricValues metrics;
    bool isLate = false;
};

// A tenant's rules by metric, made anew whenever its configuration or its metrics changed.
using RuleIndexes = std::map<TenantKey, rules::RuleIndex>;

// Whether readings of this batch may be stored already. Careful costs a third more; appending a batch that
// has one fails with Conflict, and the batch is to be run again with care.
enum class Insertion { Append, Careful };

struct BatchContext {
    ingest::Registry &registry;
    RuleIndexes &rules;
    const RejectSealer &sealReject;
    Instant now;
    Insertion insertion = Insertion::Careful;
    double stalledSeconds = 0; // of ours, for which budgets are credited
    size_t turn = 0; // of batches: tenants that are owed judgements come first in turn
};

class BatchRun {
public:
    explicit BatchRun(const BatchContext &context)
        : m_context(context)
        , m_budget(context.now, context.stalledSeconds)
        , m_rejects(context.sealReject)
    {
    }
    ~BatchRun();
    BatchRun(const BatchRun &) = delete;
    BatchRun &operator=(const BatchRun &) = delete;

    // Position by position: what admission said of each envelope. None is Unready.
    void take(std::span<ingest::Envelope *const> envelopes, std::vector<ingest::Admission> admissions);

    // Closes what no reading can clear any more, and forgets the timers that it would have been: the rule is
    // gone, disabled, narrowed or another, or the device is revoked. As far as budgets go: the rest of the
    // tenants' is for the batches that follow.
    void retireOrphans(const std::set<TenantKey> &tenants);
    const std::set<TenantKey> &unretired() const { return m_unretired; }

    Result<> write(const store::SystemScope &scope);

    // After COMMIT: memory becomes what the database is.
    void apply();

    const std::vector<CommittedReading> &committed() const { return m_committed; }
    // Devices that said they are gone, and were believed.
    const std::vector<DeviceKey> &offline() const { return m_offline; }
    bool hasJobs() const { return m_alerts.hasJobs(); }
    const std::map<TenantKey, qint64> &deferred() const { return m_intake.deferred(); }
    bool owesMore(); // after apply(): a batch that follows at once would find something to do
    qint64 storedCount() const { return m_stored; }
    qint64 duplicateCount() const { return m_duplicates; }
    qint64 rejectedCount() const { return m_rejects.count(); }
    void addRejectsTo(RejectTotals &totals) const { m_rejects.addTo(totals); }

private:
    struct Item {
        ingest::Device *device = nullptr;
        model::Reading reading;
        model::MetricValues metrics; // what reading.metrics views
    };

    struct Heard {
        ingest::Device *device = nullptr;
        model::HeardMetric metric;
    };

    // What a message that is no reading says of its device's presence.
    struct Presence {
        ingest::Device *device = nullptr;
        const ingest::Envelope *envelope = nullptr;
        size_t after = 0; // it came after so many items
        bool isStatement = false; // else: refused, but heard
    };

    WorkingDevice &working(ingest::Device &device);
    void retireOrphans(ingest::Device &device);
    void settleOwed();
    void settleOwed(ingest::Device &device);
    Result<> insert(const store::SystemScope &scope, std::vector<bool> &isNew);
    bool evaluate(const Item &item); // false: it is late, and was not judged
    void hearDevice(WorkingDevice &device, const model::Reading &reading);
    void takePresence(const Presence &presence);
    void takeOffline(const Presence &presence);
    Result<> writeOffline(const store::SystemScope &scope) const;
    void noteHeard(const Item &item);
    void judge(WorkingDevice &device, const model::Reading &reading);
    Result<> writeStates(const store::SystemScope &scope);
    Result<> writeTimers(const store::SystemScope &scope);
    Result<> writeOwed(const store::SystemScope &scope);

    BatchContext m_context;
    std::vector<Item> m_items; // does not grow after take(): readings view into it
    std::vector<WorkingDevice> m_working; // by Device::batchPlace
    std::vector<const model::Reading *> m_late;
    std::vector<Heard> m_heard; // of metrics that a rule watches
    std::vector<Presence> m_presences; // as they came
    std::vector<DeviceKey> m_offline;
    std::vector<model::Change> m_changes;
    std::vector<CommittedReading> m_committed;
    AlertBatch m_alerts;
    AlertBudget m_budget;
    FindingIntake m_intake{m_alerts, m_budget, m_context.now};
    std::set<TenantKey> m_unretired;
    RejectBatch m_rejects;
    MetricBoundAlerts m_metricBounds;
    qint64 m_stored = 0;
    qint64 m_duplicates = 0;
};

} // namespace pulse::pipeline
