// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/http/reply_writer.h"
#include "api/resource/resource_reply.h"
#include "api/resource/resources.h"
#include "model/words.h"
#include "routing/webhook_body.h"
#include "store/delivery/integration_table.h"
#include "store/delivery/test_delivery_table.h"
#include "wire/core/json.h"
#include "wire/delivery/integration_json.h"

#include <QUuid>

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

// An alert that never was, in the body that real ones have.
QByteArray sampleBody(const model::Integration &integration, const model::Principal &principal, Instant now)
{
    routing::AlertFacts facts;
    facts.tenant = principal.tenant;
    facts.tenantId = principal.tenantId;
    facts.siteId = u"test-site"_s;
    facts.deviceId = u"test-device"_s;
    facts.severity = 1;
    facts.summary = u"Test delivery of the integration \"%1\""_s.arg(integration.name);
    facts.details = {{u"test"_s, true}};
    facts.createdAt = now;
    return routing::webhookBody(facts, model::DeliverOn::Open);
}

Reply resultReply(const model::Integration &integration, const delivery::Attempt &attempt)
{
    const qint64 took = attempt.took.count();
    QJsonObject json{{u"success"_s, attempt.outcome == delivery::Outcome::Delivered},
                     {u"integration_id"_s, integration.integrationId},
                     {u"integration_name"_s, integration.name},
                     {u"integration_type"_s, QString(model::word(integration.type))},
                     {u"destination"_s, wire::destinationOf(integration)},
                     {u"address"_s, wire::orNull(attempt.address)},
                     {u"error"_s, wire::orNull(attempt.error())},
                     {u"duration_ms"_s, took},
                     {u"latency_ms"_s, took}};
    if (integration.type == model::IntegrationType::Email)
        json.insert(u"recipients_count"_s, integration.config.value(u"recipient_count"_s));
    return Reply::json(json);
}

// POST /customer/integrations/{integration_id}/test: one attempt, at once, that leaves no job behind. 200
// says that it was made; `success` says how it went.
Result<Reply> testIntegration(const ResourceContext &context, std::optional<model::IntegrationType> type,
                              const Request &request, store::Connection &connection)
{
    PULSE_TRY(store::TenantScope scope, store::TenantScope::begin(connection, request.principal));
    PULSE_TRY(const auto configured,
              store::unsealedIntegration(scope, context.sealer, request.arguments.value(0)));
    const model::Integration &integration = configured.integration;
    if (type && integration.type != *type)
        return fail(ErrorKind::NotFound, u"there is no such integration of this type"_s);
    PULSE_TRY(const auto slot, context.tests->take(request.principal.tenant));
    PULSE_TRY(const std::chrono::seconds wait,
              store::takeTestDelivery(scope, integration.key, context.testsPerMinute));
    if (wait.count() > 0)
        return tooManyReply(wait); // nothing is counted
    PULSE_CHECK(scope.commit());
    const delivery::Message message{u"test-"_s + QUuid::createUuid().toString(QUuid::WithoutBraces),
                                    sampleBody(integration, request.principal, context.clock->now()),
                                    configured.fullConfig, integration.integrationId};
    Reply reply;
    reply.later = [send = context.send, integration, message,
                   slot](const std::function<void(Reply)> &answer) {
        send(integration.type, message, [integration, answer, slot](const delivery::Attempt &attempt) {
            answer(resultReply(integration, attempt));
        });
    };
    return reply;
}

} // namespace

Handler testDeliveryHandler(const ResourceContext &context, std::optional<model::IntegrationType> type)
{
    return [context, type](const Request &request, store::Connection &connection) {
        return testIntegration(context, type, request, connection);
    };
}

} // namespace pulse::api
