// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A list's columns as a table: what a cell says, how it looks, and what the list is sorted by. A list is such
// a table and how to read a page (list_of.h); views take headings, widths and looks from it.
#pragma once

#include "base/clock.h"
#include "models/list/tone.h"

#include <QString>
#include <QVariant>
#include <type_traits>

namespace pulse::models {

enum class CellLook {
    Normal,
    Strong,
    Muted,
    Badge, // the text in a pill of its tone
    Age, // "4 min ago"; value: a QDateTime, the text when there is none
    Gauge, // the text and a bar; value: per cent, no bar when there is none
};

// What a view needs of a column, whatever the rows are.
struct ColumnHead {
    QString title;
    CellLook look = CellLook::Normal;
    int width = -1; // pixels; negative: a share of what is left; 0: not in sight
    bool isRight = false;
};

template <class Row> struct Column {
    ColumnHead head;
    QString (*text)(const Row &) = nullptr;
    QVariant (*value)(const Row &) = nullptr; // none: the text
    Tone (*tone)(const Row &) = nullptr;
    QString (*toolTip)(const Row &) = nullptr;
    int (*compare)(const Row &, const Row &) = nullptr; // none: the list's own order
};

template <class Row> struct ListTable {
    QList<Column<Row>> columns;
    QString (*idOf)(const Row &) = nullptr;
    // The server's order, in which pages come; total.
    int (*compare)(const Row &, const Row &) = nullptr;
    // An older version never replaces a newer one; none: what is told later is newer.
    Instant (*versionOf)(const Row &) = nullptr;
    int (*groupOf)(const Row &) = nullptr; // ListRows::countOf() counts by it
};

// -1, 0 or 1, by a member of the rows: .compare = comparedBy<&Row::member>
template <auto member, class Row> int comparedBy(const Row &left, const Row &right)
{
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(left.*member)>, QString>)
        return QString::compare(left.*member, right.*member);
    else
        return left.*member < right.*member ? -1 : right.*member < left.*member ? 1 : 0;
}

} // namespace pulse::models
