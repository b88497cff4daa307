// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tenants, as operators make them.
#pragma once

#include "admin/operator.h"
#include "store/tenancy/tenant_table.h"

namespace pulse::admin {

// An empty name: called by its id. Conflict: there is one of that id.
Result<store::Tenant> addTenant(const Operator &by, const QString &tenantId, const QString &name);
Result<QList<store::Tenant>> listTenants(const Operator &by);

} // namespace pulse::admin
