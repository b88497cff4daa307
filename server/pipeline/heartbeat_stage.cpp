// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/heartbeat_stage.h"

#include <algorithm>

namespace pulse::pipeline {

void Sight::probeReturned(Instant sentAt, Instant now)
{
    m_lag = now - sentAt;
    if (*m_lag > kMostLag)
        m_clearSince.reset();
    else if (!m_clearSince || sentAt - m_lastSentAt > kMostLag)
        m_clearSince = now;
    m_lastSentAt = sentAt;
}

std::optional<Instant> Sight::clearSince(Instant now) const
{
    return m_clearSince && now - m_lastSentAt <= kMostLag ? m_clearSince : std::nullopt;
}

std::vector<store::Silence> HeartbeatStage::findSilent(Instant clearSince, Instant now) const
{
    std::vector<store::Silence> silent;
    m_registry.eachDevice([&](const ingest::Device &device) {
        const model::DeviceState &state = device.registered.state;
        if (state.status != model::DeviceStatus::Online)
            return;
        const Instant heard = std::max(state.lastSeenAt, clearSince);
        if (heard + device.tenant->config.settings.heartbeatStale <= now)
            silent.push_back({device.registered.key, state.lastSeenAt});
    });
    std::sort(silent.begin(), silent.end(), [](const auto &a, const auto &b) { return a.device < b.device; });
    return silent;
}

Result<> HeartbeatStage::run(store::Connection &connection, const Sight &sight, Instant now)
{
    const auto clearSince = sight.clearSince(now);
    if (!clearSince)
        return {};
    const auto silent = findSilent(*clearSince, now);
    if (silent.empty())
        return {};
    PULSE_TRY(auto scope, store::SystemScope::begin(connection));
    PULSE_TRY(const auto marked, store::markStale(scope, silent, now));
    std::vector<model::Change> changes;
    for (const DeviceKey key : marked) {
        if (const ingest::Device *device = m_registry.findDevice(key))
            changes.push_back({device->tenant->versions.key, model::Change::Kind::Device, key.value});
    }
    PULSE_CHECK(store::recordChanges(scope, changes));
    PULSE_CHECK(scope.commit());
    for (const DeviceKey key : marked) {
        if (ingest::Device *device = m_registry.findDevice(key)) {
            device->registered.state.status = model::DeviceStatus::Stale;
            device->registered.state.lastStateChangeAt = now;
        }
    }
    return {};
}

} // namespace pulse::pipeline
