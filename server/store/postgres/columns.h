// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Columns of a batch on their way into arrays. int4s(jobs, &Job::tenant) is one column of all rows, by a
// member or by what is calculated of a row; where one walk over the rows must do for all of them, Columns
// lets a writer name one vector a column, all with room for every row.
#pragma once

#include "model/words.h"
#include "store/postgres/param.h"

#include <QJsonDocument>
#include <deque>
#include <functional>

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

namespace detail {

template <class Element, class Value> Element elementOf(const Value &value)
{
    if constexpr (requires { value.isValid(); })
        return static_cast<Element>(value.value); // a key
    else if constexpr (std::is_enum_v<Value>)
        return wordBytes(model::word(value));
    else if constexpr (std::is_same_v<Value, QString>)
        return value.toUtf8();
    else if constexpr (std::is_same_v<Value, QJsonObject>)
        return QJsonDocument(value).toJson(QJsonDocument::Compact);
    else
        return static_cast<Element>(value);
}

template <class Element, class List, class Of> std::vector<Element> columnOf(const List &rows, Of of)
{
    std::vector<Element> column;
    column.reserve(std::size(rows));
    for (const auto &row : rows)
        column.push_back(elementOf<Element>(std::invoke(of, row)));
    return column;
}

} // namespace detail

template <class List, class Of> Param int4s(const List &rows, Of of)
{
    return Param::int4Array(detail::columnOf<std::int32_t>(rows, of));
}
template <class List, class Of> Param int8s(const List &rows, Of of)
{
    return Param::int8Array(detail::columnOf<std::int64_t>(rows, of));
}
template <class List, class Of> Param float8s(const List &rows, Of of)
{
    return Param::float8Array(detail::columnOf<double>(rows, of));
}
template <class List, class Of> Param flags(const List &rows, Of of)
{
    return Param::boolArray(detail::columnOf<bool>(rows, of));
}
template <class List, class Of> Param times(const List &rows, Of of)
{
    return Param::timestampArray(detail::columnOf<Instant>(rows, of));
}
template <class List, class Of> Param optionalTimes(const List &rows, Of of)
{
    return Param::optionalTimestampArray(detail::columnOf<std::optional<Instant>>(rows, of));
}
// Texts, words of enums, JSON.
template <class List, class Of> Param texts(const List &rows, Of of)
{
    return Param::textArray(detail::columnOf<QByteArray>(rows, of));
}
template <class List, class Of> Param byteas(const List &rows, Of of)
{
    return Param::byteaArray(detail::columnOf<QByteArray>(rows, of));
}
template <class List, class Of> Param storableTexts(const List &rows, Of of)
{
    return texts(rows, [&of](const auto &row) { return storableText(std::invoke(of, row)); });
}

} // namespace pulse::store
