// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Time in the server and on the wire is an Instant: microseconds UTC. QDateTime lives in the console only.
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <chrono>
#include <optional>

namespace pulse {

using Instant = std::chrono::sys_time<std::chrono::microseconds>;

// RFC 3339 in UTC with six decimals: 2026-11-23T11:45:33.000000Z
QByteArray toRfc3339(Instant instant);

// ISO 8601 date and time with 'T' or a space, 0 to 9 decimals, 'Z', an offset, or none (then UTC).
// Anything else, and anything outside the years 1970 to 9999, is nullopt.
std::optional<Instant> parseRfc3339(QByteArrayView text);

// A seam: what the time is. Thread safety: now() may be called from any thread.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
public:
    Instant now() const override;
};

} // namespace pulse
