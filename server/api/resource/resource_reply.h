// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What every resource does alike: enter the caller's tenant, read the body, write a list.
#pragma once

#include "api/http/handler.h"
#include "store/tenancy/scope.h"
#include "wire/core/page.h"

namespace pulse::api {

// A function of the caller's tenant. `reading` rolls back what it was given, `changing` commits when it
// succeeded.
using TenantFunction = std::function<Result<Reply>(const Request &, const store::TenantScope &)>;
Handler reading(TenantFunction function);
Handler changing(TenantFunction function);

// A parameter of the query, decoded; empty when absent. Invalid when it holds what no text of ours may.
Result<QString> textParameter(const Request &request, const QString &name);

// The body as an object; Invalid when it is none, or holds a NUL, which the database cannot keep.
Result<QJsonObject> bodyOf(const Request &request);

// What the audit log says of an operator's request: who, from where, with what; the caller adds of whom.
model::AuditEntry auditEntry(const Request &request, const QString &action, const QString &resourceType);

// {"tenant_id", ITEMS, "count", "total", …}
template <class T>
QJsonObject listJson(const Request &request, const QString &itemsName, const wire::Page<T> &page,
                     const wire::PageRequest &pageRequest, QJsonObject (*itemJson)(const T &))
{
    QJsonArray items;
    for (const T &item : page.items)
        items.append(itemJson(item));
    QJsonObject json =
        wire::pageJson(itemsName, items, page.total, page.isTotalEstimate, page.next, pageRequest);
    json.insert(QStringLiteral("tenant_id"), request.principal.tenantId);
    return json;
}

} // namespace pulse::api
