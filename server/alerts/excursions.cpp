// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/excursions.h"

#include "alerts/evidence.h"

namespace pulse::alerts {

namespace {

model::Reading readingOf(const model::StoredReading &stored)
{
    model::Reading reading;
    reading.ts = stored.ts;
    reading.receivedAt = stored.receivedAt;
    reading.payloadHash = stored.payloadHash;
    reading.kind = stored.kind;
    reading.metrics = stored.metrics;
    reading.saysTime = stored.ts != stored.receivedAt; // as it was stored when it said none
    return reading;
}

bool isFurther(double value, double peak, model::Comparison comparison)
{
    const bool isUpper = comparison == model::Comparison::Gt || comparison == model::Comparison::Gte;
    return isUpper ? value > peak : value < peak;
}

} // namespace

Excursions::Excursions(const rules::RuleIndex &rules, QByteArray siteId, QByteArray deviceId)
    : m_rules(rules)
    , m_siteId(std::move(siteId))
    , m_deviceId(std::move(deviceId))
{
}

std::optional<model::Excursion> Excursions::take(const model::StoredReading &stored)
{
    const model::Reading reading = readingOf(stored);
    const rules::DeviceView device{{m_siteId, m_deviceId}, m_active, m_pending, m_lastTs};
    const rules::Evaluation evaluation = rules::evaluate(m_rules, device, reading);
    rules::apply(evaluation.timers, m_pending);
    m_lastAt = rules::effectiveTime(reading);
    if (reading.saysTime)
        m_lastTs = m_lastAt;
    std::optional<model::Excursion> ended;
    for (const rules::Finding &finding : evaluation.findings)
        ended = take(finding, reading);
    if (m_open)
        notePeak(reading);
    return ended;
}

std::optional<model::Excursion> Excursions::take(const rules::Finding &finding, const model::Reading &reading)
{
    if (finding.kind == rules::Finding::Kind::Breach) {
        open(finding, reading);
        return std::nullopt;
    }
    m_open->end = reading.ts;
    m_open->cleared = evidenceOf(finding, reading);
    m_active.clear();
    return close(rules::effectiveTime(reading));
}

void Excursions::open(const rules::Finding &finding, const model::Reading &reading)
{
    m_active = {{{1}, finding.rule->key, model::AlertType::Threshold, finding.metric}};
    m_openedAt = rules::effectiveTime(reading);
    m_comparison = finding.rule->comparison;
    m_metric = finding.metric;
    m_open.emplace();
    m_open->deviceId = QString::fromUtf8(m_deviceId);
    m_open->siteId = QString::fromUtf8(m_siteId);
    m_open->start = reading.ts;
    m_open->peak = finding.value;
    m_open->peakAt = reading.ts;
    m_open->opened = evidenceOf(finding, reading);
}

// A step back may put the end before the beginning; it lasted no time then.
model::Excursion Excursions::close(Instant until)
{
    model::Excursion excursion = *std::exchange(m_open, std::nullopt);
    excursion.active = std::max(std::chrono::microseconds{0}, until - m_openedAt);
    return excursion;
}

void Excursions::notePeak(const model::Reading &reading)
{
    for (const model::MetricValue &value : reading.metrics) {
        if (value.code.metric() == m_metric && isFurther(value.value, m_open->peak, m_comparison)) {
            m_open->peak = value.value;
            m_open->peakAt = reading.ts;
        }
    }
}

std::optional<model::Excursion> Excursions::finish()
{
    if (!m_open)
        return std::nullopt;
    return close(m_lastAt);
}

} // namespace pulse::alerts
