// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/outbound/curl_channel.h"

#include "base/logging.h"

#include <algorithm>

Q_LOGGING_CATEGORY(lcDelivery, "pulse.delivery")

namespace pulse::delivery {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr milliseconds kLongestPoll{60'000};

Attempt failedWith(const QString &code) { return {.outcome = Outcome::RetryLater, .code = code}; }

Attempt blocked(const QString &reason) { return failedWith(u"url_blocked:"_s + reason); }

void *asPointer(std::uint64_t id) { return reinterpret_cast<void *>(static_cast<std::uintptr_t>(id)); }

std::uint64_t idOf(CURL *easy)
{
    void *pointer = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &pointer);
    return reinterpret_cast<std::uintptr_t>(pointer);
}

milliseconds since(steady_clock::time_point start)
{
    return std::chrono::duration_cast<milliseconds>(steady_clock::now() - start);
}

} // namespace

CurlChannel::CurlChannel(CurlSettings settings, MakeTransfer makeTransfer, Resolver &resolver,
                         const Clock &clock)
    : m_settings(std::move(settings))
    , m_makeTransfer(std::move(makeTransfer))
    , m_outbox(AddressGuard(m_settings.guard), resolver)
    , m_clock(clock)
    , m_inbox(std::make_shared<Mutex<Inbox>>())
    , m_multi(nullptr, curl_multi_cleanup)
{
}

CurlChannel::~CurlChannel() { stop(); }

Result<> CurlChannel::start()
{
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    m_multi.reset(ready == CURLE_OK ? curl_multi_init() : nullptr);
    if (!m_multi)
        return fail(ErrorKind::Internal, u"libcurl does not start"_s);
    auto inbox = m_inbox->lock();
    inbox->isOpen = true;
    inbox->multi = m_multi.get();
    m_thread = std::thread([this] { run(); });
    return {};
}

void CurlChannel::stop()
{
    {
        auto inbox = m_inbox->lock();
        inbox->isOpen = false;
        if (inbox->multi)
            curl_multi_wakeup(inbox->multi);
    }
    if (m_thread.joinable())
        m_thread.join();
}

void CurlChannel::attempt(Message message, Done done)
{
    QString refusal;
    {
        auto inbox = m_inbox->lock();
        if (!inbox->isOpen)
            refusal = u"request_error:stopped"_s;
        else if (inbox->inFlight >= m_settings.mostInFlight)
            refusal = u"request_error:busy"_s;
        if (refusal.isEmpty()) {
            ++inbox->inFlight;
            inbox->arrived.push_back({std::move(message), std::move(done), steady_clock::now()});
            curl_multi_wakeup(inbox->multi);
            return;
        }
    }
    done(failedWith(refusal));
}

void CurlChannel::run()
{
    while (true) {
        std::vector<Arrived> arrived;
        std::vector<Resolved> resolved;
        {
            auto inbox = m_inbox->lock();
            arrived = std::exchange(inbox->arrived, {});
            resolved = std::exchange(inbox->resolved, {});
            if (!inbox->isOpen) {
                inbox->multi = nullptr;
                for (Arrived &next : arrived)
                    m_inFlight.emplace(++m_lastId, InFlight{{}, std::move(next.done), next.startedAt});
                break;
            }
        }
        for (Arrived &next : arrived)
            accept(std::move(next));
        for (const Resolved &next : resolved)
            onResolved(next);
        expireLookUps();
        int running = 0;
        curl_multi_perform(m_multi.get(), &running);
        takeFinished();
        curl_multi_poll(m_multi.get(), nullptr, 0, static_cast<int>(untilNextExpiry().count()), nullptr);
    }
    endAll();
}

void CurlChannel::accept(Arrived arrived)
{
    const std::uint64_t id = ++m_lastId;
    auto transfer = m_makeTransfer(arrived.message, m_outbox.guard());
    InFlight &flight = m_inFlight[id];
    flight.messageId = arrived.message.id;
    flight.done = std::move(arrived.done);
    flight.startedAt = arrived.startedAt;
    if (!transfer) {
        finish(id, failedWith(transfer.error().what));
        return;
    }
    flight.transfer = *std::move(transfer);
    m_lookUps.insert(id);
    lookUp(id, flight.transfer->target());
}

// The answer comes back through the inbox, which outlives us when a look-up does.
void CurlChannel::lookUp(std::uint64_t id, const HostTarget &target)
{
    m_outbox.vet(target, [inbox = m_inbox, id](Result<VettedDestination> destination) {
        auto locked = inbox->lock();
        if (!locked->multi)
            return;
        locked->resolved.push_back({id, std::move(destination)});
        curl_multi_wakeup(locked->multi);
    });
}

void CurlChannel::onResolved(const Resolved &resolved)
{
    const auto found = m_inFlight.find(resolved.id);
    if (found == m_inFlight.end() || found->second.isDialled)
        return; // too late
    if (!resolved.destination)
        return finish(resolved.id, blocked(resolved.destination.error().what));
    dial(resolved.id, *resolved.destination);
}

void CurlChannel::dial(std::uint64_t id, const VettedDestination &destination)
{
    InFlight &flight = m_inFlight.at(id);
    flight.isDialled = true;
    m_lookUps.erase(id);
    flight.transfer->dial({destination, m_clock.now(), m_settings.timeout - since(flight.startedAt),
                           m_settings.certificateFile});
    CURL *easy = flight.transfer->handle();
    curl_easy_setopt(easy, CURLOPT_PRIVATE, asPointer(id));
    if (curl_multi_add_handle(m_multi.get(), easy) != CURLM_OK)
        finish(id, failedWith(u"request_error:internal"_s));
}

void CurlChannel::takeFinished()
{
    int left = 0;
    while (const CURLMsg *message = curl_multi_info_read(m_multi.get(), &left)) {
        if (message->msg != CURLMSG_DONE)
            continue;
        const CURLcode result = message->data.result;
        const std::uint64_t id = idOf(message->easy_handle);
        curl_multi_remove_handle(m_multi.get(), message->easy_handle);
        finish(id, m_inFlight.at(id).transfer->attempt(result));
    }
}

void CurlChannel::expireLookUps()
{
    while (!m_lookUps.empty()) {
        const std::uint64_t oldest = *m_lookUps.begin();
        if (since(m_inFlight.at(oldest).startedAt) < m_settings.timeout)
            return;
        finish(oldest, blocked(kUnresolved));
    }
}

std::chrono::milliseconds CurlChannel::untilNextExpiry() const
{
    if (m_lookUps.empty())
        return kLongestPoll;
    const auto left = m_settings.timeout - since(m_inFlight.at(*m_lookUps.begin()).startedAt);
    return std::clamp(left, milliseconds{0}, kLongestPoll) + milliseconds{1};
}

void CurlChannel::finish(std::uint64_t id, Attempt attempt)
{
    m_lookUps.erase(id);
    auto node = m_inFlight.extract(id);
    InFlight &flight = node.mapped();
    attempt.took = since(flight.startedAt);
    --m_inbox->lock()->inFlight;
    qCDebug(lcDelivery).noquote() << "attempt ended" << kv("message", flight.messageId)
                                  << kv("status", attempt.status) << kv("code", attempt.code)
                                  << kv("ms", attempt.took.count());
    flight.done(std::move(attempt));
}

void CurlChannel::endAll()
{
    while (!m_inFlight.empty()) {
        const auto &[id, flight] = *m_inFlight.begin();
        if (flight.isDialled)
            curl_multi_remove_handle(m_multi.get(), flight.transfer->handle());
        finish(id, failedWith(u"request_error:stopped"_s));
    }
}

} // namespace pulse::delivery
