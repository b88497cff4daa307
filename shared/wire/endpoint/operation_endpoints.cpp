// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/endpoint/endpoints.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

QJsonObject healthSchema()
{
    const auto words = [](const QStringList &known) { return kinds::wordsSchema(known); };
    const QJsonObject database = ObjectSchema().add(u"status"_s, kinds::text().schema, {}).open();
    const QJsonObject ingest = ObjectSchema()
                                   .add(u"status"_s, words({u"ok"_s, u"degraded"_s}), {})
                                   .add(u"since"_s, kinds::orNull(kinds::time()).schema,
                                        u"While degraded: values are complete up to here."_s, false)
                                   .open();
    return ObjectSchema(u"Whether the server is well."_s)
        .add(u"status"_s, words({u"ok"_s, u"degraded"_s, u"failed"_s}),
             u"degraded: it serves, but what devices send does not come in. failed: its database does not "
             "answer."_s)
        .add(u"service"_s, kinds::text().schema, {})
        .add(u"api_version"_s, kinds::text().schema, {})
        .add(u"checks"_s,
             ObjectSchema().add(u"database"_s, database, {}).add(u"ingest"_s, ingest, {}, false).open(),
             u"Not with ?live."_s, false)
        .open();
}

} // namespace

QList<Endpoint> operationEndpoints()
{
    QueryParameter live = textParameter("live"_L1, "Only whether the process answers."_L1);
    live.isFlag = true;
    return {
        Endpoint{EndpointId::Health, "GET"_L1, "/api/v2/health"_L1, Access::Public, u"health"_s,
                 "Whether the server is well"_L1}
            .taking({live})
            .answering(healthSchema())
            .answering(healthSchema(), 503)
            .explained(
                "For load balancers: 503 takes a server away, degraded does not. Answered from memory, "
                "whatever the database does."_L1),
        Endpoint{EndpointId::OpenApi, "GET"_L1, "/api/openapi.json"_L1, Access::SignedIn, u"openApi"_s,
                 "This document"_L1}
            .answering({{u"type"_s, u"object"_s}}),
        Endpoint{EndpointId::Live, "GET"_L1, "/api/v2/ws"_L1, Access::SignedIn, u"live"_s,
                 "The live socket"_L1}
            .taking({textParameter("token"_L1, "An access token, for browsers."_L1)})
            .explained("Subscribe with {\"action\": \"subscribe\", \"type\": \"device\" | \"alerts\" | "
                       "\"devices\"}; resume "
                       "with {\"action\": \"resume\", \"seq\": n}. Without a subscription come {\"type\": "
                       "\"state\", "
                       "\"receiving\", \"since\"}, after hello and on every change: whether what devices "
                       "send comes in, "
                       "and if not, up to when values are complete. Operators have no subscriptions and hear "
                       "{\"type\": \"system_alerts\", \"seq\"} when that list changed. Readers ignore types "
                       "they do not "
                       "know."_L1),
        Endpoint{EndpointId::Metrics, "GET"_L1, "/metrics"_L1, Access::Metrics, u"metrics"_s,
                 "Every figure of this server, for Prometheus"_L1}
            .answeringAs("text/plain; version=0.0.4", kinds::text().schema)
            .explained("Text exposition format 0.0.4, answered from memory. For operators and whoever holds "
                       "metrics.token; for nobody else, not even from the same machine."_L1)};
}

} // namespace pulse::wire
