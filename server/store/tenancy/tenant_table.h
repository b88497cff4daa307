// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tenants, as operators manage them. The caller commits.
#pragma once

#include "store/tenancy/scope.h"

#include <QList>

namespace pulse::store {

struct Tenant {
    TenantKey key;
    QString tenantId;
    QString name;
    bool isActive = true; // else suspended
    Instant createdAt;
};

Result<Tenant> addTenant(const OperatorScope &scope, const QString &tenantId,
                         const QString &name); // Conflict: exists
Result<Tenant> tenantById(const OperatorScope &scope, const QString &tenantId);
Result<QList<Tenant>> listTenants(const OperatorScope &scope);
// Suspending ends the sessions of its people.
Result<Tenant> setTenantActive(const OperatorScope &scope, const QString &tenantId, bool isActive);

} // namespace pulse::store
