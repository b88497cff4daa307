// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/postgres/rows.h"

#include "store/postgres/postgres_time.h"

#include <QtEndian>
#include <bit>
#include <libpq-fe.h>

namespace pulse::store {

using namespace Qt::StringLiterals;

Rows::Rows(pg_result *result)
    : m_result(result, PQclear)
{
}

int Rows::size() const { return PQntuples(m_result.get()); }

qint64 Rows::affected() const { return QByteArray(PQcmdTuples(m_result.get())).toLongLong(); }

int Rows::columns() const { return PQnfields(m_result.get()); }

QByteArray Rows::columnName(int column) const { return PQfname(m_result.get(), column); }

unsigned Rows::columnType(int column) const { return PQftype(m_result.get(), column); }

Result<> Rows::checkOnly(ColumnKind kind) const
{
    if (columns() == 1 && fits(kind, columnType(0)))
        return {};
    return fail(ErrorKind::Internal, u"not one column that is %1"_s.arg(QLatin1StringView(wordOf(kind))));
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

} // namespace pulse::store
