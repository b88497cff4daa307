// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clock.h"

#include <algorithm>
#include <charconv>
#include <cmath>
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

// Takes a text apart from the left. What is not as asked for leaves the place where it was.
class TextReader {
public:
    explicit TextReader(QByteArrayView text)
        : m_text(text)
    {
    }

    bool isAtEnd() const { return m_at == m_text.size(); }
    bool isAtDigit() const { return !isAtEnd() && m_text[m_at] >= '0' && m_text[m_at] <= '9'; }

    bool take(char expected)
    {
        if (isAtEnd() || m_text[m_at] != expected)
            return false;
        ++m_at;
        return true;
    }

    // Exactly `count` of them.
    bool takeDigits(int count, int &value)
    {
        int read = 0;
        for (int i = 0; i < count; ++i, ++m_at) {
            if (!isAtDigit())
                return false;
            read = read * 10 + (m_text[m_at] - '0');
        }
        value = read;
        return true;
    }

    // One or more of them as a fraction, of which `places` count; the rest is cut off.
    bool takeFraction(int places, std::int64_t &value)
    {
        const qsizetype first = m_at;
        value = 0;
        for (; isAtDigit(); ++m_at) {
            if (m_at - first < places)
                value = value * 10 + (m_text[m_at] - '0');
        }
        for (qsizetype i = m_at - first; i < places; ++i)
            value *= 10;
        return m_at > first;
    }

private:
    QByteArrayView m_text;
    qsizetype m_at = 0;
};

// ISO 8601 week dates: the first week of a year is the one with its fourth of January, and a Thursday says
// which year its week is of.
std::optional<sys_days> readWeekDate(TextReader &reader, int year, bool isExtended)
{
    int week = 0;
    int day = 1;
    if (!reader.takeDigits(2, week))
        return std::nullopt;
    if ((isExtended ? reader.take('-') : reader.isAtDigit()) && !reader.takeDigits(1, day))
        return std::nullopt;
    if (week < 1 || day < 1 || day > 7)
        return std::nullopt;
    const sys_days fourth{std::chrono::year{year} / January / 4};
    const sys_days monday = fourth - (weekday{fourth} - Monday) + weeks{week - 1};
    const bool isOfYear = year_month_day{monday + days{3}}.year() == std::chrono::year{year};
    return isOfYear ? std::optional(monday + days{day - 1}) : std::nullopt;
}

std::optional<sys_days> readDate(TextReader &reader)
{
    int year = 0, month = 0, day = 0;
    if (!reader.takeDigits(4, year))
        return std::nullopt;
    const bool isExtended = reader.take('-');
    if (reader.take('W'))
        return readWeekDate(reader, year, isExtended);
    if (!reader.takeDigits(2, month) || (isExtended && !reader.take('-')) || !reader.takeDigits(2, day))
        return std::nullopt;
    const year_month_day date{std::chrono::year{year}, std::chrono::month(static_cast<unsigned>(month)),
                              std::chrono::day(static_cast<unsigned>(day))};
    return date.ok() ? std::optional(sys_days{date}) : std::nullopt;
}

// Since midnight. 24:00 is the next one, and a leap second the next minute.
std::optional<microseconds> readTimeOfDay(TextReader &reader)
{
    int hour = 0, minute = 0, second = 0;
    std::int64_t fraction = 0;
    if (!reader.takeDigits(2, hour))
        return std::nullopt;
    const bool isExtended = reader.take(':');
    if (isExtended || reader.isAtDigit()) {
        if (!reader.takeDigits(2, minute))
            return std::nullopt;
        if (isExtended ? reader.take(':') : reader.isAtDigit()) {
            const bool hasSecond = reader.takeDigits(2, second);
            const bool hasFraction = hasSecond && (reader.take('.') || reader.take(','));
            if (!hasSecond || (hasFraction && !reader.takeFraction(6, fraction)))
                return std::nullopt;
        }
    }
    const bool isMidnight = hour == 24 && minute == 0 && second == 0 && fraction == 0;
    if ((hour > 23 && !isMidnight) || minute > 59 || second > 60)
        return std::nullopt;
    return hours{hour} + minutes{minute} + seconds{second} + microseconds{fraction};
}

std::optional<minutes> readOffset(TextReader &reader)
{
    if (reader.isAtEnd() || reader.take('Z') || reader.take('z'))
        return minutes{0};
    const int sign = reader.take('+') ? 1 : reader.take('-') ? -1 : 0;
    int hour = 0, minute = 0;
    if (sign == 0 || !reader.takeDigits(2, hour))
        return std::nullopt;
    const bool hasMinute = reader.take(':') || !reader.isAtEnd();
    if ((hasMinute && !reader.takeDigits(2, minute)) || hour > 23 || minute > 59)
        return std::nullopt;
    return minutes{sign * (hour * 60 + minute)};
}

// The range holds for the time that is meant, not for the digits: an offset or a leap second may lead out of
// it.
std::optional<Instant> inRange(Instant instant)
{
    constexpr Instant kEnd{sys_days{year{10'000} / January / 1}};
    return instant >= Instant{} && instant < kEnd ? std::optional(instant) : std::nullopt;
}

// How a number since 1970 is meant: by its size. A unit's numbers end where its year 5138 would be, which is
// where those of the next finer one are in 1973.
struct EpochUnit {
    double end;
    int decimals; // of it that make microseconds
    std::uint64_t microseconds; // that it has, or else
    std::uint64_t perMicrosecond; // how many of it make one
};
constexpr EpochUnit kEpochUnits[] = {
    {1e11, 6, 1'000'000, 1}, // seconds
    {1e14, 3, 1'000, 1}, // milliseconds
    {1e17, 0, 1, 1}, // microseconds
    {1e20, 0, 1, 1'000}, // nanoseconds
};

const EpochUnit *epochUnitOf(double number)
{
    for (const EpochUnit &unit : kEpochUnits) {
        if (number >= 0 && number < unit.end)
            return &unit;
    }
    return nullptr;
}

std::int64_t microsecondsOf(std::uint64_t whole, const EpochUnit &unit)
{
    return static_cast<std::int64_t>(whole / unit.perMicrosecond * unit.microseconds);
}

// Digits, with a fraction or without.
std::optional<Instant> parseEpoch(QByteArrayView text)
{
    std::uint64_t whole = 0;
    const auto read = std::from_chars(text.begin(), text.end(), whole);
    const EpochUnit *unit = epochUnitOf(static_cast<double>(whole));
    if (read.ec != std::errc{} || !unit)
        return std::nullopt;
    TextReader rest(text.sliced(read.ptr - text.begin()));
    std::int64_t fraction = 0;
    if (rest.take('.') && !rest.takeFraction(unit->decimals, fraction))
        return std::nullopt;
    if (!rest.isAtEnd())
        return std::nullopt;
    return Instant{microseconds{microsecondsOf(whole, *unit) + fraction}};
}

} // namespace

std::optional<Instant> parseIso8601(QByteArrayView text)
{
    TextReader reader(text);
    const auto date = readDate(reader);
    if (!date || reader.isAtEnd())
        return date ? inRange(*date) : std::nullopt;
    if (!reader.take('T') && !reader.take('t') && !reader.take(' '))
        return std::nullopt;
    const auto time = readTimeOfDay(reader);
    const auto offset = time ? readOffset(reader) : std::nullopt;
    if (!offset || !reader.isAtEnd())
        return std::nullopt;
    return inRange(Instant{*date} + *time - *offset);
}

std::optional<Instant> parseTime(QByteArrayView text)
{
    constexpr qsizetype kBasicDate = 8; // as many digits as no sane number since 1970 has
    const auto isOfNumber = [](char c) { return (c >= '0' && c <= '9') || c == '.'; };
    const bool isNumber = text.size() != kBasicDate && std::all_of(text.begin(), text.end(), isOfNumber);
    return isNumber ? parseEpoch(text) : parseIso8601(text);
}

std::optional<Instant> instantOfEpoch(std::uint64_t number)
{
    const EpochUnit *unit = epochUnitOf(static_cast<double>(number));
    return unit ? std::optional(Instant{microseconds{microsecondsOf(number, *unit)}}) : std::nullopt;
}

std::optional<Instant> instantOfEpoch(double number)
{
    const EpochUnit *unit = epochUnitOf(number);
    if (!unit)
        return std::nullopt;
    const double scale = static_cast<double>(unit->microseconds) / static_cast<double>(unit->perMicrosecond);
    return Instant{microseconds{std::llround(number * scale)}};
}

Instant SystemClock::now() const { return floor<microseconds>(system_clock::now()); }

} // namespace pulse
