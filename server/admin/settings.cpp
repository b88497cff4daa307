// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "admin/settings.h"

#include "store/tenancy/tenant_table.h"

namespace pulse::admin {

using namespace Qt::StringLiterals;

Result<> setSetting(const Operator &by, const QString &tenantId, const store::Setting &setting)
{
    PULSE_TRY(auto scope, beginAct(by, u"update_settings"_s, tenantId));
    PULSE_CHECK(store::setSetting(scope, tenantId, setting));
    return scope.commit();
}

Result<QMap<QString, QString>> effectiveSettings(const Operator &by, const QString &tenantId)
{
    PULSE_TRY(auto scope, beginAct(by, u"view_settings"_s, tenantId));
    TenantKey tenant;
    if (!tenantId.isEmpty()) {
        PULSE_TRY(const store::Tenant found, store::tenantById(scope, tenantId));
        tenant = found.key;
    }
    PULSE_TRY(auto settings, store::effectiveSettings(scope, tenant));
    PULSE_CHECK(scope.commit());
    return settings;
}

} // namespace pulse::admin
