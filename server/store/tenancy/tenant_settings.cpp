// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/tenancy/tenant_settings.h"

#include <algorithm>
#include <optional>

namespace pulse::store {

using namespace Qt::StringLiterals;
using model::TenantSettings;

namespace {

struct NumberRule {
    QLatin1StringView key;
    double least;
    double most;
    bool isWhole;
    void (*apply)(TenantSettings &settings, double value);
};

std::chrono::seconds secondsOf(double value) { return std::chrono::seconds{static_cast<qint64>(value)}; }

const NumberRule kNumberRules[] = {
    {"STORE_REJECTS"_L1, 0, 1, true, [](auto &s, double v) { s.storeRejects = v > 0; }},
    {"MIRROR_REJECTS_TO_RAW"_L1, 0, 1, true, [](auto &, double) {}}, // without effect, as it was
    {"QUARANTINE_MAX_ROWS"_L1, 1, 100'000'000, true,
     [](auto &s, double v) { s.quarantineRows = static_cast<std::int64_t>(v); }},
    {"QUARANTINE_MAX_BYTES"_L1, 1'024, 1'000'000'000'000, true,
     [](auto &s, double v) { s.quarantineBytes = static_cast<std::int64_t>(v); }},
    {"MAX_PAYLOAD_BYTES"_L1, 64, 262'144, true,
     [](auto &s, double v) { s.maxPayloadBytes = static_cast<int>(v); }},
    {"RATE_LIMIT_RPS"_L1, 0.001, 1'000'000, false, [](auto &s, double v) { s.rateLimitPerSecond = v; }},
    {"RATE_LIMIT_BURST"_L1, 1, 1'000'000, false, [](auto &s, double v) { s.rateLimitBurst = v; }},
    {"TENANT_RATE_LIMIT_RPS"_L1, 0.001, 1'000'000, false,
     [](auto &s, double v) { s.tenantRateLimitPerSecond = v; }},
    {"TENANT_RATE_LIMIT_BURST"_L1, 1, 1'000'000, false,
     [](auto &s, double v) { s.tenantRateLimitBurst = v; }},
    {"LATE_AFTER_SECONDS"_L1, 1, 31'536'000, true, [](auto &s, double v) { s.lateAfter = secondsOf(v); }},
    {"LATE_ACCEPT_DAYS"_L1, 1, 36'500, true,
     [](auto &s, double v) { s.lateAccept = std::chrono::days{static_cast<int>(v)}; }},
    {"FUTURE_ACCEPT_SECONDS"_L1, 1, 86'400, true, [](auto &s, double v) { s.futureAccept = secondsOf(v); }},
    {"TIMESTAMP_STRICT"_L1, 0, 1, true, [](auto &s, double v) { s.strictTime = v > 0; }},
    {"HEARTBEAT_STALE_SECONDS"_L1, 5, 31'536'000, true,
     [](auto &s, double v) { s.heartbeatStale = secondsOf(v); }},
    {"HEARTBEAT_GRACE_SECONDS"_L1, 0, 31'536'000, true,
     [](auto &s, double v) { s.heartbeatGrace = secondsOf(v); }},
    {"HEARTBEAT_ALERTS"_L1, 0, 1, true, [](auto &s, double v) { s.heartbeatAlerts = v > 0; }},
    {"ALERT_CHANGES_RPS"_L1, 1, 1'000'000, false, [](auto &s, double v) { s.alertChangesPerSecond = v; }},
    {"ALERT_CHANGES_BURST"_L1, 1, 100'000'000, false, [](auto &s, double v) { s.alertChangesBurst = v; }},
    {"RULES_MAX"_L1, 1, 100'000, true, [](auto &s, double v) { s.mostRules = static_cast<int>(v); }},
    {"RULES_PER_METRIC_MAX"_L1, 1, 10'000, true,
     [](auto &s, double v) { s.mostRulesOfMetric = static_cast<int>(v); }},
    {"ROUTES_MAX"_L1, 1, 10'000, true, [](auto &s, double v) { s.mostRoutes = static_cast<int>(v); }},
    {"INTEGRATIONS_MAX"_L1, 1, 10'000, true,
     [](auto &s, double v) { s.mostIntegrations = static_cast<int>(v); }},
};

const NumberRule *ruleOf(const QString &key)
{
    const auto *const at = std::find_if(std::begin(kNumberRules), std::end(kNumberRules),
                                        [&key](const NumberRule &rule) { return rule.key == key; });
    return at == std::end(kNumberRules) ? nullptr : at;
}

std::optional<double> numberOf(const NumberRule &rule, const QString &text)
{
    bool isNumber = false;
    const double number =
        rule.isWhole ? static_cast<double>(text.toLongLong(&isNumber)) : text.toDouble(&isNumber);
    // Not a number compares to nothing, and infinity is a number for Qt.
    if (!isNumber || !(number >= rule.least && number <= rule.most))
        return std::nullopt;
    return number;
}

bool isMode(const QString &word) { return word == "PROD"_L1 || word == "DEV"_L1; }

} // namespace

QStringList settingKeys()
{
    QStringList keys{u"MODE"_s};
    for (const NumberRule &rule : kNumberRules)
        keys.append(rule.key);
    return keys;
}

RowShape<Setting> settingShape() { return {column("key", &Setting::key), column("value", &Setting::value)}; }

Result<> checkSetting(const Setting &setting)
{
    if (setting.key == "MODE"_L1) {
        if (!isMode(setting.value))
            return invalidField(u"value"_s, u"MODE must be PROD or DEV"_s);
        return {};
    }
    const NumberRule *rule = ruleOf(setting.key);
    if (!rule)
        return invalidField(u"key"_s, u"%1 is not a setting"_s.arg(setting.key));
    if (!numberOf(*rule, setting.value))
        return invalidField(u"value"_s,
                            u"%1 must be a%2 number from %3 to %4"_s.arg(
                                rule->key, rule->isWhole ? u" whole"_s : QString(),
                                QString::number(rule->least), QString::number(rule->most, 'f', 0)));
    return {};
}

ReadSettings readSettings(const std::vector<Setting> &rows)
{
    ReadSettings read;
    bool isDevelopment = false;
    for (const auto &[key, value] : rows) {
        const NumberRule *rule = ruleOf(key);
        const auto number = rule ? numberOf(*rule, value) : std::nullopt;
        if (key == "MODE"_L1)
            isDevelopment = value == "DEV"_L1;
        else if (number)
            rule->apply(read.settings, *number);
        if (key == "MODE"_L1 ? !isMode(value) : rule && !number)
            read.unreadable.append(key + u'=' + value);
    }
    read.settings.storeRejects = read.settings.storeRejects && isDevelopment;
    return read;
}

} // namespace pulse::store
