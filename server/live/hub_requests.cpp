// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What sockets ask of the hub.
#include "live/hub.h"

#include <algorithm>

namespace pulse::live {

using namespace Qt::StringLiterals;
using Action = wire::LiveRequest::Action;

void Hub::receive(SubscriberId id, const QByteArray &text)
{
    const auto client = m_clients.find(id);
    if (client == m_clients.end())
        return;
    if (text.size() > m_config.mostMessageBytes)
        return doom(id, kCloseTooBig, u"a message of more than 64 KiB"_s);
    const qint64 second = m_elapsed.elapsed() / 1000;
    client->messagesThisSecond = client->second == second ? client->messagesThisSecond + 1 : 1;
    client->second = second;
    if (client->messagesThisSecond > m_config.mostMessagesPerSecond)
        return doom(id, kClosePolicy, u"too many messages"_s);

    const auto request = wire::liveRequestFrom(text);
    if (!request) {
        Error error = request.error();
        if (error.code.isEmpty())
            error.code = u"invalid"_s;
        send(id, wire::errorText(error));
        return;
    }
    if (m_operators.contains(id)) {
        send(
            id,
            wire::errorText(
                {ErrorKind::Forbidden, u"An operator's socket has no subscriptions."_s, u"forbidden"_s, {}}));
        return;
    }
    switch (request->action) {
    case Action::Subscribe: return subscribe(id, *request);
    case Action::Unsubscribe: return unsubscribe(id, *request);
    case Action::Resume: return resume(id, request->seq);
    }
}

void Hub::subscribe(SubscriberId id, const wire::LiveRequest &request)
{
    if (request.channel == wire::LiveChannel::Device)
        return followDevice(id, request);
    Client &client = m_clients[id];
    const TenantKey tenant = client.tenant;
    const bool isSnapshot =
        request.channel == wire::LiveChannel::Alerts && request.mode == wire::AlertsMode::Snapshot;
    if (request.channel == wire::LiveChannel::Alerts)
        client.alerts = request.mode;
    else
        client.hasDevices = true;
    if (send(id, wire::subscriptionText(request)) && isSnapshot)
        wantSnapshot(tenant, id);
}

void Hub::followDevice(SubscriberId id, const wire::LiveRequest &request)
{
    Client &client = m_clients[id];
    const auto known = client.devices.constFind(request.deviceId);
    if (known != client.devices.constEnd()) {
        if (known->device.isValid())
            send(id, wire::subscriptionText(request));
        return; // under way: its answer comes
    }
    if (client.devices.size() >= m_config.mostSubscriptions) {
        send(id,
             wire::errorText({ErrorKind::Unavailable,
                              u"A socket follows %1 devices at most."_s.arg(m_config.mostSubscriptions),
                              u"too_many_subscriptions"_s,
                              {}}));
        return;
    }
    client.devices.insert(request.deviceId, {});
    m_feed.findDevice(client.tenant, request.deviceId, [this, id, request](const Result<DeviceKey> &found) {
        deviceFound(id, request, found);
    });
}

void Hub::deviceFound(SubscriberId id, const wire::LiveRequest &request, const Result<DeviceKey> &found)
{
    const auto client = m_clients.find(id);
    if (client == m_clients.end())
        return;
    const auto followed = client->devices.find(request.deviceId);
    if (followed == client->devices.end() || followed->device.isValid())
        return; // unsubscribed in the meantime
    if (!found) {
        client->devices.erase(followed);
        const bool isUnknown = found.error().kind == ErrorKind::NotFound;
        send(id,
             wire::errorText({found.error().kind,
                              isUnknown ? u"There is no device %1."_s.arg(request.deviceId)
                                        : u"The device could not be looked up; try again."_s,
                              isUnknown ? u"not_found"_s : u"unavailable"_s,
                              {}}));
        return;
    }
    followed->device = *found;
    followed->sentAt = -m_config.telemetryInterval.count();
    const bool isNew = !m_watchers.contains(*found);
    m_watchers[*found].insert(id);
    if (isNew)
        publishWatched();
    send(id, wire::subscriptionText(request));
}

void Hub::unfollow(SubscriberId id, DeviceKey device)
{
    const auto watchers = m_watchers.find(device);
    if (watchers == m_watchers.end())
        return;
    watchers->remove(id);
    if (watchers->isEmpty()) {
        m_watchers.erase(watchers);
        publishWatched();
    }
}

void Hub::unsubscribe(SubscriberId id, const wire::LiveRequest &request)
{
    Client &client = m_clients[id];
    switch (request.channel) {
    case wire::LiveChannel::Alerts: client.alerts.reset(); break;
    case wire::LiveChannel::Devices: client.hasDevices = false; break;
    case wire::LiveChannel::Device: unfollow(id, client.devices.take(request.deviceId).device); break;
    }
    send(id, wire::subscriptionText(request));
}

// Changes that arrive while the past is read wait, so that a socket sees each thing's states in order.
void Hub::resume(SubscriberId id, qint64 seq)
{
    Client &client = m_clients[id];
    if (client.isReplaying)
        return;
    client.isReplaying = true;
    m_feed.changesSince(client.tenant, seq,
                        [this, id](const Result<FeedBatch> &batch) { replay(id, batch); });
}

void Hub::replay(SubscriberId id, const Result<FeedBatch> &batch)
{
    const auto client = m_clients.find(id);
    if (client == m_clients.end())
        return;
    if (!batch)
        return doom(id, kCloseTryAgainLater, u"the changes could not be read"_s);
    std::vector<Delta> deltas;
    if (client->alerts == wire::AlertsMode::Delta) {
        for (const AlertChange &change : batch->alerts)
            deltas.push_back({change.seq, wire::alertText(change.seq, change.alert)});
    }
    if (client->hasDevices) {
        for (const DeviceChange &change : batch->devices)
            deltas.push_back({change.seq, wire::deviceText(change.seq, change.device)});
    }
    std::stable_sort(deltas.begin(), deltas.end(),
                     [](const Delta &a, const Delta &b) { return a.seq < b.seq; });
    for (Delta &delta : client->waiting) {
        if (delta.seq > batch->uptoSeq)
            deltas.push_back(std::move(delta));
    }
    client->waiting.clear();
    client->isReplaying = false;
    if (batch->isReset && !send(id, wire::resetText(batch->uptoSeq)))
        return;
    for (const Delta &delta : deltas) {
        if (!send(id, delta.text))
            return;
    }
}

} // namespace pulse::live
