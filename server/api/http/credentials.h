// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a request's headers say about who calls and from where. Pure.
#pragma once

#include "api/http/handler.h"
#include "api/http/request_head.h"

namespace pulse::api {

// The token: `Authorization: Bearer`, else `?token=` where the endpoint takes it there, else the cookie
// pulse_session, which does not count at a guarded endpoint when it comes from a page of another origin.
// Empty: none.
QByteArray tokenOf(const RequestHead &head, const wire::Endpoint &endpoint,
                   const QStringList &trustedOrigins);

// True when the request comes from no page, from a page of this very host, or of a trusted origin.
bool isTrustedOrigin(const RequestHead &head, const QStringList &trustedOrigins);

// The headers that let a page of a trusted origin read the reply; none for others.
void addCorsHeaders(const RequestHead &head, const QStringList &trustedOrigins, Reply &reply);

} // namespace pulse::api
