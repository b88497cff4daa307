// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/reference_time.h"

#include <QDate>
#include <QRegularExpression>
#include <cmath>

namespace pulse::fuzz {

using namespace Qt::StringLiterals;
using std::chrono::microseconds;

namespace {

constexpr qint64 kDay = 86'400'000'000; // in microseconds, as everything here

// Group by group: date, T, time, offset. Latin-1, so that a byte is a character.
const QRegularExpression &form()
{
    static const QRegularExpression form(
        u"\\A(?:(?<y>[0-9]{4})(?:-(?<m>[0-9]{2})-(?<d>[0-9]{2})|(?<m2>[0-9]{2})(?<d2>[0-9]{2})"
        "|-W(?<w>[0-9]{2})(?:-(?<wd>[0-9]))?|W(?<w2>[0-9]{2})(?<wd2>[0-9])?))"
        "(?:[Tt ](?<h>[0-9]{2})(?::?(?<n>[0-9]{2})(?::?(?<s>[0-9]{2})(?:[.,](?<f>[0-9]+))?)?)?"
        "(?<o>[Zz]|(?<sign>[+-])(?<oh>[0-9]{2})(?::?(?<om>[0-9]{2}))?)?)?\\z"_s);
    return form;
}

// Colons in all of the time or in none.
bool isEven(const QString &text)
{
    static const QRegularExpression time(u"[Tt ]([0-9:]+)"_s);
    const QString digits = time.match(text).captured(1);
    return digits.count(u':') == 0 || digits.size() == 3 * digits.count(u':') + 2;
}

QDate dateOf(const QRegularExpressionMatch &match)
{
    const auto number = [&match](const QString &one, const QString &other) {
        return (match.captured(one) + match.captured(other)).toInt();
    };
    const int year = match.captured(u"y"_s).toInt();
    if (!match.hasCaptured(u"w"_s) && !match.hasCaptured(u"w2"_s))
        return QDate(year, number(u"m"_s, u"m2"_s), number(u"d"_s, u"d2"_s));
    const bool hasDay = match.hasCaptured(u"wd"_s) || match.hasCaptured(u"wd2"_s);
    const int day = hasDay ? number(u"wd"_s, u"wd2"_s) : 1;
    const int week = number(u"w"_s, u"w2"_s);
    // Whatever day of that year is in that week: the year has at most one such Monday to Sunday.
    for (QDate date = QDate(year, 1, 1).addDays(-7); day >= 1 && day <= 7 && date.year() <= year + 1;
         date = date.addDays(1)) {
        int weekYear = 0;
        if (date.weekNumber(&weekYear) == week && weekYear == year && date.dayOfWeek() == day)
            return date;
    }
    return {};
}

std::optional<qint64> timeOf(const QRegularExpressionMatch &match)
{
    const auto number = [&match](const QString &name) { return match.captured(name).toLongLong(); };
    const qint64 fraction = match.captured(u"f"_s).left(6).leftJustified(6, u'0').toLongLong();
    const qint64 minutes = number(u"h"_s) * 60 + number(u"n"_s);
    const qint64 time = (minutes * 60 + number(u"s"_s)) * 1'000'000 + fraction;
    if (number(u"n"_s) > 59 || number(u"s"_s) > 60 || (number(u"h"_s) > 23 && time != kDay)
        || (number(u"h"_s) == 24 && number(u"n"_s) + number(u"s"_s) + fraction != 0))
        return std::nullopt;
    return time;
}

std::optional<qint64> offsetOf(const QRegularExpressionMatch &match)
{
    const qint64 hours = match.captured(u"oh"_s).toLongLong();
    const qint64 minutes = match.captured(u"om"_s).toLongLong();
    if (hours > 23 || minutes > 59)
        return std::nullopt;
    const qint64 offset = (hours * 60 + minutes) * 60'000'000;
    return match.captured(u"sign"_s) == u"-"_s ? -offset : offset;
}

std::optional<Instant> instantOf(qint64 sinceEpoch)
{
    const qint64 end = QDate(1970, 1, 1).daysTo(QDate(10'000, 1, 1)) * kDay;
    return sinceEpoch >= 0 && sinceEpoch < end ? std::optional(Instant{microseconds{sinceEpoch}})
                                               : std::nullopt;
}

// How many microseconds one of a number of that size is; 0: it is too large.
double scaleOf(double number)
{
    const double scale = number < 1e11 ? 1e6 : number < 1e14 ? 1e3 : number < 1e17 ? 1 : 1e-3;
    return number >= 0 && number < 1e20 ? scale : 0;
}

} // namespace

std::optional<Instant> readIso8601(const QByteArray &bytes)
{
    const QString text = QString::fromLatin1(bytes);
    const QRegularExpressionMatch match = form().match(text);
    const QDate date = match.hasMatch() ? dateOf(match) : QDate();
    const auto time = timeOf(match);
    const auto offset = offsetOf(match);
    if (!date.isValid() || !time || !offset || !isEven(text))
        return std::nullopt;
    return instantOf(QDate(1970, 1, 1).daysTo(date) * kDay + *time - *offset);
}

std::optional<Instant> readTime(const QByteArray &text)
{
    static const QRegularExpression number(u"\\A([0-9]+)(?:\\.([0-9]+))?\\z"_s);
    const QRegularExpressionMatch match = number.match(QString::fromLatin1(text));
    if (text.size() == 8 || !match.hasMatch())
        return readIso8601(text);
    bool isWhole = false;
    const qulonglong whole = match.captured(1).toULongLong(&isWhole);
    const auto instant =
        isWhole ? readEpoch(match.captured(1).toLatin1(), static_cast<double>(whole)) : std::nullopt;
    if (!instant)
        return std::nullopt;
    const double scale = scaleOf(static_cast<double>(whole));
    const int places = scale == 1e6 ? 6 : scale == 1e3 ? 3 : 0;
    const qint64 fraction = match.captured(2).left(places).leftJustified(places, u'0').toLongLong();
    return *instant + microseconds{fraction};
}

std::optional<Instant> readEpoch(const QByteArray &number, double value)
{
    const double scale = scaleOf(value);
    if (scale == 0)
        return std::nullopt;
    bool isWhole = false;
    const qulonglong whole = number.toULongLong(&isWhole);
    const bool isInteger = !number.contains('.') && !number.contains('e') && !number.contains('E');
    if (isInteger && !isWhole && value > 0)
        return std::nullopt; // beyond 64 bits
    if (!isWhole)
        return Instant{microseconds{std::llround(value * scale)}};
    const auto count = scale < 1 ? whole / 1'000 : whole * static_cast<qulonglong>(scale);
    return Instant{microseconds{static_cast<qint64>(count)}};
}

} // namespace pulse::fuzz
