// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One function a resource; its file of the same name (device_resource.cpp …) says what the endpoints do.
#pragma once

#include "api/http/handler.h"
#include "api/resource/resource_handlers.h"

namespace pulse::api {

void addDeviceHandlers(Handlers &handlers);
void addCustomerDeviceHandlers(Handlers &handlers, const ResourceContext &context); // after devices
void addTelemetryHandlers(Handlers &handlers, const ResourceContext &context);
void addAlertHandlers(Handlers &handlers);
void addAlertActionHandlers(Handlers &handlers, const ResourceContext &context);
void addExplainHandlers(Handlers &handlers, const ResourceContext &context);
void addAlertRuleHandlers(Handlers &handlers);
void addBacktestHandlers(Handlers &handlers, const BacktestLimits &limits);
void addIntegrationHandlers(Handlers &handlers, const ResourceContext &context);
// Of test_delivery_resource.cpp: of an integration of this type, or NotFound; none: of any.
Handler testDeliveryHandler(const ResourceContext &context, std::optional<model::IntegrationType> type);
void addRouteHandlers(Handlers &handlers);
void addDeliveryHandlers(Handlers &handlers, const ResourceContext &context);
void addQuarantineHandlers(Handlers &handlers);
void addSystemAlertHandlers(Handlers &handlers);

} // namespace pulse::api
