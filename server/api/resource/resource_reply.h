// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What every resource does alike: enter the caller's tenant, read the body, write a list.
#pragma once

#include "api/http/handler.h"
#include "model/words.h"
#include "store/tenancy/scope.h"
#include "wire/core/noun.h"
#include "wire/core/page.h"

namespace pulse::api {

// A function of the caller's tenant. `reading` rolls back what it was given, `changing` commits when it
// succeeded.
using TenantFunction = std::function<Result<Reply>(const Request &, const store::TenantScope &)>;
Handler reading(TenantFunction function);
Handler changing(TenantFunction function);

// Parameters of the query, which wire::queryFrom has checked.
QString textOf(const Request &request, const QString &name); // empty when absent
int numberOf(const Request &request, const QString &name); // as the endpoint's table says when absent
std::optional<bool> truthOf(const Request &request, const QString &name);
std::optional<Instant> timeOf(const Request &request, const QString &name);
template <class Enum> std::optional<Enum> wordOf(const Request &request, const QString &name)
{
    return model::fromWord<Enum>(textOf(request, name));
}
// limit, offset and after; Invalid when the last two are both there.
Result<model::PageRequest> pageOf(const Request &request);

// The path's first placeholder, where it is a number.
inline qint64 idOf(const Request &request) { return request.arguments.value(0).toLongLong(); }

// The body as an object; Invalid when it is none, or holds a NUL, which the database cannot keep.
Result<QJsonObject> bodyOf(const Request &request);

// What the audit log says of an operator's request: who, from where, with what; the caller adds of whom.
model::AuditEntry auditEntry(const Request &request, const QString &action, const QString &resourceType);

// {"tenant_id", ITEMS, "count", "total", …}; `itemJson` is T -> QJsonObject.
template <class T, class ItemJson>
QJsonObject listJson(const Request &request, const QString &itemsName, const model::Page<T> &page,
                     const model::PageRequest &pageRequest, const ItemJson &itemJson)
{
    QJsonArray items;
    for (const T &item : page.items)
        items.append(itemJson(item));
    QJsonObject json =
        wire::pageJson(itemsName, items, page.total, page.isTotalEstimate, page.next, pageRequest);
    json.insert(QStringLiteral("tenant_id"), request.principal.tenantId);
    return json;
}

template <class T>
QJsonObject listJson(const Request &request, const QString &itemsName, const model::Page<T> &page,
                     const model::PageRequest &pageRequest, const wire::Noun<T> &noun)
{
    return listJson(request, itemsName, page, pageRequest,
                    [&noun](const T &item) { return noun.json(item); });
}

} // namespace pulse::api
