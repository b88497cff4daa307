// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What reaches the hub from other threads, and how it reaches the sockets.
#include "live/hub.h"

#include <algorithm>

namespace pulse::live {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t kMostReadingsWaiting = 20'000; // beyond: left out, as coalescing would
constexpr size_t kMostBatchesWaiting = 100; // beyond: one reset in their place
constexpr size_t kMostDeltasWaiting = 5'000; // of a socket that replays

} // namespace

// From any thread; one event for however much arrives before the hub gets round to it.
void Hub::post(Inbox &inbox)
{
    if (std::exchange(inbox.isPosted, true))
        return;
    QMetaObject::invokeMethod(this, &Hub::drainInbox, Qt::QueuedConnection);
}

void Hub::telemetryCommitted(std::vector<LiveTelemetry> readings)
{
    if (readings.empty())
        return;
    auto inbox = m_inbox.lock();
    const size_t room = kMostReadingsWaiting - std::min(kMostReadingsWaiting, inbox->telemetry.size());
    const auto taken = static_cast<std::ptrdiff_t>(std::min(room, readings.size()));
    std::move(readings.begin(), readings.begin() + taken, std::back_inserter(inbox->telemetry));
    m_readingsDropped += readings.size() - static_cast<size_t>(taken);
    post(*inbox);
}

void Hub::changesCommitted(FeedBatch batch)
{
    auto inbox = m_inbox.lock();
    if (inbox->batches.size() >= kMostBatchesWaiting) {
        inbox->batches.clear();
        batch = {batch.uptoSeq, true, {}, {}, 0};
    }
    inbox->batches.push_back(std::move(batch));
    post(*inbox);
}

void Hub::drainInbox()
{
    Inbox inbox;
    {
        auto shared = m_inbox.lock();
        inbox = std::exchange(*shared, {});
    }
    for (const FeedBatch &batch : inbox.batches)
        deliver(batch);
    for (const LiveTelemetry &reading : inbox.telemetry)
        deliver(reading);
}

// At most one message a socket, device and interval; what comes sooner replaces what is held.
void Hub::deliver(const LiveTelemetry &reading)
{
    const QSet<SubscriberId> watchers = m_watchers.value(reading.device);
    std::shared_ptr<const QByteArray> text;
    const qint64 now = m_elapsed.elapsed();
    for (const SubscriberId id : watchers) {
        const auto client = m_clients.find(id);
        if (client == m_clients.end() || client->tenant != reading.tenant)
            continue;
        const auto followed = client->devices.find(reading.deviceId);
        if (followed == client->devices.end())
            continue;
        if (!text)
            text = std::make_shared<const QByteArray>(wire::telemetryText(reading.deviceId, reading.point));
        const bool isSoon = now - followed->sentAt < m_config.telemetryInterval.count();
        if (isSoon || client->subscriber->bytesToWrite() > m_config.pauseTelemetryAbove) {
            followed->held = text;
            m_holding.insert(id);
            continue;
        }
        followed->sentAt = now;
        followed->held.reset();
        send(id, *text);
    }
    if (!m_holding.isEmpty() && !m_heldTimer.isActive())
        m_heldTimer.start(m_config.telemetryInterval);
}

void Hub::flushHeld()
{
    const qint64 now = m_elapsed.elapsed();
    for (const SubscriberId id : std::exchange(m_holding, {})) {
        const auto client = m_clients.find(id);
        if (client == m_clients.end())
            continue;
        if (client->subscriber->bytesToWrite() > m_config.pauseTelemetryAbove) {
            m_holding.insert(id);
            continue;
        }
        std::vector<std::shared_ptr<const QByteArray>> texts;
        for (Followed &followed : client->devices) {
            if (followed.held) {
                followed.sentAt = now;
                texts.push_back(std::exchange(followed.held, nullptr));
            }
        }
        for (const auto &text : texts)
            send(id, *text);
    }
    if (!m_holding.isEmpty())
        m_heldTimer.start(m_config.telemetryInterval);
}

void Hub::deliver(const FeedBatch &batch)
{
    m_seq = std::max(m_seq, batch.uptoSeq);
    if (batch.isReset)
        deliverReset(batch.uptoSeq);
    QSet<TenantKey> alerted;
    for (const AlertChange &change : batch.alerts) {
        alerted.insert(change.tenant);
        QByteArray text;
        for (const SubscriberId id : m_tenants.value(change.tenant)) {
            const auto client = m_clients.constFind(id);
            if (client == m_clients.constEnd() || client->alerts != wire::AlertsMode::Delta)
                continue;
            if (text.isEmpty())
                text = wire::alertText(change.seq, change.alert);
            deliverDelta(id, {change.seq, text});
        }
    }
    for (const DeviceChange &change : batch.devices) {
        QByteArray text;
        for (const SubscriberId id : m_tenants.value(change.tenant)) {
            const auto client = m_clients.constFind(id);
            if (client == m_clients.constEnd() || !client->hasDevices)
                continue;
            if (text.isEmpty())
                text = wire::deviceText(change.seq, change.device);
            deliverDelta(id, {change.seq, text});
        }
    }
    for (const TenantKey tenant : alerted)
        wantSnapshot(tenant, std::nullopt);
    if (batch.systemSeq > 0) {
        for (const SubscriberId id : QSet(m_operators))
            send(id, wire::systemAlertsText(batch.systemSeq));
    }
}

void Hub::deliverDelta(SubscriberId id, Delta delta)
{
    Client &client = m_clients[id];
    if (!client.isReplaying) {
        send(id, delta.text);
        return;
    }
    if (client.waiting.size() >= kMostDeltasWaiting)
        return doom(id, kCloseTooSlow, u"too many changes while resuming"_s);
    client.waiting.push_back(std::move(delta));
}

void Hub::deliverReset(qint64 seq)
{
    for (const SubscriberId id : m_clients.keys())
        send(id, wire::resetText(seq));
    for (const TenantKey tenant : m_tenants.keys())
        wantSnapshot(tenant, std::nullopt);
}

void Hub::wantSnapshot(TenantKey tenant, std::optional<SubscriberId> only)
{
    const QSet<SubscriberId> ids = m_tenants.value(tenant);
    const bool isNeeded = std::any_of(ids.begin(), ids.end(), [this](SubscriberId id) {
        return m_clients.value(id).alerts == wire::AlertsMode::Snapshot;
    });
    if (!isNeeded)
        return;
    auto found = m_snapshots.find(tenant);
    if (found == m_snapshots.end())
        found =
            m_snapshots.insert(tenant, Snapshot{-m_config.snapshotInterval.count(), false, false, false, {}});
    found->isWanted = true;
    if (only)
        found->waiting.insert(*only);
    else
        found->isForAll = true;
    if (!m_snapshotTimer.isActive())
        sendSnapshots();
}

// Reads the snapshots that are wanted and due; the timer comes back for those that are not due yet.
void Hub::sendSnapshots()
{
    const qint64 now = m_elapsed.elapsed();
    std::vector<TenantKey> due;
    bool isLeft = false;
    for (auto it = m_snapshots.begin(); it != m_snapshots.end(); ++it) {
        if (!it->isWanted || it->isUnderWay)
            continue;
        if (now - it->sentAt < m_config.snapshotInterval.count()) {
            isLeft = true;
            continue;
        }
        it->isWanted = false;
        it->isUnderWay = true;
        it->sentAt = now;
        due.push_back(it.key());
    }
    for (const TenantKey tenant : due) {
        m_feed.activeAlerts(tenant, [this, tenant](const Result<QList<model::Alert>> &alerts) {
            snapshotRead(tenant, alerts);
        });
    }
    if (isLeft)
        m_snapshotTimer.start(m_config.snapshotInterval);
}

void Hub::snapshotRead(TenantKey tenant, const Result<QList<model::Alert>> &alerts)
{
    const auto found = m_snapshots.find(tenant);
    if (found == m_snapshots.end())
        return; // nobody is left
    found->isUnderWay = false;
    if (!alerts)
        found->isWanted = true; // once more, after the interval
    const bool isChangedAgain = found->isWanted;
    const QSet<SubscriberId> ids = found->isForAll ? m_tenants.value(tenant) : found->waiting;
    if (alerts) {
        const bool keepsAll = isChangedAgain && found->isForAll;
        found->waiting.clear();
        found->isForAll = keepsAll;
    }
    if (isChangedAgain && !m_snapshotTimer.isActive())
        m_snapshotTimer.start(m_config.snapshotInterval);
    if (!alerts)
        return;
    const QByteArray text = wire::alertsText(*alerts);
    for (const SubscriberId id : ids) {
        const auto client = m_clients.constFind(id);
        if (client != m_clients.constEnd() && client->alerts == wire::AlertsMode::Snapshot)
            send(id, text);
    }
}

} // namespace pulse::live
