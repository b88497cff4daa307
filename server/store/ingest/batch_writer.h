// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What one batch writes, statement by statement; the pipeline says in which order. SystemScope only.
#pragma once

#include "model/alert_change.h"
#include "model/reading_layout.h"
#include "model/registry_snapshot.h"
#include "store/tenancy/config_change.h"

namespace pulse::store {

// A reading to be stored, and the set its values lie in. Requires: the set covers them.
struct ReadingRow {
    const model::Reading *reading = nullptr;
    const model::PlacedSet *set = nullptr;
};

// Inserts what is not there yet; position by position, whether a reading was new. Of two equal ones in the
// span the first counts.
Result<std::vector<bool>> insertReadings(const SystemScope &scope, std::span<const ReadingRow> readings);

// Inserts all of them. Conflict: one is there already, or twice in the span, and the transaction is void.
Result<> appendReadings(const SystemScope &scope, std::span<const ReadingRow> readings);

// Stored but not evaluated.
Result<> markLate(const SystemScope &scope, std::span<const model::Reading *const> readings);

struct StateRow {
    DeviceKey device;
    TenantKey tenant;
    const model::DeviceState *state = nullptr;
    bool isNew = false; // the device has no row yet, as far as memory knows
};
// Requires: rows in key order, each device once.
Result<> writeStates(const SystemScope &scope, std::span<const StateRow> rows);

// What devices say of being gone; nullptr: not any more. Requires: their rows exist; in key order.
struct OfflineRow {
    DeviceKey device;
    const model::Offline *offline = nullptr;
};
Result<> writeOffline(const SystemScope &scope, std::span<const OfflineRow> rows);

struct Silence {
    DeviceKey device;
    Instant silentSince; // the last time we heard of it, as far as memory knows
};
// The devices that were indeed still silent and online, now STALE.
Result<std::vector<DeviceKey>> markStale(const SystemScope &scope, std::span<const Silence> silences,
                                         Instant now);

// The devices that were indeed still silent. They stay so until the transaction ends.
Result<std::vector<DeviceKey>> confirmSilent(const SystemScope &scope, std::span<const Silence> silences);

// Timers of rules that began (or begin anew), and that ended. Requires: both in key order.
struct BegunTimer {
    DeviceKey device;
    TenantKey tenant;
    model::PendingRule timer;
};
struct EndedTimer {
    DeviceKey device;
    RuleKey rule;
};
Result<> writeTimers(const SystemScope &scope, std::span<const BegunTimer> begun,
                     std::span<const EndedTimer> ended);

// What devices are owed, and which are owed nothing any more. Requires: both in key order.
struct OwedRow {
    DeviceKey device;
    TenantKey tenant;
    const model::OwedJudgement *owed = nullptr;
};
Result<> writeOwed(const SystemScope &scope, std::span<const OwedRow> owed,
                   std::span<const DeviceKey> settled);

// Ids in ascending order, above all that were taken before.
Result<std::vector<std::int64_t>> takeAlertIds(const Scope &scope, size_t count);
Result<std::vector<std::int64_t>> takeTransitionIds(const Scope &scope, size_t count);
Result<std::vector<std::int64_t>> takeJobIds(const Scope &scope, size_t count);

// The alerts that did clear (were active), as they were before it: what a delivery says of them (id, type,
// severity, confidence, summary, details, createdAt), acknowledgement and shelf.
Result<std::vector<model::Alert>> clearAlerts(const SystemScope &scope,
                                              std::span<const model::ClearedAlert> alerts);

// Those that did open (no other of that fingerprint is active), and the alert that holds the shelf of the
// fingerprint.
struct OpenedRow {
    AlertId alert;
    AlertId shelfHolder; // invalid: none

    bool operator==(const OpenedRow &) const = default;
};
Result<std::vector<OpenedRow>> openAlerts(const SystemScope &scope,
                                          std::span<const model::OpenedAlert> alerts);
Result<> insertTransitions(const Scope &scope, std::span<const model::Transition> transitions);
Result<> insertJobs(const Scope &scope, std::span<const model::NewJob> jobs);

} // namespace pulse::store
