// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mqtt/session.h"

#include "mqtt/logging_category.h"

#include <QRandomGenerator>

namespace pulse::mqtt {

using namespace Qt::StringLiterals;

namespace {

ConnectionConfig connectionConfig(const SessionConfig &session, const SessionEvents &events)
{
    ConnectionConfig config;
    config.mayDialAgain = events.mayReconnect;
    config.address = session.address;
    config.backoff = session.backoff;
    config.connectTimeout = session.connectTimeout;
    config.pingTimeout = session.pingTimeout;
    config.stopTimeout = session.stopTimeout;
    config.readInterval = session.readInterval;
    config.connect.clientId = session.clientId;
    config.connect.isCleanStart = false;
    config.connect.keepAliveSeconds = session.keepAliveSeconds;
    config.connect.sessionExpirySeconds = session.sessionExpirySeconds;
    config.connect.receiveMaximum = session.receiveMaximum;
    config.connect.maximumPacketSize = session.maxPacketSize;
    return config;
}

} // namespace

Session::Session(SessionConfig config, SessionEvents events, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_config(std::move(config))
    , m_events(std::move(events))
    , m_clock(clock)
    , m_connection(connectionConfig(m_config, m_events), *this, this)
    , m_probeTopic(probeTopic(m_config.clientId))
    , m_probeTimer(this)
    , m_echo(m_config.deafAfter)
    , m_instance(QRandomGenerator::global()->generate() | 1U)
    , m_hasSession(m_config.expectsSession)
{
    Q_ASSERT(!m_config.clientId.isEmpty());
    for (const QByteArray &filter : std::as_const(m_config.topicFilters)) {
        if (!m_config.isLeaving)
            m_filters.push_back({filter, 1, RetainHandling::DoNotSend});
    }
    if (hasProbes())
        m_filters.push_back({m_probeTopic, 1, RetainHandling::DoNotSend});
    connect(&m_probeTimer, &QTimer::timeout, this, &Session::sendProbe);
}

Session::~Session() { stop(); }

void Session::start() { m_connection.start(); }

void Session::stop() { close(SessionFate::Kept); }

void Session::endForGood() { close(SessionFate::Ended); }

void Session::close(SessionFate fate)
{
    drainPosted();
    m_probeTimer.stop();
    if (m_connection.isOpen()) // what we leave behind comes again to whoever takes the session up
        qCInfo(lcMqtt).noquote() << "session closed" << kv("client", m_config.clientId)
                                 << kv("unacknowledged", m_order.waiting());
    m_connection.stop(fate);
    auto state = m_state.lock();
    state->isConnected = state->isReady = false;
    state->connection = 0;
}

void Session::setReadPaused(bool isPaused)
{
    m_isReadPaused = isPaused;
    m_connection.setReadPaused(isPaused);
}

SessionState Session::state() const { return *m_state.lock(); }

// A client that holds no state of its own may be told "session present": ours is empty but for the probe, all
// that lasts lies at the broker (§3.2.2.1.1, §4.1).
void Session::connectionOpened(const Connack &connack)
{
    const bool isFirst = m_epoch == 0;
    ++m_epoch;
    m_order.clear();
    const bool isExpected = std::exchange(m_hasSession, connack.isSessionPresent);
    const bool isLost = isExpected && !connack.isSessionPresent;
    const bool wasTaken = std::exchange(m_isTakenOver, false); // and it is still ours to take up again
    {
        auto state = m_state.lock();
        state->isConnected = true;
        state->isSessionPresent = connack.isSessionPresent;
        state->epoch = m_epoch;
        state->connection = connectionMark();
        state->connectedSince = m_clock.now();
        state->reconnects += isFirst ? 0 : 1;
        state->takeovers += wasTaken ? 1 : 0;
        state->unacknowledged = 0;
        state->lastError.clear();
    }
    qCInfo(lcMqtt).noquote() << "session connected" << kv("client", m_config.clientId) << kv("epoch", m_epoch)
                             << kv("session_present", connack.isSessionPresent);
    checkLimits(connack);
    if (wasTaken)
        qCCritical(lcMqtt).noquote() << "another client has connected with our client id"
                                     << kv("client", m_config.clientId);
    if (m_connection.isOpen())
        subscribe(isExpected, connack.isSessionPresent);
    if (m_connection.isOpen() && m_events.connected)
        m_events.connected(connack.isSessionPresent, m_epoch);
    if (isLost)
        noticeLoss();
}

void Session::noticeLoss()
{
    qCCritical(lcMqtt).noquote() << "the broker has forgotten our session; messages queued there are lost"
                                 << kv("client", m_config.clientId) << kv("epoch", m_epoch);
    ++m_state.lock()->sessionsLost;
    if (m_events.sessionLost)
        m_events.sessionLost();
}

// §3.2.2.3.4: without QoS 1 there is nothing to hold back. §3.2.2.3.2: a shorter expiry weakens what we
// promise.
void Session::checkLimits(const Connack &connack)
{
    if (connack.sessionExpirySeconds.value_or(m_config.sessionExpirySeconds) < m_config.sessionExpirySeconds)
        qCCritical(lcMqtt).noquote() << "the broker keeps our session for less time than asked for"
                                     << kv("seconds", *connack.sessionExpirySeconds);
    if (connack.maximumQos < 1)
        m_connection.end(ReasonCode::QosNotSupported,
                         {ErrorKind::Invalid, u"the broker does not offer QoS 1"_s});
}

Decoded<> Session::packetArrived(const Frame &frame)
{
    switch (frame.type) {
    case PacketType::Publish: return takePublish(frame);
    case PacketType::Suback: return takeSuback(frame);
    case PacketType::Unsuback: return takeUnsuback(frame);
    case PacketType::Puback: return takePuback(frame);
    default: return protocolError("packet that answers nothing we sent");
    }
}

Decoded<> Session::takePublish(const Frame &frame)
{
    PULSE_TRY(const ReceivedPublish publish, decodePublish(frame));
    if (publish.qos > 1) // §3.8.4: never above the QoS we subscribed with
        return tl::unexpected(Fault{ReasonCode::QosNotSupported, "QoS 2 on a subscription of QoS 1"});
    if (publish.qos == 0 && m_config.watchesBroker && takeBrokerFigure(publish))
        return {};
    if (publish.qos == 1) {
        PULSE_CHECK(m_order.received(publish.id));
        noteReceiveMaximum();
    }
    if (!m_batchTime) {
        m_batchTime = m_clock.now();
        m_batch.reserve(m_usualBatch);
    }
    Message message;
    m_arena.reserve(static_cast<size_t>(publish.topic.size() + publish.payload.size()));
    message.bytes = m_arena.block();
    message.topic = m_arena.keep(publish.topic);
    message.payload = m_arena.keep(publish.payload);
    message.receipt = {m_config.source, m_epoch, publish.id};
    message.receivedAt = *m_batchTime;
    message.qos = publish.qos;
    message.isRetained = publish.isRetained;
    message.isDuplicate = publish.isDuplicate;
    message.isProbe = publish.topic == m_probeTopic;
    if (message.isProbe)
        noteProbe(publish.payload);
    m_batch.push_back(std::move(message));
    return {};
}

// §3.3.4 would have us disconnect with 0x93. But Mosquitto hands everything unacknowledged over again at
// once, even to a successor with a smaller Receive Maximum (seen with 2.0.11), and would do so after each
// disconnect: nothing would ever come in. Identifiers bound it anyway.
void Session::noteReceiveMaximum()
{
    if (m_order.waiting() <= m_config.receiveMaximum)
        return;
    ++m_beyondReceiveMaximum;
    if (std::exchange(m_epochOfWarning, m_epoch) != m_epoch)
        qCWarning(lcMqtt).noquote() << "the broker sends more than Receive Maximum"
                                    << kv("receive_maximum", m_config.receiveMaximum) << kv("epoch", m_epoch);
}

void Session::packetsDone()
{
    m_batchTime.reset();
    if (m_batch.empty())
        return;
    m_usualBatch = m_batch.size();
    m_echo.heard();
    quint64 qos0 = 0;
    for (const Message &message : m_batch)
        qos0 += message.qos == 0 ? 1 : 0;
    {
        auto state = m_state.lock();
        state->received += m_batch.size();
        state->receivedQos0 += qos0;
        state->unacknowledged = m_order.waiting();
        state->beyondReceiveMaximum = m_beyondReceiveMaximum;
    }
    if (m_events.messages)
        m_events.messages(std::exchange(m_batch, {}));
    m_batch.clear();
}

void Session::connectionClosed(const Error &error)
{
    m_probeTimer.stop();
    m_isTakenOver = m_isTakenOver || error.code == codeOf(ReasonCode::SessionTakenOver);
    {
        auto state = m_state.lock();
        if (state->isConnected && error.code == kClosedEarly) {
            ++state->hangUps;
            state->hungUpAt = m_clock.now();
        }
        state->isConnected = state->isReady = false;
        state->connectedSince.reset();
        state->connection = 0;
        state->unacknowledged = 0;
        state->brokerStoredBytes.reset();
        state->brokerStoredMessages.reset();
        state->lastError = error.what;
    }
    if (m_events.disconnected)
        m_events.disconnected(error);
}

void Session::acknowledge(std::span<const model::Receipt> receipts)
{
    quint64 stale = 0;
    for (const model::Receipt &receipt : receipts) {
        if (!receipt.isAcknowledgeable())
            continue;
        const bool isOurs =
            receipt.source == m_config.source && receipt.epoch == m_epoch && m_connection.isOpen();
        if (!isOurs || !m_order.acknowledge(receipt.id))
            ++stale;
    }
    if (stale > 0)
        m_state.lock()->staleAcks += stale;
    writeReadyAcknowledgements();
}

void Session::writeReadyAcknowledgements()
{
    if (!m_connection.isOpen())
        return;
    const std::vector<quint16> ready = m_order.takeReady();
    if (ready.empty())
        return;
    for (const quint16 id : ready)
        appendPuback(m_connection.out(), id);
    m_connection.flush();
    auto state = m_state.lock();
    state->acknowledged += ready.size();
    state->unacknowledged = m_order.waiting();
}

void Session::postAcknowledgements(std::vector<model::Receipt> receipts)
{
    bool isFirst = false;
    {
        auto posted = m_posted.lock();
        isFirst = posted->empty();
        posted->insert(posted->end(), receipts.begin(), receipts.end());
    }
    if (isFirst && !receipts.empty())
        QMetaObject::invokeMethod(this, &Session::drainPosted, Qt::QueuedConnection);
}

void Session::drainPosted()
{
    const std::vector<model::Receipt> receipts = std::exchange(*m_posted.lock(), {});
    acknowledge(receipts);
}

} // namespace pulse::mqtt
