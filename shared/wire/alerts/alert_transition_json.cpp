// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/alerts/alert_transition_json.h"

#include "model/words.h"
#include "wire/core/json.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

QJsonObject toJson(const model::Transition &transition)
{
    return {{u"transition_id"_s, QString::number(transition.id.value)},
            {u"event"_s, QString(model::word(transition.event))},
            {u"at"_s, toJson(transition.at)},
            {u"actor"_s, transition.actor},
            {u"reason"_s, transition.reason},
            {u"evidence"_s, transition.evidence}};
}

Result<model::Transition> transitionFrom(const QJsonObject &json)
{
    const auto event = model::fromWord<model::AlertEvent>(json.value(u"event"_s).toString());
    const auto at = instantFrom(json.value(u"at"_s));
    if (!event || !at)
        return invalidField(!event ? u"event"_s : u"at"_s, u"not a transition"_s);
    model::Transition transition;
    transition.id = {json.value(u"transition_id"_s).toString().toLongLong()};
    transition.event = *event;
    transition.at = *at;
    transition.actor = json.value(u"actor"_s).toString();
    transition.reason = json.value(u"reason"_s).toString();
    transition.evidence = json.value(u"evidence"_s).toObject();
    return transition;
}

} // namespace pulse::wire
