// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Signing in and out: POST /api/auth/token, /api/auth/refresh, /api/auth/logout, /api/auth/password,
// GET /api/auth/sessions, DELETE /api/auth/sessions/{session_id}, GET /api/auth/jwks.
#pragma once

#include "api/http/handler.h"
#include "auth/local_accounts.h"
#include "auth/sign_in_desk.h"

namespace pulse::api {

// Requires: accounts, desk and issuer outlive the handlers.
QuickHandler signInHandler(auth::LocalAccounts &accounts, auth::SignInDesk &desk);
Handlers sessionHandlers(auth::LocalAccounts &accounts, const auth::TokenIssuer &issuer);

} // namespace pulse::api
