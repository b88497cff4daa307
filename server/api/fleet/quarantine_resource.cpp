// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/resource/resource_reply.h"
#include "api/resource/resources.h"
#include "model/words.h"
#include "store/fleet/quarantine_view.h"
#include "wire/core/json.h"
#include "wire/fleet/quarantine_json.h"

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

// GET /operator/quarantine?minutes=60&limit=100&tenant_filter=: the newest events kept, and counts by reason
// of all.
Result<Reply> getQuarantine(const Request &request, store::Connection &connection)
{
    store::QuarantineFilter filter;
    filter.minutes = numberOf(request, u"minutes"_s);
    filter.tenantId = textOf(request, u"tenant_filter"_s);
    const int limit = numberOf(request, u"limit"_s);
    model::AuditEntry look = auditEntry(request, u"view_quarantine"_s, u"quarantine"_s);
    look.tenantFilter = filter.tenantId;
    PULSE_TRY(store::OperatorScope scope, store::OperatorScope::begin(connection, request.principal, look));
    PULSE_TRY(const auto events, store::quarantineEvents(scope, filter, limit));
    PULSE_TRY(const auto counts, store::quarantineCounts(scope, filter));
    PULSE_CHECK(scope.commit()); // the audit row
    QJsonArray items;
    for (const model::QuarantineEvent &event : events)
        items.append(wire::toJson(event));
    QJsonObject byReason;
    for (const model::QuarantineCount &count : counts)
        byReason.insert(QString(model::word(count.reason)), count.count);
    return Reply::json({{u"minutes"_s, filter.minutes},
                        {u"tenant_filter"_s, wire::orNull(filter.tenantId)},
                        {u"events"_s, items},
                        {u"counts"_s, byReason},
                        {u"limit"_s, limit}});
}

} // namespace

void addQuarantineHandlers(Handlers &handlers)
{
    handlers.insert(wire::EndpointId::OperatorQuarantine, getQuarantine);
}

} // namespace pulse::api
