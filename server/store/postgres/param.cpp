// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/postgres/param.h"

#include "store/postgres/postgres_time.h"

#include <QJsonDocument>
#include <QtEndian>
#include <bit>

namespace pulse::store {

namespace {

// Object identifiers of PostgreSQL's built-in types (pg_type.dat); they never change.
enum Oid : std::uint32_t {
    kBool = 16,
    kBytea = 17,
    kChar = 18,
    kInt8 = 20,
    kInt4 = 23,
    kText = 25,
    kFloat8 = 701,
    kTimestamptz = 1184,
};

// Writes one array in PostgreSQL's binary format into a buffer of the right size.
class ArrayWriter {
public:
    // `length` of all elements together, without their length words.
    ArrayWriter(Oid element, qsizetype count, qsizetype length, bool hasNulls)
        : m_bytes(count == 0 ? 12 : 20 + 4 * count + length, Qt::Uninitialized)
        , m_at(m_bytes.data())
    {
        // The header (array_recv): dimensions, has-nulls, element type, length, lower bound.
        put<std::int32_t>(count == 0 ? 0 : 1);
        put<std::int32_t>(hasNulls ? 1 : 0);
        put<std::uint32_t>(element);
        if (count != 0) {
            put(static_cast<std::int32_t>(count));
            put<std::int32_t>(1);
        }
    }

    template <class T> void element(T value)
    {
        put<std::int32_t>(sizeof(T));
        put(value);
    }
    void element(const QByteArray &value)
    {
        put(static_cast<std::int32_t>(value.size()));
        m_at = std::copy(value.begin(), value.end(), m_at);
    }
    void null() { put<std::int32_t>(-1); }

    QByteArray take()
    {
        m_bytes.truncate(m_at - m_bytes.constData());
        return std::move(m_bytes);
    }

private:
    template <class T> void put(T value)
    {
        qToBigEndian(value, m_at);
        m_at += sizeof value;
    }

    QByteArray m_bytes;
    char *m_at;
};

// `encode` makes the integer that stands for a value.
template <class T, class Encode> QByteArray arrayOf(Oid element, std::span<const T> values, Encode encode)
{
    using Encoded = decltype(encode(values.front()));
    const auto count = std::ssize(values);
    ArrayWriter writer(element, count, count * static_cast<qsizetype>(sizeof(Encoded)), false);
    for (const T &value : values)
        writer.element(encode(value));
    return writer.take();
}

QByteArray bytesArray(Oid element, std::span<const QByteArray> values)
{
    qsizetype length = 0;
    bool hasNulls = false;
    for (const QByteArray &value : values) {
        length += value.size();
        hasNulls = hasNulls || value.isNull();
    }
    ArrayWriter writer(element, std::ssize(values), length, hasNulls);
    for (const QByteArray &value : values) {
        if (value.isNull())
            writer.null();
        else
            writer.element(value);
    }
    return writer.take();
}

} // namespace

Param Param::binary(QByteArray bytes)
{
    Param param;
    param.m_bytes = std::move(bytes);
    param.m_isBinary = true;
    return param;
}

Param::Param(const QJsonObject &value)
    : m_bytes(QJsonDocument(value).toJson(QJsonDocument::Compact))
{
}

Param::Param(const QStringList &value)
    : m_isBinary(true)
{
    std::vector<QByteArray> texts;
    for (const QString &text : value)
        texts.push_back(text.isEmpty() ? QByteArray("") : text.toUtf8());
    m_bytes = bytesArray(kText, texts);
}

Param Param::bytea(const QByteArray &bytes)
{
    Param param = binary(bytes);
    param.m_isNull = bytes.isNull();
    return param;
}

Param Param::int4Array(std::span<const std::int32_t> values)
{
    return binary(arrayOf(kInt4, values, [](std::int32_t value) { return value; }));
}

Param Param::int8Array(std::span<const std::int64_t> values)
{
    return binary(arrayOf(kInt8, values, [](std::int64_t value) { return value; }));
}

Param Param::float8Array(std::span<const double> values)
{
    return binary(arrayOf(kFloat8, values, [](double value) { return std::bit_cast<std::int64_t>(value); }));
}

Param Param::timestampArray(std::span<const Instant> values)
{
    return binary(arrayOf(kTimestamptz, values, toPostgresTime));
}

Param Param::optionalTimestampArray(std::span<const std::optional<Instant>> values)
{
    ArrayWriter writer(kTimestamptz, std::ssize(values), std::ssize(values) * 8, true);
    for (const auto &value : values) {
        if (value)
            writer.element(toPostgresTime(*value));
        else
            writer.null();
    }
    return binary(writer.take());
}

Param Param::boolArray(const std::vector<bool> &values)
{
    ArrayWriter writer(kBool, std::ssize(values), std::ssize(values), false);
    for (const bool value : values)
        writer.element<std::uint8_t>(value ? 1 : 0);
    return binary(writer.take());
}

Param Param::textArray(std::span<const QByteArray> values) { return binary(bytesArray(kText, values)); }

Param Param::byteaArray(std::span<const QByteArray> values) { return binary(bytesArray(kBytea, values)); }

Param Param::charArray(std::span<const char> values)
{
    return binary(arrayOf(kChar, values, [](char value) { return static_cast<std::uint8_t>(value); }));
}

} // namespace pulse::store
