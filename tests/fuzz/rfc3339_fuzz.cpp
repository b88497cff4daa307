// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The time a device says: the input is its text, and its first eight bytes are a time as well.
#include "base/clock.h"
#include "fuzz/fuzz_target.h"

#include <cstring>

using namespace pulse;
using namespace std::chrono;

namespace {

constexpr Instant kEnd{sys_days{year{10'000} / 1 / 1}};

bool isRepresentable(Instant instant) { return instant >= Instant{} && instant < kEnd; }

// The year, month and day as they stand in the text, without the calendar of <chrono>: days since 1970, after
// "days from civil" of H. Hinnant.
qint64 daysSince1970(int year, int month, int day)
{
    year -= month <= 2 ? 1 : 0;
    const int era = year / 400;
    const int yearOfEra = year - era * 400;
    const int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146'097LL + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719'468;
}

// Offsets are at most a day, leap seconds one second: so far from the date alone may the whole be.
void agreesWithItsDate(QByteArrayView text, Instant instant)
{
    const auto number = [text](qsizetype at, qsizetype size) { return text.sliced(at, size).toInt(); };
    const auto date = seconds{daysSince1970(number(0, 4), number(5, 2), number(8, 2)) * 86'400};
    const auto time = hours{number(11, 2)} + minutes{number(14, 2)} + seconds{number(17, 2)};
    const auto difference = floor<seconds>(instant.time_since_epoch()) - date - time;
    PULSE_HOLDS(difference > -days{1} && difference < days{1});
    PULSE_HOLDS(difference % minutes{1} == seconds{0}); // an offset is whole minutes
}

// What we write is read back, and is written the same again.
void roundTrips(Instant instant)
{
    const QByteArray text = toRfc3339(instant);
    PULSE_HOLDS(text.size() == 27 && text.endsWith('Z'));
    PULSE_HOLDS(parseRfc3339(text) == instant);
    agreesWithItsDate(text, instant);
}

} // namespace

PULSE_FUZZ_TARGET(rfc3339)
{
    if (const auto instant = parseRfc3339(input)) {
        PULSE_HOLDS(isRepresentable(*instant));
        agreesWithItsDate(input, *instant);
        roundTrips(*instant);
        PULSE_HOLDS(!parseRfc3339(input.toByteArray() + ' '));
    }
    std::int64_t count = 0;
    if (input.size() >= static_cast<qsizetype>(sizeof count)) {
        std::memcpy(&count, input.data(), sizeof count);
        const Instant instant{microseconds{count}};
        if (isRepresentable(instant))
            roundTrips(instant);
    }
}
