// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/why_not.h"

#include "model/words.h"
#include "rules/scope.h"
#include "rules/threshold.h"

#include <QLocale>

namespace pulse::rules {

using namespace Qt::StringLiterals;

namespace {

QString text(double value) { return QString::number(value, 'g', QLocale::FloatingPointShortest); }
QString text(Instant instant) { return QString::fromLatin1(toRfc3339(instant)); }

qint64 secondsBetween(Instant from, Instant to)
{
    return std::chrono::ceil<std::chrono::seconds>(to - from).count();
}

using Obstacles = std::vector<Obstacle>;

void lookAtRule(const model::AlertRule &rule, const Situation &now, Obstacles &found)
{
    if (now.openAlert)
        found.push_back(
            {"ALREADY_OPEN"_L1,
             u"it has fired: alert %1 is active, and opens again only after it cleared"_s.arg(*now.openAlert),
             {{u"alert_id"_s, *now.openAlert}}});
    if (!rule.isEnabled)
        found.push_back({"RULE_DISABLED"_L1, u"the rule is disabled"_s, {}});
    if (!coversSite(rule, now.siteId.toUtf8()))
        found.push_back({"SITE_NOT_COVERED"_L1,
                         u"the rule is for the sites %1; the device is at %2"_s.arg(
                             rule.siteIds.join(u", "_s), now.siteId),
                         {{u"site_id"_s, now.siteId}}});
    if (!Prefixes(rule.devicePrefixes).cover(now.deviceId.toUtf8()))
        found.push_back(
            {"DEVICE_NOT_COVERED"_L1,
             u"the rule is for devices whose names begin with %1"_s.arg(rule.devicePrefixes.join(u", "_s)),
             {}});
}

void lookAtDevice(const Situation &now, Obstacles &found)
{
    if (!now.isActive)
        found.push_back({"DEVICE_REVOKED"_L1,
                         u"the device is revoked: what it sends is refused, and not evaluated"_s,
                         {}});
    if (!now.lastSeenAt)
        found.push_back({"DEVICE_NEVER_HEARD"_L1, u"the device has never been heard"_s, {}});
}

void lookAtSilence(const model::AlertRule &rule, const Situation &now, Obstacles &found)
{
    const bool isOfMetric = rule.condition == model::RuleCondition::MetricSilent;
    if (isOfMetric && !now.value)
        found.push_back(
            {"METRIC_NEVER_SEEN"_L1,
             u"the device has never sent %1: only what was heard can fall silent"_s.arg(rule.metricName),
             {{u"metric_name"_s, rule.metricName}}});
    const auto heard = isOfMetric ? now.metricHeardAt : now.lastSeenAt;
    if (!heard)
        return;
    const Instant due = *heard + rule.silentAfter + rule.grace;
    if (due > now.now)
        found.push_back({"NOT_SILENT_LONG_ENOUGH"_L1,
                         u"last heard at %1; it is silent from %2"_s.arg(text(*heard), text(due)),
                         {{u"last_seen_at"_s, text(*heard)},
                          {u"deadline"_s, text(due)},
                          {u"seconds_left"_s, secondsBetween(now.now, due)}}});
}

QJsonObject distanceFacts(const model::AlertRule &rule, double value)
{
    return {{u"metric_name"_s, rule.metricName},
            {u"value"_s, value},
            {u"operator"_s, QString(model::word(rule.comparison))},
            {u"threshold"_s, rule.threshold},
            {u"distance"_s, std::abs(rule.threshold - value)}};
}

void lookAtValue(const model::AlertRule &rule, const Situation &now, Obstacles &found)
{
    if (!now.value) {
        found.push_back({"METRIC_NEVER_SEEN"_L1,
                         u"the device has sent no number named %1"_s.arg(rule.metricName),
                         {{u"metric_name"_s, rule.metricName}}});
        return;
    }
    if (!breaks(*now.value, {rule.comparison, rule.threshold})) {
        found.push_back({"NOT_BEYOND_THRESHOLD"_L1,
                         u"%1 is %2, %3 from the threshold %4"_s.arg(
                             rule.metricName, text(*now.value), text(std::abs(rule.threshold - *now.value)),
                             text(rule.threshold)),
                         distanceFacts(rule, *now.value)});
    } else if (now.pendingSince) {
        const Instant due = *now.pendingSince + rule.holdFor;
        found.push_back(
            {"PENDING"_L1,
             u"%1 is beyond the threshold since %2; the rule fires with the first reading of %3 or "
             "later that still is"_s.arg(rule.metricName, text(*now.pendingSince), text(due)),
             {{u"pending_since"_s, text(*now.pendingSince)},
              {u"deadline"_s, text(due)},
              {u"value"_s, *now.value}}});
    } else if (now.lastTelemetryAt && *now.lastTelemetryAt < rule.updatedAt) {
        found.push_back(
            {"RULE_NEWER_THAN_READING"_L1,
             u"%1 is beyond the threshold, but was last sent before the rule was as it is; the next "
             "reading decides"_s.arg(rule.metricName),
             {{u"value"_s, *now.value}, {u"updated_at"_s, text(rule.updatedAt)}}});
    }
}

void lookAtReadings(const Situation &now, Obstacles &found)
{
    if (now.lateTs)
        found.push_back({"LATE_READING"_L1,
                         u"the last reading, of %1, came too late: it was stored and not evaluated"_s.arg(
                             text(*now.lateTs)),
                         {{u"reading_at"_s, text(*now.lateTs)}}});
    if (now.isStale && now.lastSeenAt)
        found.push_back({"DEVICE_SILENT"_L1,
                         u"the device was last heard at %1; without a reading nothing is evaluated"_s.arg(
                             text(*now.lastSeenAt)),
                         {{u"last_seen_at"_s, text(*now.lastSeenAt)}}});
}

} // namespace

std::vector<Obstacle> whyNot(const model::AlertRule &rule, const Situation &situation)
{
    Obstacles found;
    lookAtRule(rule, situation, found);
    lookAtDevice(situation, found);
    if (!situation.lastSeenAt)
        return found;
    if (rule.condition == model::RuleCondition::Threshold) {
        lookAtValue(rule, situation, found);
        lookAtReadings(situation, found);
    } else {
        lookAtSilence(rule, situation, found);
    }
    return found;
}

} // namespace pulse::rules
