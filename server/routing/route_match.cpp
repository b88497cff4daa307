// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "routing/route_match.h"

#include "model/severity.h"
#include "model/words.h"

#include <algorithm>

namespace pulse::routing {

using namespace Qt::StringLiterals;

namespace {

QLatin1StringView className(int severity)
{
    switch (model::severityClass(severity)) {
    case model::SeverityClass::Critical: return "CRITICAL"_L1;
    case model::SeverityClass::Warning: return "WARNING"_L1;
    case model::SeverityClass::Info: return "INFO"_L1;
    }
    Q_UNREACHABLE();
}

bool wantsSeverity(const QStringList &wanted, int severity)
{
    return wanted.isEmpty() || wanted.contains(className(severity))
        || wanted.contains(QString::number(severity));
}

bool wantsType(const QStringList &wanted, model::AlertType type)
{
    return wanted.isEmpty() || wanted.contains(model::word(type));
}

bool wantsText(const QStringList &wanted, const QString &text)
{
    return wanted.isEmpty() || wanted.contains(text);
}

bool wantsPrefix(const QStringList &wanted, const QString &text)
{
    return wanted.isEmpty() || std::any_of(wanted.begin(), wanted.end(), [&](const QString &prefix) {
               return text.startsWith(prefix);
           });
}

} // namespace

RouteVerdict judge(const model::Route &route, const AlertFacts &alert, model::DeliverOn event)
{
    if (!alert.tenant.isValid() || route.tenant != alert.tenant)
        return RouteVerdict::OtherTenant;
    if (!route.isEnabled)
        return RouteVerdict::Disabled;
    if (!route.deliverOn.contains(event))
        return RouteVerdict::DeliverOn;
    if (route.minSeverity && alert.severity < *route.minSeverity)
        return RouteVerdict::MinSeverity;
    if (!wantsSeverity(route.severities, alert.severity))
        return RouteVerdict::Severity;
    if (!wantsType(route.alertTypes, alert.type))
        return RouteVerdict::AlertType;
    if (!wantsText(route.siteIds, alert.siteId))
        return RouteVerdict::Site;
    if (!wantsPrefix(route.devicePrefixes, alert.deviceId))
        return RouteVerdict::DevicePrefix;
    return RouteVerdict::Match;
}

bool matches(const model::Route &route, const AlertFacts &alert, model::DeliverOn event)
{
    return judge(route, alert, event) == RouteVerdict::Match;
}

QLatin1StringView word(RouteVerdict verdict)
{
    switch (verdict) {
    case RouteVerdict::Match: return "match"_L1;
    case RouteVerdict::OtherTenant: return "tenant_id"_L1;
    case RouteVerdict::Disabled: return "enabled"_L1;
    case RouteVerdict::DeliverOn: return "deliver_on"_L1;
    case RouteVerdict::MinSeverity: return "min_severity"_L1;
    case RouteVerdict::Severity: return "severities"_L1;
    case RouteVerdict::AlertType: return "alert_types"_L1;
    case RouteVerdict::Site: return "site_ids"_L1;
    case RouteVerdict::DevicePrefix: return "device_prefixes"_L1;
    }
    Q_UNREACHABLE();
}

} // namespace pulse::routing
