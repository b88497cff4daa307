// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/ingest/broker_source.h"

#include "base/logging.h"

Q_LOGGING_CATEGORY(lcBrokerSource, "pulse.pipeline.source")

namespace pulse::pipeline {

namespace {

mqtt::SessionState withPast(mqtt::SessionState state, const mqtt::SessionState &past)
{
    state.reconnects += past.reconnects;
    state.sessionsLost += past.sessionsLost;
    state.takeovers += past.takeovers;
    state.hangUps += past.hangUps;
    if (!state.hungUpAt)
        state.hungUpAt = past.hungUpAt;
    state.deafTimes += past.deafTimes;
    if (state.deafWhy.isEmpty())
        state.deafWhy = past.deafWhy;
    state.received += past.received;
    state.receivedQos0 += past.receivedQos0;
    state.acknowledged += past.acknowledged;
    state.staleAcks += past.staleAcks;
    state.beyondReceiveMaximum += past.beyondReceiveMaximum;
    return state;
}

} // namespace

BrokerSource::BrokerSource(mqtt::SessionConfig config, Topics topics, IngestStage &stage, const Clock &clock)
    : m_config(std::move(config))
    , m_topics(topics)
    , m_stage(stage)
    , m_clock(clock)
{
    m_thread.setObjectName(QStringLiteral("pulse-ingest"));
    moveToThread(&m_thread);
}

BrokerSource::~BrokerSource() { stop(); }

Result<> BrokerSource::start()
{
    m_thread.start();
    return {};
}

void BrokerSource::stop()
{
    if (!m_thread.isRunning())
        return;
    QMetaObject::invokeMethod(
        this, [this] { disconnectSession(); }, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

void BrokerSource::endSession()
{
    if (!m_thread.isRunning())
        return;
    QMetaObject::invokeMethod(
        this, [this] { disconnectSession(mqtt::SessionFate::Ended); }, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

void BrokerSource::stopReading()
{
    if (!m_thread.isRunning())
        return;
    const auto pause = [this] {
        m_hasStoppedReading = true;
        offerHeld();
    };
    QMetaObject::invokeMethod(this, pause, Qt::BlockingQueuedConnection);
}

void BrokerSource::lead(bool isLeading)
{
    if (isLeading)
        QMetaObject::invokeMethod(
            this, [this] { connectSession(); }, Qt::QueuedConnection);
    else if (m_thread.isRunning())
        QMetaObject::invokeMethod(
            this, [this] { disconnectSession(); }, Qt::BlockingQueuedConnection);
}

void BrokerSource::acknowledge(std::vector<model::Receipt> receipts)
{
    const std::shared_ptr<mqtt::Session> session = *m_session.lock();
    if (session)
        session->postAcknowledgements(std::move(receipts));
}

void BrokerSource::roomAgain()
{
    QMetaObject::invokeMethod(
        this, [this] { offerHeld(); }, Qt::QueuedConnection);
}

mqtt::SessionState BrokerSource::state()
{
    auto past = m_past.lock();
    const std::shared_ptr<mqtt::Session> session = *m_session.lock();
    return session ? withPast(session->state(), *past) : withPast({}, *past);
}

void BrokerSource::connectSession()
{
    if (*m_session.lock())
        return;
    mqtt::SessionEvents events;
    events.messages = [this](std::vector<mqtt::Message> messages) { take(std::move(messages)); };
    events.readyToReceive = [this] { noteConnected(); };
    events.disconnected = [this](const Error &) { noteDisconnected(); };
    events.mayReconnect = [this] { return m_stage.isLeadCertain(); };
    mqtt::SessionConfig config = m_config;
    config.expectsSession = m_stage.sessionRecord().isKnown();
    // Deleted on this thread: a worker that still holds it lets the last reference go through the event loop.
    const auto deleteLater = [](mqtt::Session *session) { session->deleteLater(); };
    const std::shared_ptr<mqtt::Session> session(new mqtt::Session(config, std::move(events), m_clock),
                                                 deleteLater);
    *m_session.lock() = session;
    m_stalls.begin(std::chrono::steady_clock::now()); // the stage knows how long nobody led
    session->start();
}

void BrokerSource::disconnectSession(mqtt::SessionFate fate)
{
    const std::shared_ptr<mqtt::Session> session = *m_session.lock();
    if (session) {
        if (fate == mqtt::SessionFate::Ended)
            session->endForGood();
        else
            session->stop();
        auto past = m_past.lock(); // whoever asks for the state meanwhile finds it whole
        *past = withPast(session->state(), *past);
        m_session.lock()->reset();
    }
    m_held.clear(); // unacknowledged: the broker hands it to whoever leads next
    noteDisconnected();
}

void BrokerSource::noteConnected()
{
    m_isReceiving = true;
    *m_receivingSince.lock() = m_clock.now();
    m_stage.sessionRecord().noteSubscribed();
    qCInfo(lcBrokerSource) << "receiving";
}

void BrokerSource::noteDisconnected()
{
    m_receivingSince.lock()->reset();
    if (std::exchange(m_isReceiving, false))
        qCInfo(lcBrokerSource) << "not receiving";
    m_stage.sightLost();
}

void BrokerSource::take(std::vector<mqtt::Message> messages)
{
    m_stage.addStalled(m_stalls.take(std::chrono::steady_clock::now()));
    m_held.reserve(m_held.size() + messages.size());
    for (mqtt::Message &message : messages) {
        IngestItem item;
        if (message.isProbe) {
            const auto probe = mqtt::parseProbe(message.payload);
            item.envelope.receipt = message.receipt;
            // A probe of an earlier connection was queued behind what we missed: its age is the lag all the
            // same.
            item.probeSentAt = probe ? probe->sentAt : m_clock.now();
            noteProbe(*item.probeSentAt);
        } else {
            item.envelope = m_decoder.decode({std::move(message.bytes), message.topic, message.payload},
                                             message.receipt, m_arrivals.next(message.receivedAt));
            item.envelope.isQos0 = message.qos == 0;
            item.envelope.isDuplicate = message.isDuplicate;
            item.envelope.isReplay = message.isRetained; // live ones come without the flag (MQTT 5 §3.3.1.3)
            item.envelope.isFromItsDevice = m_topics == Topics::OfTheirDevices;
        }
        m_held.push_back(std::move(item));
    }
    offerHeld();
}

// By the clock that only goes forward: the other is the database's, and may be set.
void BrokerSource::noteProbe(Instant sentAt)
{
    const auto age = std::max(Instant::duration{0}, m_clock.now() - sentAt);
    m_stalls.probeReturned(std::chrono::steady_clock::now() - age);
}

void BrokerSource::offerHeld()
{
    m_stage.offer(m_held);
    // QoS 1 is held back by Receive Maximum; only a flood of QoS 0 gets here.
    if (const std::shared_ptr<mqtt::Session> session = *m_session.lock())
        session->setReadPaused(!m_held.empty() || m_hasStoppedReading);
}

} // namespace pulse::pipeline
