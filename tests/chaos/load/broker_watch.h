// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What passes between the broker and the server: messages handed over, handed over again, acknowledged.
// Probes of our own are not counted.
//
// Thread safety: any thread.
#pragma once

#include "base/mutex.h"
#include "chaos/link/mqtt_frames.h"
#include "chaos/link/relay.h"

#include <QHash>
#include <QSet>

namespace pulse::chaos {

struct BrokerCounts {
    qint64 handedOver = 0;
    qint64 redelivered = 0; // marked as duplicates by the broker
    qint64 acknowledged = 0; // PUBACKs that reached the broker's side
    qint64 resurrected = 0; // handed over although acknowledged before
    int subscriptions = 0; // SUBACKs
    int connections = 0; // that have ended
    qint64 unacknowledged = 0; // on the connection that is open
    qint64 unacknowledgedAtEnd = 0; // on the one that ended last
};

class BrokerWatch {
public:
    std::unique_ptr<RelayTap> makeTap();
    BrokerCounts counts() { return m_shared.lock()->counts; }
    // The next SUBSCRIBE of the ingest session is not carried, and its connection is cut.
    void cutAtSubscribe() { m_shared.lock()->cutsAtSubscribe = true; }

private:
    struct Shared {
        BrokerCounts counts;
        bool cutsAtSubscribe = false;
        QSet<size_t> acknowledged; // topic and payload, hashed
    };
    class Tap;
    Mutex<Shared> m_shared;
};

} // namespace pulse::chaos
