// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/names.h"

#include <QRegularExpression>
#include <algorithm>

namespace pulse::model {

using namespace Qt::StringLiterals;

namespace {

bool isName(QByteArrayView utf8)
{
    return !utf8.isEmpty() && utf8.size() <= kLongestName && utf8.isValidUtf8();
}

// U+0080 to U+009F are two bytes: C2, then the number.
bool hasControls(QByteArrayView utf8)
{
    for (qsizetype at = 0; at < utf8.size(); ++at) {
        const auto byte = static_cast<unsigned char>(utf8[at]);
        const bool isSecond = at > 0 && static_cast<unsigned char>(utf8[at - 1]) == 0xc2 && byte <= 0x9f;
        if (byte < 0x20 || byte == 0x7f || isSecond)
            return true;
    }
    return false;
}

// As QString::trimmed() has it. Only what is not ASCII needs a look at its characters.
bool hasSpaceAround(QByteArrayView utf8)
{
    const auto isAscii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (isAscii(utf8.front()) && isAscii(utf8.back()))
        return utf8.front() == ' ' || utf8.back() == ' ';
    const QString text = QString::fromUtf8(utf8);
    return text.front().isSpace() || text.back().isSpace();
}

// A lone surrogate has no UTF-8: it would be written as another character.
template <class Check> bool holdsAsUtf8(const QString &text, Check check)
{
    return text.isValidUtf16() && check(QByteArrayView(text.toUtf8()));
}

qsizetype characterCount(const QString &text)
{
    return std::count_if(text.begin(), text.end(), [](QChar c) { return !c.isLowSurrogate(); });
}

bool breaksLine(QChar c)
{
    return c.category() == QChar::Other_Control || c == QChar::LineSeparator
        || c == QChar::ParagraphSeparator;
}

} // namespace

bool isId(QByteArrayView utf8)
{
    const auto separates = [](char c) { return c == '/' || c == '+' || c == '#'; };
    return isName(utf8) && !hasControls(utf8) && !hasSpaceAround(utf8)
        && std::none_of(utf8.begin(), utf8.end(), separates);
}

bool isId(const QString &text)
{
    return holdsAsUtf8(text, [](QByteArrayView utf8) { return isId(utf8); });
}

QString idRule()
{
    return u"must be 1 to 128 bytes of UTF-8 without / + #, control characters, and spaces around it"_s;
}

bool isMetricName(QByteArrayView utf8) { return isName(utf8) && !utf8.contains('\0'); }

bool isMetricName(const QString &text)
{
    return holdsAsUtf8(text, [](QByteArrayView utf8) { return isMetricName(utf8); });
}

QString metricNameRule() { return u"must be a metric name: 1 to 128 bytes of UTF-8 without U+0000"_s; }

bool isDisplayName(const QString &text)
{
    return !text.isEmpty() && text.isValidUtf16() && characterCount(text) <= kLongestDisplayName
        && text == text.trimmed() && std::none_of(text.begin(), text.end(), breaksLine);
}

QString displayNameRule()
{
    return u"must be 1 to 100 characters, without control characters and ends of lines"_s;
}

bool isLabel(const QString &key, const QString &value)
{
    static const QRegularExpression form(u"\\A[A-Za-z0-9][A-Za-z0-9_./-]{0,62}\\z"_s);
    return form.match(key).hasMatch() && value.size() <= 128
        && std::none_of(value.begin(), value.end(), breaksLine);
}

QString labelRule()
{
    return u"must be at most %1 labels: keys of 1 to 63 letters, digits and _ . - /, texts of at most 128 characters"_s
        .arg(kMostLabels);
}

} // namespace pulse::model
