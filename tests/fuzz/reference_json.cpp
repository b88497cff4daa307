// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/reference_json.h"

#include "fuzz/reference_text.h"

#include <QChar>
#include <QString>
#include <algorithm>

namespace pulse::fuzz {

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

class Reader {
public:
    explicit Reader(QByteArrayView text)
        : m_text(text)
    {
    }

    bool readDocument(JsonValue &root)
    {
        skipSpace();
        if (!readValue(root))
            return false;
        skipSpace();
        return m_at == m_text.size();
    }

private:
    bool has() const { return m_at < m_text.size(); }
    char here() const { return has() ? m_text[m_at] : '\0'; }
    bool take(QByteArrayView word)
    {
        const bool isThere = m_text.sliced(m_at).startsWith(word);
        m_at += isThere ? word.size() : 0;
        return isThere;
    }
    void skipSpace()
    {
        while (has() && QByteArrayView(" \t\r\n").contains(here()))
            ++m_at;
    }

    bool readValue(JsonValue &value);
    bool readObject(JsonValue &value);
    bool readArray();
    bool readNumber(QByteArray &number);
    bool skipDigits();
    bool readText(QByteArray &text);
    bool readEscape(QByteArray &text);
    bool readCodeUnit(char16_t &unit);

    QByteArrayView m_text;
    qsizetype m_at = 0;
};

bool Reader::readValue(JsonValue &value)
{
    using Type = JsonValue::Type;
    switch (here()) {
    case '{': value.type = Type::Object; return readObject(value);
    case '[': value.type = Type::Array; return readArray();
    case '"': value.type = Type::Text; return readText(value.text);
    case 't': value.type = Type::True; return take("true");
    case 'f': value.type = Type::False; return take("false");
    case 'n': value.type = Type::Null; return take("null");
    default: value.type = Type::Number; return readNumber(value.text);
    }
}

bool Reader::readObject(JsonValue &value)
{
    if (!take("{"))
        return false;
    skipSpace();
    if (take("}"))
        return true;
    do {
        auto &[name, member] = value.members.emplace_back();
        skipSpace();
        if (!readText(name))
            return false;
        skipSpace();
        if (!take(":"))
            return false;
        skipSpace();
        if (!readValue(member))
            return false;
        skipSpace();
    } while (take(","));
    return take("}");
}

bool Reader::readArray()
{
    if (!take("["))
        return false;
    skipSpace();
    if (take("]"))
        return true;
    do {
        JsonValue element;
        skipSpace();
        if (!readValue(element))
            return false;
        skipSpace();
    } while (take(","));
    return take("]");
}

bool Reader::skipDigits()
{
    const qsizetype from = m_at;
    while (isDigit(here()))
        ++m_at;
    return m_at > from;
}

bool Reader::readNumber(QByteArray &number)
{
    const qsizetype from = m_at;
    take("-");
    if (!take("0") && !skipDigits())
        return false;
    if (take(".") && !skipDigits())
        return false;
    if (take("e") || take("E")) {
        if (!take("-"))
            take("+");
        if (!skipDigits())
            return false;
    }
    number = m_text.sliced(from, m_at - from).toByteArray();
    return true;
}

bool Reader::readText(QByteArray &text)
{
    if (!take("\""))
        return false;
    while (has() && static_cast<unsigned char>(here()) >= 0x20) {
        if (take("\""))
            return true;
        if (here() == '\\') {
            if (!readEscape(text))
                return false;
        } else {
            text.append(here());
            ++m_at;
        }
    }
    return false;
}

bool Reader::readEscape(QByteArray &text)
{
    ++m_at;
    constexpr QByteArrayView kLetters("\"\\/bfnrt");
    constexpr QByteArrayView kMeanings("\"\\/\b\f\n\r\t");
    const qsizetype letter = has() ? kLetters.indexOf(here()) : -1;
    if (letter >= 0) {
        text.append(kMeanings[letter]);
        ++m_at;
        return true;
    }
    char16_t first = 0;
    char16_t second = 0;
    if (!readCodeUnit(first) || QChar::isLowSurrogate(first))
        return false;
    if (!QChar::isHighSurrogate(first)) {
        text.append(QString(QChar(first)).toUtf8());
        return true;
    }
    if (!take("\\") || !readCodeUnit(second) || !QChar::isLowSurrogate(second))
        return false;
    const char32_t character = QChar::surrogateToUcs4(first, second);
    text.append(QString::fromUcs4(&character, 1).toUtf8());
    return true;
}

bool Reader::readCodeUnit(char16_t &unit)
{
    if (!take("u") || m_text.size() - m_at < 4)
        return false;
    const QByteArrayView digits = m_text.sliced(m_at, 4);
    const auto isHex = [](char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
    if (!std::all_of(digits.begin(), digits.end(), isHex))
        return false;
    unit = static_cast<char16_t>(digits.toUShort(nullptr, 16));
    m_at += 4;
    return true;
}

} // namespace

std::optional<JsonValue> readJson(QByteArrayView text)
{
    JsonValue root;
    if (!isWellFormedUtf8(text) || !Reader(text).readDocument(root))
        return std::nullopt;
    return root;
}

} // namespace pulse::fuzz
