// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a statement returned. RowReader takes a row's columns in the order of the SELECT list.
// Thread safety: a Rows may move between threads; it is read by one at a time.
#pragma once

#include "base/clock.h"
#include "base/ids.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <memory>
#include <optional>
#include <vector>

struct pg_result;

namespace pulse::store {

class RowReader;

class Rows {
public:
    explicit Rows(pg_result *result); // takes ownership
    int size() const;
    bool isEmpty() const { return size() == 0; }
    qint64 affected() const; // rows changed, for statements that change
    RowReader row(int index) const;
    RowReader first() const;

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
    std::shared_ptr<pg_result> m_result;
};

class RowReader {
public:
    RowReader(std::shared_ptr<pg_result> result, int row)
        : m_result(std::move(result))
        , m_row(row)
    {
    }

    bool isNextNull() const;
    void skip() { ++m_column; }
    QByteArray bytes(); // the text form as it came; null for NULL
    QByteArray bytea(); // decoded; null for NULL
    QString text();
    qint64 integer();
    double number();
    bool boolean();
    Instant instant();
    std::optional<Instant> optionalInstant();
    std::optional<double> optionalNumber();
    std::optional<int> optionalInteger();
    QJsonObject json();
    QStringList texts(); // text[]
    std::vector<std::int32_t> int4s();
    std::vector<double> float8s();
    std::vector<Instant> instants(); // timestamptz[]
    template <class KeyType> KeyType key() { return {integer()}; }

private:
    const char *value() const;
    int length() const;

    std::shared_ptr<pg_result> m_result;
    int m_row;
    int m_column = 0;
};

} // namespace pulse::store
