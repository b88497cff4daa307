// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/resource_handlers.h"

#include "api/resources.h"

namespace pulse::api {

Handlers resourceHandlers(const ResourceContext &context)
{
    Handlers handlers;
    addDeviceHandlers(handlers);
    addTelemetryHandlers(handlers, context);
    addAlertHandlers(handlers);
    addAlertActionHandlers(handlers, context);
    addExplainHandlers(handlers, context);
    addAlertRuleHandlers(handlers);
    addBacktestHandlers(handlers, context.backtest);
    addIntegrationHandlers(handlers, context);
    addSnmpHandlers(handlers, context);
    addEmailHandlers(handlers, context);
    addMqttHandlers(handlers, context);
    addTestDeliveryHandlers(handlers, context);
    addRouteHandlers(handlers);
    addDeliveryHandlers(handlers, context);
    addQuarantineHandlers(handlers);
    addSystemAlertHandlers(handlers);
    return handlers;
}

} // namespace pulse::api
