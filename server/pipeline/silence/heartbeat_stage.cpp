// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/silence/heartbeat_stage.h"

#include <algorithm>

namespace pulse::pipeline {

void HeartbeatStage::begin()
{
    m_tenants.clear();
    m_deadlines.clear();
}

void HeartbeatStage::expectOffline(std::span<const DeviceKey> devices)
{
    for (const DeviceKey key : devices) {
        const ingest::Device *device = m_registry.findDevice(key);
        if (device && device->registered.state.offline)
            m_deadlines.arm(key, device->registered.state.offline->at);
    }
}

void HeartbeatStage::follow(Instant now)
{
    m_registry.eachTenant(
        [&](const ingest::Tenant &tenant) { follow(tenant, m_tenants[tenant.versions.key], now); });
}

// A change of rules or settings may make a device due sooner than it is armed for, so every device of the
// tenant is checked once. What was there when this server took the lead is not a change: its silence counts
// from then on, which the check itself sees to.
void HeartbeatStage::follow(const ingest::Tenant &tenant, KnownTenant &known, Instant now)
{
    const bool isNew = std::exchange(known.isNew, false);
    const bool wasJudged = std::exchange(known.isJudged, tenant.versions.isActive);
    if (!known.isJudged)
        return;
    const bool isSame =
        wasJudged && known.registry == tenant.versions.registry && known.config == tenant.versions.config;
    if (isSame && !known.terms.awaitsMetric())
        return;
    const auto lookup = [&tenant](const QByteArray &name) { return tenant.metrics.find(name); };
    known.terms = rules::silenceTerms(tenant.config, lookup, wasJudged ? &known.terms : nullptr,
                                      isNew ? Instant{} : now);
    known.registry = tenant.versions.registry;
    known.config = tenant.versions.config;
    for (const auto &[id, device] : tenant.devices) {
        if (isNew && device->registered.isActive)
            device->judgedSince = Instant{};
        if (!isSame)
            m_deadlines.arm(device->registered.key, Instant{});
    }
}

// None: not silent, or not judged. Puts it back among the deadlines unless it is not judged.
std::optional<HeartbeatStage::Silent> HeartbeatStage::look(DeviceKey key, const Sight::View &view,
                                                           Instant now)
{
    ingest::Device *device = m_registry.findDevice(key);
    if (!device || !device->registered.isActive)
        return std::nullopt;
    const KnownTenant &tenant = m_tenants[device->tenant->versions.key];
    if (!tenant.isJudged)
        return std::nullopt;
    if (!device->judgedSince)
        device->judgedSince = now;
    const Instant since = std::max(view.since, *device->judgedSince);
    auto verdict = rules::judgeSilence(tenant.terms, {device->registered, device->heard, since}, view.upTo);
    m_deadlines.arm(key, verdict.next);
    if (!verdict.isStale && verdict.findings.empty())
        return std::nullopt;
    return Silent{device, std::move(verdict)};
}

std::vector<DeviceKey> HeartbeatStage::findSilent(const Sight::View &view, Instant now)
{
    std::vector<DeviceKey> silent;
    while (silent.size() < kPortion) {
        const auto due = m_deadlines.takeDue(view.upTo, kPortion - silent.size());
        if (due.empty())
            break;
        std::copy_if(due.begin(), due.end(), std::back_inserter(silent),
                     [&](DeviceKey key) { return look(key, view, now).has_value(); });
    }
    std::sort(silent.begin(), silent.end());
    return silent;
}

namespace {

// The devices that were silent indeed: their rows say that nothing was heard of them since.
Result<std::set<DeviceKey>> confirm(const store::SystemScope &scope, std::span<const store::Silence> stale,
                                    std::span<const store::Silence> others, Instant now)
{
    PULSE_TRY(const auto marked, store::markStale(scope, stale, now));
    PULSE_TRY(const auto confirmed, store::confirmSilent(scope, others));
    std::set<DeviceKey> silent(marked.begin(), marked.end());
    silent.insert(confirmed.begin(), confirmed.end());
    return silent;
}

model::Change markStale(WorkingDevice &working, Instant now)
{
    working.state.status = model::DeviceStatus::Stale;
    working.state.lastStateChangeAt = now;
    return {working.device->tenant->versions.key, model::Change::Kind::Device,
            working.device->registered.key.value};
}

} // namespace

// Copies of those that were silent indeed, with why their newest message was refused. Requires: in key order.
Result<std::vector<WorkingDevice>> HeartbeatStage::workingOn(const store::SystemScope &scope,
                                                             std::span<const Silent> silent,
                                                             const std::set<DeviceKey> &confirmed)
{
    std::vector<WorkingDevice> devices;
    std::vector<store::HeardDevice> heard;
    const auto isBefore = [](const WorkingDevice &working, DeviceKey key) {
        return working.device->registered.key < key;
    };
    for (const Silent &each : silent) {
        const model::RegisteredDevice &device = each.device->registered;
        if (!confirmed.contains(device.key))
            continue;
        WorkingDevice &working = devices.emplace_back();
        working.device = each.device;
        working.state = device.state;
        working.alerts = device.alerts;
        if (!each.verdict.findings.empty())
            heard.push_back({device.key, device.state.lastSeenAt});
    }
    PULSE_TRY(const auto refused, store::refusedLast(scope, heard));
    for (const store::RefusalOfDevice &each : refused) {
        const auto at = std::lower_bound(devices.begin(), devices.end(), each.device, isBefore);
        if (at != devices.end() && at->device->registered.key == each.device)
            at->refused = each.refusal;
    }
    return devices;
}

// Requires: in key order.
Result<HeartbeatStage::Turn> HeartbeatStage::write(store::SystemScope &scope, std::span<const Silent> silent,
                                                   AlertBudget &budget, const Sight::View &view, Instant now)
{
    std::vector<store::Silence> stale;
    std::vector<store::Silence> others;
    for (const Silent &each : silent)
        (each.verdict.isStale ? stale : others)
            .push_back({each.device->registered.key, each.device->registered.state.lastSeenAt});
    PULSE_TRY(const auto confirmed, confirm(scope, stale, others, now));
    PULSE_TRY(auto written, workingOn(scope, silent, confirmed));
    AlertBatch alerts;
    std::vector<model::Change> changes;
    bool hasMore = false;
    size_t at = 0;
    for (const Silent &each : silent) {
        if (!confirmed.contains(each.device->registered.key))
            continue;
        WorkingDevice &working = written[at++];
        if (each.verdict.isStale)
            changes.push_back(markStale(working, now));
        ingest::Tenant &tenant = *each.device->tenant;
        for (const rules::SilenceFinding &finding : each.verdict.findings) {
            if (budget.affords(tenant)) {
                budget.charge(tenant, alerts.open(finding, working, now));
                continue;
            }
            // Opened by a later batch: the next, after the devices that are due already; or, when its tenant
            // has used up its rate, a second from now.
            const bool isNext = budget.affordsNext(tenant);
            m_deadlines.arm(each.device->registered.key, isNext ? view.upTo : now + std::chrono::seconds{1});
            hasMore = hasMore || isNext;
        }
    }
    PULSE_CHECK(alerts.write(scope, changes));
    PULSE_CHECK(store::recordChanges(scope, changes));
    PULSE_CHECK(scope.commit());
    for (WorkingDevice &working : written) {
        for (model::ActiveAlert &alert : working.alerts)
            alert.alert = alerts.resolve(alert.alert);
        working.device->registered.state = std::move(working.state);
        working.device->registered.alerts = std::move(working.alerts);
    }
    budget.apply();
    return Turn{hasMore, alerts.hasJobs(), written.size()};
}

Result<HeartbeatStage::Turn> HeartbeatStage::run(store::Connection &connection, const Sight &sight,
                                                 Instant now, double stalledSeconds)
{
    const auto view = sight.view(now);
    if (!view)
        return Turn{};
    // Deadlines of a clock that was set back lie too far ahead.
    if (std::exchange(m_seenUpTo, view->upTo) > view->upTo + Sight::kMostLag)
        begin();
    follow(now);
    const std::vector<DeviceKey> keys = findSilent(*view, now);
    if (keys.empty())
        return Turn{};
    PULSE_TRY(auto scope, store::SystemScope::begin(connection));
    std::set<QByteArray> tenants;
    for (const DeviceKey key : keys)
        tenants.insert(m_registry.findDevice(key)->tenant->versions.tenantId);
    PULSE_CHECK(m_refresh.lockAndRefresh(scope, tenants));
    follow(now);
    std::vector<Silent> silent; // by what is in force now
    for (const DeviceKey key : keys) {
        if (auto found = look(key, *view, now))
            silent.push_back(*std::move(found));
    }
    const size_t share = tenants.size() == 1 ? AlertBudget::kOfBatch : AlertBudget::kOfTenant;
    AlertBudget budget(now, stalledSeconds, share);
    PULSE_TRY(Turn turn, write(scope, silent, budget, *view, now));
    turn.hasMore = turn.hasMore || keys.size() == kPortion;
    return turn;
}

} // namespace pulse::pipeline
