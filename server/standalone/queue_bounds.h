// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How much a broker may queue within so much memory. Mosquitto bounds messages and the bytes of their
// payloads, each by itself, and neither is memory: a queued message of 200 bytes takes 980 (measured
// with 2.0.11, `bench burst`). Three quarters go to what a message costs whatever is in it, a quarter to
// payloads, so that both bounds together keep to it. See docs/decisions/0006-broker-queue.md.
#pragma once

#include <QtGlobal>
#include <algorithm>
#include <limits>

namespace pulse::standalone {

struct QueueBounds {
    qint64 messages = 0; // max_queued_messages
    qint64 bytes = 0; // max_queued_bytes
};

constexpr qint64 kBytesPerQueuedMessage = 800; // beside its payload

// Mosquitto keeps both numbers in an int.
constexpr QueueBounds queueBounds(qint64 memory)
{
    constexpr qint64 kMost = std::numeric_limits<int>::max();
    return {std::min(memory / 4 * 3 / kBytesPerQueuedMessage, kMost), std::min(memory / 4, kMost)};
}

} // namespace pulse::standalone
