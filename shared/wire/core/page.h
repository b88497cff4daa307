// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Lists on the wire: {"tenant_id", ITEMS, "count", "total", "total_is_estimate", "limit", "offset", "next"}.
// `next` is the keyset cursor for `after`, null on the last page; limit and offset are accepted up to 10,000.
#pragma once

#include "base/result.h"
#include "model/page.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

namespace pulse::wire {

QJsonObject pageJson(const QString &itemsName, const QJsonArray &items, qint64 total, bool isTotalEstimate,
                     const QString &next, const model::PageRequest &request);

// `encode` is T -> QJsonObject.
template <class T, class Encode>
QJsonObject toJson(const QString &itemsName, const model::Page<T> &page, const model::PageRequest &request,
                   Encode encode)
{
    QJsonArray items;
    for (const T &item : page.items)
        items.append(encode(item));
    return pageJson(itemsName, items, page.total, page.isTotalEstimate, page.next, request);
}

// How a client reads a list; `decode` is QJsonObject -> Result<T>.
template <class T, class Decode>
Result<model::Page<T>> pageFrom(const QJsonObject &json, const QString &itemsName, Decode decode)
{
    model::Page<T> page;
    for (const QJsonValue &item : json.value(itemsName).toArray()) {
        auto decoded = decode(item.toObject());
        if (!decoded)
            return tl::unexpected(std::move(decoded).error());
        page.items.append(*std::move(decoded));
    }
    page.total = json.value(QStringLiteral("total")).toInteger(page.items.size());
    page.isTotalEstimate = json.value(QStringLiteral("total_is_estimate")).toBool();
    page.next = json.value(QStringLiteral("next")).toString();
    return page;
}

} // namespace pulse::wire
