// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// GET /api/v2/health, for load balancers and for everybody: {"status", "service", "api_version", "checks"}.
// It says that something is not well and since when, never what: that is for operators (/metrics, system
// alerts).
//
//   200 ok         all is well
//   200 degraded   it serves, but what devices send does not come in
//   503 failed     it cannot serve: its database does not answer
//
// So a load balancer takes away only a server that cannot serve. With ?live it answers 200 as long as the
// process does: for what restarts a server that hangs.
#pragma once

#include "api/http/handler.h"
#include "model/service_state.h"

namespace pulse::api {

struct Health {
    bool isDatabaseAnswering = true;
    model::ServiceState service;
};

QuickHandler healthHandler(std::function<Health()> health);

} // namespace pulse::api
