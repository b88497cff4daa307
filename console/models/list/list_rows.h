// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The rows a list holds, filtered and ordered, without Qt's models: what a change does is planned first, so
// that the item model can announce it, and then done.
//
// Invariants: every row is held once, by its id; the order is total (ties go by the list's own). A change of
// one row costs O(log n) comparisons, which comparisons() counts; only a new filter or sort order looks at
// every row.
#pragma once

#include "models/list/column.h"

#include <QHash>
#include <QSet>
#include <algorithm>
#include <functional>
#include <vector>

namespace pulse::models {

struct ListOrder {
    int column = -1; // -1: the list's own
    bool isDescending = false;
    bool operator==(const ListOrder &) const = default;
};

enum class ChangeKind { Nothing, Update, Move, Insert, Remove };

struct RowChange {
    ChangeKind kind = ChangeKind::Nothing;
    int from = -1; // Update, Move, Remove
    int to = -1; // Insert; Move: the row before which it goes, counted before the move
};

template <class Row> class ListRows {
public:
    using Filter = std::function<bool(const Row &)>;

    explicit ListRows(ListTable<Row> table)
        : m_table(std::move(table))
    {
    }

    const ListTable<Row> &table() const { return m_table; }
    int visibleCount() const { return static_cast<int>(m_order.size()); }
    int heldCount() const { return static_cast<int>(m_rows.size()); }
    int countOf(int group) const { return m_counts.value(group); } // of those held
    const Row &at(int visibleRow) const { return slot(m_order[static_cast<size_t>(visibleRow)]); }
    const Row *find(const QString &id) const
    {
        const auto found = m_slotOf.constFind(id);
        return found == m_slotOf.constEnd() ? nullptr : &slot(*found);
    }
    int visibleRowOf(const QString &id) const // -1 when it is not shown
    {
        const Row *row = find(id);
        return row && isShown(*row) ? lowerBound(*row) : -1;
    }

    RowChange plan(const Row &row) const
    {
        const int from = visibleRowOf(m_table.idOf(row));
        const bool shows = isShown(row);
        if (from < 0)
            return shows ? RowChange{ChangeKind::Insert, -1, lowerBound(row)} : RowChange{};
        if (!shows)
            return {ChangeKind::Remove, from, -1};
        const int to = lowerBound(row);
        return to == from || to == from + 1 ? RowChange{ChangeKind::Update, from, -1}
                                            : RowChange{ChangeKind::Move, from, to};
    }

    void apply(const Row &row, const RowChange &change)
    {
        hold(row);
        const auto begin = m_order.begin();
        switch (change.kind) {
        case ChangeKind::Nothing:
        case ChangeKind::Update: return;
        case ChangeKind::Insert:
            m_order.insert(begin + change.to, m_slotOf.value(m_table.idOf(row)));
            ++m_settled;
            return;
        case ChangeKind::Remove:
            m_order.erase(begin + change.from);
            --m_settled;
            return;
        case ChangeKind::Move:
            if (change.to > change.from)
                std::rotate(begin + change.from, begin + change.from + 1, begin + change.to);
            else
                std::rotate(begin + change.to, begin + change.from, begin + change.from + 1);
            return;
        }
    }

    // Shown from now on, whatever the filter says of it, until release().
    void keep(const QString &id) { m_kept.insert(id); }
    const QSet<QString> &keptIds() const { return m_kept; }
    void release() { m_kept.clear(); }

    void setOrder(const ListOrder &order)
    {
        if (std::exchange(m_sort, order) != order)
            rebuild();
    }
    void setFilter(Filter filter)
    {
        m_filter = std::move(filter);
        rebuild();
    }
    const ListOrder &order() const { return m_sort; }

    // A page in two steps, so that each can be announced: its rows go to the end, and then to their places.
    // Rows held already are left alone: the live socket told them, and that is newer.
    int countNewShown(const std::vector<Row> &page) const
    {
        return static_cast<int>(std::count_if(page.begin(), page.end(), [this](const Row &row) {
            return !m_slotOf.contains(m_table.idOf(row)) && isShown(row);
        }));
    }
    void append(const std::vector<Row> &page) // needs settle() when it says so by isSettled()
    {
        m_settled = std::ssize(m_order);
        for (const Row &row : page) {
            if (m_slotOf.contains(m_table.idOf(row)))
                continue;
            hold(row);
            if (isShown(row))
                m_order.push_back(heldCount() - 1);
        }
        std::sort(m_order.begin() + m_settled, m_order.end(), bySlot());
        const bool isOneRun = m_settled == 0 || m_settled == std::ssize(m_order)
            || bySlot()(*(m_order.begin() + m_settled - 1), *(m_order.begin() + m_settled));
        if (isOneRun)
            m_settled = std::ssize(m_order);
    }
    bool isSettled() const { return m_settled == std::ssize(m_order); }
    void settle()
    {
        std::inplace_merge(m_order.begin(), m_order.begin() + m_settled, m_order.end(), bySlot());
        m_settled = std::ssize(m_order);
    }
    void addOrReplace(const std::vector<Row> &rows)
    {
        for (const Row &row : rows)
            hold(row);
        rebuild();
    }
    void clear()
    {
        m_rows.clear();
        m_slotOf.clear();
        m_order.clear();
        m_kept.clear();
        m_counts.clear();
        m_settled = 0;
    }

    quint64 comparisons() const { return m_comparisons; }

private:
    const Row &slot(int index) const { return m_rows[static_cast<size_t>(index)]; }
    bool isShown(const Row &row) const
    {
        return !m_filter || m_filter(row) || (!m_kept.isEmpty() && m_kept.contains(m_table.idOf(row)));
    }
    bool isBefore(const Row &left, const Row &right) const
    {
        ++m_comparisons;
        const auto compare = m_sort.column < 0 ? nullptr : m_table.columns[m_sort.column].compare;
        int order = compare ? compare(left, right) : 0;
        if (order == 0)
            order = m_table.compare(left, right);
        return m_sort.isDescending ? order > 0 : order < 0;
    }
    auto bySlot() const
    {
        return [this](int left, int right) { return isBefore(slot(left), slot(right)); };
    }
    int lowerBound(const Row &row) const
    {
        const auto found =
            std::lower_bound(m_order.begin(), m_order.end(), row,
                             [this](int index, const Row &key) { return isBefore(slot(index), key); });
        return static_cast<int>(found - m_order.begin());
    }
    void count(const Row &row, int by)
    {
        if (m_table.groupOf)
            m_counts[m_table.groupOf(row)] += by;
    }
    void hold(const Row &row)
    {
        const QString id = m_table.idOf(row);
        const auto known = m_slotOf.constFind(id);
        count(row, 1);
        if (known == m_slotOf.constEnd()) {
            m_slotOf.insert(id, heldCount());
            m_rows.push_back(row);
            return;
        }
        Row &held = m_rows[static_cast<size_t>(*known)];
        count(held, -1);
        held = row;
    }
    void rebuild()
    {
        m_order.clear();
        for (int index = 0; index < heldCount(); ++index) {
            if (isShown(slot(index)))
                m_order.push_back(index);
        }
        std::sort(m_order.begin(), m_order.end(), bySlot());
        m_settled = std::ssize(m_order);
    }

    ListTable<Row> m_table;
    std::vector<Row> m_rows; // by slot, in order of arrival
    QHash<QString, int> m_slotOf;
    std::vector<int> m_order; // slots, as shown
    ListOrder m_sort;
    Filter m_filter;
    QSet<QString> m_kept;
    std::ptrdiff_t m_settled = 0; // how much of m_order is in order
    QHash<int, int> m_counts;
    mutable quint64 m_comparisons = 0;
};

} // namespace pulse::models
