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

Attempt blocked(const QString &reason) { return failedWith(u"url_blocked:"_s + reason); }

milliseconds since(steady_clock::time_point start)
{
    return std::chrono::duration_cast<milliseconds>(steady_clock::now() - start);
}

} // namespace

MqttChannel::MqttChannel(MqttSettings settings, Resolver &resolver)
    : m_settings(std::move(settings))
    , m_outbox(AddressGuard(m_settings.guard), resolver)
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
        m_desk.get(),
        [this] {
            endAll();
            m_thread.quit();
        },
        Qt::QueuedConnection);
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
    auto request = mqttRequest(arrived.message, m_outbox.guard(), m_settings.allowsAnyTopic);
    if (!request)
        return finish(id, failedWith(request.error().what));
    flight.transfer.reset(new MqttTransfer(*std::move(request),
                                           [this, id](Attempt attempt) { finish(id, std::move(attempt)); }));
    flight.deadline.reset(new QTimer);
    flight.deadline->setSingleShot(true);
    QObject::connect(flight.deadline.get(), &QTimer::timeout, m_desk.get(), [this, id] { expire(id); });
    flight.deadline->start(std::max(m_settings.timeout - since(flight.startedAt), milliseconds{0}));
    lookUp(id, flight.transfer->target());
}

// The answer comes back through the door, which outlives us when a look-up does.
void MqttChannel::lookUp(std::uint64_t id, const HostTarget &target)
{
    m_outbox.vet(target, [this, door = m_door, id](Result<VettedDestination> destination) {
        auto locked = door->lock();
        if (locked->desk == nullptr)
            return;
        QMetaObject::invokeMethod(
            locked->desk, [this, id, destination = std::move(destination)] { onResolved(id, destination); },
            Qt::QueuedConnection);
    });
}

void MqttChannel::onResolved(std::uint64_t id, const Result<VettedDestination> &destination)
{
    const auto found = m_inFlight.find(id);
    if (found == m_inFlight.end())
        return; // too late
    if (!destination)
        return finish(id, blocked(destination.error().what));
    found->second.transfer->dial(*destination, m_settings.caFile, m_settings.timeout);
}

void MqttChannel::expire(std::uint64_t id)
{
    const MqttTransfer &transfer = *m_inFlight.at(id).transfer;
    finish(id, transfer.isDialled() ? transfer.failed(u"request_error:timeout"_s) : blocked(kUnresolved));
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
