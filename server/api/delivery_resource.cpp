// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/resource_reply.h"
#include "api/resources.h"
#include "store/delivery_attempt_table.h"
#include "wire/delivery_json.h"

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

// GET /customer/delivery-status?limit=20, newest first
Result<Reply> getDeliveryStatus(const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const int limit, wire::wholeNumberFrom(request.query, u"limit"_s, 20, 1, 100));
    PULSE_TRY(const auto attempts, store::newestDeliveryAttempts(scope, limit));
    QJsonArray items;
    for (const model::DeliveryAttempt &attempt : attempts) {
        QJsonObject item = wire::toJson(attempt);
        item.insert(u"tenant_id"_s, request.principal.tenantId);
        items.append(item);
    }
    return Reply::json({{u"tenant_id"_s, request.principal.tenantId},
                        {u"attempts"_s, items},
                        {u"count"_s, items.size()},
                        {u"limit"_s, limit}});
}

} // namespace

void addDeliveryHandlers(Handlers &handlers)
{
    handlers.insert(wire::EndpointId::DeliveryStatus, reading(getDeliveryStatus));
}

} // namespace pulse::api
