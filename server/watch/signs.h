// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How ingest is, at one moment: what the watch judges by.
#pragma once

#include "base/clock.h"

#include <QString>
#include <optional>

namespace pulse::watch {

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
    quint64 sessionsLost = 0; // in this process; only grows
    std::optional<quint64> brokerDropped; // the broker's own count, since it began
    std::optional<quint64> brokerStoredBytes; // payloads the broker holds
    std::optional<quint64> brokerStoredMessages;
    quint64 brokerMostBytes = 0; // what its queue may hold; 0: not known
    quint64 brokerMostMessages = 0;
    std::optional<std::chrono::microseconds> clockOffset; // of the database's clock to ours, last measured
};

} // namespace pulse::watch
