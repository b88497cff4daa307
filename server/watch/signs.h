// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How ingest is, at one moment: what the watch judges by.
#pragma once

#include "base/clock.h"

#include <QList>
#include <QString>
#include <optional>

namespace pulse::watch {

// An OpenID provider whose keys cannot be read.
struct ProviderAway {
    QString issuer;
    Instant since;
    std::optional<Instant> keysOf; // those that go on being used; none: its tokens are not taken
    QString why;
};

struct Signs {
    Instant now;
    bool isLeading = false;
    QString stoppedWhy; // ingest gave up and will not go on; empty: it did not
    Instant leadingSince; // while leading
    // Everything published before is committed: when the last probe that came back was sent. None: no probe
    // came back since this server leads.
    std::optional<Instant> completeUpTo;
    bool isBrokerConnected = false;
    bool hasWork = false; // messages are taken in and not committed
    bool isStoreAnswering = true;
    quint64 sessionsLost = 0; // in this process; only grows, like the three below
    quint64 takeovers = 0; // of our session, by another client: the broker said so
    quint64 hangUps = 0; // the session's connection was ended from outside, without a word
    quint64 deafTimes = 0; // the session was ended because probes did not come back
    QString deafWhy; // the last time
    std::optional<Instant> hungUpAt; // the last time
    std::optional<Instant>
        brokerConnectedSince; // of the connection that only watches the broker, while it is there
    bool areIdsOpen = false; // any account may connect to the broker with our client id: tried
    std::optional<quint64> brokerDropped; // the broker's own count, since it began
    std::optional<quint64> brokerStoredBytes; // payloads the broker holds
    std::optional<quint64> brokerStoredMessages;
    quint64 brokerMostBytes = 0; // what its queue may hold; 0: not known
    quint64 brokerMostMessages = 0;
    std::optional<std::chrono::microseconds> clockOffset; // of the database's clock to ours, last measured
    QList<ProviderAway> providersAway = {};
};

} // namespace pulse::watch
