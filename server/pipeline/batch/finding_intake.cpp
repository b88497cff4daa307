// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/batch/finding_intake.h"

#include <algorithm>

namespace pulse::pipeline {

namespace {

// A newer value of a metric settles what was owed for it.
void settle(std::optional<model::OwedJudgement> &owed, const model::Reading &reading)
{
    if (!owed)
        return;
    std::erase_if(owed->metrics, [&reading](MetricKey metric) {
        return std::any_of(reading.metrics.begin(), reading.metrics.end(),
                           [metric](const auto &value) { return value.code.metric() == metric; });
    });
}

model::OwedJudgement &owedOf(WorkingDevice &device)
{
    if (!device.owed) {
        device.owed.emplace();
        device.owed->restartsTimers = false;
    }
    return *device.owed;
}

} // namespace

rules::DeviceView FindingIntake::viewOf(const WorkingDevice &device)
{
    const model::RegisteredDevice &known = device.device->registered;
    const bool restarts = device.owed && device.owed->restartsTimers;
    return {{known.siteId, known.deviceId},
            device.alerts,
            device.pending,
            restarts ? std::optional(Instant::max()) : device.state.lastTs};
}

void FindingIntake::owe(WorkingDevice &device, MetricKey metric)
{
    auto &metrics = owedOf(device).metrics;
    const auto at = std::lower_bound(metrics.begin(), metrics.end(), metric);
    if (at == metrics.end() || *at != metric)
        metrics.insert(at, metric);
}

void FindingIntake::take(const rules::Evaluation &evaluation, WorkingDevice &device,
                         const model::Reading &reading)
{
    settle(device.owed, reading);
    ingest::Tenant &tenant = *device.device->tenant;
    const bool isNothing = evaluation.findings.empty() && evaluation.timers.empty();
    if (!isNothing && !m_budget.affords(tenant)) {
        m_deferred[tenant.versions.key] += static_cast<qint64>(evaluation.findings.size());
        for (const model::MetricValue &value : reading.metrics)
            owe(device, value.code.metric());
        owedOf(device).restartsTimers |= !evaluation.timers.empty();
        return;
    }
    std::set<RuleKey> heldBack;
    takeFindings(evaluation, device, reading, heldBack);
    takeTimers(evaluation, device, heldBack);
    if (device.owed)
        device.owed->restartsTimers = false;
    if (device.owed && device.owed->metrics.empty() && !device.owed->hears)
        device.owed.reset();
}

void FindingIntake::takeFindings(const rules::Evaluation &evaluation, WorkingDevice &device,
                                 const model::Reading &reading, std::set<RuleKey> &heldBack)
{
    ingest::Tenant &tenant = *device.device->tenant;
    for (const rules::Finding &finding : evaluation.findings) {
        if (!m_budget.affords(tenant)) {
            ++m_deferred[tenant.versions.key];
            heldBack.insert(finding.rule->key);
            owe(device, finding.metric);
            continue;
        }
        m_budget.charge(tenant, m_alerts.take(finding, device, reading, m_now));
    }
}

// The timer of a rule whose finding waits runs on, so that it opens with the time at which it began.
void FindingIntake::takeTimers(const rules::Evaluation &evaluation, WorkingDevice &device,
                               const std::set<RuleKey> &heldBack)
{
    std::vector<rules::TimerChange> changes;
    for (const rules::TimerChange &change : evaluation.timers) {
        if (!heldBack.contains(change.rule))
            changes.push_back(change);
    }
    if (changes.empty())
        return;
    m_budget.charge(*device.device->tenant, changes.size());
    rules::apply(changes, device.pending);
    device.hasNewTimers = true;
}

void FindingIntake::hear(const model::Reading &reading, WorkingDevice &device)
{
    ingest::Tenant &tenant = *device.device->tenant;
    if (device.owed)
        device.owed->hears = false;
    for (const model::ActiveAlert &alert : AlertBatch::endedBy(reading, device)) {
        if (m_budget.affords(tenant)) {
            m_budget.charge(tenant, m_alerts.hear(alert, device, reading, m_now));
            continue;
        }
        ++m_deferred[tenant.versions.key];
        owedOf(device).hears = true;
        if (alert.metric.isValid())
            owe(device, alert.metric);
    }
}

} // namespace pulse::pipeline
