// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/descriptors.h"

#include "base/logging.h"

#include <algorithm>
#include <sys/resource.h>

Q_LOGGING_CATEGORY(lcAppDescriptors, "pulse.app")

namespace pulse::app {

namespace {

constexpr rlim_t kMostOfUse = 65'536; // a hard limit may be a billion, and some programs walk through all
constexpr int kOwn = 80; // log, library, event loops of each thread, listening sockets, the broker's
constexpr int kOtherConnections = 8; // to the database, beside the workers'
constexpr int kLookUps = 128; // threads of the resolver

} // namespace

int raiseDescriptorLimit()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 0;
    const rlimit wanted{std::max(limit.rlim_cur, std::min(limit.rlim_max, kMostOfUse)), limit.rlim_max};
    if (wanted.rlim_cur != limit.rlim_cur && setrlimit(RLIMIT_NOFILE, &wanted) == 0)
        limit = wanted;
    return static_cast<int>(std::min(limit.rlim_cur, kMostOfUse));
}

void fitConnections(api::DoorLimits &limits, const Configuration &configuration, int descriptors)
{
    limits.descriptors = descriptors;
    limits.connections = configuration.http.maxConnections;
    if (descriptors > 0) {
        const int others = kOwn + kOtherConnections + kLookUps + configuration.database.workers
            + configuration.delivery.inFlight;
        limits.connections = std::min(limits.connections, std::max(descriptors / 4, descriptors - others));
    }
    if (limits.connections < configuration.http.maxConnections) {
        qCWarning(lcAppDescriptors).noquote()
            << "fewer connections than http.max_connections: raise the limit of open files"
            << kv("connections", limits.connections) << kv("descriptors", descriptors);
    }
    const int half = std::max(1, limits.connections / 2);
    limits.connectionsPerAddress = configuration.http.connectionsPerAddress == 0
        ? 0
        : std::min(configuration.http.connectionsPerAddress, half);
    limits.live.sockets = std::min(configuration.http.liveSockets, half);
}

api::DoorLimits doorLimits(const Configuration &configuration)
{
    constexpr qint64 kMib = 1024 * 1024;
    const HttpSettings &http = configuration.http;
    api::DoorLimits limits;
    fitConnections(limits, configuration, raiseDescriptorLimit());
    for (const QString &address : http.sharedAddresses)
        limits.sharedAddresses.append(QHostAddress(address));
    limits.live.perTenant = http.liveSocketsPerTenant;
    limits.live.perUser = http.liveSocketsPerUser;
    limits.unsent.all = http.unsentMib * kMib;
    limits.unsent.perParticipant = http.unsentMibPerTenant * kMib;
    return limits;
}

} // namespace pulse::app
