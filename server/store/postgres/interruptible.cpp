// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/postgres/interruptible.h"

#include <cerrno>
#include <functional>
#include <libpq-fe.h>
#include <memory>
#include <sys/eventfd.h>
#include <thread>
#include <unistd.h>

namespace pulse::store {

namespace {

thread_local Interruption interruptionHere;

constexpr int kCancelTakesAtMost = 1'000; // milliseconds; a host that vanished does not answer this either

// Something libpq can only do blocking, on a thread of its own.
class Aside {
public:
    explicit Aside(std::function<void()> work)
        : m_work(std::move(work))
        , m_done(::eventfd(0, EFD_CLOEXEC))
    {
    }
    ~Aside() { ::close(m_done); }
    Aside(const Aside &) = delete;
    Aside &operator=(const Aside &) = delete;

    static void begin(const std::shared_ptr<Aside> &aside)
    {
        std::thread([aside] {
            aside->m_work();
            (void)::eventfd_write(aside->m_done, 1);
        }).detach();
    }
    // False when it is not done by then; -1: no limit.
    bool waitUnless(const Interruption &interruption, int milliseconds) const
    {
        pollfd waiting[] = {{m_done, POLLIN, 0}, {interruption.descriptor(), POLLIN, 0}};
        while (::poll(waiting, 2, milliseconds) < 0 && errno == EINTR) { }
        return waiting[0].revents != 0;
    }

private:
    std::function<void()> m_work;
    int m_done;
};

using Connected = std::unique_ptr<pg_conn, void (*)(pg_conn *)>;

pg_conn *connect(const std::vector<ConnectionKeyword> &keywords)
{
    std::vector<const char *> names;
    std::vector<const char *> values;
    for (const ConnectionKeyword &keyword : keywords) {
        names.push_back(keyword.name.constData());
        values.push_back(keyword.value.constData());
    }
    names.push_back(nullptr);
    values.push_back(nullptr);
    return PQconnectdbParams(names.data(), values.data(), 1);
}

void cancel(pg_conn *connection)
{
    const std::shared_ptr<PGcancel> request(PQgetCancel(connection), PQfreeCancel);
    if (!request)
        return;
    const auto aside = std::make_shared<Aside>([request] {
        char why[256];
        PQcancel(request.get(), why, sizeof why);
    });
    Aside::begin(aside);
    (void)aside->waitUnless({}, kCancelTakesAtMost);
}

// Waits until a result is there; false when it was interrupted.
bool awaitInput(pg_conn *connection, const Interruption &interruption)
{
    while (PQisBusy(connection) != 0) {
        pollfd waiting[] = {{PQsocket(connection), POLLIN, 0}, {interruption.descriptor(), POLLIN, 0}};
        if (::poll(waiting, 2, -1) < 0 && errno != EINTR)
            return true;
        if (waiting[1].revents != 0)
            return false;
        if (PQconsumeInput(connection) == 0)
            return true; // the next result says what is wrong
    }
    return true;
}

} // namespace

Interruptible::Interruptible(const Interruption &interruption) { interruptionHere = interruption; }

Interruptible::~Interruptible() { interruptionHere = {}; }

const Interruption &Interruptible::here() { return interruptionHere; }

pg_conn *connectUnlessInterrupted(const std::vector<ConnectionKeyword> &keywords,
                                  const Interruption &interruption)
{
    if (interruption.descriptor() < 0)
        return connect(keywords);
    const auto made = std::make_shared<Connected>(nullptr, PQfinish);
    const auto aside = std::make_shared<Aside>([made, keywords] { made->reset(connect(keywords)); });
    Aside::begin(aside);
    return aside->waitUnless(interruption, -1) ? made->release() : nullptr;
}

pg_result *resultUnlessInterrupted(pg_conn *connection, const Interruption &interruption)
{
    pg_result *last = nullptr;
    while (awaitInput(connection, interruption)) {
        pg_result *next = PQgetResult(connection);
        if (!next)
            return last;
        PQclear(last);
        last = next;
    }
    PQclear(last);
    cancel(connection);
    return nullptr;
}

} // namespace pulse::store
