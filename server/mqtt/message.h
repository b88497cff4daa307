// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One message as the session hands it on.
#pragma once

#include "base/byte_arena.h"
#include "base/clock.h"
#include "model/receipt.h"

namespace pulse::mqtt {

struct Message {
    ByteArena::Block bytes; // what topic and payload point into
    QByteArrayView topic; // UTF-8, checked
    QByteArrayView payload;
    model::Receipt receipt; // to give back when everything that follows from the message has committed
    Instant receivedAt; // one for all messages of a socket read
    quint8 qos = 0; // 0 or 1
    bool isRetained = false;
    bool isDuplicate = false; // the broker handed it over before (a hint, no more)
    bool isProbe = false; // a lag probe (probe.h): commit and acknowledge it in its turn, nothing else
};

} // namespace pulse::mqtt
