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
void addSnmpHandlers(Handlers &handlers, const ResourceContext &context);
void addEmailHandlers(Handlers &handlers, const ResourceContext &context);
void addMqttHandlers(Handlers &handlers, const ResourceContext &context);
void addTestDeliveryHandlers(Handlers &handlers, const ResourceContext &context);
void addRouteHandlers(Handlers &handlers);
void addDeliveryHandlers(Handlers &handlers, const ResourceContext &context);
void addQuarantineHandlers(Handlers &handlers);
void addSystemAlertHandlers(Handlers &handlers);

} // namespace pulse::api
