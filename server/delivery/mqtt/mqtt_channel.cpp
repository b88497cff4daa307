// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "delivery/mqtt/mqtt_channel.h"

#include "base/logging.h"

Q_LOGGING_CATEGORY(lcMqttChannel, "pulse.delivery")

namespace pulse::delivery {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

Attempt failedWith(const QString &code) { return {.outcome = Outcome::RetryLater, .code = code}; }

milliseconds since(steady_clock::time_point start)
{
    return std::chrono::duration_cast<milliseconds>(steady_clock::now() - start);
}

} // namespace

MqttChannel::MqttChannel(MqttSettings settings, Resolver &resolver)
    : m_settings(std::move(settings))
    , m_guard(m_settings.guard)
    , m_resolver(resolver)
    , m_door(std::make_shared<Mutex<Door>>())
{
    m_thread.setObjectName(QStringLiteral("pulse-mqtt"));
}

MqttChannel::~MqttChannel() { stop(); }

Result<> MqttChannel::start()
{
    m_desk = std::make_unique<QObject>();
    m_desk->moveToThread(&m_thread);
    m_thread.start();
    m_door->lock()->desk = m_desk.get();
    return {};
}

// What was posted before the door closed is taken in first, and ended with the others.
void MqttChannel::stop()
{
    m_door->lock()->desk = nullptr;
    if (!m_thread.isRunning())
        return;
    QMetaObject::invokeMethod(
        m_desk.get(), [this] { endAll(); }, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

void MqttChannel::attempt(Message message, Done done)
{
    QString refusal;
    {
        auto door = m_door->lock();
        if (door->desk == nullptr)
            refusal = u"request_error:stopped"_s;
        else if (door->inFlight >= m_settings.mostInFlight)
            refusal = u"request_error:busy"_s;
        if (refusal.isEmpty()) {
            ++door->inFlight;
            Arrived arrived{std::move(message), std::move(done), steady_clock::now()};
            QMetaObject::invokeMethod(
                door->desk, [this, arrived = std::move(arrived)]() mutable { accept(std::move(arrived)); },
                Qt::QueuedConnection);
            return;
        }
    }
    done(failedWith(refusal));
}

void MqttChannel::accept(Arrived arrived)
{
    const std::uint64_t id = ++m_lastId;
    InFlight &flight = m_inFlight[id];
    flight.messageId = arrived.message.id;
    flight.done = std::move(arrived.done);
    flight.startedAt = arrived.startedAt;
    auto request = mqttRequest(arrived.message, m_guard, m_settings.allowsAnyTopic);
    if (!request)
        return finish(id, failedWith(request.error().what));
    flight.transfer.reset(new MqttTransfer(*std::move(request),
                                           [this, id](Attempt attempt) { finish(id, std::move(attempt)); }));
    flight.deadline.reset(new QTimer);
    flight.deadline->setSingleShot(true);
    QObject::connect(flight.deadline.get(), &QTimer::timeout, m_desk.get(), [this, id] { expire(id); });
    flight.deadline->start(std::max(m_settings.timeout - since(flight.startedAt), milliseconds{0}));
    const HostTarget &target = flight.transfer->target();
    if (target.literal)
        dial(id, {*target.literal});
    else
        lookUp(id, target.host);
}

// The answer comes back through the door, which outlives us when a look-up does.
void MqttChannel::lookUp(std::uint64_t id, const QString &host)
{
    m_resolver.resolve(host, [this, door = m_door, id](Result<QList<IpAddress>> addresses) {
        auto locked = door->lock();
        if (locked->desk == nullptr)
            return;
        QMetaObject::invokeMethod(
            locked->desk, [this, id, addresses = std::move(addresses)] { onResolved(id, addresses); },
            Qt::QueuedConnection);
    });
}

void MqttChannel::onResolved(std::uint64_t id, const Result<QList<IpAddress>> &addresses)
{
    const auto found = m_inFlight.find(id);
    if (found == m_inFlight.end())
        return; // too late
    if (!addresses || addresses->isEmpty())
        return finish(id, failedWith(u"url_blocked:dns_resolution_failed"_s));
    // One address inside is enough: a name that leads both ways is not a receiver's.
    const quint16 port = found->second.transfer->target().port;
    for (const IpAddress &address : *addresses) {
        if (!m_guard.allows(address, port))
            return finish(id, failedWith(u"url_blocked:blocked_ip:"_s + address.toString()));
    }
    dial(id, *addresses);
}

void MqttChannel::dial(std::uint64_t id, QList<IpAddress> addresses)
{
    m_inFlight.at(id).transfer->dial({std::move(addresses), m_settings.caFile, m_settings.timeout});
}

void MqttChannel::expire(std::uint64_t id)
{
    const MqttTransfer &transfer = *m_inFlight.at(id).transfer;
    finish(id,
           transfer.isDialled() ? transfer.failed(u"request_error:timeout"_s)
                                : failedWith(u"url_blocked:dns_resolution_failed"_s));
}

void MqttChannel::finish(std::uint64_t id, Attempt attempt)
{
    auto node = m_inFlight.extract(id);
    InFlight &flight = node.mapped();
    attempt.took = since(flight.startedAt);
    if (flight.deadline)
        flight.deadline->stop();
    if (flight.transfer)
        flight.transfer->stop();
    --m_door->lock()->inFlight;
    qCDebug(lcMqttChannel).noquote() << "attempt ended" << kv("message", flight.messageId)
                                     << kv("code", attempt.code) << kv("ms", attempt.took.count());
    flight.done(std::move(attempt));
}

void MqttChannel::endAll()
{
    while (!m_inFlight.empty())
        finish(m_inFlight.begin()->first, failedWith(u"request_error:stopped"_s));
}

} // namespace pulse::delivery
