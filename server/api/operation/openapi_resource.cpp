// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/operation/openapi_resource.h"

#include "wire/openapi/document.h"

namespace pulse::api {

QuickHandler openApiHandler()
{
    return [reply = Reply::json(wire::openApiDocument())](const Request &) { return reply; };
}

} // namespace pulse::api
