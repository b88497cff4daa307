// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What was refused of a device, on the wire.
#pragma once

#include "model/refusal.h"
#include "wire/core/noun.h"

namespace pulse::wire {

const Noun<model::Refusal> &refusalNoun();
const Noun<model::RefusedMessage> &refusedMessageNoun();
const Noun<model::DeviceRefusals> &deviceRefusalsNoun();
inline QJsonObject toJson(const model::DeviceRefusals &refusals)
{
    return deviceRefusalsNoun().json(refusals);
}
// Reasons that this build does not know are left out.
inline Result<model::DeviceRefusals> deviceRefusalsFrom(const QJsonObject &json)
{
    return deviceRefusalsNoun().read(json);
}

// {"count", "last_at", "last_reason", "is_proven"} of all of them.
const Noun<model::DeviceRefusals> &refusalSummaryNoun();
QJsonValue refusalSummary(const model::DeviceRefusals &refusals); // null: nothing was refused

} // namespace pulse::wire
