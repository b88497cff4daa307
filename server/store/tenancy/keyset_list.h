// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Lists that are handed out page by page, behind a cursor (store/postgres/cursor.h), written once:
//
//   const KeysetList<model::Route> kRoutes{{"route.list", routeShape},
//                                          "route.count",
//                                          {by(&model::Route::priority), byUuid(&model::Route::routeId)}};
//
// `page` has as parameters what the filter says, the values of the cursor (NULL: the first page), how many
// rows at most and how many to skip; `count` what the filter says, and how far to count.
//
// Errors: Invalid, naming `after`, of a cursor that is none of this list.
// Thread safety: lists are constants.
#pragma once

#include "model/page.h"
#include "store/postgres/cursor.h"
#include "store/tenancy/scope.h"

namespace pulse::store {

// A value of the ORDER BY: how a cursor's text becomes a parameter (none: it cannot be one), and back.
using CursorParse = std::optional<Param> (*)(const QString &text);
template <class Noun> struct CursorField {
    CursorParse parse;
    std::function<QString(const Noun &)> write;
};

std::optional<Param> cursorNumber(const QString &text);
std::optional<Param> cursorSmallNumber(const QString &text); // of 32 bits
std::optional<Param> cursorTime(const QString &text);
std::optional<Param> cursorText(const QString &text);
std::optional<Param> cursorUuid(const QString &text);

template <class Noun> CursorField<Noun> by(int Noun::*number)
{
    return {cursorSmallNumber, [number](const Noun &noun) { return QString::number(noun.*number); }};
}
template <class Noun> CursorField<Noun> by(qint64 Noun::*number)
{
    return {cursorNumber, [number](const Noun &noun) { return QString::number(noun.*number); }};
}
template <class Noun, class Tag> CursorField<Noun> by(Key<Tag> Noun::*key)
{
    return {cursorNumber, [key](const Noun &noun) { return QString::number((noun.*key).value); }};
}
template <class Noun> CursorField<Noun> by(Instant Noun::*time)
{
    return {cursorTime, [time](const Noun &noun) { return QString::fromLatin1(toRfc3339(noun.*time)); }};
}
template <class Noun> CursorField<Noun> by(QString Noun::*text)
{
    return {cursorText, [text](const Noun &noun) { return noun.*text; }};
}
template <class Noun> CursorField<Noun> byUuid(QString Noun::*text)
{
    return {cursorUuid, [text](const Noun &noun) { return noun.*text; }};
}

// The values of a cursor, as many NULLs when it is empty.
Result<std::vector<Param>> cursorParams(const QString &after, std::span<const CursorParse> fields);

template <class Noun> struct KeysetList {
    Query<Noun> page;
    const char *count;
    std::vector<CursorField<Noun>> order;

    Result<model::Page<Noun>> read(const Scope &scope, const model::PageRequest &request,
                                   const std::vector<Param> &filter = {}) const
    {
        std::vector<CursorParse> fields;
        for (const CursorField<Noun> &field : order)
            fields.push_back(field.parse);
        PULSE_TRY(const auto after, cursorParams(request.after, fields));
        std::vector<Param> params = filter;
        params.insert(params.end(), after.begin(), after.end());
        params.insert(params.end(), {request.limit + 1, request.offset});
        model::Page<Noun> result;
        PULSE_TRY(result.items, scope.all(page, params));
        params = filter;
        params.emplace_back(kExactTotal + 1);
        PULSE_TRY(const qint64 counted, scope.value<qint64>(count, params));
        result.total = std::min<qint64>(counted, kExactTotal);
        result.isTotalEstimate = counted > kExactTotal;
        if (result.items.size() > request.limit) {
            result.items.removeLast();
            result.next = cursorBehind(result.items.last());
        }
        return result;
    }

private:
    QString cursorBehind(const Noun &last) const
    {
        QStringList values;
        for (const CursorField<Noun> &field : order)
            values.append(field.write(last));
        return cursorOf(values);
    }
};

} // namespace pulse::store
