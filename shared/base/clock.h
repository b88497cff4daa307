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

// ISO 8601, of which RFC 3339 is a part, extended or basic, as much of it as Python's fromisoformat takes:
//   date      2026-11-28, 20261128, 2026-W48-6, 2026W486
//   time      23, 23:15, 2315, 23:15:07, 231507, then decimals of the second, any number of them, after . or
//   , offset    Z, +01, +0100, +01:00, or none: then it is UTC
// A date alone is its midnight; between both is T or a space. Beyond microseconds it is cut off. Anything
// else, and what is outside the years 1970 to 9999, is nullopt.
std::optional<Instant> parseIso8601(QByteArrayView text);

// The same, or digits since 1970 as below, with decimals or without. Eight digits are a date.
std::optional<Instant> parseTime(QByteArrayView text);

// Seconds since 1970 below 1e11, milliseconds below 1e14, microseconds below 1e17, nanoseconds below 1e20;
// else nullopt. So seconds reach to the year 5138, and finer units begin in 1973.
std::optional<Instant> instantOfEpoch(std::uint64_t number);
std::optional<Instant> instantOfEpoch(double number);

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
