// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "admin/tenants.h"

namespace pulse::admin {

using namespace Qt::StringLiterals;

Result<store::Tenant> addTenant(const Operator &by, const QString &tenantId, const QString &name)
{
    PULSE_TRY(auto scope, beginAct(by, u"add_tenant"_s, tenantId));
    PULSE_TRY(auto tenant, store::addTenant(scope, tenantId, name.isEmpty() ? tenantId : name));
    PULSE_CHECK(scope.commit());
    return tenant;
}

Result<QList<store::Tenant>> listTenants(const Operator &by)
{
    PULSE_TRY(auto scope, beginAct(by, u"list_tenants"_s));
    PULSE_TRY(auto tenants, store::listTenants(scope));
    PULSE_CHECK(scope.commit());
    return tenants;
}

} // namespace pulse::admin
