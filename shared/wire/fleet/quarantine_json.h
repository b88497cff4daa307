// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What ingest refused, on the wire (predecessor §11.2, with counts).
#pragma once

#include "model/quarantine.h"
#include "wire/core/noun.h"

namespace pulse::wire {

const Noun<model::QuarantineEvent> &quarantineEventNoun();
inline QJsonObject toJson(const model::QuarantineEvent &event) { return quarantineEventNoun().json(event); }

} // namespace pulse::wire
