// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/resource/resource_handlers.h"

#include "api/resource/resources.h"

namespace pulse::api {

using namespace Qt::StringLiterals;

SlotLimits testSlots()
{
    return {4, 64, u"Test deliveries of yours are under way already; wait until they are through."_s,
            u"the server is busy with test deliveries; try again"_s};
}

SlotLimits lookUpSlots()
{
    return {1, 2, u"An address of yours is being looked up already; wait until it is through."_s,
            u"other addresses are being looked up; try again"_s};
}

Handlers resourceHandlers(const ResourceContext &context)
{
    Handlers handlers;
    addDeviceHandlers(handlers);
    addCustomerDeviceHandlers(handlers, context);
    addTelemetryHandlers(handlers, context);
    addAlertHandlers(handlers);
    addAlertActionHandlers(handlers, context);
    addExplainHandlers(handlers, context);
    addAlertRuleHandlers(handlers);
    addBacktestHandlers(handlers, context.backtest);
    addIntegrationHandlers(handlers, context);
    addRouteHandlers(handlers);
    addDeliveryHandlers(handlers, context);
    addQuarantineHandlers(handlers);
    addSystemAlertHandlers(handlers);
    return handlers;
}

} // namespace pulse::api
