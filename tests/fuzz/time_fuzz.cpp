// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The time a device says: the input is its text, and its first eight bytes are a time as well.
#include "base/clock.h"
#include "fuzz/fuzz_target.h"
#include "fuzz/reference_time.h"

#include <cstring>

using namespace pulse;
using namespace std::chrono;

namespace {

constexpr Instant kEnd{sys_days{year{10'000} / 1 / 1}};

bool isRepresentable(Instant instant) { return instant >= Instant{} && instant < kEnd; }

// What we write is read back, and is written the same again.
void roundTrips(Instant instant)
{
    const QByteArray text = toRfc3339(instant);
    PULSE_HOLDS(text.size() == 27 && text.endsWith('Z'));
    PULSE_HOLDS(parseIso8601(text) == instant && fuzz::readIso8601(text) == instant);
}

} // namespace

PULSE_FUZZ_TARGET(time)
{
    const auto instant = parseIso8601(input);
    PULSE_HOLDS(instant == fuzz::readIso8601(input.toByteArray()));
    PULSE_HOLDS(parseTime(input) == fuzz::readTime(input.toByteArray()));
    if (instant) {
        PULSE_HOLDS(isRepresentable(*instant));
        roundTrips(*instant);
        PULSE_HOLDS(!parseIso8601(input.toByteArray() + ' '));
    }
    std::int64_t count = 0;
    if (input.size() >= static_cast<qsizetype>(sizeof count)) {
        std::memcpy(&count, input.data(), sizeof count);
        const Instant other{microseconds{count}};
        if (isRepresentable(other))
            roundTrips(other);
    }
}
