// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tokens that are good no longer though they have not expired: those of one session of ours; or, of other
// issuers, those that a person, or anybody of a tenant, was given before a moment. Exactly one of the three
// is there.
#pragma once

#include "base/clock.h"

#include <QString>

namespace pulse::model {

struct Revocation {
    QString sessionId;
    QString issuer; // of the person
    QString subject;
    QString tenantId;
    Instant issuedBefore; // unless it is a session
    Instant until; // no token it is about lives longer
};

// Why a session ended before its time; the words of auth_session.end_reason.
enum class SessionEnd {
    SignedOut,
    Ended, // its person ended it from another one
    PasswordChanged,
    Disabled,
    Removed,
    RoleChanged,
    TenantSuspended,
    TokenReused,
};

} // namespace pulse::model
