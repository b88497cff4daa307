// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/tenancy/quota.h"

#include "store/tenancy/tenant_settings.h"

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

const Query<Setting> kQuotaSettings{"quota.settings", settingShape()};

struct Quota {
    const char *count; // the statement
    QString resource;
    QString setting;
    int model::TenantSettings::*most;
};

Result<> check(const TenantScope &scope, const Quota &quota, const Params &params)
{
    PULSE_TRY(const auto settings, scope.all<std::vector>(kQuotaSettings, {scope.tenant()}));
    const int most = readSettings(settings).settings.*quota.most;
    PULSE_TRY(const qint64 counted, scope.value<qint64>(quota.count, params));
    if (counted <= most)
        return {};
    return fail(
        ErrorKind::Conflict,
        u"a tenant may have %1 %2 (setting %3)"_s.arg(QString::number(most), quota.resource, quota.setting),
        u"quota_exceeded"_s);
}

} // namespace

Result<> checkRuleQuota(const TenantScope &scope)
{
    return check(scope, {"quota.rules", u"alert rules"_s, u"RULES_MAX"_s, &model::TenantSettings::mostRules},
                 {scope.tenant()});
}

Result<> checkRulesOfMetricQuota(const TenantScope &scope, const model::AlertRule &written)
{
    const QString resource = written.metricName.isEmpty()
        ? u"alert rules about silent devices"_s
        : u"alert rules on the metric %1"_s.arg(written.metricName);
    return check(scope,
                 {"quota.rules_of_metric", resource, u"RULES_PER_METRIC_MAX"_s,
                  &model::TenantSettings::mostRulesOfMetric},
                 {scope.tenant(), Param::orNull(written.metricName)});
}

Result<> checkRouteQuota(const TenantScope &scope)
{
    return check(scope, {"quota.routes", u"routes"_s, u"ROUTES_MAX"_s, &model::TenantSettings::mostRoutes},
                 {scope.tenant()});
}

Result<> checkIntegrationQuota(const TenantScope &scope)
{
    return check(scope,
                 {"quota.integrations", u"integrations"_s, u"INTEGRATIONS_MAX"_s,
                  &model::TenantSettings::mostIntegrations},
                 {scope.tenant()});
}

} // namespace pulse::store
