// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The life of an alert as one table (lifecycle_table.cpp): which event may happen in which state, what it
// does to the three facts, and what routes are told of it. docs/alert-life.md draws it.
//
//   condition  acknowledged   ISA-18.2
//   Active     no             UNACK
//   Active     yes            ACKED
//   Cleared    no             RTN UNACK: closed, but nobody has seen it
//   Cleared    yes            NORM
//
// Invariants (tests/unit/alerts checks every event in every state that can be reached): only an
// acknowledgement acknowledges; every shelf has an end, a reason and an owner; an alert that is active, not
// acknowledged and not shelved has been announced; every transition has actor, time and reason.
#pragma once

#include "base/result.h"
#include "model/alert.h"
#include "model/delivery.h"

#include <chrono>
#include <span>
#include <vector>

namespace pulse::alerts {

enum class Condition { Unborn, Active, Cleared };
enum class Suppression { None, Timed, OneShot };

struct LifeState {
    Condition condition = Condition::Unborn;
    bool isAcknowledged = false;
    Suppression suppression = Suppression::None;

    constexpr bool operator==(const LifeState &) const = default;
};

enum class LifeEvent {
    Opened,
    Cleared,
    Acknowledged,
    Unacknowledged,
    Shelved, // until a time; also anew, with another time or reason
    ShelvedOnce, // until a time, but not beyond the clearing
    Unshelved,
    ShelfExpired,
    ShelfPassedOn, // to an alert that opened with the same fingerprint
    Commented,
};

// What routes are told. Acknowledged and Closed are told of announced alerts only.
enum class Notice { None, Open, OpenUnlessAnnounced, Acknowledged, Closed };

struct LifeStep {
    LifeState from;
    LifeEvent event = LifeEvent::Opened;
    LifeState to;
    Notice notice = Notice::None;

    constexpr bool operator==(const LifeStep &) const = default;
};

std::span<const LifeStep> lifeTable();
const LifeStep *stepOf(std::span<const LifeStep> table, LifeState state,
                       LifeEvent event); // null: it cannot happen

LifeState stateOf(const model::Alert &alert);
QString stateText(LifeState state); // "active, not acknowledged, shelved"

constexpr std::chrono::days kLongestShelf{30};

struct Act {
    LifeEvent event = LifeEvent::Commented;
    Instant at;
    QString actor; // of the transition: rule:<rule_id>, user:<login>, system
    QString who; // what acknowledged_by and shelved_by say
    QString reason;
    std::optional<Instant> until; // of a shelf
};

struct Recorded {
    model::AlertEvent event = model::AlertEvent::Commented;
    Instant at;
    QString actor;
    QString reason;
    QJsonObject evidence; // SHELVED: shelved_until, shelve_is_one_shot
};

struct Transitioned {
    model::Alert alert; // after it
    std::optional<model::DeliverOn> notice;
    // One; two when opening inherited a shelf or clearing ended one. The first causes the notice.
    std::vector<Recorded> transitions;
};

// Conflict: it cannot happen in this state. Invalid: no reason, or a shelf without an end in
// (at, at + kLongestShelf]; names `reason` or `until`. Internal: no actor, or a table that contradicts
// itself.
Result<Transitioned> applyEvent(const model::Alert &alert, const Act &act,
                                std::span<const LifeStep> table = lifeTable());

// An alert opens; `shelf`: what the fingerprint's last alert left on it.
Result<Transitioned> open(const model::Alert &alert, const std::optional<model::Shelf> &shelf, const Act &act,
                          std::span<const LifeStep> table = lifeTable());

// The notice of a step for an alert that was announced before it, or was not.
std::optional<model::DeliverOn> noticeOf(Notice notice, bool isAnnounced);

} // namespace pulse::alerts
