// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Holds what is stored against what the devices said, and against what the oracle makes of it.
#pragma once

#include "chaos/load/fleet.h"
#include "chaos/oracle/oracle.h"

namespace pulse::chaos {

struct Judgement {
    qint64 lost = 0; // accepted by the broker, not stored
    qint64 lostToThieves = 0; // apart: on its way between a theft and the next SUBACK
    qint64 duplicated = 0; // stored more than once
    Differences differences; // everything else
    qint64 readings = 0;
    qint64 alerts = 0;
    qint64 transitions = 0;
    qint64 jobs = 0;
};

Result<Judgement> judge(const Plant &plant, const Fleet &fleet, store::Connection &owner);

} // namespace pulse::chaos
