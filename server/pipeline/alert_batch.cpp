// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/alert_batch.h"

#include "alerts/evidence.h"
#include "alerts/retired_reason.h"
#include "base/logging.h"
#include "routing/job_plan.h"

#include <algorithm>

Q_LOGGING_CATEGORY(lcAlertBatch, "pulse.pipeline")

namespace pulse::pipeline {

using namespace Qt::StringLiterals;

namespace {

alerts::DeviceName nameOf(const ingest::Device &device)
{
    return {QString::fromUtf8(device.tenant->versions.tenantId), QString::fromUtf8(device.registered.siteId),
            QString::fromUtf8(device.registered.deviceId)};
}

QString actorOf(const model::AlertRule &rule) { return u"rule:"_s + rule.ruleId; }

routing::AlertFacts routingFacts(TenantKey tenant, const model::Alert &alert)
{
    return {tenant,         alert.alertId, alert.tenantId,  alert.siteId,
            alert.deviceId, alert.type,    alert.severity,  alert.confidence,
            alert.summary,  alert.details, alert.createdAt, alert.clearedAt};
}

} // namespace

void AlertBatch::take(const rules::Finding &finding, WorkingDevice &device, const model::Reading &reading,
                      Instant now)
{
    if (finding.kind == rules::Finding::Kind::Breach)
        open(finding, device, reading, now);
    else
        clear(finding, device, reading, now);
}

void AlertBatch::open(const rules::Finding &finding, WorkingDevice &device, const model::Reading &reading,
                      Instant now)
{
    model::OpenedAlert opened;
    opened.id = {-static_cast<std::int64_t>(m_opened.size()) - 1};
    opened.tenant = reading.tenant;
    opened.device = reading.device;
    opened.rule = finding.rule->key;
    opened.alert = alerts::openedBy(finding, nameOf(*device.device), reading, now);
    opened.openedTs = reading.ts;
    device.alerts.push_back({opened.id, opened.rule, opened.alert.type, finding.metric});
    m_steps.push_back({opened.id, device.device, model::AlertEvent::Opened, now, actorOf(*finding.rule),
                       opened.alert.summary, alerts::evidenceOf(finding, reading)});
    m_opened.push_back(std::move(opened));
}

void AlertBatch::clear(const rules::Finding &finding, WorkingDevice &device, const model::Reading &reading,
                       Instant now)
{
    const auto isOfRule = [&finding](const model::ActiveAlert &alert) {
        return alert.rule == finding.rule->key;
    };
    const auto active = std::find_if(device.alerts.begin(), device.alerts.end(), isOfRule);
    Q_ASSERT(active != device.alerts.end());
    const AlertId id = active->alert;
    device.alerts.erase(active);
    if (id.value < 0) { // opened in this very batch
        model::OpenedAlert &opened = m_opened[static_cast<size_t>(-id.value - 1)];
        opened.alert.clearedAt = now;
        opened.alert.updatedAt = now;
        opened.clearedTs = reading.ts;
    } else {
        m_cleared.push_back({id, now, reading.ts});
    }
    m_steps.push_back({id, device.device, model::AlertEvent::Cleared, now, actorOf(*finding.rule),
                       alerts::clearedReason(finding), alerts::evidenceOf(finding, reading)});
}

void AlertBatch::retire(const model::ActiveAlert &alert, WorkingDevice &device, rules::Retirement why,
                        Instant now)
{
    const AlertId id = alert.alert;
    std::erase_if(device.alerts, [id](const model::ActiveAlert &active) { return active.alert == id; });
    m_cleared.push_back({id, now, now});
    m_steps.push_back(
        {id, device.device, model::AlertEvent::Cleared, now, u"system"_s, alerts::retiredReason(why), {}});
}

AlertId AlertBatch::resolve(AlertId id) const
{
    return id.value < 0 ? m_opened[static_cast<size_t>(-id.value - 1)].id : id;
}

// Clears before opens: a fingerprint that clears and opens again has one active row at any time. Rows are
// taken in key order.
Result<> AlertBatch::writeAlerts(const store::SystemScope &scope)
{
    std::sort(m_cleared.begin(), m_cleared.end(), [](const auto &a, const auto &b) { return a.id < b.id; });
    PULSE_TRY(const auto cleared, store::clearAlerts(scope, m_cleared));
    for (const model::Alert &alert : cleared)
        m_facts.insert_or_assign(AlertId{alert.alertId}, alert);
    PULSE_TRY(const auto ids, store::takeAlertIds(scope, m_opened.size()));
    for (size_t i = 0; i < m_opened.size(); ++i) {
        m_opened[i].id = {ids[i]};
        m_opened[i].alert.alertId = ids[i];
    }
    PULSE_TRY(const auto opened, store::openAlerts(scope, m_opened));
    for (const model::OpenedAlert &candidate : m_opened) {
        if (std::find(opened.begin(), opened.end(), candidate.id) != opened.end())
            m_facts.insert_or_assign(candidate.id, candidate.alert);
    }
    if (cleared.size() != m_cleared.size() || opened.size() != m_opened.size()) {
        qCWarning(lcAlertBatch).noquote()
            << "alerts changed behind ingest's back" << kv("cleared", cleared.size())
            << kv("of", m_cleared.size()) << kv("opened", opened.size()) << kv("of", m_opened.size());
    }
    return {};
}

std::vector<const AlertBatch::Step *> AlertBatch::stepsThatHappened() const
{
    std::vector<const Step *> steps;
    for (const Step &step : m_steps) {
        if (m_facts.contains(resolve(step.alert)))
            steps.push_back(&step);
    }
    return steps;
}

// The alert as it was at that transition: an alert that opened and cleared in one batch was open at the
// first.
model::Alert AlertBatch::factsOf(const Step &step) const
{
    model::Alert alert = m_facts.at(resolve(step.alert));
    const alerts::DeviceName name = nameOf(*step.device);
    alert.tenantId = name.tenantId;
    alert.siteId = name.siteId;
    alert.deviceId = name.deviceId;
    alert.clearedAt = step.event == model::AlertEvent::Cleared ? std::optional(step.at) : std::nullopt;
    return alert;
}

Result<> AlertBatch::writeJobs(const store::SystemScope &scope, std::span<const Step *const> steps,
                               std::span<const model::Transition> transitions)
{
    std::vector<model::NewJob> jobs;
    for (size_t i = 0; i < steps.size(); ++i) {
        const auto &routes = steps[i]->device->tenant->config.routes;
        const routing::TransitionFacts facts{transitions[i].id, steps[i]->event,
                                             routingFacts(transitions[i].tenant, factsOf(*steps[i]))};
        for (model::NewJob &job : routing::plan(routes, facts))
            jobs.push_back(std::move(job));
    }
    PULSE_TRY(const auto ids, store::takeJobIds(scope, jobs.size()));
    for (size_t i = 0; i < jobs.size(); ++i)
        jobs[i].id = {ids[i]};
    m_jobCount = jobs.size();
    return store::insertJobs(scope, jobs);
}

Result<> AlertBatch::write(const store::SystemScope &scope, std::vector<model::Change> &changes)
{
    if (m_steps.empty())
        return {};
    PULSE_CHECK(writeAlerts(scope));
    const auto steps = stepsThatHappened();
    // After the rows of these alerts are ours, so that ids rise with the order of an alert's transitions.
    PULSE_TRY(const auto ids, store::takeTransitionIds(scope, steps.size()));
    std::vector<model::Transition> transitions;
    for (size_t i = 0; i < steps.size(); ++i) {
        const AlertId alert = resolve(steps[i]->alert);
        const TenantKey tenant = steps[i]->device->tenant->versions.key;
        transitions.push_back({{ids[i]},
                               tenant,
                               alert,
                               steps[i]->event,
                               steps[i]->at,
                               steps[i]->actor,
                               steps[i]->reason,
                               steps[i]->evidence});
        changes.push_back({tenant, model::Change::Kind::Alert, alert.value});
    }
    PULSE_CHECK(store::insertTransitions(scope, transitions));
    return writeJobs(scope, steps, transitions);
}

} // namespace pulse::pipeline
