// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/history.h"

#include "alerts/lifecycle.h"

namespace pulse::alerts {

using namespace Qt::StringLiterals;
using model::AlertEvent;

namespace {

LifeEvent lifeEventOf(const model::Transition &transition)
{
    switch (transition.event) {
    case AlertEvent::Opened: return LifeEvent::Opened;
    case AlertEvent::Cleared: return LifeEvent::Cleared;
    case AlertEvent::Acknowledged: return LifeEvent::Acknowledged;
    case AlertEvent::Unacknowledged: return LifeEvent::Unacknowledged;
    case AlertEvent::Shelved:
        return transition.evidence.value(u"shelve_is_one_shot"_s).toBool() ? LifeEvent::ShelvedOnce
                                                                           : LifeEvent::Shelved;
    case AlertEvent::Unshelved: return LifeEvent::Unshelved;
    case AlertEvent::Commented: return LifeEvent::Commented;
    }
    Q_UNREACHABLE();
}

// An alert that opened on its fingerprint's shelf has both transitions at one instant, the second by us.
bool opensShelved(std::span<const model::Transition> from)
{
    return from.size() > 1 && from[1].event == AlertEvent::Shelved && from[1].at == from[0].at
        && from[1].actor == "system"_L1;
}

} // namespace

std::vector<std::optional<model::DeliverOn>> noticesOf(std::span<const model::Transition> transitions)
{
    std::vector<std::optional<model::DeliverOn>> notices(transitions.size());
    LifeState state;
    if (opensShelved(transitions))
        state.suppression = Suppression::Timed;
    bool isAnnounced = false;
    for (size_t i = 0; i < transitions.size(); ++i) {
        const LifeStep *step = stepOf(lifeTable(), state, lifeEventOf(transitions[i]));
        if (!step)
            continue; // the second row of a step that had two
        notices[i] = noticeOf(step->notice, isAnnounced);
        isAnnounced = isAnnounced || notices[i] == model::DeliverOn::Open;
        state = step->to;
    }
    return notices;
}

} // namespace pulse::alerts
