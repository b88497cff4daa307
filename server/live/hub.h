// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fan-out: what was committed goes to the sockets that asked for it, of the tenant it belongs to and no
// other.
//
// Thread safety: lives on the HTTP thread. telemetryCommitted, changesCommitted, watched and
// counts may be called from any thread. Invariants: nothing waits for a socket. Telemetry is coalesced per
// socket and device to the last reading of each `telemetryInterval`; an alert delta is never left out: a
// socket that cannot take it is closed and resumes.
#pragma once

#include "base/mutex.h"
#include "live/feed.h"
#include "live/subscriber.h"
#include "wire/live/live_message.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>
#include <atomic>
#include <memory>

namespace pulse::live {

struct HubConfig {
    QString server = QStringLiteral("pulse"); // who says hello
    int mostSubscriptions = 500; // devices a socket may follow
    int mostMessagesPerSecond = 600; // from a socket
    qsizetype mostMessageBytes = 64 * 1024; // from a socket
    qint64 pauseTelemetryAbove = 256 * 1024; // bytes unsent: readings are held back …
    qint64 closeAbove = 1024 * 1024; // … and here the socket is closed
    std::chrono::milliseconds telemetryInterval{100};
    std::chrono::milliseconds snapshotInterval{100};
};

using SubscriberId = quint64;

struct HubCounts {
    quint64 readingsDropped = 0; // too many waited; what is coalesced does not count
    quint64 socketsEnded = 0; // too slow, or misbehaving
};

class Hub final : public QObject {
    Q_OBJECT

public:
    Hub(HubConfig config, Feed &feed, QObject *parent = nullptr);

    // Says hello. The subscriber must stay until detach() or until the hub has closed it.
    SubscriberId attach(Subscriber &subscriber, TenantKey tenant);
    // The same for an operator, who sees no tenant's changes here: hears that system alerts changed.
    SubscriberId attachOperator(Subscriber &subscriber);
    void detach(SubscriberId id); // harmless when the hub has closed it already
    void receive(SubscriberId id, const QByteArray &text);
    void end(SubscriberId id, CloseCode code, const QString &reason); // it misbehaves in another way
    qsizetype subscribers() const { return m_clients.size(); }
    HubCounts counts() const { return {m_readingsDropped.load(), m_socketsEnded.load()}; }

    // Told to everybody, now and when they come. Until the first call nobody is told anything.
    void serviceChanged(const model::ServiceState &service);

    void telemetryCommitted(std::vector<LiveTelemetry> readings);
    void changesCommitted(FeedBatch batch);
    std::shared_ptr<const QSet<DeviceKey>> watched(); // one look for a whole batch

private:
    struct Followed {
        DeviceKey device; // invalid while it is looked up
        qint64 sentAt = 0; // ms of m_elapsed
        std::shared_ptr<const QByteArray> held; // the last reading that came too soon
    };
    struct Delta {
        qint64 seq;
        QByteArray text;
    };
    struct Client {
        Subscriber *subscriber = nullptr;
        TenantKey tenant; // invalid: an operator
        QHash<QString, Followed> devices; // by device_id
        std::optional<wire::AlertsMode> alerts;
        bool hasDevices = false;
        bool isReplaying = false; // deltas wait in `waiting`
        std::vector<Delta> waiting;
        qint64 second = 0;
        int messagesThisSecond = 0;
    };
    struct Snapshot {
        qint64 sentAt = 0;
        bool isUnderWay = false;
        bool isWanted = false; // somebody waits
        bool isForAll = false; // something changed: every snapshot subscriber
        QSet<SubscriberId> waiting;
    };
    struct Inbox {
        std::vector<LiveTelemetry> telemetry;
        std::vector<FeedBatch> batches;
        bool isPosted = false;
    };

    SubscriberId add(Client client);
    void greet(SubscriberId id);

    // hub_requests.cpp
    void subscribe(SubscriberId id, const wire::LiveRequest &request);
    void unsubscribe(SubscriberId id, const wire::LiveRequest &request);
    void followDevice(SubscriberId id, const wire::LiveRequest &request);
    void deviceFound(SubscriberId id, const wire::LiveRequest &request, const Result<DeviceKey> &found);
    void unfollow(SubscriberId id, DeviceKey device);
    void resume(SubscriberId id, qint64 seq);
    void replay(SubscriberId id, const Result<FeedBatch> &batch);

    // hub_delivery.cpp
    void post(Inbox &inbox);
    void drainInbox();
    void deliver(const LiveTelemetry &reading);
    void deliver(const FeedBatch &batch);
    void deliverDelta(SubscriberId id, Delta delta);
    void deliverReset(qint64 seq);
    void flushHeld();
    void wantSnapshot(TenantKey tenant, std::optional<SubscriberId> only);
    void sendSnapshots();
    void snapshotRead(TenantKey tenant, const Result<QList<model::Alert>> &alerts);
    bool send(SubscriberId id, const QByteArray &text);
    void doom(SubscriberId id, CloseCode code, const QString &reason);
    void publishWatched();

    const HubConfig m_config;
    Feed &m_feed;
    QElapsedTimer m_elapsed;
    QTimer m_heldTimer;
    QTimer m_snapshotTimer;
    QHash<SubscriberId, Client> m_clients;
    QHash<DeviceKey, QSet<SubscriberId>> m_watchers;
    QHash<TenantKey, QSet<SubscriberId>> m_tenants;
    QSet<SubscriberId> m_operators;
    QHash<TenantKey, Snapshot> m_snapshots;
    QSet<SubscriberId> m_holding; // those with readings held back
    SubscriberId m_lastId = 0;
    qint64 m_seq = 0;
    std::optional<model::ServiceState> m_service;
    std::atomic<quint64> m_readingsDropped{0};
    std::atomic<quint64> m_socketsEnded{0};
    Mutex<Inbox> m_inbox;
    Mutex<std::shared_ptr<const QSet<DeviceKey>>> m_watched;
};

} // namespace pulse::live
