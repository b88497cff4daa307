// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/outbound/resolver.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <netdb.h>
#include <sys/socket.h>
#include <thread>
#include <unordered_map>
#include <vector>

namespace pulse::delivery {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t kMostWaiting = 256;

Result<QList<IpAddress>> askSystem(const QString &host)
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
    Shared(int most, LookUp how)
        : mostThreads(most)
        , lookUp(std::move(how))
    {
    }

    const int mostThreads;
    const LookUp lookUp;
    std::mutex mutex; // with everything below
    std::condition_variable arrived;
    std::deque<QString> waiting; // names that no thread has taken
    std::unordered_map<QString, std::vector<Done>> asked; // by name, from the first request to the answer
    int threads = 0;
    int idle = 0;
    bool isAbandoned = false;

    // Detached: getaddrinfo cannot be interrupted, and stopping is bounded. Threads own what they touch.
    void take(const QString &host, const std::shared_ptr<Shared> &self)
    {
        waiting.push_back(host);
        if (static_cast<int>(waiting.size()) <= idle || threads == mostThreads)
            return arrived.notify_one();
        ++threads;
        std::thread([self] { self->run(); }).detach();
    }

    void run()
    {
        std::unique_lock lock(mutex);
        while (true) {
            ++idle;
            arrived.wait(lock, [this] { return isAbandoned || !waiting.empty(); });
            --idle;
            if (isAbandoned)
                return;
            const QString host = waiting.front();
            waiting.pop_front();
            lock.unlock();
            const auto answer = lookUp(host);
            lock.lock();
            if (isAbandoned)
                return;
            const auto node = asked.extract(host);
            lock.unlock();
            for (const Done &done : node.mapped())
                done(answer);
            lock.lock();
        }
    }
};

SystemResolver::SystemResolver(int threads)
    : SystemResolver(threads, askSystem)
{
}

SystemResolver::SystemResolver(int threads, LookUp lookUp)
    : m_shared(std::make_shared<Shared>(threads, std::move(lookUp)))
{
}

SystemResolver::~SystemResolver()
{
    {
        std::lock_guard lock(m_shared->mutex);
        m_shared->isAbandoned = true;
        m_shared->waiting.clear();
        m_shared->asked.clear();
    }
    m_shared->arrived.notify_all();
}

void SystemResolver::resolve(const QString &host, Done done)
{
    {
        std::lock_guard lock(m_shared->mutex);
        const auto [found, isNew] = m_shared->asked.try_emplace(host);
        if (!isNew || m_shared->waiting.size() < kMostWaiting) {
            found->second.push_back(std::move(done));
            if (isNew)
                m_shared->take(host, m_shared);
            return;
        }
        m_shared->asked.erase(found);
    }
    done(fail(ErrorKind::Unavailable, u"too many look-ups are waiting"_s));
}

} // namespace pulse::delivery
