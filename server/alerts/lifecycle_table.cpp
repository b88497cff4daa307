// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The table of lifecycle.h. A change here is a change of docs/alert-life.md, which a test compares with it.
#include "alerts/lifecycle.h"

#include <array>

namespace pulse::alerts {

namespace {

using C = Condition;
using S = Suppression;
using E = LifeEvent;
using N = Notice;

// A shelf belongs to a fingerprint: it may be there before the alert is.
constexpr LifeState kUnborn{C::Unborn, false, S::None};
constexpr LifeState kUnbornShelved{C::Unborn, false, S::Timed};
constexpr LifeState kActive{C::Active, false, S::None};
constexpr LifeState kActiveShelved{C::Active, false, S::Timed};
constexpr LifeState kActiveShelvedOnce{C::Active, false, S::OneShot};
constexpr LifeState kAccepted{C::Active, true, S::None};
constexpr LifeState kAcceptedShelved{C::Active, true, S::Timed};
constexpr LifeState kAcceptedShelvedOnce{C::Active, true, S::OneShot};
constexpr LifeState kReturned{C::Cleared, false, S::None};
constexpr LifeState kReturnedShelved{C::Cleared, false, S::Timed};
constexpr LifeState kNormal{C::Cleared, true, S::None};
constexpr LifeState kNormalShelved{C::Cleared, true, S::Timed};

constexpr std::array kTable{
    LifeStep{kUnborn, E::Opened, kActive, N::Open},
    LifeStep{kUnbornShelved, E::Opened, kActiveShelved},

    LifeStep{kActive, E::Cleared, kReturned, N::Closed},
    LifeStep{kActive, E::Acknowledged, kAccepted, N::Acknowledged},
    LifeStep{kActive, E::Shelved, kActiveShelved},
    LifeStep{kActive, E::ShelvedOnce, kActiveShelvedOnce},
    LifeStep{kActive, E::Commented, kActive},

    // Whoever was told that it is open is told that it closed, shelved or not.
    LifeStep{kActiveShelved, E::Cleared, kReturnedShelved, N::Closed},
    LifeStep{kActiveShelved, E::Acknowledged, kAcceptedShelved, N::Acknowledged},
    LifeStep{kActiveShelved, E::Shelved, kActiveShelved},
    LifeStep{kActiveShelved, E::ShelvedOnce, kActiveShelvedOnce},
    LifeStep{kActiveShelved, E::Unshelved, kActive, N::Open},
    LifeStep{kActiveShelved, E::ShelfExpired, kActive, N::Open},
    LifeStep{kActiveShelved, E::Commented, kActiveShelved},

    LifeStep{kActiveShelvedOnce, E::Cleared, kReturned, N::Closed},
    LifeStep{kActiveShelvedOnce, E::Acknowledged, kAcceptedShelvedOnce, N::Acknowledged},
    LifeStep{kActiveShelvedOnce, E::Shelved, kActiveShelved},
    LifeStep{kActiveShelvedOnce, E::ShelvedOnce, kActiveShelvedOnce},
    LifeStep{kActiveShelvedOnce, E::Unshelved, kActive, N::Open},
    LifeStep{kActiveShelvedOnce, E::ShelfExpired, kActive, N::Open},
    LifeStep{kActiveShelvedOnce, E::Commented, kActiveShelvedOnce},

    // Acknowledged on the shelf, then taken off it, then taken back: only now somebody must be told.
    LifeStep{kAccepted, E::Cleared, kNormal, N::Closed},
    LifeStep{kAccepted, E::Unacknowledged, kActive, N::OpenUnlessAnnounced},
    LifeStep{kAccepted, E::Shelved, kAcceptedShelved},
    LifeStep{kAccepted, E::ShelvedOnce, kAcceptedShelvedOnce},
    LifeStep{kAccepted, E::Commented, kAccepted},

    LifeStep{kAcceptedShelved, E::Cleared, kNormalShelved, N::Closed},
    LifeStep{kAcceptedShelved, E::Unacknowledged, kActiveShelved},
    LifeStep{kAcceptedShelved, E::Shelved, kAcceptedShelved},
    LifeStep{kAcceptedShelved, E::ShelvedOnce, kAcceptedShelvedOnce},
    LifeStep{kAcceptedShelved, E::Unshelved, kAccepted},
    LifeStep{kAcceptedShelved, E::ShelfExpired, kAccepted},
    LifeStep{kAcceptedShelved, E::Commented, kAcceptedShelved},

    LifeStep{kAcceptedShelvedOnce, E::Cleared, kNormal, N::Closed},
    LifeStep{kAcceptedShelvedOnce, E::Unacknowledged, kActiveShelvedOnce},
    LifeStep{kAcceptedShelvedOnce, E::Shelved, kAcceptedShelved},
    LifeStep{kAcceptedShelvedOnce, E::ShelvedOnce, kAcceptedShelvedOnce},
    LifeStep{kAcceptedShelvedOnce, E::Unshelved, kAccepted},
    LifeStep{kAcceptedShelvedOnce, E::ShelfExpired, kAccepted},
    LifeStep{kAcceptedShelvedOnce, E::Commented, kAcceptedShelvedOnce},

    // What a route was told is closed is not opened again there by somebody who has seen it.
    LifeStep{kReturned, E::Acknowledged, kNormal},
    LifeStep{kReturned, E::Commented, kReturned},

    LifeStep{kReturnedShelved, E::Acknowledged, kNormalShelved},
    LifeStep{kReturnedShelved, E::Unshelved, kReturned},
    LifeStep{kReturnedShelved, E::ShelfExpired, kReturned},
    LifeStep{kReturnedShelved, E::ShelfPassedOn, kReturned},
    LifeStep{kReturnedShelved, E::Commented, kReturnedShelved},

    LifeStep{kNormal, E::Unacknowledged, kReturned},
    LifeStep{kNormal, E::Commented, kNormal},

    LifeStep{kNormalShelved, E::Unacknowledged, kReturnedShelved},
    LifeStep{kNormalShelved, E::Unshelved, kNormal},
    LifeStep{kNormalShelved, E::ShelfExpired, kNormal},
    LifeStep{kNormalShelved, E::ShelfPassedOn, kNormal},
    LifeStep{kNormalShelved, E::Commented, kNormalShelved},
};

} // namespace

std::span<const LifeStep> lifeTable() { return kTable; }

} // namespace pulse::alerts
