// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/oracle/oracle.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <tuple>

namespace pulse::chaos {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kLateAfter = 5min;

QString shortest(double value)
{
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    return QString::fromLatin1(text, end - text);
}

bool looksUp(const Rule &rule) { return rule.comparison.startsWith(u'G'); }

QString symbolOf(const Rule &rule)
{
    return (looksUp(rule) ? u">"_s : u"<"_s) + (rule.comparison.endsWith(u'E') ? u"="_s : QString());
}

bool isBeyond(const Rule &rule, double value)
{
    if (value == rule.threshold)
        return rule.comparison.endsWith(u'E');
    return looksUp(rule) == (value > rule.threshold);
}

bool isBack(const Rule &rule, double value)
{
    if (isBeyond(rule, value))
        return false;
    return !rule.clearValue || value == *rule.clearValue || looksUp(rule) == (value < *rule.clearValue);
}

bool hasPrefix(const QStringList &prefixes, const QString &text)
{
    for (const QString &prefix : prefixes) {
        if (text.startsWith(prefix))
            return true;
    }
    return prefixes.isEmpty();
}

bool covers(const Rule &rule, const Device &device)
{
    return rule.isEnabled && rule.tenant == device.tenant
        && (rule.sites.isEmpty() || rule.sites.contains(device.site)) && hasPrefix(rule.prefixes, device.id);
}

// Never ahead of our clock.
Instant timeOf(const StoredReading &reading)
{
    return reading.ts < reading.receivedAt ? reading.ts : reading.receivedAt;
}

ExpectedAlert alertOf(const Device &device, const Rule &rule, const StoredReading &reading, double value)
{
    ExpectedAlert alert;
    alert.openedTs = reading.ts;
    alert.transaction = reading.transaction;
    alert.summary = device.site + u": "_s + device.id + u": "_s + rule.metric + u" ("_s + shortest(value)
        + u") "_s + symbolOf(rule) + u' ' + shortest(rule.threshold);
    if (rule.holdSeconds > 0)
        alert.summary += u" for "_s + QString::number(rule.holdSeconds) + u" s"_s;
    alert.details = {
        {u"rule_id"_s, rule.ruleId},      {u"rule_name"_s, rule.name},
        {u"rule_version"_s, 1},           {u"metric_name"_s, rule.metric},
        {u"metric_value"_s, value},       {u"operator"_s, rule.comparison},
        {u"threshold"_s, rule.threshold}, {u"reading_at"_s, QString::fromLatin1(toRfc3339(reading.ts))}};
    return alert;
}

ExpectedClearing clearingOf(const Rule &rule, const StoredReading &reading, double value)
{
    const double limit = rule.clearValue ? *rule.clearValue : rule.threshold;
    const QString reason =
        rule.metric + u" ("_s + shortest(value) + u") cleared "_s + symbolOf(rule) + u' ' + shortest(limit);
    return {reading.ts, reason, reading.transaction};
}

template <class Time> void raise(Time &time, Instant to)
{
    if (time < to)
        time = to;
}

QString classOf(int severity)
{
    if (severity == 5)
        return u"CRITICAL"_s;
    return severity >= 3 ? u"WARNING"_s : u"INFO"_s;
}

} // namespace

void Oracle::judge(std::vector<StoredReading> readings)
{
    std::sort(readings.begin(), readings.end(), [](const auto &a, const auto &b) {
        return std::tie(a.committedAt, a.transaction, a.number)
            < std::tie(b.committedAt, b.transaction, b.number);
    });
    m_lastNumbers.assign(m_devices.size(), 0);
    for (const StoredReading &reading : readings) {
        if (reading.committedAt == Instant{})
            m_differences.add(u"transaction %1 has no commit time"_s.arg(reading.transaction));
        size_t &last = m_lastNumbers[reading.device];
        if (reading.number < last)
            m_differences.add(u"message %1 of %2 was committed after message %3"_s.arg(reading.number)
                                  .arg(m_plant.devices[reading.device].id)
                                  .arg(last));
        last = std::max(last, reading.number);
        judge(reading);
    }
}

void Oracle::judge(const StoredReading &reading)
{
    ExpectedDevice &device = m_devices[reading.device];
    device.isKnown = true;
    raise(device.lastSeenAt, reading.receivedAt);
    raise(reading.kind == 'H' ? device.lastHeartbeatAt : device.lastTelemetryAt, reading.receivedAt);
    const bool isLate =
        device.lastTs && reading.ts < *device.lastTs && reading.receivedAt - reading.ts > kLateAfter;
    if (isLate != reading.isLate)
        m_differences.add(
            u"message %1 of %2 is marked %3"_s.arg(reading.number)
                .arg(m_plant.devices[reading.device].id, reading.isLate ? u"late"_s : u"in time"_s));
    for (size_t metric = 0; metric < kMetrics.size(); ++metric) { // the newest device time wins, late or not
        if (!std::isnan(reading.values[metric]) && reading.ts >= device.times[metric]) {
            device.values[metric] = reading.values[metric];
            device.times[metric] = reading.ts;
        }
    }
    if (isLate)
        return;
    if (device.lastTs && timeOf(reading) < *device.lastTs) { // a step back: every timer begins anew
        for (auto &[rule, timer] : device.timers)
            timer.since = timeOf(reading);
    }
    device.lastTs = timeOf(reading);
    for (size_t metric = 0; metric < kMetrics.size(); ++metric) {
        if (std::isnan(reading.values[metric]))
            continue;
        for (size_t rule = 0; rule < m_plant.rules.size(); ++rule) {
            if (m_plant.rules[rule].metric == QLatin1StringView(kMetrics[metric].name))
                judge(reading, rule, reading.values[metric]);
        }
    }
}

void Oracle::judge(const StoredReading &reading, size_t rule, double value)
{
    const Rule &words = m_plant.rules[rule];
    const Device &device = m_plant.devices[reading.device];
    if (!covers(words, device))
        return;
    std::vector<ExpectedAlert> &alerts = m_devices[reading.device].alerts;
    const auto isOpen = [rule](const ExpectedAlert &alert) { return alert.rule == rule && !alert.clearing; };
    const auto open = std::find_if(alerts.begin(), alerts.end(), isOpen);
    if (open == alerts.end() && hasLasted(reading, rule, value)) {
        alerts.push_back(alertOf(device, words, reading, value));
        alerts.back().rule = rule;
    } else if (open != alerts.end() && isBack(words, value)) {
        open->clearing = clearingOf(words, reading, value);
    }
}

// Whether the value is beyond the threshold, and has been for as long as the rule asks.
bool Oracle::hasLasted(const StoredReading &reading, size_t rule, double value)
{
    const Rule &words = m_plant.rules[rule];
    auto &timers = m_devices[reading.device].timers;
    if (!isBeyond(words, value)) {
        timers.erase(rule);
        return false;
    }
    if (words.holdSeconds == 0)
        return true;
    const auto timer = timers.try_emplace(rule, ExpectedTimer{timeOf(reading), value}).first;
    if (timeOf(reading) - timer->second.since < std::chrono::seconds(words.holdSeconds))
        return false;
    timers.erase(timer);
    return true;
}

std::vector<size_t> Oracle::routesOf(size_t device, size_t rule, const QString &event) const
{
    const Device &where = m_plant.devices[device];
    const int severity = m_plant.rules[rule].severity;
    const auto wants = [](const QStringList &wanted, const QString &text) {
        return wanted.isEmpty() || wanted.contains(text);
    };
    std::vector<size_t> routes;
    for (size_t i = 0; i < m_plant.routes.size(); ++i) {
        const Route &route = m_plant.routes[i];
        const bool isWanted = route.tenant == where.tenant && route.isEnabled
            && route.deliverOn.contains(event) && severity >= route.minSeverity.value_or(1)
            && (wants(route.severities, classOf(severity))
                || route.severities.contains(QString::number(severity)))
            && wants(route.types, u"THRESHOLD"_s) && wants(route.sites, where.site)
            && hasPrefix(route.prefixes, where.id);
        if (isWanted)
            routes.push_back(i);
    }
    return routes;
}

} // namespace pulse::chaos
