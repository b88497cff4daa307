// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/batch_run.h"

#include "rules/retirement.h"

#include <algorithm>
#include <tuple>

namespace pulse::pipeline {

BatchRun::~BatchRun()
{
    for (const WorkingDevice &working : m_working)
        working.device->batchPlace = 0;
}

void BatchRun::take(std::span<ingest::Envelope *const> envelopes, std::vector<ingest::Admission> admissions)
{
    Q_ASSERT(m_items.empty());
    m_items.reserve(envelopes.size());
    for (size_t i = 0; i < envelopes.size(); ++i) {
        const ingest::Envelope &envelope = *envelopes[i];
        if (const auto *rejected = std::get_if<ingest::Rejected>(&admissions[i])) {
            m_rejects.take(envelope, *rejected);
            continue;
        }
        auto &admitted = std::get<ingest::Admitted>(admissions[i]);
        for (const model::RejectReason reason : admitted.droppedMetrics)
            m_rejects.countOnly(envelope, *admitted.device->tenant, reason);
        m_metricBounds.take(*admitted.device, admitted.metricBound);
        Item &item = m_items.emplace_back();
        item.device = admitted.device;
        item.metrics = std::move(admitted.metrics);
        item.reading = {admitted.device->registered.key,
                        admitted.device->tenant->versions.key,
                        admitted.ts,
                        envelope.receivedAt,
                        envelope.payloadHash,
                        envelope.kind,
                        admitted.metricSet,
                        item.metrics};
    }
}

WorkingDevice &BatchRun::working(ingest::Device &device)
{
    if (device.batchPlace == 0) {
        m_working.push_back(
            {&device, device.registered.state, device.registered.alerts, device.registered.pending});
        device.batchPlace = m_working.size();
    }
    return m_working[device.batchPlace - 1];
}

void BatchRun::retireOrphans(const std::set<TenantKey> &tenants)
{
    for (const TenantKey key : tenants) {
        ingest::Tenant *tenant = m_context.registry.findTenant(key);
        if (!tenant)
            continue;
        for (auto &[id, device] : tenant->devices)
            retireOrphans(*device);
    }
}

void BatchRun::retireOrphans(ingest::Device &device)
{
    const model::RegisteredDevice &known = device.registered;
    const rules::Ward ward{known, device.tenant->config};
    const auto metricOf = [&device](const model::AlertRule &rule) {
        return device.tenant->metrics.find(rule.metricName.toUtf8());
    };
    for (const model::ActiveAlert &alert : known.alerts) {
        if (const auto why = rules::retirementOf(alert, ward, metricOf))
            m_alerts.retire(alert, working(device), *why, m_context.now);
    }
    const auto isOutdated = [&ward](const model::PendingRule &timer) {
        return rules::isOutdated(timer, ward);
    };
    if (std::none_of(known.pending.begin(), known.pending.end(), isOutdated))
        return;
    std::erase_if(working(device).pending, isOutdated);
    working(device).hasNewTimers = true;
}

Result<> BatchRun::insert(const store::SystemScope &scope, std::vector<bool> &isNew)
{
    std::vector<store::ReadingRow> readings;
    std::vector<size_t> positions;
    readings.reserve(m_items.size());
    positions.reserve(m_items.size());
    for (size_t i = 0; i < m_items.size(); ++i) {
        if (!m_items[i].reading.metricSet.isValid())
            continue; // changes state, but there is nothing to store
        const Item &item = m_items[i];
        readings.push_back({&item.reading, item.device->tenant->sets.find(item.reading.metricSet)});
        positions.push_back(i);
    }
    isNew.assign(m_items.size(), true);
    if (m_context.insertion == Insertion::Append) {
        PULSE_CHECK(store::appendReadings(scope, readings));
        m_stored += static_cast<qint64>(readings.size());
        return {};
    }
    PULSE_TRY(const auto inserted, store::insertReadings(scope, readings));
    for (size_t i = 0; i < positions.size(); ++i) {
        isNew[positions[i]] = inserted[i];
        ++(inserted[i] ? m_stored : m_duplicates);
    }
    return {};
}

void BatchRun::mergeValues(model::DeviceState &state, const model::Reading &reading)
{
    // Nearly always the same metrics as last time.
    const auto isSame = [](const auto &a, const auto &b) { return a.code == b.code; };
    if (std::equal(state.values.begin(), state.values.end(), reading.metrics.begin(), reading.metrics.end(),
                   isSame)) {
        std::copy(reading.metrics.begin(), reading.metrics.end(), state.values.begin());
        return;
    }
    std::vector<model::MetricValue> merged;
    merged.reserve(state.values.size() + reading.metrics.size());
    auto old = state.values.begin();
    for (const model::MetricValue &value : reading.metrics) {
        while (old != state.values.end() && old->code.metric() < value.code.metric())
            merged.push_back(*old++);
        if (old != state.values.end() && old->code.metric() == value.code.metric())
            ++old;
        merged.push_back(value);
    }
    merged.insert(merged.end(), old, state.values.end());
    state.values = std::move(merged);
}

void BatchRun::noteHeard(const Item &item)
{
    const auto &watched = item.device->tenant->watchedMetrics;
    if (watched.empty())
        return;
    for (const model::MetricValue &value : item.metrics) {
        if (std::binary_search(watched.begin(), watched.end(), value.code.metric()))
            m_heard.push_back({item.device, {value.code.metric(), item.reading.receivedAt}});
    }
}

void BatchRun::evaluate(const Item &item)
{
    const model::Reading &reading = item.reading;
    WorkingDevice &device = working(*item.device);
    model::DeviceState &state = device.state;
    if (!device.alerts.empty())
        m_alerts.hear(reading, device, m_context.now);
    noteHeard(item);
    if (!state.isKnown || state.status != model::DeviceStatus::Online) {
        state.status = model::DeviceStatus::Online;
        state.lastStateChangeAt = m_context.now;
        m_changes.push_back({reading.tenant, model::Change::Kind::Device, reading.device.value});
    }
    state.isKnown = true;
    state.lastSeenAt = std::max(state.lastSeenAt, reading.receivedAt);
    auto &lastOfKind =
        reading.kind == model::MessageKind::Heartbeat ? state.lastHeartbeatAt : state.lastTelemetryAt;
    lastOfKind = std::max(lastOfKind.value_or(reading.receivedAt), reading.receivedAt);
    const model::TenantSettings &settings = item.device->tenant->config.settings;
    if (rules::isLate(reading, state.lastTs, settings.lateAfter)) {
        if (reading.metricSet.isValid())
            m_late.push_back(&reading);
        return;
    }
    judge(device, reading);
    // A reading ahead of our clock counts as of its arrival, so that it does not make honest ones late.
    state.lastTs = rules::effectiveTime(reading);
    mergeValues(state, reading);
}

void BatchRun::judge(WorkingDevice &device, const model::Reading &reading)
{
    const model::RegisteredDevice &known = device.device->registered;
    const rules::DeviceView view{
        {known.siteId, known.deviceId}, device.alerts, device.pending, device.state.lastTs};
    const rules::Outcome outcome = rules::evaluate(m_context.rules[reading.tenant], view, reading);
    for (const rules::Finding &finding : outcome.findings)
        m_alerts.take(finding, device, reading, m_context.now);
    if (outcome.timers.empty())
        return;
    rules::apply(outcome.timers, device.pending);
    device.hasNewTimers = true;
}

Result<> BatchRun::writeStates(const store::SystemScope &scope)
{
    std::vector<store::StateRow> rows;
    rows.reserve(m_working.size());
    for (const WorkingDevice &working : m_working) {
        const ingest::Device &device = *working.device;
        rows.push_back({device.registered.key, device.tenant->versions.key, &working.state,
                        !device.registered.state.isKnown});
    }
    std::sort(rows.begin(), rows.end(), [](const auto &a, const auto &b) { return a.device < b.device; });
    return store::writeStates(scope, rows);
}

// What differs from what is committed.
Result<> BatchRun::writeTimers(const store::SystemScope &scope)
{
    std::vector<store::BegunTimer> begun;
    std::vector<store::EndedTimer> ended;
    for (const WorkingDevice &working : m_working) {
        if (!working.hasNewTimers)
            continue;
        const ingest::Device &device = *working.device;
        const auto &before = device.registered.pending;
        for (const model::PendingRule &timer : working.pending) {
            if (std::find(before.begin(), before.end(), timer) == before.end())
                begun.push_back({device.registered.key, device.tenant->versions.key, timer});
        }
        for (const model::PendingRule &timer : before) {
            const auto isOfRule = [&timer](const model::PendingRule &now) { return now.rule == timer.rule; };
            if (std::none_of(working.pending.begin(), working.pending.end(), isOfRule))
                ended.push_back({device.registered.key, timer.rule});
        }
    }
    std::sort(begun.begin(), begun.end(), [](const auto &a, const auto &b) {
        return std::tie(a.device, a.timer.rule) < std::tie(b.device, b.timer.rule);
    });
    std::sort(ended.begin(), ended.end(), [](const auto &a, const auto &b) {
        return std::tie(a.device, a.rule) < std::tie(b.device, b.rule);
    });
    return store::writeTimers(scope, begun, ended);
}

Result<> BatchRun::write(const store::SystemScope &scope)
{
    std::vector<bool> isNew;
    PULSE_CHECK(insert(scope, isNew));
    for (size_t i = 0; i < m_items.size(); ++i) {
        if (!isNew[i])
            continue;
        evaluate(m_items[i]);
        if (!m_items[i].metrics.empty())
            m_committed.push_back({m_items[i].device, m_items[i].reading.ts, m_items[i].metrics});
    }
    PULSE_CHECK(store::markLate(scope, m_late));
    PULSE_CHECK(writeStates(scope));
    PULSE_CHECK(writeTimers(scope));
    PULSE_CHECK(m_alerts.write(scope, m_changes));
    PULSE_CHECK(m_rejects.write(scope));
    PULSE_CHECK(m_metricBounds.write(scope, m_context.now));
    return store::recordChanges(scope, m_changes);
}

namespace {

void hear(std::vector<model::HeardMetric> &heard, const model::HeardMetric &metric)
{
    const auto at = std::lower_bound(heard.begin(), heard.end(), metric.metric,
                                     [](const auto &known, MetricKey key) { return known.metric < key; });
    if (at == heard.end() || at->metric != metric.metric)
        heard.insert(at, metric);
    else
        at->at = std::max(at->at, metric.at);
}

} // namespace

void BatchRun::apply()
{
    m_metricBounds.apply();
    for (const Heard &heard : m_heard)
        hear(heard.device->heard, heard.metric);
    for (WorkingDevice &device : m_working) {
        for (model::ActiveAlert &alert : device.alerts)
            alert.alert = m_alerts.resolve(alert.alert);
        device.device->registered.state = std::move(device.state);
        device.device->registered.alerts = std::move(device.alerts);
        device.device->registered.pending = std::move(device.pending);
    }
}

} // namespace pulse::pipeline
