// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a request's headers say about who calls and from where. Pure.
#pragma once

#include "api/http/handler.h"
#include "api/http/request_head.h"

namespace pulse::api {

// The token: `Authorization: Bearer`, else the cookie pulse_session; for the live socket `?token=` as well,
// because browsers cannot set headers there. A cookie does not count for a request that changes something or
// opens a socket when it comes from a page of another origin. Empty: none.
QByteArray tokenOf(const RequestHead &head, const QStringList &trustedOrigins);

// True when the request comes from no page, from a page of this very host, or of a trusted origin.
bool isTrustedOrigin(const RequestHead &head, const QStringList &trustedOrigins);

// The headers that let a page of a trusted origin read the reply; none for others.
void addCorsHeaders(const RequestHead &head, const QStringList &trustedOrigins, Reply &reply);

} // namespace pulse::api
