// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who is calling, as a verified token says. The tenant comes from here and from nowhere else.
#pragma once

#include "base/clock.h"
#include "base/ids.h"

#include <QString>

namespace pulse::model {

enum class Role { CustomerViewer, CustomerAdmin, Operator, OperatorAdmin };

constexpr bool isCustomer(Role role) { return role == Role::CustomerViewer || role == Role::CustomerAdmin; }

struct Principal {
    QString subject; // the token's sub, which its issuer chose
    QString login; // for people to read
    Role role = Role::CustomerViewer;
    TenantKey tenant; // valid for customers only
    QString tenantId;
    Instant expiresAt;
    QString issuer = {}; // the token's iss
    QString sessionId = {}; // its sid; names a session of ours only if we are the issuer
};

} // namespace pulse::model
