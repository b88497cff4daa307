// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// snmpEngineBoots and when it last rose (RFC 3414 §2.2): the same for all of an installation's SNMP engines
// and all its servers, so that a receiver never sees one of them go back.
#pragma once

#include "base/clock.h"

namespace pulse::model {

struct EngineBoot {
    int boots = 0;
    Instant at;
};

} // namespace pulse::model
