// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The one encoder of SNMP notifications: a job's body (routing/webhook_body) in, variables out, for traps and
// INFORMs, tests and production alike. resources/mibs/PULSE-MIB says the same to receivers; a test holds the
// two together. Pure.
#pragma once

#include "delivery/job/channel.h"

#include <vector>

namespace pulse::delivery {

using ObjectId = std::vector<unsigned long>; // what Net-SNMP calls oid

struct SnmpVariable {
    enum class Kind { Ticks, Identifier, Text, Integer };

    ObjectId name;
    Kind kind = Kind::Text;
    long number = 0; // of Ticks (hundredths of a second) and Integer
    ObjectId identifier = {};
    QByteArray text = {};
};

// Severity classes as receivers know them. The predecessor's numbers, so 1 is the worst.
enum class SnmpSeverity { Critical = 1, Warning = 2, Info = 3, Other = 4 };
SnmpSeverity snmpSeverity(int severity); // 5 critical, 3 and 4 warning, 1 and 2 info

// sysUpTime, snmpTrapOID ({prefix}.0.1 opened, .0.2 cleared, .0.3 acknowledged), then {prefix}.1.1.0 alert
// id, .2 device, .3 tenant, .4 severity, .5 summary, .6 time, .7 site, .8 alert type, .9 message id. Texts
// longer than the MIB's bound are cut between characters. `oidPrefix` was validated when it was saved.
std::vector<SnmpVariable> snmpVariables(const Message &message, const QString &oidPrefix,
                                        std::chrono::milliseconds upTime);

} // namespace pulse::delivery
