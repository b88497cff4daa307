// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/email/mail_format.h"

#include <algorithm>
#include <array>

namespace pulse::delivery {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestLine = 76;
constexpr qsizetype kBytesOfWord = 33; // an encoded word of them fits behind any header's name

QString oneLine(QString text)
{
    for (QChar &c : text) {
        if (c < u' ' || c == u'\x7f' || c.category() == QChar::Separator_Line
            || c.category() == QChar::Separator_Paragraph)
            c = u' ';
    }
    return text.trimmed();
}

bool isAscii(const QString &text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u' ' && c < u'\x7f'; });
}

// RFC 2047: words of whole characters, one a line.
QByteArray encodedWords(const QString &text)
{
    QByteArray words;
    QByteArray bytes;
    const auto flush = [&] {
        if (!words.isEmpty())
            words += "\r\n ";
        words += "=?UTF-8?B?" + bytes.toBase64() + "?=";
        bytes.clear();
    };
    for (const char32_t point : text.toUcs4()) {
        const QByteArray character = QString::fromUcs4(&point, 1).toUtf8();
        if (bytes.size() + character.size() > kBytesOfWord)
            flush();
        bytes += character;
    }
    flush();
    return words;
}

// ASCII that nobody takes for an encoded word, and that needs no folding, goes as it is.
bool goesAsItIs(const QByteArray &name, const QString &text)
{
    return isAscii(text) && !text.contains("=?"_L1) && name.size() + 2 + text.size() <= kLongestLine;
}

QByteArray phrase(const QString &text)
{
    if (!goesAsItIs({}, text))
        return encodedWords(text);
    QByteArray quoted = text.toLatin1();
    quoted.replace('\\', "\\\\").replace('"', "\\\"");
    return '"' + quoted + '"';
}

bool isPlain(char c) { return (c >= ' ' && c <= '~' && c != '=') || c == '\t'; }

QByteArray hexadecimal(char c) { return '=' + QByteArray(1, c).toHex().toUpper(); }

// One line without its end; a blank at the end would not survive, so it is encoded.
QByteArray quotedLine(const QByteArray &line)
{
    QByteArray quoted;
    qsizetype length = 0;
    for (qsizetype i = 0; i < line.size(); ++i) {
        const char c = line.at(i);
        const bool isLast = i + 1 == line.size();
        const bool isBlank = c == ' ' || c == '\t';
        const QByteArray next = isPlain(c) && !(isBlank && isLast) ? QByteArray(1, c) : hexadecimal(c);
        if (length + next.size() + (isLast ? 0 : 1) > kLongestLine) {
            quoted += "=\r\n";
            length = 0;
        }
        quoted += next;
        length += next.size();
    }
    return quoted + "\r\n";
}

} // namespace

QByteArray textHeader(const QByteArray &name, const QString &text)
{
    const QString line = oneLine(text);
    return name + ": " + (goesAsItIs(name, line) ? line.toLatin1() : encodedWords(line)) + "\r\n";
}

QByteArray mailboxHeader(const QByteArray &name, const QString &displayName, const QString &address)
{
    const QString shown = oneLine(displayName);
    return name + ": " + (shown.isEmpty() ? QByteArray() : phrase(shown) + "\r\n ") + '<' + address.toLatin1()
        + ">\r\n";
}

QByteArray addressesHeader(const QByteArray &name, const QStringList &addresses)
{
    return addresses.isEmpty() ? QByteArray() : name + ": " + addresses.join(",\r\n "_L1).toLatin1() + "\r\n";
}

QByteArray dateHeader(Instant instant)
{
    constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(instant - day));
    return QByteArray::fromStdString("Date: ") + kDays[std::chrono::weekday(day).c_encoding()] + ", "
        + QByteArray::number(static_cast<unsigned>(date.day())) + ' '
        + kMonths[static_cast<unsigned>(date.month()) - 1] + ' '
        + QByteArray::number(static_cast<int>(date.year())) + ' '
        + QByteArray::number(time.hours().count()).rightJustified(2, '0') + ':'
        + QByteArray::number(time.minutes().count()).rightJustified(2, '0') + ':'
        + QByteArray::number(time.seconds().count()).rightJustified(2, '0') + " +0000\r\n";
}

QByteArray quotedPrintable(const QString &text)
{
    QString lines = text;
    lines.replace("\r\n"_L1, "\n"_L1).replace(u'\r', u'\n');
    if (lines.endsWith(u'\n'))
        lines.chop(1);
    QByteArray quoted;
    for (const QString &line : lines.split(u'\n'))
        quoted += quotedLine(line.toUtf8());
    return quoted;
}

} // namespace pulse::delivery
