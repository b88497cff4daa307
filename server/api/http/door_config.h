// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The door's settings: where it listens and what it takes from strangers.
#pragma once

#include "api/http/handler.h"
#include "api/http/kept_bytes.h"
#include "auth/attempt_limiter.h"

#include <QHostAddress>
#include <functional>

namespace pulse::api {

struct LiveLimits {
    int sockets = 1'000; // in all, of a tenant, of one of its users
    int perTenant = 200;
    int perUser = 50;
    int framesPerSecond = 600; // from a client, pings and pongs too
    qint64 unsent = 1024 * 1024; // bytes that a client has not taken
    qint64 unsentOfOne = 64 * 1024; // while its tenant's sockets keep too much together
    qint64 readBuffer = 128 * 1024; // holds the largest frame
    std::chrono::milliseconds pingInterval{30'000};
};

struct DoorLimits {
    qsizetype headBytes = 16 * 1024;
    qint64 bodyBytes = 1024 * 1024;
    qint64 smallBodyBytes = 16 * 1024; // where anybody may send one: wire::Body::isSmall
    int connections = 2'000;
    int connectionsPerAddress = 500; // 0: no limit
    QList<QHostAddress> sharedAddresses = {}; // of proxies, behind which are many: not limited
    int descriptors = 0; // as many files and sockets the process may have; 0: not known
    int pipelined = 16; // requests of a connection under way
    std::chrono::milliseconds headTimeout{5'000}; // from the first byte, or from connecting
    std::chrono::milliseconds idleTimeout{15'000}; // between requests, and without progress
    qint64 leastBytesPerSecond = 16 * 1024; // of a body, beyond idleTimeout
    std::chrono::milliseconds lingerTimeout{1'000}; // reading on after a refusal, so that the client reads it
    KeptLimits unsent; // answers, by participant
    // Bodies on their way, by address; of these one host may have many, so none is granted beyond the bound.
    KeptLimits unread{64 * 1024 * 1024, 128 * 1024 * 1024, 16 * 1024, false};
    LiveLimits live;
};

struct HttpDoorConfig {
    QHostAddress address = QHostAddress::LocalHost;
    quint16 port = 0; // 0: any
    DoorLimits limits;
    // Requests: of a tenant, of one of its users or an operator, of an address at public endpoints.
    auth::AttemptLimit perTenant{1'200, std::chrono::seconds{60}};
    auth::AttemptLimit perUser{600, std::chrono::seconds{60}};
    auth::AttemptLimit perAddress{600, std::chrono::seconds{60}};
    std::chrono::milliseconds refusalDelay{1'000}; // until one too many is told so
    QuickHandlers quick = {};
    QByteArray metricsToken = {}; // opens /metrics beside an operator's; empty: none does
    QStringList corsOrigins; // browsers of other origins that may call; none by default
};

} // namespace pulse::api
