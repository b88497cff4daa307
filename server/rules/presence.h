// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whether to believe `offline`, which a device publishes itself or leaves with the broker as its last will.
// The broker publishes a will when it finds the connection dead, which may be minutes after the device has
// connected again, and MQTT does not say which connection a message belongs to. So an `offline` is not
// believed when there is a sign of a newer connection:
//   - it names a session, and the newest `online` named another;
//   - it carries a `ts`, and the device has said something since, by its own clock;
//   - neither, and more connections said `online` than have ended.
// Not to believe a true one costs little: the device is reported silent one heartbeat interval later.
#pragma once

#include "model/registry_snapshot.h"

namespace pulse::rules {

struct Statement {
    bool isOnline = false;
    std::optional<Instant> ts; // the device's clock
    QByteArray session; // empty: none named
};

// Takes note of what was said. Of an `offline`: whether it is the newest connection that has ended.
bool noteStatement(const Statement &statement, model::DeviceState &state);

} // namespace pulse::rules
