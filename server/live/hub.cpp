// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "live/hub.h"

#include "base/logging.h"

Q_LOGGING_CATEGORY(lcLiveHub, "pulse.live")

namespace pulse::live {

using namespace Qt::StringLiterals;

Hub::Hub(HubConfig config, Feed &feed, QObject *parent)
    : QObject(parent)
    , m_config(std::move(config))
    , m_feed(feed)
    , m_watched(std::make_shared<const QSet<DeviceKey>>())
{
    m_elapsed.start();
    m_heldTimer.setSingleShot(true);
    m_snapshotTimer.setSingleShot(true);
    connect(&m_heldTimer, &QTimer::timeout, this, &Hub::flushHeld);
    connect(&m_snapshotTimer, &QTimer::timeout, this, &Hub::sendSnapshots);
}

SubscriberId Hub::add(Client client)
{
    const SubscriberId id = ++m_lastId;
    m_clients.insert(id, std::move(client));
    return id;
}

SubscriberId Hub::attach(Subscriber &subscriber, TenantKey tenant)
{
    Q_ASSERT(tenant.isValid());
    Client client;
    client.subscriber = &subscriber;
    client.tenant = tenant;
    const SubscriberId id = add(std::move(client));
    m_tenants[tenant].insert(id);
    greet(id);
    return id;
}

SubscriberId Hub::attachOperator(Subscriber &subscriber)
{
    Client client;
    client.subscriber = &subscriber;
    const SubscriberId id = add(std::move(client));
    m_operators.insert(id);
    greet(id);
    return id;
}

void Hub::greet(SubscriberId id)
{
    if (send(id, wire::helloText(m_config.server, m_seq)) && m_service)
        send(id, wire::stateText(*m_service));
}

void Hub::serviceChanged(const model::ServiceState &service)
{
    if (m_service == service)
        return;
    m_service = service;
    const QByteArray text = wire::stateText(service);
    for (const SubscriberId id : m_clients.keys())
        send(id, text);
}

void Hub::detach(SubscriberId id)
{
    const auto found = m_clients.find(id);
    if (found == m_clients.end())
        return;
    const Client client = std::move(*found);
    m_clients.erase(found);
    m_holding.remove(id);
    m_operators.remove(id);
    auto &ofTenant = m_tenants[client.tenant];
    ofTenant.remove(id);
    if (ofTenant.isEmpty()) {
        m_tenants.remove(client.tenant);
        m_snapshots.remove(client.tenant);
    }
    bool isWatchedLess = false;
    for (const Followed &followed : client.devices) {
        auto watchers = m_watchers.find(followed.device);
        if (watchers == m_watchers.end())
            continue;
        watchers->remove(id);
        if (watchers->isEmpty()) {
            m_watchers.erase(watchers);
            isWatchedLess = true;
        }
    }
    if (isWatchedLess)
        publishWatched();
}

// The one way out for a socket that misbehaves or is too slow. Gone from the hub before it hears of it.
void Hub::doom(SubscriberId id, CloseCode code, const QString &reason)
{
    const auto found = m_clients.constFind(id);
    if (found == m_clients.constEnd())
        return;
    Subscriber *subscriber = found->subscriber;
    qCInfo(lcLiveHub).noquote() << "socket closed" << kv("code", static_cast<int>(code)) << reason;
    ++m_socketsEnded;
    detach(id);
    subscriber->close(code, reason);
}

void Hub::end(SubscriberId id, CloseCode code, const QString &reason) { doom(id, code, reason); }

bool Hub::send(SubscriberId id, const QByteArray &text)
{
    const auto found = m_clients.constFind(id);
    if (found == m_clients.constEnd())
        return false;
    Subscriber *subscriber = found->subscriber;
    if (subscriber->bytesToWrite() + text.size() > m_config.closeAbove && subscriber->bytesToWrite() > 0) {
        doom(id, kCloseTooSlow, u"too slow: more than a megabyte was waiting"_s);
        return false;
    }
    subscriber->send(text);
    return true;
}

void Hub::publishWatched()
{
    auto devices = std::make_shared<QSet<DeviceKey>>();
    for (auto it = m_watchers.constBegin(); it != m_watchers.constEnd(); ++it)
        devices->insert(it.key());
    *m_watched.lock() = std::move(devices);
}

std::shared_ptr<const QSet<DeviceKey>> Hub::watched() { return *m_watched.lock(); }

} // namespace pulse::live
