// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One value of a result, and how it becomes a C++ value: read(cell, value) for every type that a member of a
// noun may have. NULL is nothing: an optional without value, an empty text, 0.
// Requires: a type that PostgreSQL's fits (fits()); a result in text form.
#pragma once

#include "base/clock.h"
#include "base/ids.h"
#include "model/words.h"

#include <QByteArray>
#include <QJsonObject>
#include <QStringList>
#include <concepts>
#include <vector>

struct pg_result;

namespace pulse::store {

class Cell {
public:
    Cell(const pg_result *result, int row, int column)
        : m_result(result)
        , m_row(row)
        , m_column(column)
    {
    }

    bool isNull() const;
    QByteArrayView view() const; // the text form; good as long as the Rows
    QByteArray bytes() const; // the text form as it came; null for NULL
    QByteArray bytea() const; // decoded; null for NULL
    bool isBytea() const;

private:
    const pg_result *m_result;
    int m_row;
    int m_column;
};

// The types of PostgreSQL that a C++ type is read from.
enum class ColumnKind {
    Boolean,
    Integer,
    LongInteger,
    Number,
    Text,
    Bytes,
    Time,
    Object,
    Texts,
    Integers,
    Numbers,
    Times
};
bool fits(ColumnKind kind, unsigned type); // `type`: pg_type.oid
const char *wordOf(ColumnKind kind); // for people

void read(const Cell &cell, bool &value);
void read(const Cell &cell, int &value);
void read(const Cell &cell, long &value); // qint64 is one of these two, std::int64_t the other
void read(const Cell &cell, long long &value);
void read(const Cell &cell, double &value);
void read(const Cell &cell, QString &value); // text, or a UUID
void read(const Cell &cell, QByteArray &value); // the same in UTF-8, or bytea
void read(const Cell &cell, Instant &value);
void read(const Cell &cell, QJsonObject &value);
void read(const Cell &cell, QStringList &value);
void read(const Cell &cell, std::vector<std::int32_t> &value);
void read(const Cell &cell, std::vector<double> &value);
void read(const Cell &cell, std::vector<Instant> &value);

template <class Tag> void read(const Cell &cell, Key<Tag> &value) { read(cell, value.value); }

// Of a column that says its unit: for_seconds, waited_ms.
template <class Rep, class Period> void read(const Cell &cell, std::chrono::duration<Rep, Period> &value)
{
    Rep count{};
    read(cell, count);
    value = std::chrono::duration<Rep, Period>{count};
}

template <class Enum>
concept Word = std::is_enum_v<Enum>;

// A word that this build does not know leaves the value as it is: the noun says what stands for it.
template <Word Enum> void read(const Cell &cell, Enum &value)
{
    if (const auto known = model::fromWord<Enum>(QString::fromUtf8(cell.view())))
        value = *known;
}

template <Word Enum> void read(const Cell &cell, QList<Enum> &value)
{
    QStringList words;
    read(cell, words);
    value.clear();
    for (const QString &word : words) {
        if (const auto known = model::fromWord<Enum>(word))
            value.append(*known);
    }
}

template <class Value> void read(const Cell &cell, std::optional<Value> &value)
{
    value.reset();
    if (cell.isNull())
        return;
    if constexpr (std::is_enum_v<Value>)
        value = model::fromWord<Value>(QString::fromUtf8(cell.view()));
    else
        read(cell, value.emplace());
}

namespace detail {

template <class Value> using As = std::type_identity<Value>;

constexpr ColumnKind kindOfType(As<bool>) { return ColumnKind::Boolean; }
constexpr ColumnKind kindOfType(As<int>) { return ColumnKind::Integer; }
constexpr ColumnKind kindOfType(As<long>) { return ColumnKind::LongInteger; }
constexpr ColumnKind kindOfType(As<long long>) { return ColumnKind::LongInteger; }
constexpr ColumnKind kindOfType(As<double>) { return ColumnKind::Number; }
constexpr ColumnKind kindOfType(As<QString>) { return ColumnKind::Text; }
constexpr ColumnKind kindOfType(As<QByteArray>) { return ColumnKind::Bytes; }
constexpr ColumnKind kindOfType(As<Instant>) { return ColumnKind::Time; }
constexpr ColumnKind kindOfType(As<QJsonObject>) { return ColumnKind::Object; }
constexpr ColumnKind kindOfType(As<QStringList>) { return ColumnKind::Texts; }
constexpr ColumnKind kindOfType(As<std::vector<std::int32_t>>) { return ColumnKind::Integers; }
constexpr ColumnKind kindOfType(As<std::vector<double>>) { return ColumnKind::Numbers; }
constexpr ColumnKind kindOfType(As<std::vector<Instant>>) { return ColumnKind::Times; }
template <class Tag> constexpr ColumnKind kindOfType(As<Key<Tag>>) { return ColumnKind::LongInteger; }
template <Word Enum> constexpr ColumnKind kindOfType(As<Enum>) { return ColumnKind::Text; }
template <Word Enum> constexpr ColumnKind kindOfType(As<QList<Enum>>) { return ColumnKind::Texts; }
template <class Rep, class Period> constexpr ColumnKind kindOfType(As<std::chrono::duration<Rep, Period>>)
{
    return kindOfType(As<Rep>{});
}
template <class Value> constexpr ColumnKind kindOfType(As<std::optional<Value>>)
{
    return kindOfType(As<Value>{});
}

} // namespace detail

template <class Value> constexpr ColumnKind kindOf() { return detail::kindOfType(detail::As<Value>{}); }

} // namespace pulse::store
