// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The half of alert_batch.h that concerns silence.
#include "pipeline/batch/alert_batch.h"

#include <algorithm>

namespace pulse::pipeline {

using namespace Qt::StringLiterals;

namespace {

QString actorOf(const model::AlertRule *rule) { return rule ? u"rule:"_s + rule->ruleId : u"system"_s; }

const model::AlertRule *ruleOf(const model::ActiveAlert &alert, const ingest::Tenant &tenant)
{
    const auto &known = tenant.config.rules;
    const auto at = std::find_if(known.begin(), known.end(),
                                 [&alert](const model::AlertRule &rule) { return rule.key == alert.rule; });
    return at == known.end() ? nullptr : &*at;
}

bool isEnded(const model::ActiveAlert &alert, const model::Reading &reading)
{
    if (alert.type != model::AlertType::MetricSilent)
        return alert.type == model::AlertType::NoHeartbeat;
    return std::any_of(
        reading.metrics.begin(), reading.metrics.end(),
        [&alert](const model::MetricValue &value) { return value.code.metric() == alert.metric; });
}

} // namespace

size_t AlertBatch::open(const rules::SilenceFinding &finding, WorkingDevice &device, Instant now)
{
    model::OpenedAlert opened;
    opened.id = {-static_cast<std::int64_t>(m_opened.size()) - 1};
    opened.tenant = device.device->tenant->versions.key;
    opened.device = device.device->registered.key;
    opened.rule = finding.rule ? finding.rule->key : RuleKey();
    opened.alert = alerts::openedBy(finding, nameOf(*device.device), device.state, now);
    if (device.refused && opened.alert.type == model::AlertType::NoHeartbeat)
        alerts::addRefusal(*device.refused, opened.alert);
    opened.alert.openedTs = finding.deadline;
    device.alerts.push_back({opened.id, opened.rule, opened.alert.type, finding.metric});
    m_transitions.push_back({opened.id, device.device, model::AlertEvent::Opened, now, actorOf(finding.rule),
                             opened.alert.summary, alerts::silenceEvidence(finding, device.state)});
    const model::AlertType type = opened.alert.type;
    m_opened.push_back(std::move(opened));
    return changesOf(finding.rule, type, *device.device, model::DeliverOn::Open);
}

std::vector<model::ActiveAlert> AlertBatch::endedBy(const model::Reading &reading,
                                                    const WorkingDevice &device)
{
    std::vector<model::ActiveAlert> ended;
    std::copy_if(device.alerts.begin(), device.alerts.end(), std::back_inserter(ended),
                 [&](const model::ActiveAlert &alert) { return isEnded(alert, reading); });
    return ended;
}

size_t AlertBatch::hear(const model::ActiveAlert &alert, WorkingDevice &device, const model::Reading &reading,
                        Instant now)
{
    const model::AlertRule *rule = ruleOf(alert, *device.device->tenant);
    const alerts::Heard heard{rule, reading, device.state.lastSeenAt};
    close({alert.alert, device.device, model::AlertEvent::Cleared, now, actorOf(rule),
           alerts::heardReason(heard), alerts::heardEvidence(heard)},
          reading.ts, device);
    return changesOf(rule, alert.type, *device.device, model::DeliverOn::Closed);
}

} // namespace pulse::pipeline
