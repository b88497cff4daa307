// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// GET /api/openapi.json: the document, from memory.
#pragma once

#include "api/http/handler.h"

namespace pulse::api {

QuickHandler openApiHandler();

} // namespace pulse::api
