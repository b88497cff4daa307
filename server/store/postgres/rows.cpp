// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/postgres/rows.h"

#include "store/postgres/postgres_time.h"

#include <QJsonDocument>
#include <QtEndian>
#include <bit>
#include <charconv>
#include <libpq-fe.h>

namespace pulse::store {

Rows::Rows(pg_result *result)
    : m_result(result, PQclear)
{
}

int Rows::size() const { return PQntuples(m_result.get()); }

qint64 Rows::affected() const { return QByteArray(PQcmdTuples(m_result.get())).toLongLong(); }

RowReader Rows::row(int index) const { return {m_result, index}; }

RowReader Rows::first() const
{
    Q_ASSERT(!isEmpty());
    return row(0);
}

std::int64_t Rows::int8(int row, int column) const
{
    return qFromBigEndian<qint64>(PQgetvalue(m_result.get(), row, column));
}

std::int32_t Rows::int4(int row, int column) const
{
    return qFromBigEndian<qint32>(PQgetvalue(m_result.get(), row, column));
}

char Rows::character(int row, int column) const { return *PQgetvalue(m_result.get(), row, column); }

bool Rows::boolean(int row, int column) const { return character(row, column) != 0; }

double Rows::float8At(int row, int column, int place) const
{
    // Dimensions, flags, type, length, lower bound; then each value behind its own length.
    constexpr int kArrayHead = 20;
    constexpr int kElement = 4 + 8;
    const int at = kArrayHead + place * kElement + 4;
    Q_ASSERT(at + 8 <= PQgetlength(m_result.get(), row, column));
    return std::bit_cast<double>(qFromBigEndian<quint64>(PQgetvalue(m_result.get(), row, column) + at));
}

size_t Rows::float8Count(int row, int column) const
{
    // An empty array has no dimension, so no length either.
    const char *array = PQgetvalue(m_result.get(), row, column);
    const auto dimensions = qFromBigEndian<qint32>(array);
    return dimensions == 0 ? 0 : static_cast<size_t>(qFromBigEndian<qint32>(array + 12));
}

QByteArrayView Rows::bytes(int row, int column) const
{
    return {PQgetvalue(m_result.get(), row, column), PQgetlength(m_result.get(), row, column)};
}

Instant Rows::instant(int row, int column) const { return fromPostgresTime(int8(row, column)); }

const char *RowReader::value() const { return PQgetvalue(m_result.get(), m_row, m_column); }
int RowReader::length() const { return PQgetlength(m_result.get(), m_row, m_column); }
bool RowReader::isNextNull() const { return PQgetisnull(m_result.get(), m_row, m_column) == 1; }

QByteArray RowReader::bytes()
{
    const QByteArray result = isNextNull() ? QByteArray() : QByteArray(value(), length());
    skip();
    return result;
}

QByteArray RowReader::bytea()
{
    const QByteArray hex = bytes(); // bytea_output is hex: \x0123…
    return hex.isNull() ? QByteArray() : QByteArray::fromHex(hex.mid(2));
}

QString RowReader::text() { return QString::fromUtf8(bytes()); }

qint64 RowReader::integer()
{
    qint64 result = 0;
    std::from_chars(value(), value() + length(), result);
    skip();
    return result;
}

double RowReader::number()
{
    double result = 0;
    std::from_chars(value(), value() + length(), result);
    skip();
    return result;
}

bool RowReader::boolean()
{
    const bool result = length() > 0 && *value() == 't';
    skip();
    return result;
}

Instant RowReader::instant() { return parseIso8601(bytes()).value_or(Instant{}); }

std::optional<Instant> RowReader::optionalInstant() { return parseIso8601(bytes()); }

std::optional<double> RowReader::optionalNumber()
{
    if (isNextNull()) {
        skip();
        return std::nullopt;
    }
    return number();
}

std::optional<int> RowReader::optionalInteger()
{
    if (isNextNull()) {
        skip();
        return std::nullopt;
    }
    return static_cast<int>(integer());
}

QJsonObject RowReader::json() { return QJsonDocument::fromJson(bytes()).object(); }

namespace {

// {a,"b c","d\"e"}: PostgreSQL's array output, one dimension. NULL elements do not occur in our columns.
template <class Take> void eachElement(const QByteArray &array, Take take)
{
    qsizetype at = 1;
    while (at < array.size() - 1) {
        QByteArray element;
        if (array[at] == '"') {
            for (++at; array[at] != '"'; ++at) {
                if (array[at] == '\\')
                    ++at;
                element.append(array[at]);
            }
            ++at;
        } else {
            const qsizetype end = array.indexOf(',', at);
            element = array.mid(at, (end < 0 ? array.size() - 1 : end) - at);
            at += element.size();
        }
        take(element);
        ++at; // the comma
    }
}

} // namespace

QStringList RowReader::texts()
{
    QStringList result;
    eachElement(bytes(), [&result](const QByteArray &element) { result.append(QString::fromUtf8(element)); });
    return result;
}

std::vector<std::int32_t> RowReader::int4s()
{
    std::vector<std::int32_t> result;
    eachElement(bytes(), [&result](const QByteArray &element) { result.push_back(element.toInt()); });
    return result;
}

std::vector<double> RowReader::float8s()
{
    std::vector<double> result;
    eachElement(bytes(), [&result](const QByteArray &element) { result.push_back(element.toDouble()); });
    return result;
}

std::vector<Instant> RowReader::instants()
{
    std::vector<Instant> result;
    eachElement(bytes(), [&result](const QByteArray &element) {
        result.push_back(parseIso8601(element).value_or(Instant{}));
    });
    return result;
}

} // namespace pulse::store
