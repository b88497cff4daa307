// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One parameter of a statement. Scalars go as text; byte strings and arrays in PostgreSQL's binary format.
// Statements cast arrays ($1::bigint[]), so that the element type sent is the type expected.
#pragma once

#include "base/clock.h"
#include "base/ids.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <array>
#include <initializer_list>
#include <optional>
#include <span>
#include <vector>

namespace pulse::store {

class Param {
public:
    Param(std::nullopt_t)
        : m_isNull(true)
    {
    }
    Param(const char *) = delete; // would be taken for a bool
    Param(bool value)
        : m_bytes(value ? "t" : "f")
    {
    }
    Param(int value)
        : m_bytes(QByteArray::number(value))
    {
    }
    Param(qint64 value)
        : m_bytes(QByteArray::number(value))
    {
    }
    Param(long value) // std::int64_t, where qint64 is long long
        : m_bytes(QByteArray::number(static_cast<qint64>(value)))
    {
    }
    Param(double value)
        : m_bytes(QByteArray::number(value, 'g', 17))
    {
    }
    Param(const QString &value)
        : m_bytes(value.toUtf8())
    {
    }
    Param(QLatin1StringView value)
        : m_bytes(value.data(), value.size())
    {
    }
    Param(Instant value)
        : m_bytes(toRfc3339(value))
    {
    }
    Param(const QJsonObject &value);
    Param(const QStringList &value); // text[]
    template <class Tag>
    Param(Key<Tag> key)
        : Param(static_cast<qint64>(key.value))
    {
        m_isNull = !key.isValid();
    }
    template <class T>
    Param(const std::optional<T> &value)
        : Param(value ? Param(*value) : Param(std::nullopt))
    {
    }

    static Param orNull(const QString &text) { return text.isEmpty() ? Param(std::nullopt) : Param(text); }
    static Param bytea(const QByteArray &bytes); // a null QByteArray is NULL
    static Param int4Array(std::span<const std::int32_t> values);
    static Param int8Array(std::span<const std::int64_t> values);
    static Param float8Array(std::span<const double> values);
    static Param timestampArray(std::span<const Instant> values);
    static Param optionalTimestampArray(std::span<const std::optional<Instant>> values);
    static Param boolArray(const std::vector<bool> &values);
    static Param textArray(std::span<const QByteArray> values); // UTF-8; a null QByteArray is NULL
    static Param byteaArray(std::span<const QByteArray> values);
    static Param charArray(std::span<const char> values); // "char"[]

    bool isNull() const { return m_isNull; }
    bool isBinary() const { return m_isBinary; }
    const QByteArray &bytes() const { return m_bytes; }

private:
    Param() = default;
    static Param binary(QByteArray bytes);

    QByteArray m_bytes;
    bool m_isNull = false;
    bool m_isBinary = false;
};

// What a statement is given: a list in braces, a vector or an array, viewed for as long as a call takes.
class Params : public std::span<const Param> {
public:
    Params() = default;
    Params(std::initializer_list<Param> list)
        : span(std::data(list), list.size())
    {
    }
    Params(const std::vector<Param> &list)
        : span(list)
    {
    }
    template <size_t size>
    Params(const std::array<Param, size> &list)
        : span(list)
    {
    }
};

} // namespace pulse::store
