// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What one batch does to alerts: findings in, transitions and jobs out. Ids are provisional (negative) until
// the database gave them; transitions and jobs are written for what the database returned, not for what was
// intended.
#pragma once

#include "alerts/silence_alert.h"
#include "alerts/threshold_alert.h"
#include "ingest/registry.h"
#include "model/refusal.h"
#include "routing/life_record.h"
#include "rules/retirement.h"
#include "store/ingest/batch_writer.h"

#include <set>
#include <unordered_map>

namespace pulse::pipeline {

// A device of this batch: a copy of its committed state, changed as the batch is evaluated.
struct WorkingDevice {
    ingest::Device *device = nullptr;
    model::DeviceState state;
    std::vector<model::ActiveAlert> alerts;
    std::vector<model::PendingRule> pending;
    bool hasNewTimers = false; // pending may differ from what is committed
    std::optional<model::OwedJudgement> owed = {};
    bool hasNewOffline = false; // likewise state.offline
    std::optional<model::Refusal> refused = {}; // why its newest message was, where somebody has looked
    size_t heardUpTo = 0; // how many items of the batch there are up to the last that was heard of it
};

alerts::DeviceName nameOf(const ingest::Device &device);

class AlertBatch {
public:
    // What changes an alert returns how many changes that makes: its transition, and a job for each route.
    size_t take(const rules::Finding &finding, WorkingDevice &device, const model::Reading &reading,
                Instant now);

    // Silence: opens what it opens, and closes what a reading ends.
    size_t open(const rules::SilenceFinding &finding, WorkingDevice &device, Instant now);
    static std::vector<model::ActiveAlert> endedBy(const model::Reading &reading,
                                                   const WorkingDevice &device);
    size_t hear(const model::ActiveAlert &alert, WorkingDevice &device, const model::Reading &reading,
                Instant now);

    // Closes an alert that no reading can clear any more.
    size_t retire(const model::ActiveAlert &alert, WorkingDevice &device, rules::Retirement why, Instant now);

    // Clears, opens, transitions, jobs; `changes` gains a row for each alert that changed.
    Result<> write(const store::SystemScope &scope, std::vector<model::Change> &changes);

    // The real id of a provisional one; other ids as they are.
    AlertId resolve(AlertId id) const;
    bool hasJobs() const { return !m_record.jobs.empty(); }

private:
    struct NewTransition { // one transition, before it has an id
        AlertId alert; // may be provisional
        const ingest::Device *device = nullptr;
        model::AlertEvent event = model::AlertEvent::Opened;
        Instant at;
        QString actor;
        QString reason;
        QJsonObject evidence = {};
    };

    static size_t changesOf(const model::AlertRule *rule, model::AlertType type, const ingest::Device &device,
                            model::DeliverOn event);
    void open(const rules::Finding &finding, WorkingDevice &device, const model::Reading &reading,
              Instant now);
    void clear(const rules::Finding &finding, WorkingDevice &device, const model::Reading &reading,
               Instant now);
    void close(const NewTransition &transition, Instant ts, WorkingDevice &device);
    Result<> writeAlerts(const store::SystemScope &scope);
    Result<> hearWhoWasTold(const store::SystemScope &scope);
    Result<> takeShelves(const store::SystemScope &scope);
    Result<std::optional<model::Shelf>> inherit(AlertId id, TenantKey tenant, Instant at);
    Result<> apply(const NewTransition &transition);

    std::vector<model::OpenedAlert> m_opened; // provisional id -(position + 1)
    std::vector<model::ClearedAlert> m_cleared;
    std::vector<NewTransition> m_transitions;
    // By real id, of alerts that did change: as they were before the transitions that are still to come.
    std::unordered_map<AlertId, model::Alert> m_facts;
    std::unordered_map<AlertId, AlertId>
        m_shelfHolders; // of opened alerts: who had their fingerprint's shelf
    std::unordered_map<AlertId, AlertId> m_shelfAt; // who has it now, by who had it before this batch
    std::set<AlertId> m_reshelved; // changed beyond what clearing and opening wrote
    routing::LifeRecord m_record;
};

} // namespace pulse::pipeline
