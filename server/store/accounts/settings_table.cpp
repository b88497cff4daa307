// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/accounts/settings_table.h"

#include "store/tenancy/config_change.h"
#include "store/tenancy/tenant_table.h"

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

const Query<Setting> kEffectiveSettings{"settings.effective", settingShape()};

} // namespace

Result<QMap<QString, QString>> effectiveSettings(const OperatorScope &scope, TenantKey tenant)
{
    PULSE_TRY(const auto settings, scope.all(kEffectiveSettings, {tenant}));
    QMap<QString, QString> words;
    for (const Setting &setting : settings)
        words.insert(setting.key, setting.value);
    return words;
}

Result<> setSetting(const OperatorScope &scope, const QString &tenantId, const Setting &setting)
{
    PULSE_CHECK(checkSetting(setting));
    TenantKey tenant;
    if (!tenantId.isEmpty()) {
        PULSE_TRY(const Tenant found, tenantById(scope, tenantId));
        tenant = found.key;
    }
    PULSE_CHECK(scope.query("settings.set", {tenant, setting.key, setting.value}));
    return recordConfigChange(scope, tenant);
}

Result<> clearSetting(const OperatorScope &scope, const QString &tenantId, const QString &key)
{
    if (!settingKeys().contains(key))
        return invalidField(u"key"_s, u"%1 is not a setting"_s.arg(key));
    PULSE_TRY(const Tenant tenant, tenantById(scope, tenantId));
    PULSE_CHECK(scope.query("settings.clear", {tenant.key, key}));
    return recordConfigChange(scope, tenant.key);
}

} // namespace pulse::store
