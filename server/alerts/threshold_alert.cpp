// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/threshold_alert.h"

#include "model/words.h"

#include <QLocale>

namespace pulse::alerts {

using namespace Qt::StringLiterals;

namespace {

QString symbol(model::Comparison comparison)
{
    switch (comparison) {
    case model::Comparison::Gt: return u">"_s;
    case model::Comparison::Lt: return u"<"_s;
    case model::Comparison::Gte: return u">="_s;
    case model::Comparison::Lte: return u"<="_s;
    }
    Q_UNREACHABLE();
}

QString shortest(double value) { return QString::number(value, 'g', QLocale::FloatingPointShortest); }

} // namespace

QString thresholdFingerprint(const QString &ruleId, const QString &deviceId)
{
    return u"RULE:%1:%2"_s.arg(ruleId, deviceId);
}

model::Alert openedBy(const rules::Finding &finding, const DeviceName &device, const model::Reading &reading,
                      Instant now)
{
    const model::AlertRule &rule = *finding.rule;
    model::Alert alert;
    alert.tenantId = device.tenantId;
    alert.siteId = device.siteId;
    alert.deviceId = device.deviceId;
    alert.type = model::AlertType::Threshold;
    alert.fingerprint = thresholdFingerprint(rule.ruleId, device.deviceId);
    alert.severity = rule.severity;
    alert.confidence = 1.0;
    alert.summary = u"%1: %2: %3 (%4) %5 %6"_s.arg(device.siteId, device.deviceId, rule.metricName,
                                                   shortest(finding.value), symbol(rule.comparison),
                                                   shortest(rule.threshold));
    if (rule.holdFor.count() > 0)
        alert.summary += u" for %1 s"_s.arg(rule.holdFor.count());
    alert.details = {
        {u"rule_id"_s, rule.ruleId},        {u"rule_name"_s, rule.name},
        {u"rule_version"_s, rule.version},  {u"metric_name"_s, rule.metricName},
        {u"metric_value"_s, finding.value}, {u"operator"_s, QString(model::word(rule.comparison))},
        {u"threshold"_s, rule.threshold},   {u"reading_at"_s, QString::fromLatin1(toRfc3339(reading.ts))}};
    alert.createdAt = now;
    alert.updatedAt = now;
    return alert;
}

QString clearedReason(const rules::Finding &finding)
{
    const model::AlertRule &rule = *finding.rule;
    return u"%1 (%2) cleared %3 %4"_s.arg(rule.metricName, shortest(finding.value), symbol(rule.comparison),
                                          shortest(rule.clearValue.value_or(rule.threshold)));
}

} // namespace pulse::alerts
