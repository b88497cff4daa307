// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a statement returned. Columns are read by name (row_shape.h); by position only where there is just
// one, and on hot paths, from a binary result: the pages of telemetry, and what the batch writer gets back.
// Thread safety: a Rows may move between threads; it is read by one at a time.
#pragma once

#include "base/result.h"
#include "store/postgres/cell.h"

#include <memory>

namespace pulse::store {

class Rows {
public:
    explicit Rows(pg_result *result); // takes ownership
    int size() const;
    bool isEmpty() const { return size() == 0; }
    qint64 affected() const; // rows changed, for statements that change

    int columns() const;
    QByteArray columnName(int column) const;
    unsigned columnType(int column) const; // pg_type.oid
    Cell cell(int row, int column) const { return {m_result.get(), row, column}; }

    // Of the only column. Internal: there are more, or it is of another type.
    template <class Value> Result<std::vector<Value>> values() const
    {
        PULSE_CHECK(checkOnly(kindOf<Value>()));
        std::vector<Value> all(static_cast<size_t>(size()));
        for (size_t i = 0; i < all.size(); ++i)
            read(cell(static_cast<int>(i), 0), all[i]);
        return all;
    }
    // The same of the first row. NotFound, with `missing`, when there is none.
    template <class Value> Result<Value> value(const QString &missing = QStringLiteral("no row")) const
    {
        PULSE_CHECK(checkOnly(kindOf<Value>()));
        if (isEmpty())
            return fail(ErrorKind::NotFound, missing);
        Value first{};
        read(cell(0, 0), first);
        return first;
    }

    // Of a binary result (Connection::queryBinary), by position.
    std::int64_t int8(int row, int column) const;
    std::int32_t int4(int row, int column) const;
    char character(int row, int column) const;
    bool boolean(int row, int column) const;
    double float8At(int row, int column, int place) const; // of a float8[] without NULL; the first is 0
    size_t float8Count(int row, int column) const; // of such an array
    QByteArrayView bytes(int row, int column) const; // bytea or text; good as long as the Rows
    Instant instant(int row, int column) const;

private:
    Result<> checkOnly(ColumnKind kind) const;

    std::shared_ptr<pg_result> m_result;
};

} // namespace pulse::store
