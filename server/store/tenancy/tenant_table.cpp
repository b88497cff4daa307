// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/tenancy/tenant_table.h"

#include "store/tenancy/config_change.h"
#include "store/tenancy/provision_token.h"

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

Tenant tenantFromRow(RowReader row)
{
    Tenant tenant;
    tenant.key = row.key<TenantKey>();
    tenant.tenantId = row.text();
    tenant.name = row.text();
    tenant.isActive = row.text() == "ACTIVE"_L1;
    tenant.createdAt = row.instant();
    return tenant;
}

QString noSuchTenant(const QString &tenantId) { return u"there is no tenant %1"_s.arg(tenantId); }

} // namespace

Result<Tenant> addTenant(const OperatorScope &scope, const QString &tenantId, const QString &name)
{
    PULSE_CHECK(checkOutsideId(u"tenant_id"_s, tenantId));
    PULSE_TRY(const Rows rows, scope.query("tenant.add", {tenantId, name.isEmpty() ? tenantId : name}));
    if (rows.isEmpty())
        return fail(ErrorKind::Conflict, u"tenant %1 exists"_s.arg(tenantId), u"tenant_exists"_s,
                    u"tenant_id"_s);
    const Tenant tenant = tenantFromRow(rows.first());
    PULSE_CHECK(recordConfigChange(scope, tenant.key));
    return tenant;
}

Result<Tenant> tenantById(const OperatorScope &scope, const QString &tenantId)
{
    PULSE_TRY(const RowReader row, scope.one("tenant.one", {tenantId}, noSuchTenant(tenantId)));
    return tenantFromRow(row);
}

Result<QList<Tenant>> listTenants(const OperatorScope &scope)
{
    PULSE_TRY(const Rows rows, scope.query("tenant.list"));
    QList<Tenant> tenants;
    for (int i = 0; i < rows.size(); ++i)
        tenants.append(tenantFromRow(rows.row(i)));
    return tenants;
}

Result<Tenant> setTenantActive(const OperatorScope &scope, const QString &tenantId, bool isActive)
{
    const auto status = isActive ? "ACTIVE"_L1 : "SUSPENDED"_L1;
    PULSE_TRY(const RowReader row,
              scope.one("tenant.set_status", {tenantId, status}, noSuchTenant(tenantId)));
    const Tenant tenant = tenantFromRow(row);
    PULSE_CHECK(recordConfigChange(scope, tenant.key));
    return tenant;
}

} // namespace pulse::store
