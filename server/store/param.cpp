// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/param.h"

#include "store/postgres_time.h"

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

template <class T> void put(QByteArray &bytes, T value)
{
    const T swapped = qToBigEndian(value);
    bytes.append(reinterpret_cast<const char *>(&swapped), sizeof swapped);
}

// The header of a one-dimensional array: dimensions, has-nulls, element type, length, lower bound
// (array_recv).
QByteArray arrayHeader(Oid element, qsizetype count, bool hasNulls, qsizetype reserve)
{
    QByteArray bytes;
    bytes.reserve(20 + reserve);
    put<std::int32_t>(bytes, count == 0 ? 0 : 1);
    put<std::int32_t>(bytes, hasNulls ? 1 : 0);
    put<std::uint32_t>(bytes, element);
    if (count != 0) {
        put<std::int32_t>(bytes, static_cast<std::int32_t>(count));
        put<std::int32_t>(bytes, 1);
    }
    return bytes;
}

template <class T> void putElement(QByteArray &bytes, T value)
{
    put<std::int32_t>(bytes, sizeof(T));
    put<T>(bytes, value);
}

void putBytesElement(QByteArray &bytes, const QByteArray &value)
{
    if (value.isNull()) {
        put<std::int32_t>(bytes, -1);
        return;
    }
    put<std::int32_t>(bytes, static_cast<std::int32_t>(value.size()));
    bytes.append(value);
}

QByteArray bytesArray(Oid element, std::span<const QByteArray> values)
{
    qsizetype length = 0;
    bool hasNulls = false;
    for (const QByteArray &value : values) {
        length += value.size() + 4;
        hasNulls = hasNulls || value.isNull();
    }
    QByteArray bytes = arrayHeader(element, std::ssize(values), hasNulls, length);
    for (const QByteArray &value : values)
        putBytesElement(bytes, value);
    return bytes;
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
    QByteArray bytes = arrayHeader(kInt4, std::ssize(values), false, std::ssize(values) * 8);
    for (const std::int32_t value : values)
        putElement(bytes, value);
    return binary(bytes);
}

Param Param::int8Array(std::span<const std::int64_t> values)
{
    QByteArray bytes = arrayHeader(kInt8, std::ssize(values), false, std::ssize(values) * 12);
    for (const std::int64_t value : values)
        putElement(bytes, value);
    return binary(bytes);
}

Param Param::float8Array(std::span<const double> values)
{
    QByteArray bytes = arrayHeader(kFloat8, std::ssize(values), false, std::ssize(values) * 12);
    for (const double value : values)
        putElement(bytes, std::bit_cast<std::int64_t>(value));
    return binary(bytes);
}

Param Param::timestampArray(std::span<const Instant> values)
{
    QByteArray bytes = arrayHeader(kTimestamptz, std::ssize(values), false, std::ssize(values) * 12);
    for (const Instant value : values)
        putElement(bytes, toPostgresTime(value));
    return binary(bytes);
}

Param Param::optionalTimestampArray(std::span<const std::optional<Instant>> values)
{
    QByteArray bytes = arrayHeader(kTimestamptz, std::ssize(values), true, std::ssize(values) * 12);
    for (const auto &value : values) {
        if (value)
            putElement(bytes, toPostgresTime(*value));
        else
            put<std::int32_t>(bytes, -1);
    }
    return binary(bytes);
}

Param Param::boolArray(const std::vector<bool> &values)
{
    QByteArray bytes = arrayHeader(kBool, std::ssize(values), false, std::ssize(values) * 5);
    for (const bool value : values)
        putElement<std::uint8_t>(bytes, value ? 1 : 0);
    return binary(bytes);
}

Param Param::textArray(std::span<const QByteArray> values) { return binary(bytesArray(kText, values)); }

Param Param::byteaArray(std::span<const QByteArray> values) { return binary(bytesArray(kBytea, values)); }

Param Param::charArray(std::span<const char> values)
{
    QByteArray bytes = arrayHeader(kChar, std::ssize(values), false, std::ssize(values) * 5);
    for (const char value : values)
        putElement(bytes, static_cast<std::uint8_t>(value));
    return binary(bytes);
}

} // namespace pulse::store
