// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/tenancy/tenant_table.h"

#include "store/tenancy/config_change.h"
#include "store/tenancy/provision_token.h"
#include "store/tenancy/revocation.h"

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

RowShape<Tenant> tenantShape()
{
    return {
        column("tenant_key", &Tenant::key),
        column("tenant_id", &Tenant::tenantId),
        column("name", &Tenant::name),
        column("status",
               [](Tenant &tenant, const QString &status) { tenant.isActive = status == "ACTIVE"_L1; }),
        column("created_at", &Tenant::createdAt),
    };
}

const Query<Tenant> kAddTenant{"tenant.add", tenantShape()};
const Query<Tenant> kOneTenant{"tenant.one", tenantShape()};
const Query<Tenant> kTenants{"tenant.list", tenantShape()};
const Query<Tenant> kSetStatus{"tenant.set_status", tenantShape()};

QString noSuchTenant(const QString &tenantId) { return u"there is no tenant %1"_s.arg(tenantId); }

} // namespace

Result<Tenant> addTenant(const OperatorScope &scope, const QString &tenantId, const QString &name)
{
    PULSE_CHECK(checkOutsideId(u"tenant_id"_s, tenantId));
    PULSE_TRY(const auto tenant, scope.find(kAddTenant, {tenantId, name.isEmpty() ? tenantId : name}));
    if (!tenant)
        return fail(ErrorKind::Conflict, u"tenant %1 exists"_s.arg(tenantId), u"tenant_exists"_s,
                    u"tenant_id"_s);
    PULSE_CHECK(recordConfigChange(scope, tenant->key));
    return *tenant;
}

Result<Tenant> tenantById(const OperatorScope &scope, const QString &tenantId)
{
    return scope.one(kOneTenant, {tenantId}, noSuchTenant(tenantId));
}

Result<QList<Tenant>> listTenants(const OperatorScope &scope) { return scope.all(kTenants); }

Result<Tenant> setTenantActive(const OperatorScope &scope, const QString &tenantId, bool isActive)
{
    const auto status = isActive ? "ACTIVE"_L1 : "SUSPENDED"_L1;
    PULSE_TRY(const Tenant tenant, scope.one(kSetStatus, {tenantId, status}, noSuchTenant(tenantId)));
    if (!isActive) {
        PULSE_CHECK(revocation::endSessionsOfTenant(scope, tenant.key, model::SessionEnd::TenantSuspended));
    }
    PULSE_CHECK(recordConfigChange(scope, tenant.key));
    return tenant;
}

} // namespace pulse::store
