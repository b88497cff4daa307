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
    Step{kUnborn, E::Opened, kActive, N::Open},
    Step{kUnbornShelved, E::Opened, kActiveShelved},

    Step{kActive, E::Cleared, kReturned, N::Closed},
    Step{kActive, E::Acknowledged, kAccepted, N::Acknowledged},
    Step{kActive, E::Shelved, kActiveShelved},
    Step{kActive, E::ShelvedOnce, kActiveShelvedOnce},
    Step{kActive, E::Commented, kActive},

    // Whoever was told that it is open is told that it closed, shelved or not.
    Step{kActiveShelved, E::Cleared, kReturnedShelved, N::Closed},
    Step{kActiveShelved, E::Acknowledged, kAcceptedShelved, N::Acknowledged},
    Step{kActiveShelved, E::Shelved, kActiveShelved},
    Step{kActiveShelved, E::ShelvedOnce, kActiveShelvedOnce},
    Step{kActiveShelved, E::Unshelved, kActive, N::Open},
    Step{kActiveShelved, E::ShelfExpired, kActive, N::Open},
    Step{kActiveShelved, E::Commented, kActiveShelved},

    Step{kActiveShelvedOnce, E::Cleared, kReturned, N::Closed},
    Step{kActiveShelvedOnce, E::Acknowledged, kAcceptedShelvedOnce, N::Acknowledged},
    Step{kActiveShelvedOnce, E::Shelved, kActiveShelved},
    Step{kActiveShelvedOnce, E::ShelvedOnce, kActiveShelvedOnce},
    Step{kActiveShelvedOnce, E::Unshelved, kActive, N::Open},
    Step{kActiveShelvedOnce, E::ShelfExpired, kActive, N::Open},
    Step{kActiveShelvedOnce, E::Commented, kActiveShelvedOnce},

    // Acknowledged on the shelf, then taken off it, then taken back: only now somebody must be told.
    Step{kAccepted, E::Cleared, kNormal, N::Closed},
    Step{kAccepted, E::Unacknowledged, kActive, N::OpenUnlessAnnounced},
    Step{kAccepted, E::Shelved, kAcceptedShelved},
    Step{kAccepted, E::ShelvedOnce, kAcceptedShelvedOnce},
    Step{kAccepted, E::Commented, kAccepted},

    Step{kAcceptedShelved, E::Cleared, kNormalShelved, N::Closed},
    Step{kAcceptedShelved, E::Unacknowledged, kActiveShelved},
    Step{kAcceptedShelved, E::Shelved, kAcceptedShelved},
    Step{kAcceptedShelved, E::ShelvedOnce, kAcceptedShelvedOnce},
    Step{kAcceptedShelved, E::Unshelved, kAccepted},
    Step{kAcceptedShelved, E::ShelfExpired, kAccepted},
    Step{kAcceptedShelved, E::Commented, kAcceptedShelved},

    Step{kAcceptedShelvedOnce, E::Cleared, kNormal, N::Closed},
    Step{kAcceptedShelvedOnce, E::Unacknowledged, kActiveShelvedOnce},
    Step{kAcceptedShelvedOnce, E::Shelved, kAcceptedShelved},
    Step{kAcceptedShelvedOnce, E::ShelvedOnce, kAcceptedShelvedOnce},
    Step{kAcceptedShelvedOnce, E::Unshelved, kAccepted},
    Step{kAcceptedShelvedOnce, E::ShelfExpired, kAccepted},
    Step{kAcceptedShelvedOnce, E::Commented, kAcceptedShelvedOnce},

    // What a route was told is closed is not opened again there by somebody who has seen it.
    Step{kReturned, E::Acknowledged, kNormal},
    Step{kReturned, E::Commented, kReturned},

    Step{kReturnedShelved, E::Acknowledged, kNormalShelved},
    Step{kReturnedShelved, E::Unshelved, kReturned},
    Step{kReturnedShelved, E::ShelfExpired, kReturned},
    Step{kReturnedShelved, E::ShelfPassedOn, kReturned},
    Step{kReturnedShelved, E::Commented, kReturnedShelved},

    Step{kNormal, E::Unacknowledged, kReturned},
    Step{kNormal, E::Commented, kNormal},

    Step{kNormalShelved, E::Unacknowledged, kReturnedShelved},
    Step{kNormalShelved, E::Unshelved, kNormal},
    Step{kNormalShelved, E::ShelfExpired, kNormal},
    Step{kNormalShelved, E::ShelfPassedOn, kNormal},
    Step{kNormalShelved, E::Commented, kNormalShelved},
};

} // namespace

std::span<const Step> lifeTable() { return kTable; }

} // namespace pulse::alerts
