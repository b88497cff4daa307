// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How rows become nouns: which column of a result is which member, by name. One shape a noun:
//
//   RowShape<Route> routeShape() { return {column("route_id", &Route::routeId), column("name",
//   &Route::name)}; } const Query<Route> kOneRoute{"route.one", routeShape()};
//
// A result that lacks one of the columns, has one that nobody reads, or has it in another type, is an
// Internal error that names it; tests/store asks that of every Query, without any rows.
//
// Thread safety: shapes and queries are constants.
#pragma once

#include "store/postgres/rows.h"

#include <functional>
#include <initializer_list>

namespace pulse::store {

struct ColumnName {
    const char *name;
    ColumnKind kind;
};

template <class Noun> struct Column {
    ColumnName named;
    std::function<bool(const Cell &, Noun &)> take; // false: the row is none for us
};

namespace detail {

template <class Noun, class Value, class Take> Column<Noun> typedColumn(const char *name, Take take)
{
    return {{name, kindOf<Value>()}, [take](const Cell &cell, Noun &noun) {
                take(cell, noun);
                return true;
            }};
}

template <class Set, class Noun, class Value>
Column<Noun> settingColumn(const char *name, Set set, void (Set::*)(Noun &, Value) const)
{
    using Read = std::remove_cvref_t<Value>;
    return typedColumn<Noun, Read>(name, [set](const Cell &cell, Noun &noun) {
        Read value{};
        read(cell, value);
        set(noun, std::move(value));
    });
}

} // namespace detail

// Into a member, or into a member of a member: column("since", &Pending::rule, &Rule::since).
template <class Noun, class Member, class... Inner>
Column<Noun> column(const char *name, Member Noun::*member, Inner... inner)
{
    using Value = std::remove_cvref_t<decltype(((std::declval<Noun &>().*member).*....*inner))>;
    return detail::typedColumn<Noun, Value>(
        name, [member, inner...](const Cell &cell, Noun &noun) { read(cell, ((noun.*member).*....*inner)); });
}

// What is more than a value of its own: column("status", [](Tenant &tenant, const QString &status) {…}).
// Columns are taken in the order of the shape, whatever the order of the result.
template <class Set>
requires std::is_class_v<Set>
auto column(const char *name, Set set) { return detail::settingColumn(name, set, &Set::operator()); }

// Into a member of a part that may be missing: without it the column says nothing. A column before makes it.
template <class Noun, class Part, class Member>
Column<Noun> columnOfPart(const char *name, std::optional<Part> Noun::*part, Member Part::*member)
{
    return detail::typedColumn<Noun, Member>(name, [part, member](const Cell &cell, Noun &noun) {
        if (noun.*part)
            read(cell, *(noun.*part).*member);
    });
}

// A row with a word that this build does not know is left out, with a warning: a newer one wrote it.
bool isKnown(bool known, const char *name, const Cell &cell);
template <class Noun, class Enum> Column<Noun> knownColumn(const char *name, Enum Noun::*member)
{
    return {{name, ColumnKind::Text}, [name, member](const Cell &cell, Noun &noun) {
                std::optional<Enum> word;
                read(cell, word);
                noun.*member = word.value_or(Enum{});
                return isKnown(word.has_value(), name, cell);
            }};
}

template <class Noun> class RowShape {
public:
    RowShape(std::initializer_list<Column<Noun>> columns)
        : m_columns(columns)
    {
    }

    RowShape with(const RowShape &more) const
    {
        RowShape both = *this;
        both.m_columns.insert(both.m_columns.end(), more.m_columns.begin(), more.m_columns.end());
        return both;
    }
    // And the columns of a part of it.
    template <class Part> RowShape with(Part Noun::*part, const RowShape<Part> &shape) const
    {
        RowShape both = *this;
        for (const Column<Part> &column : shape.columns())
            both.m_columns.push_back({column.named, [part, take = column.take](const Cell &cell, Noun &noun) {
                                          return take(cell, noun.*part);
                                      }});
        return both;
    }

    const std::vector<Column<Noun>> &columns() const { return m_columns; }

private:
    std::vector<Column<Noun>> m_columns;
};

// A statement of sql/queries, and what its rows have. Constants at namespace scope: all() has them.
class BoundStatement {
public:
    BoundStatement(const BoundStatement &) = delete;
    BoundStatement &operator=(const BoundStatement &) = delete;

    const char *name() const { return m_name; }
    // Where each column of the shape is; Internal, naming the statement, unless the result has that shape.
    Result<std::vector<int>> placesIn(const Rows &rows) const;

    static const std::vector<const BoundStatement *> &all();

protected:
    explicit BoundStatement(const char *name);
    ~BoundStatement() = default;
    std::vector<ColumnName> m_columns;

private:
    const char *m_name;
};

template <class Noun> class Query final : public BoundStatement {
public:
    Query(const char *name, const RowShape<Noun> &shape)
        : BoundStatement(name)
    {
        for (const Column<Noun> &column : shape.columns()) {
            m_columns.push_back(column.named);
            m_takes.push_back(column.take);
        }
    }

    template <template <class...> class List = QList> Result<List<Noun>> read(const Rows &rows) const
    {
        PULSE_TRY(const std::vector<int> places, placesIn(rows));
        List<Noun> nouns;
        nouns.reserve(static_cast<size_t>(rows.size()));
        for (int row = 0; row < rows.size(); ++row) {
            Noun &noun = nouns.emplace_back();
            bool isOurs = true;
            for (size_t i = 0; i < places.size(); ++i)
                isOurs = m_takes[i](rows.cell(row, places[i]), noun) && isOurs;
            if (!isOurs)
                nouns.pop_back();
        }
        return nouns;
    }

private:
    std::vector<std::function<bool(const Cell &, Noun &)>> m_takes;
};

} // namespace pulse::store
