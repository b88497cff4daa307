// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// GET /api/v2/health: 200 when this server can serve, 503 when not, and why.
#pragma once

#include "api/handler.h"

namespace pulse::api {

struct IngestHealth {
    QString state; // leading, standby, connecting, behind …
    bool isGood = true; // a standby is
    double lagSeconds = 0;
};

// `ingest` is called on a database worker; without it this server does not ingest.
void addHealthHandler(Handlers &handlers, std::function<IngestHealth()> ingest = {});

} // namespace pulse::api
