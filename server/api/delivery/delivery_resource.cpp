// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/delivery/delivery_reply.h"
#include "api/resource/resource_reply.h"
#include "api/resource/resources.h"
#include "model/words.h"
#include "store/delivery/delivery_attempt_table.h"
#include "store/delivery/delivery_job_table.h"
#include "store/delivery/integration_health_table.h"
#include "wire/core/json.h"
#include "wire/delivery/delivery_json.h"

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

// GET /customer/delivery-status?limit=20, newest first
Result<Reply> getDeliveryStatus(const Request &request, const store::TenantScope &scope)
{
    const int limit = numberOf(request, u"limit"_s);
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

Result<std::optional<Instant>> timeFrom(const QString &name, const QString &text)
{
    if (text.isEmpty())
        return std::optional<Instant>();
    const auto time = parseIso8601(text.toLatin1());
    if (!time)
        return invalidField(name, name + u" must be a time as in RFC 3339"_s);
    return time;
}

Result<std::optional<qint64>> alertOf(const QString &text)
{
    if (text.isEmpty())
        return std::optional<qint64>();
    bool isNumber = false;
    const qint64 id = text.toLongLong(&isNumber);
    if (!isNumber)
        return invalidField(u"alert_id"_s, u"alert_id must be a whole number"_s);
    return std::optional(id);
}

// `value` gives the text of a name, from the query or from a body.
template <class Value> Result<store::DeliveryFilter> filterFrom(const Value &value)
{
    store::DeliveryFilter filter;
    PULSE_TRY(filter.integrationId, value(u"integration_id"_s));
    PULSE_TRY(const QString alert, value(u"alert_id"_s));
    PULSE_TRY(filter.alertId, alertOf(alert));
    PULSE_TRY(const QString from, value(u"from"_s));
    PULSE_TRY(filter.from, timeFrom(u"from"_s, from));
    PULSE_TRY(const QString to, value(u"to"_s));
    PULSE_TRY(filter.to, timeFrom(u"to"_s, to));
    return filter;
}

// GET /customer/deliveries?status=&integration_id=&alert_id=&from=&to=&limit=&after=, newest first
Result<Reply> getDeliveries(const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const model::PageRequest pageRequest, pageOf(request));
    PULSE_TRY(store::DeliveryFilter filter,
              filterFrom([&request](const QString &name) { return Result<QString>(textOf(request, name)); }));
    filter.status = wordOf<model::JobStatus>(request, u"status"_s);
    PULSE_TRY(const auto page, store::listDeliveries(scope, filter, pageRequest));
    return Reply::json(listJson<model::Delivery>(request, u"deliveries"_s, page, pageRequest, deliveryJson));
}

// One, with every attempt at it.
Result<Reply> getDelivery(const Request &request, const store::TenantScope &scope)
{
    const qint64 job = idOf(request);
    PULSE_TRY(const model::Delivery delivery, store::deliveryById(scope, job));
    PULSE_TRY(const auto attempts, store::attemptsOfDelivery(scope, job));
    QJsonObject json = triedDeliveryJson(delivery, attempts);
    json.insert(u"tenant_id"_s, request.principal.tenantId);
    return Reply::json(json);
}

Result<Reply> resendOne(const Request &request, const store::TenantScope &scope)
{
    const qint64 job = idOf(request);
    PULSE_CHECK(store::resendDelivery(scope, job));
    PULSE_TRY(const model::Delivery delivery, store::deliveryById(scope, job));
    return Reply::json(
        {{u"tenant_id"_s, request.principal.tenantId}, {u"delivery"_s, deliveryJson(delivery)}});
}

// POST /customer/deliveries/resend {"integration_id", "alert_id", "from", "to"}: the dead ones that match.
Result<Reply> resendMany(const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const QJsonObject body, bodyOf(request));
    PULSE_TRY(const auto filter, filterFrom([&body](const QString &name) -> Result<QString> {
                  const QJsonValue value = body.value(name);
                  if (value.isDouble() && name == "alert_id"_L1)
                      return QString::number(value.toInteger());
                  if (!value.isString() && !value.isUndefined() && !value.isNull())
                      return invalidField(name, name + u" must be a text"_s);
                  return value.toString();
              }));
    PULSE_TRY(const store::Resent resent, store::resendDeliveries(scope, filter));
    return Reply::json({{u"tenant_id"_s, request.principal.tenantId},
                        {u"resent"_s, resent.resent},
                        {u"skipped"_s, resent.skipped},
                        {u"is_all"_s, resent.isAll}});
}

// GET /customer/integration-health: those that do not take what they are sent.
Result<Reply> getHealth(const Clock &clock, const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const auto failing, store::failingIntegrations(scope));
    QJsonArray items;
    for (const store::FailingIntegration &each : failing)
        items.append(wire::toJson({each.integrationId, each.name, each.health, clock.now()}));
    return Reply::json({{u"tenant_id"_s, request.principal.tenantId},
                        {u"integrations"_s, items},
                        {u"count"_s, items.size()}});
}

} // namespace

void addDeliveryHandlers(Handlers &handlers, const ResourceContext &context)
{
    handlers.insert(wire::EndpointId::DeliveryStatus, reading(getDeliveryStatus));
    handlers.insert(wire::EndpointId::Deliveries, reading(getDeliveries));
    handlers.insert(wire::EndpointId::Delivery, reading(getDelivery));
    handlers.insert(wire::EndpointId::ResendDelivery, changing(resendOne));
    handlers.insert(wire::EndpointId::ResendDeliveries, changing(resendMany));
    handlers.insert(wire::EndpointId::IntegrationHealth,
                    reading([clock = context.clock](const Request &request, const store::TenantScope &scope) {
                        return getHealth(*clock, request, scope);
                    }));
}

} // namespace pulse::api
