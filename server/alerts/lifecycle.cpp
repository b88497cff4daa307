// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/lifecycle.h"

#include <array>

namespace pulse::alerts {

using model::AlertEvent;

namespace {

struct Step {
    LifeState from;
    AlertEvent event;
    LifeState to;
};

constexpr std::array kSteps{
    Step{LifeState::Active, AlertEvent::Cleared, LifeState::Returned},
    Step{LifeState::Active, AlertEvent::Acknowledged, LifeState::Accepted},
    Step{LifeState::Accepted, AlertEvent::Cleared, LifeState::Normal},
    Step{LifeState::Accepted, AlertEvent::Unacknowledged, LifeState::Active},
    Step{LifeState::Returned, AlertEvent::Acknowledged, LifeState::Normal},
    Step{LifeState::Normal, AlertEvent::Unacknowledged, LifeState::Returned},
};

} // namespace

LifeState stateOf(const model::Alert &alert)
{
    if (alert.clearedAt)
        return alert.acknowledgedAt ? LifeState::Normal : LifeState::Returned;
    return alert.acknowledgedAt ? LifeState::Accepted : LifeState::Active;
}

std::optional<LifeState> next(LifeState state, AlertEvent event)
{
    for (const Step &step : kSteps) {
        if (step.from == state && step.event == event)
            return step.to;
    }
    return std::nullopt;
}

} // namespace pulse::alerts
