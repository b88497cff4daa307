// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The routes that each type of integration but webhooks has: /customer/integrations/TYPE, …/{id},
// …/{id}/test. They differ in what a body means and in how a destination is judged, and in nothing else.
#pragma once

#include "api/http/handler.h"
#include "api/resource/resource_handlers.h"
#include "wire/core/noun.h" // BodyKind

namespace pulse::api {

struct TypedIntegration {
    model::IntegrationType type;
    struct {
        wire::EndpointId list, one, create, change, remove, test;
    } endpoints;
    std::function<Result<model::ConfiguredIntegration>(model::ConfiguredIntegration before,
                                                       const QJsonObject &body, wire::BodyKind kind)>
        applyBody;
    // Errors name the field. May ask a name server: never called inside a transaction.
    std::function<Result<>(const model::ConfiguredIntegration &wanted)> checkDestination;
    std::shared_ptr<TenantSlots> lookUps = {}; // whoever calls it has one
};

void addTypedIntegrationHandlers(Handlers &handlers, const ResourceContext &context,
                                 const TypedIntegration &typed);

// test_delivery_resource: of this type, or NotFound; none: of any.
Handler testDeliveryHandler(const ResourceContext &context, std::optional<model::IntegrationType> type);

} // namespace pulse::api
