// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/resolver.h"

#include "base/bounded_queue.h"

#include <atomic>
#include <netdb.h>
#include <sys/socket.h>
#include <thread>

namespace pulse::delivery {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t kMostWaiting = 256;

Result<QList<IpAddress>> lookUp(const QString &host)
{
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo *found = nullptr;
    const int failure = ::getaddrinfo(host.toLatin1().constData(), nullptr, &hints, &found);
    if (failure != 0)
        return fail(ErrorKind::Unavailable, QString::fromLatin1(::gai_strerror(failure)));
    const std::unique_ptr<addrinfo, void (*)(addrinfo *)> owned(found, ::freeaddrinfo);
    QList<IpAddress> addresses;
    for (const addrinfo *at = found; at; at = at->ai_next) {
        const auto address = IpAddress::of(at->ai_addr);
        if (!address)
            return fail(ErrorKind::Unavailable, u"an address of a family we do not know"_s);
        if (!addresses.contains(*address))
            addresses.append(*address);
    }
    if (addresses.isEmpty())
        return fail(ErrorKind::Unavailable, u"no addresses"_s);
    return addresses;
}

} // namespace

struct SystemResolver::Shared {
    struct LookUp {
        QString host;
        Done done;
    };
    BoundedQueue<LookUp> waiting{kMostWaiting};
    std::atomic<bool> isAbandoned = false;

    void run()
    {
        while (!waiting.isClosed()) {
            for (LookUp &next :
                 waiting.takeUntil(std::chrono::steady_clock::now() + std::chrono::hours{1}, 1)) {
                auto answer = lookUp(next.host);
                if (!isAbandoned)
                    next.done(std::move(answer));
            }
        }
    }
};

SystemResolver::SystemResolver(int threads)
    : m_shared(std::make_shared<Shared>())
{
    // Detached: getaddrinfo cannot be interrupted, and stopping is bounded. They own what they touch.
    for (int i = 0; i < threads; ++i)
        std::thread([shared = m_shared] { shared->run(); }).detach();
}

SystemResolver::~SystemResolver()
{
    m_shared->isAbandoned = true;
    m_shared->waiting.close();
}

void SystemResolver::resolve(const QString &host, Done done)
{
    Shared::LookUp next{host, std::move(done)};
    if (!m_shared->waiting.tryPush(next))
        next.done(fail(ErrorKind::Unavailable, u"too many look-ups are waiting"_s));
}

} // namespace pulse::delivery
