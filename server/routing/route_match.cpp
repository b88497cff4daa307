// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "routing/route_match.h"

#include "model/severity.h"
#include "model/words.h"

#include <algorithm>

namespace pulse::routing {

using namespace Qt::StringLiterals;

namespace {

bool wantsSeverity(const QStringList &wanted, int severity)
{
    return wanted.isEmpty() || wanted.contains(model::word(model::severityClass(severity)))
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

namespace {

// The terms that speak of the alert.
RouteVerdict judgeTerms(const model::Route &route, const AlertFacts &alert)
{
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
    if (!wantsText(route.ruleIds, alert.ruleId))
        return RouteVerdict::Rule;
    return RouteVerdict::Match;
}

} // namespace

RouteVerdict judge(const model::Route &route, const AlertFacts &alert, model::DeliverOn event, bool isTold)
{
    if (!alert.tenant.isValid() || route.tenant != alert.tenant)
        return RouteVerdict::OtherTenant;
    if (!route.isEnabled)
        return RouteVerdict::Disabled;
    if (!route.deliverOn.contains(event))
        return RouteVerdict::DeliverOn;
    if (event != model::DeliverOn::Open) {
        if (isTold)
            return RouteVerdict::Match;
        if (route.deliverOn.contains(model::DeliverOn::Open))
            return RouteVerdict::NotTold;
    }
    return judgeTerms(route, alert);
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
    case RouteVerdict::Rule: return "rule_ids"_L1;
    case RouteVerdict::NotTold: return "not_announced"_L1;
    }
    Q_UNREACHABLE();
}

QString explanation(RouteVerdict verdict, const model::Route &route, const AlertFacts &alert,
                    model::DeliverOn event)
{
    const auto list = [](const QStringList &words) { return words.join(u", "_s); };
    switch (verdict) {
    case RouteVerdict::Match: return u"the route takes it"_s;
    case RouteVerdict::OtherTenant: return u"the route is another tenant's"_s;
    case RouteVerdict::Disabled: return u"the route is disabled"_s;
    case RouteVerdict::DeliverOn: return u"the route does not deliver %1"_s.arg(model::word(event));
    case RouteVerdict::MinSeverity:
        return u"the alert's severity is %1, the route takes %2 and above"_s.arg(alert.severity)
            .arg(route.minSeverity.value_or(1));
    case RouteVerdict::Severity:
        return u"the alert is %1 (severity %2), the route takes %3"_s.arg(
            model::word(model::severityClass(alert.severity)), QString::number(alert.severity),
            list(route.severities));
    case RouteVerdict::AlertType:
        return u"the alert is of type %1, the route takes %2"_s.arg(model::word(alert.type),
                                                                    list(route.alertTypes));
    case RouteVerdict::Site:
        return u"the alert is at %1, the route takes %2"_s.arg(alert.siteId, list(route.siteIds));
    case RouteVerdict::DevicePrefix:
        return u"the device is %1, the route takes those that begin with %2"_s.arg(
            alert.deviceId, list(route.devicePrefixes));
    case RouteVerdict::Rule:
        return u"%1, the route takes those of %2"_s.arg(
            alert.ruleId.isEmpty() ? u"no rule opened the alert"_s
                                   : u"the alert is of the rule %1"_s.arg(alert.ruleId),
            list(route.ruleIds));
    case RouteVerdict::NotTold:
        if (route.createdAt > alert.createdAt)
            return u"not told: the route was made after the alert opened"_s;
        return u"not told: when the alert opened, the route or its integration was disabled, did not take "
               u"it, or "
               "went to another receiver"_s;
    }
    Q_UNREACHABLE();
}

} // namespace pulse::routing
