// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/alerts/alert_transition_json.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

const Noun<model::Transition> &transitionNoun()
{
    using model::Transition;
    static const Noun<Transition> noun{
        u"AlertTransition"_s,
        u"One thing that happened to an alert."_s,
        {member("transition_id"_L1, &Transition::id, kinds::keyText<TransitionId>(), {}),
         member("event"_L1, &Transition::event, kinds::word<model::AlertEvent>(), {}).identifying(),
         member("at"_L1, &Transition::at, kinds::time(), {}).identifying(),
         member("actor"_L1, &Transition::actor, kinds::text(), "rule:RULE_ID, user:LOGIN or system."_L1),
         member("reason"_L1, &Transition::reason, kinds::text(), {}),
         member("evidence"_L1, &Transition::evidence,
                kinds::object(
                    u"Of OPENED and CLEARED: reading_at, received_at, metric_name, value, rule_version, "
                    "condition, pending_since, last_seen_at, deadline, as far as they apply. Of SHELVED: "
                    "shelved_until, shelve_is_one_shot."_s),
                {})}};
    return noun;
}

} // namespace pulse::wire
