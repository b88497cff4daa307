// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/access_policy.h"

namespace pulse::auth {

namespace {

bool mayCall(wire::Access access, model::Role role)
{
    using model::Role;
    switch (access) {
    case wire::Access::Public:
    case wire::Access::SignedIn: return true;
    case wire::Access::Customer: return model::isCustomer(role);
    case wire::Access::CustomerAdmin: return role == Role::CustomerAdmin;
    case wire::Access::Metrics:
    case wire::Access::Operator: return role == Role::Operator || role == Role::OperatorAdmin;
    case wire::Access::OperatorAdmin: return role == Role::OperatorAdmin;
    }
    Q_UNREACHABLE();
}

} // namespace

Admission admit(wire::Access access, std::optional<model::Role> role)
{
    if (access == wire::Access::Public)
        return Admission::Allowed;
    if (!role)
        return Admission::Unauthenticated;
    return mayCall(access, *role) ? Admission::Allowed : Admission::Forbidden;
}

} // namespace pulse::auth
