// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Alerts on their way from one state of their life to the next: locked, changed by whoever asks
// alerts/lifecycle, written. A scope of a tenant reaches its own alerts only. The caller commits.
#pragma once

#include "model/alert_change.h"
#include "model/announcement.h"
#include "model/page.h"
#include "store/tenancy/scope.h"

#include <span>
#include <vector>

namespace pulse::store {

struct LockedAlert {
    TenantKey tenant;
    model::Alert alert;
};

// Locked until the scope ends, in key order; those that are not there are absent.
Result<std::vector<LockedAlert>> lockAlerts(const Scope &scope, std::span<const AlertId> ids);

// Those whose shelf ended at `now` or before, at most `most`; without those that somebody is changing.
Result<std::vector<LockedAlert>> lockExpiredShelves(const SystemScope &scope, Instant now, int most);

// Acknowledgement, shelf, isAnnounced and updatedAt as they are in `alerts`; Conflict when one has cleared,
// or was cleared otherwise. Requires: rows that are locked, or were written in this scope. Ended shelves
// first: a fingerprint has one at a time.
Result<> writeLives(const Scope &scope, std::span<const model::Alert> alerts);

// Which routes were told that these alerts are open.
Result<std::vector<model::Announcement>> announcementsOf(const Scope &scope, std::span<const AlertId> alerts);

// Takes ids for both, in their order, and inserts them. A job's transition is provisional, -(position + 1),
// until then. Requires: the alerts' rows are locked, so that ids rise with the order of an alert's
// transitions.
Result<> addHistory(const Scope &scope, std::span<model::Transition> transitions,
                    std::span<model::NewJob> jobs);

// An alert's transitions, oldest first.
Result<model::Page<model::Transition>> listTransitions(const TenantScope &scope, qint64 alertId,
                                                       const model::PageRequest &page);
Result<std::vector<model::Transition>> allTransitions(const TenantScope &scope, qint64 alertId);

} // namespace pulse::store
