// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Columns of a batch on their way into arrays: lets a writer name one vector a column, all with room for
// every row.
#pragma once

#include "base/clock.h"

#include <QByteArray>
#include <QLatin1StringView>
#include <QString>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace pulse::store {

// Invariants: references stay valid for the life of the Columns.
class Columns {
public:
    explicit Columns(size_t rows)
        : m_rows(rows)
    {
    }

    std::vector<std::int32_t> &int4s() { return add(m_int4s); }
    std::vector<std::int64_t> &int8s() { return add(m_int8s); }
    std::vector<double> &float8s() { return add(m_float8s); }
    std::vector<char> &characters() { return add(m_characters); }
    std::vector<Instant> &instants() { return add(m_instants); }
    std::vector<std::optional<Instant>> &optionalInstants() { return add(m_optionalInstants); }
    std::vector<QByteArray> &texts() { return add(m_texts); }

private:
    template <class T> std::vector<T> &add(std::deque<std::vector<T>> &columns)
    {
        columns.emplace_back().reserve(m_rows);
        return columns.back();
    }

    size_t m_rows;
    std::deque<std::vector<std::int32_t>> m_int4s;
    std::deque<std::vector<std::int64_t>> m_int8s;
    std::deque<std::vector<double>> m_float8s;
    std::deque<std::vector<char>> m_characters;
    std::deque<std::vector<Instant>> m_instants;
    std::deque<std::vector<std::optional<Instant>>> m_optionalInstants;
    std::deque<std::vector<QByteArray>> m_texts;
};

// Of a word of the model, which lasts as long as the program.
inline QByteArray wordBytes(QLatin1StringView word)
{
    return QByteArray::fromRawData(word.data(), word.size());
}

// Text as PostgreSQL can hold it: without NUL; null when empty.
inline QByteArray storableText(QString text)
{
    text.remove(QChar(u'\0'));
    return text.isEmpty() ? QByteArray() : text.toUtf8();
}

} // namespace pulse::store
