// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What must hold of the metrics that admission makes of a message.
#pragma once

#include "ingest/envelope.h"

namespace pulse::fuzz {

// Admits the message as one of a device that is known and may send it, interning what is missing as the
// pipeline does, until there is a decision.
void admissionHolds(const ingest::Envelope &envelope);

} // namespace pulse::fuzz
