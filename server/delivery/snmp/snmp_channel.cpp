// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/snmp/snmp_channel.h"

#include "base/logging.h"
#include "wire/delivery/snmp_integration_json.h"

#include <algorithm>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

Q_LOGGING_CATEGORY(lcSnmp, "pulse.delivery")

namespace pulse::delivery {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

Attempt failedWith(const QString &code) { return {.outcome = Outcome::RetryLater, .code = code}; }

Attempt blocked(const QString &reason) { return failedWith(u"host_blocked:"_s + reason); }

// Whom the receiver knows us as.
QString nameOf(const model::SnmpConfig &config)
{
    return config.version == model::SnmpVersion::V3 ? config.username : config.community;
}

milliseconds since(steady_clock::time_point start)
{
    return std::chrono::duration_cast<milliseconds>(steady_clock::now() - start);
}

} // namespace

// Thread safety: any thread.
class SnmpChannel::Waker {
public:
    Waker()
        : m_descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    {
    }
    ~Waker() { ::close(m_descriptor); }
    Waker(const Waker &) = delete;
    Waker &operator=(const Waker &) = delete;

    int descriptor() const { return m_descriptor; }
    void wake() const { ::eventfd_write(m_descriptor, 1); }
    void clear() const
    {
        eventfd_t count = 0;
        ::eventfd_read(m_descriptor, &count);
    }

private:
    const int m_descriptor;
};

SnmpChannel::SnmpChannel(SnmpSettings settings, Resolver &resolver, const Clock &clock)
    : m_settings(std::move(settings))
    , m_outbox(AddressGuard(m_settings.guard), resolver)
    , m_clock(clock)
    , m_inbox(std::make_shared<Mutex<Inbox>>())
{
}

SnmpChannel::~SnmpChannel() { stop(); }

Result<> SnmpChannel::start()
{
    m_waker = std::make_shared<Waker>();
    if (m_waker->descriptor() < 0)
        return fail(ErrorKind::Internal, u"no descriptor for the SNMP channel"_s);
    startSnmpLibrary();
    auto inbox = m_inbox->lock();
    inbox->isOpen = true;
    inbox->waker = m_waker;
    m_thread = std::thread([this] { run(); });
    return {};
}

void SnmpChannel::stop()
{
    {
        auto inbox = m_inbox->lock();
        inbox->isOpen = false;
        if (inbox->waker)
            inbox->waker->wake();
    }
    if (m_thread.joinable())
        m_thread.join();
}

void SnmpChannel::attempt(Message message, Done done)
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
            inbox->waker->wake();
            return;
        }
    }
    done(failedWith(refusal));
}

void SnmpChannel::run()
{
    while (takeIn()) {
        passTime();
        finishEnded();
        wait();
    }
    while (!m_inFlight.empty())
        finish(m_inFlight.begin()->first, failedWith(u"request_error:stopped"_s));
}

bool SnmpChannel::takeIn()
{
    std::vector<Arrived> arrived;
    std::vector<Resolved> resolved;
    bool isOpen = true;
    {
        auto inbox = m_inbox->lock();
        arrived = std::exchange(inbox->arrived, {});
        resolved = std::exchange(inbox->resolved, {});
        isOpen = inbox->isOpen;
        if (!isOpen)
            inbox->waker.reset();
    }
    for (Arrived &next : arrived) {
        if (isOpen)
            accept(std::move(next));
        else
            m_inFlight[++m_lastId].arrived = std::move(next); // ended with the others
    }
    for (const Resolved &next : resolved)
        onResolved(next);
    return isOpen;
}

void SnmpChannel::accept(Arrived arrived)
{
    const std::uint64_t id = ++m_lastId;
    InFlight &flight = m_inFlight[id];
    flight.config = wire::snmpConfigFrom(arrived.message.config);
    flight.arrived = std::move(arrived);
    if (flight.config.host.isEmpty())
        return finish(id, failedWith(u"missing_snmp_host"_s));
    if (nameOf(flight.config).isEmpty())
        return finish(id, failedWith(u"missing_snmp_config"_s));
    const auto target =
        m_outbox.guard().judgeHost(flight.config.host, static_cast<quint16>(flight.config.port));
    if (!target)
        return finish(id, blocked(target.error().what));
    // The answer comes back through the inbox, which outlives us when a look-up does.
    m_outbox.vet(*target, [inbox = m_inbox, id](Result<VettedDestination> destination) {
        auto locked = inbox->lock();
        if (!locked->waker)
            return;
        locked->resolved.push_back({id, std::move(destination)});
        locked->waker->wake();
    });
}

void SnmpChannel::onResolved(const Resolved &resolved)
{
    const auto found = m_inFlight.find(resolved.id);
    if (found == m_inFlight.end())
        return; // too late
    if (!resolved.destination)
        return finish(resolved.id, blocked(resolved.destination.error().what));
    dial(resolved.id, *resolved.destination);
}

// engineTime is ours to say: seconds since all our engines last rose.
SnmpEngine SnmpChannel::engineOf(const Message &message) const
{
    const auto up = std::chrono::floor<std::chrono::seconds>(m_clock.now() - message.boot.at);
    return {wire::snmpEngineId(message.integrationId), message.boot.boots,
            std::max(up, std::chrono::seconds{0})};
}

void SnmpChannel::dial(std::uint64_t id, const VettedDestination &destination)
{
    InFlight &flight = m_inFlight.at(id);
    const Message &message = flight.arrived.message;
    const SnmpEngine engine = engineOf(message);
    flight.session = std::make_unique<SnmpSession>(
        SnmpRequest{flight.config, engine, destination,
                    snmpVariables(message, flight.config.oidPrefix, engine.time)},
        m_settings.limits);
    flight.session->begin(m_keys);
    lookLater(flight);
}

void SnmpChannel::wait()
{
    std::vector<pollfd> waitsFor{{m_waker->descriptor(), POLLIN, 0}};
    std::vector<InFlight *> flights;
    for (auto &[id, flight] : m_inFlight) {
        if (!flight.session)
            continue;
        waitsFor.push_back({flight.session->socket(), POLLIN, 0});
        flights.push_back(&flight);
    }
    const auto left = std::chrono::ceil<milliseconds>(nextLook() - steady_clock::now());
    ::poll(waitsFor.data(), waitsFor.size(), static_cast<int>(std::max(left, milliseconds{0}).count()));
    m_waker->clear();
    for (size_t i = 0; i < flights.size(); ++i) {
        if (waitsFor[i + 1].revents == 0)
            continue;
        flights[i]->session->read();
        lookLater(*flights[i]);
    }
    finishEnded();
}

// Called when something was just sent: its answer is overdue then, and not a moment earlier.
void SnmpChannel::lookLater(InFlight &flight) const
{
    flight.looksAgainAt = steady_clock::now() + m_settings.limits.reply + milliseconds{5};
}

SnmpChannel::SteadyTime SnmpChannel::nextLook() const
{
    SteadyTime next = steady_clock::now() + std::chrono::minutes{1};
    for (const auto &[id, flight] : m_inFlight) {
        next = std::min(next, flight.arrived.startedAt + m_settings.timeout);
        if (flight.session)
            next = std::min(next, flight.looksAgainAt);
    }
    return next;
}

void SnmpChannel::passTime()
{
    const SteadyTime now = steady_clock::now();
    std::vector<std::uint64_t> late;
    for (auto &[id, flight] : m_inFlight) {
        if (now >= flight.arrived.startedAt + m_settings.timeout) {
            late.push_back(id);
        } else if (flight.session && now >= flight.looksAgainAt) {
            flight.session->passTime();
            lookLater(flight);
        }
    }
    for (const std::uint64_t id : late) {
        const bool isDialled = m_inFlight.at(id).session != nullptr;
        finish(id, isDialled ? failedWith(u"request_error:timeout"_s) : blocked(kUnresolved));
    }
}

void SnmpChannel::finishEnded()
{
    std::vector<std::uint64_t> ended;
    for (const auto &[id, flight] : m_inFlight) {
        if (flight.session && flight.session->result())
            ended.push_back(id);
    }
    for (const std::uint64_t id : ended)
        finish(id, *m_inFlight.at(id).session->result());
}

void SnmpChannel::finish(std::uint64_t id, Attempt attempt)
{
    auto node = m_inFlight.extract(id);
    const Arrived &arrived = node.mapped().arrived;
    attempt.took = since(arrived.startedAt);
    --m_inbox->lock()->inFlight;
    qCDebug(lcSnmp).noquote() << "attempt ended" << kv("message", arrived.message.id)
                              << kv("code", attempt.code) << kv("ms", attempt.took.count());
    arrived.done(std::move(attempt));
}

} // namespace pulse::delivery
