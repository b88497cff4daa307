// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a device's own word about its presence is worth. A last will is published when the broker finds a
// connection dead, which may be minutes after the device has begun another one; MQTT does not say of which
// connection a message is. So an `offline` is doubted when there is a sign of a newer connection:
//   - it names a session, and the newest `online` named another;
//   - it carries a `ts`, and the device has said something since, by its own clock;
//   - neither, and more connections said `online` than have ended.
// Who doubts loses little: a device that is gone is found silent an interval after it was last heard.
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
