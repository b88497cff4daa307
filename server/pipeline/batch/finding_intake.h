// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Acts on what the rules found in a reading, as far as the tenant's budget goes. What is beyond is owed by
// the device: the metrics are judged again, by their latest values, once there is budget, or with the next
// reading that carries them. So a condition that lasts opens its alert later; one that came and went
// meanwhile leaves none, and is counted.
//
// Thread safety: none; lives as long as its batch.
#pragma once

#include "pipeline/batch/alert_batch.h"
#include "pipeline/batch/alert_budget.h"
#include "rules/evaluator.h"

namespace pulse::pipeline {

class FindingIntake {
public:
    FindingIntake(AlertBatch &alerts, AlertBudget &budget, Instant now)
        : m_alerts(alerts)
        , m_budget(budget)
        , m_now(now)
    {
    }

    // The device as the rules are to see it before `reading`. After readings that were not acted on every
    // timer begins anew, as after a step back in time: one of them may have ended it.
    static rules::DeviceView viewOf(const WorkingDevice &device);

    void take(const rules::Evaluation &evaluation, WorkingDevice &device, const model::Reading &reading);
    // Ends the silence of the device and of the metrics it reports.
    void hear(const model::Reading &reading, WorkingDevice &device);

    // Findings put off since this batch began, by tenant.
    const std::map<TenantKey, qint64> &deferred() const { return m_deferred; }

private:
    void takeFindings(const rules::Evaluation &evaluation, WorkingDevice &device,
                      const model::Reading &reading, std::set<RuleKey> &heldBack);
    void takeTimers(const rules::Evaluation &evaluation, WorkingDevice &device,
                    const std::set<RuleKey> &heldBack);
    void owe(WorkingDevice &device, MetricKey metric);

    AlertBatch &m_alerts;
    AlertBudget &m_budget;
    Instant m_now;
    std::map<TenantKey, qint64> m_deferred;
};

} // namespace pulse::pipeline
