// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Takes the columns of a row in the order in which a test's own SELECT names them. The product reads by name
// (store/postgres/row_shape.h).
#pragma once

#include "store/postgres/rows.h"

namespace pulse::test {

class RowReader {
public:
    explicit RowReader(store::Rows rows, int row = 0)
        : m_rows(std::move(rows))
        , m_row(row)
    {
    }

    bool isNextNull() const { return m_rows.cell(m_row, m_column).isNull(); }
    QByteArray bytes() { return next<QByteArray>(); }
    QString text() { return next<QString>(); }
    qint64 integer() { return next<qint64>(); }
    double number() { return next<double>(); }
    bool boolean() { return next<bool>(); }
    Instant instant() { return next<Instant>(); }
    std::optional<Instant> optionalInstant() { return next<std::optional<Instant>>(); }
    QJsonObject json() { return next<QJsonObject>(); }
    QStringList texts() { return next<QStringList>(); }
    template <class KeyType> KeyType key() { return next<KeyType>(); }

    template <class Value> Value next()
    {
        Value value{};
        read(m_rows.cell(m_row, m_column++), value);
        return value;
    }

private:
    store::Rows m_rows;
    int m_row;
    int m_column = 0;
};

} // namespace pulse::test
