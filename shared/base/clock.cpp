// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clock.h"

#include <charconv>
#include <cstdio>

namespace pulse {

using namespace std::chrono;

QByteArray toRfc3339(Instant instant)
{
    const auto day = floor<days>(instant);
    const year_month_day date{day};
    const hh_mm_ss time{instant - day};
    char text[40];
    const int length =
        std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%06dZ", static_cast<int>(date.year()),
                      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                      static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                      static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
    return {text, length};
}

namespace {

// Reads exactly `count` digits at `at` and moves on.
bool readDigits(QByteArrayView text, qsizetype &at, int count, int &value)
{
    if (at + count > text.size())
        return false;
    const char *first = text.data() + at;
    for (int i = 0; i < count; ++i) {
        if (first[i] < '0' || first[i] > '9')
            return false;
    }
    std::from_chars(first, first + count, value);
    at += count;
    return true;
}

bool readChar(QByteArrayView text, qsizetype &at, char expected)
{
    if (at >= text.size() || text[at] != expected)
        return false;
    ++at;
    return true;
}

std::optional<microseconds> readFraction(QByteArrayView text, qsizetype &at)
{
    if (at >= text.size() || text[at] != '.')
        return microseconds{0};
    ++at;
    int digits = 0;
    std::int64_t value = 0;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++digits) {
        if (digits < 6)
            value = value * 10 + (text[at] - '0');
    }
    if (digits == 0 || digits > 9)
        return std::nullopt;
    for (int i = digits; i < 6; ++i)
        value *= 10;
    return microseconds{value};
}

std::optional<minutes> readOffset(QByteArrayView text, qsizetype &at)
{
    if (at == text.size())
        return minutes{0};
    if (text[at] == 'Z' || text[at] == 'z') {
        ++at;
        return minutes{0};
    }
    const int sign = text[at] == '+' ? 1 : text[at] == '-' ? -1 : 0;
    ++at;
    int hour = 0;
    int minute = 0;
    if (sign == 0 || !readDigits(text, at, 2, hour))
        return std::nullopt;
    const bool hasMinutes = readChar(text, at, ':') || at < text.size();
    if ((hasMinutes && !readDigits(text, at, 2, minute)) || hour > 23 || minute > 59)
        return std::nullopt;
    return minutes{sign * (hour * 60 + minute)};
}

} // namespace

std::optional<Instant> parseRfc3339(QByteArrayView text)
{
    qsizetype at = 0;
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    const bool hasDate = readDigits(text, at, 4, year) && readChar(text, at, '-')
        && readDigits(text, at, 2, month) && readChar(text, at, '-') && readDigits(text, at, 2, day);
    if (!hasDate || !(readChar(text, at, 'T') || readChar(text, at, 't') || readChar(text, at, ' ')))
        return std::nullopt;
    const bool hasTime = readDigits(text, at, 2, hour) && readChar(text, at, ':')
        && readDigits(text, at, 2, minute) && readChar(text, at, ':') && readDigits(text, at, 2, second);
    const year_month_day date{std::chrono::year{year}, std::chrono::month(static_cast<unsigned>(month)),
                              std::chrono::day(static_cast<unsigned>(day))};
    if (!hasTime || !date.ok() || year < 1970 || hour > 23 || minute > 59 || second > 60)
        return std::nullopt;
    const auto fraction = readFraction(text, at);
    const auto offset = fraction ? readOffset(text, at) : std::nullopt;
    if (!offset || at != text.size())
        return std::nullopt;
    const Instant instant =
        Instant{sys_days{date}} + hours{hour} + minutes{minute} + seconds{second} + *fraction - *offset;
    // The offset or a leap second may lead out of the years that the digits named.
    constexpr Instant kEnd{sys_days{std::chrono::year{10'000} / 1 / 1}};
    return instant >= Instant{} && instant < kEnd ? std::optional(instant) : std::nullopt;
}

Instant SystemClock::now() const { return floor<microseconds>(system_clock::now()); }

} // namespace pulse
