// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The door's settings: where it listens and what it takes from strangers.
#pragma once

#include "api/handler.h"
#include "auth/attempt_limiter.h"

#include <QHostAddress>
#include <functional>

namespace pulse::api {

struct DoorLimits {
    qsizetype headBytes = 16 * 1024;
    qint64 bodyBytes = 1024 * 1024;
    qint64 authBodyBytes = 16 * 1024; // /api/auth/…: anybody may send one
    int connections = 2'000;
    int connectionsPerAddress = 500; // 0: no limit; a proxy in front is one address
    int pipelined = 16; // requests of a connection under way
    std::chrono::milliseconds headTimeout{5'000}; // from the first byte, or from connecting
    std::chrono::milliseconds idleTimeout{15'000}; // between requests, and without progress
    qint64 leastBytesPerSecond = 16 * 1024; // of a body, beyond idleTimeout
    std::chrono::milliseconds lingerTimeout{1'000}; // reading on after a refusal, so that the client reads it
};

struct HttpDoorConfig {
    QHostAddress address = QHostAddress::LocalHost;
    quint16 port = 0; // 0: any
    DoorLimits limits;
    auth::AttemptLimit perTenant{600, std::chrono::seconds{60}}; // /api/v2
    auth::AttemptLimit perAddress{600, std::chrono::seconds{60}}; // public endpoints
    QuickHandlers quick = {};
    QByteArray metricsToken = {}; // opens /metrics beside an operator's; empty: none does
    QStringList corsOrigins; // browsers of other origins that may call; none by default
    int liveSockets = 1'000;
    int liveSocketsPerTenant = 200;
    std::chrono::milliseconds pingInterval{30'000};
    // Files of the portal: a GET for a path that is no endpoint. Runs on the HTTP thread, so from memory. May
    // be empty.
    std::function<std::optional<Reply>(const QByteArray &path)> files;
};

} // namespace pulse::api
