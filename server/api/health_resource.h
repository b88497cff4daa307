// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// GET /api/v2/health: {"status", "service", "api_version", "checks"}. 200 while the database answers, else
// 503, so that a load balancer takes away only a server that cannot serve; "degraded" says that something
// behind it is not well.
#pragma once

#include "api/handler.h"

namespace pulse::api {

// `state` is called on a database worker: {"status": "ok" or "degraded", and an object for each thing it
// looked at}.
Handlers healthHandlers(std::function<QJsonObject()> state = {});

} // namespace pulse::api
