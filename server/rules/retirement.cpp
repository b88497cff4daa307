// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/retirement.h"

#include <algorithm>

namespace pulse::rules {

namespace {

using model::AlertType;
using model::RuleCondition;

const model::AlertRule *ruleOf(RuleKey key, const model::TenantConfig &config)
{
    const auto at = std::find_if(config.rules.begin(), config.rules.end(),
                                 [key](const model::AlertRule &rule) { return rule.key == key; });
    return at == config.rules.end() ? nullptr : &*at;
}

AlertType typeOf(RuleCondition condition)
{
    switch (condition) {
    case RuleCondition::Threshold: return AlertType::Threshold;
    case RuleCondition::MetricSilent: return AlertType::MetricSilent;
    case RuleCondition::DeviceSilent: return AlertType::NoHeartbeat;
    }
    Q_UNREACHABLE();
}

bool isDisabled(RuleKey key, const model::TenantConfig &config)
{
    return std::find(config.disabledRules.begin(), config.disabledRules.end(), key)
        != config.disabledRules.end();
}

} // namespace

std::optional<Retirement> retirementOf(const model::ActiveAlert &alert, const DeviceUnderConfig &configured,
                                       const MetricOfRule &metricOf)
{
    if (!configured.device.isActive)
        return Retirement::DeviceRevoked;
    if (!alert.rule.isValid())
        return configured.config.settings.heartbeatAlerts ? std::nullopt
                                                          : std::optional(Retirement::HeartbeatsOff);
    const model::AlertRule *rule = ruleOf(alert.rule, configured.config);
    if (!rule)
        return isDisabled(alert.rule, configured.config) ? Retirement::RuleDisabled : Retirement::RuleDeleted;
    if (typeOf(rule->condition) != alert.type)
        return Retirement::ConditionChanged;
    if (alert.metric.isValid() && alert.metric != metricOf(*rule))
        return Retirement::MetricChanged;
    if (!coversSite(*rule, configured.device.siteId))
        return Retirement::SiteLeft;
    if (!Prefixes(rule->devicePrefixes).cover(configured.device.deviceId))
        return Retirement::DeviceLeft;
    return std::nullopt;
}

bool isOutdated(const model::PendingRule &timer, const DeviceUnderConfig &configured)
{
    const model::AlertRule *rule = ruleOf(timer.rule, configured.config);
    return !configured.device.isActive || !rule || rule->version != timer.ruleVersion
        || !covers(*rule, configured.device.siteId, configured.device.deviceId);
}

} // namespace pulse::rules
