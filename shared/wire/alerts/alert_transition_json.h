// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What happened to an alert, on the wire.
#pragma once

#include "model/alert_change.h"
#include "wire/core/noun.h"

namespace pulse::wire {

const Noun<model::Transition> &transitionNoun();
inline QJsonObject toJson(const model::Transition &transition) { return transitionNoun().json(transition); }
inline Result<model::Transition> transitionFrom(const QJsonObject &json)
{
    return transitionNoun().read(json);
}

} // namespace pulse::wire
