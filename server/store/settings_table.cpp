// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/settings_table.h"

#include "store/config_change.h"
#include "store/tenant_table.h"

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

struct NumberRule {
    QLatin1StringView key;
    double least;
    double most;
    bool isWhole;
};

constexpr NumberRule kNumberRules[] = {
    {"STORE_REJECTS"_L1, 0, 1, true},
    {"MIRROR_REJECTS_TO_RAW"_L1, 0, 1, true},
    {"MAX_PAYLOAD_BYTES"_L1, 64, 262'144, true},
    {"RATE_LIMIT_RPS"_L1, 0.001, 1'000'000, false},
    {"RATE_LIMIT_BURST"_L1, 1, 1'000'000, false},
    {"LATE_AFTER_SECONDS"_L1, 1, 31'536'000, true},
    {"LATE_ACCEPT_DAYS"_L1, 1, 36'500, true},
    {"FUTURE_ACCEPT_SECONDS"_L1, 1, 86'400, true},
    {"HEARTBEAT_STALE_SECONDS"_L1, 5, 31'536'000, true},
};

Result<> checkSetting(const Setting &setting)
{
    if (setting.key == "MODE"_L1) {
        if (setting.value != "PROD"_L1 && setting.value != "DEV"_L1)
            return invalidField(u"value"_s, u"MODE must be PROD or DEV"_s);
        return {};
    }
    for (const NumberRule &rule : kNumberRules) {
        if (setting.key != rule.key)
            continue;
        bool isNumber = false;
        const double number =
            rule.isWhole ? setting.value.toInt(&isNumber) : setting.value.toDouble(&isNumber);
        if (!isNumber || !(number >= rule.least && number <= rule.most))
            return invalidField(u"value"_s,
                                u"%1 must be a%2 number from %3 to %4"_s.arg(
                                    rule.key, rule.isWhole ? u" whole"_s : QString(),
                                    QString::number(rule.least), QString::number(rule.most, 'f', 0)));
        return {};
    }
    return invalidField(u"key"_s, u"%1 is not a setting"_s.arg(setting.key));
}

} // namespace

Result<QMap<QString, QString>> effectiveSettings(const OperatorScope &scope, TenantKey tenant)
{
    PULSE_TRY(const Rows rows, scope.query("settings.effective", {tenant}));
    QMap<QString, QString> words;
    for (int i = 0; i < rows.size(); ++i) {
        RowReader row = rows.row(i);
        const QString key = row.text();
        words.insert(key, row.text());
    }
    return words;
}

QStringList settingKeys()
{
    QStringList keys{u"MODE"_s};
    for (const NumberRule &rule : kNumberRules)
        keys.append(rule.key);
    return keys;
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
