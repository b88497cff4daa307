// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/batch/batch_run.h"

#include "rules/device_clock.h"
#include "rules/latest_values.h"
#include "rules/retirement.h"
#include "rules/silence.h"

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
            if (rejected->isHeard)
                m_presences.push_back({rejected->sender.device, &envelope, m_items.size(), false});
            continue;
        }
        if (const auto *stated = std::get_if<ingest::Stated>(&admissions[i])) {
            m_presences.push_back({stated->device, &envelope, m_items.size(), true});
            continue;
        }
        auto &admitted = std::get<ingest::Admitted>(admissions[i]);
        for (const model::RejectReason reason : admitted.droppedMetrics)
            m_rejects.countOnly(envelope, *admitted.device->tenant, reason);
        if (admitted.isTimeReplaced)
            m_rejects.countOnly(envelope, *admitted.device->tenant, model::RejectReason::BadTimestamp);
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
                        item.metrics,
                        envelope.ts.has_value()};
    }
}

WorkingDevice &BatchRun::working(ingest::Device &device)
{
    if (device.batchPlace == 0) {
        m_working.push_back({&device, device.registered.state, device.registered.alerts,
                             device.registered.pending, false, device.registered.owed});
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
        if (!m_budget.affords(*tenant)) {
            m_unretired.insert(key);
            continue;
        }
        for (auto &[id, device] : tenant->devices)
            retireOrphans(*device);
    }
}

void BatchRun::retireOrphans(ingest::Device &device)
{
    const model::RegisteredDevice &known = device.registered;
    const rules::DeviceUnderConfig configured{known, device.tenant->config};
    const auto metricOf = [&device](const model::AlertRule &rule) {
        return device.tenant->metrics.find(rule.metricName.toUtf8());
    };
    for (const model::ActiveAlert &alert : known.alerts) {
        const auto why = rules::retirementOf(alert, configured, metricOf);
        if (!why)
            continue;
        if (!m_budget.affords(*device.tenant)) {
            m_unretired.insert(device.tenant->versions.key);
            break;
        }
        m_budget.charge(*device.tenant, m_alerts.retire(alert, working(device), *why, m_context.now));
    }
    const auto isOutdated = [&configured](const model::PendingRule &timer) {
        return rules::isOutdated(timer, configured);
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

bool BatchRun::evaluate(const Item &item)
{
    const model::Reading &reading = item.reading;
    WorkingDevice &device = working(*item.device);
    model::DeviceState &state = device.state;
    hearDevice(device, reading);
    device.heardUpTo = static_cast<size_t>(&item - m_items.data()) + 1;
    noteHeard(item);
    auto &lastOfKind =
        reading.kind == model::MessageKind::Heartbeat ? state.lastHeartbeatAt : state.lastTelemetryAt;
    lastOfKind = rules::lastHeard(lastOfKind.value_or(reading.receivedAt), reading.receivedAt);
    const model::TenantSettings &settings = item.device->tenant->config.settings;
    const rules::TimeVerdict time = rules::judgeTime(state, reading, settings.lateAfter);
    state.clock = time.clock;
    if (time.isNewBase)
        rules::forgetTimesAfter(reading.ts, state.values);
    rules::takeLatest(reading, state.values);
    if (time.isLate) {
        if (reading.metricSet.isValid())
            m_late.push_back(&reading);
        return false;
    }
    judge(device, reading);
    // A reading ahead of our clock counts as of its arrival, so that it does not make honest ones late.
    if (reading.saysTime)
        state.lastTs = rules::effectiveTime(reading);
    return true;
}

void BatchRun::judge(WorkingDevice &device, const model::Reading &reading)
{
    const rules::Evaluation evaluation =
        rules::evaluate(m_context.rules[reading.tenant], FindingIntake::viewOf(device), reading);
    m_intake.take(evaluation, device, reading);
}

void BatchRun::settleOwed()
{
    std::vector<ingest::Tenant *> owing = m_context.registry.owingTenants();
    if (owing.empty())
        return;
    const auto first = static_cast<std::ptrdiff_t>(m_context.turn % owing.size());
    std::rotate(owing.begin(), owing.begin() + first, owing.end());
    for (ingest::Tenant *tenant : owing) {
        for (const DeviceKey key : tenant->owing) {
            ingest::Device *device = m_context.registry.findDevice(key);
            if (!m_budget.affords(*tenant))
                break;
            if (device && device->batchPlace == 0) // else it was judged just now
                settleOwed(*device);
        }
    }
}

// As if the device had reported its latest values of those metrics once more.
void BatchRun::settleOwed(ingest::Device &device)
{
    WorkingDevice &owing = working(device);
    const model::DeviceState &state = owing.state;
    const model::OwedJudgement owed = owing.owed.value_or(model::OwedJudgement());
    owing.owed.reset();
    if (!device.registered.isActive || !state.isKnown)
        return;
    model::MetricValues values;
    for (const model::LatestValue &value : state.values) {
        if (std::binary_search(owed.metrics.begin(), owed.metrics.end(), value.code.metric()))
            values.push_back({value.code, value.value});
    }
    model::Reading reading;
    reading.device = device.registered.key;
    reading.tenant = device.tenant->versions.key;
    reading.ts = state.lastTs.value_or(state.lastSeenAt);
    reading.receivedAt = state.lastSeenAt;
    reading.metrics = values;
    if (owed.hears && state.status == model::DeviceStatus::Online)
        m_intake.hear(reading, owing);
    if (owed.restartsTimers && !owing.owed)
        owing.owed.emplace();
    if (owing.owed)
        owing.owed->restartsTimers = owed.restartsTimers;
    judge(owing, reading);
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

namespace {

std::vector<const model::PendingRule *> byRule(const std::vector<model::PendingRule> &timers)
{
    std::vector<const model::PendingRule *> sorted;
    sorted.reserve(timers.size());
    for (const model::PendingRule &timer : timers)
        sorted.push_back(&timer);
    std::sort(sorted.begin(), sorted.end(), [](const auto *a, const auto *b) { return a->rule < b->rule; });
    return sorted;
}

} // namespace

// What differs from what is committed.
Result<> BatchRun::writeTimers(const store::SystemScope &scope)
{
    std::vector<store::BegunTimer> begun;
    std::vector<store::EndedTimer> ended;
    for (const WorkingDevice &working : m_working) {
        if (!working.hasNewTimers)
            continue;
        const ingest::Device &device = *working.device;
        const auto before = byRule(device.registered.pending);
        auto old = before.begin();
        for (const model::PendingRule *timer : byRule(working.pending)) {
            for (; old != before.end() && (*old)->rule < timer->rule; ++old)
                ended.push_back({device.registered.key, (*old)->rule});
            const bool isKnown = old != before.end() && (*old)->rule == timer->rule;
            if (!isKnown || **old != *timer)
                begun.push_back({device.registered.key, device.tenant->versions.key, *timer});
            old += isKnown ? 1 : 0;
        }
        for (; old != before.end(); ++old)
            ended.push_back({device.registered.key, (*old)->rule});
    }
    std::sort(begun.begin(), begun.end(), [](const auto &a, const auto &b) {
        return std::tie(a.device, a.timer.rule) < std::tie(b.device, b.timer.rule);
    });
    std::sort(ended.begin(), ended.end(), [](const auto &a, const auto &b) {
        return std::tie(a.device, a.rule) < std::tie(b.device, b.rule);
    });
    return store::writeTimers(scope, begun, ended);
}

Result<> BatchRun::writeOwed(const store::SystemScope &scope)
{
    std::vector<store::OwedRow> owed;
    std::vector<DeviceKey> settled;
    for (const WorkingDevice &working : m_working) {
        const ingest::Device &device = *working.device;
        if (working.owed == device.registered.owed)
            continue;
        if (working.owed)
            owed.push_back({device.registered.key, device.tenant->versions.key, &*working.owed});
        else
            settled.push_back(device.registered.key);
    }
    std::sort(owed.begin(), owed.end(), [](const auto &a, const auto &b) { return a.device < b.device; });
    std::sort(settled.begin(), settled.end());
    return store::writeOwed(scope, owed, settled);
}

Result<> BatchRun::write(const store::SystemScope &scope)
{
    std::vector<bool> isNew;
    PULSE_CHECK(insert(scope, isNew));
    for (size_t i = 0; i < m_items.size(); ++i) {
        if (!isNew[i])
            continue;
        const bool isLate = !evaluate(m_items[i]);
        if (!m_items[i].metrics.empty())
            m_committed.push_back({m_items[i].device, m_items[i].reading.ts, m_items[i].metrics, isLate});
    }
    for (const Presence &presence : m_presences)
        takePresence(presence);
    settleOwed();
    PULSE_CHECK(store::markLate(scope, m_late));
    PULSE_CHECK(writeStates(scope));
    PULSE_CHECK(writeOffline(scope));
    PULSE_CHECK(writeTimers(scope));
    PULSE_CHECK(writeOwed(scope));
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
        at->at = rules::lastHeard(at->at, metric.at);
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
        device.device->registered.owed = std::move(device.owed);
        auto &owing = device.device->tenant->owing;
        if (device.device->registered.owed)
            owing.insert(device.device->registered.key);
        else
            owing.erase(device.device->registered.key);
    }
    m_budget.apply();
}

bool BatchRun::owesMore()
{
    const auto owing = m_context.registry.owingTenants();
    return std::any_of(owing.begin(), owing.end(),
                       [this](ingest::Tenant *tenant) { return m_budget.affordsNext(*tenant); });
}

} // namespace pulse::pipeline
