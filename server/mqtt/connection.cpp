// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mqtt/connection.h"

#include "mqtt/logging_category.h"

namespace pulse::mqtt {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// A connection that lasted this long was a good one: the next failure begins with the shortest delay again.
// One that is accepted and thrown out at once keeps backing off.
constexpr auto kSettledAfter = 10s;

constexpr auto kAskingInterval = 250ms; // of who may not dial yet

// What is published between a theft of the session and its return may be lost, so it is short, also where the
// broker does not say that it was a theft (3.1.1, a link that breaks in between); a thief that comes again
// and again must not keep us busy with nothing else, so it grows to this.
constexpr auto kTakenBackWithin = 2'000ms;

QString reasonText(ReasonCode reason, QByteArrayView reasonString)
{
    if (reasonString.isEmpty())
        return toWords(reason);
    return u"%1 (%2)"_s.arg(toWords(reason), QString::fromUtf8(reasonString));
}

} // namespace

Connection::Connection(ConnectionConfig config, ConnectionHandler &handler, QObject *parent)
    : QObject(parent)
    , m_config(std::move(config))
    , m_handler(handler)
    , m_reader(m_config.connect.maximumPacketSize)
    , m_connectTimer(this)
    , m_retryTimer(this)
    , m_pingTimer(this)
    , m_pongTimer(this)
{
    m_connectTimer.setSingleShot(true);
    m_retryTimer.setSingleShot(true);
    m_pongTimer.setSingleShot(true);
    connect(&m_connectTimer, &QTimer::timeout, this, [this] {
        close({ErrorKind::Unavailable, u"no answer to CONNECT in time"_s, u"timeout"_s});
    });
    connect(&m_retryTimer, &QTimer::timeout, this, &Connection::dialAgain);
    connect(&m_pingTimer, &QTimer::timeout, this, &Connection::ping);
    connect(&m_pongTimer, &QTimer::timeout, this, [this] {
        end(ReasonCode::KeepAliveTimeout,
            {ErrorKind::Unavailable, u"no answer to PINGREQ in time"_s, u"timeout"_s});
    });
}

Connection::~Connection() { stop(); }

void Connection::start()
{
    if (m_isRunning)
        return;
    m_isRunning = true;
    m_attempt = 0;
    dial();
}

void Connection::stop(SessionFate fate)
{
    if (!std::exchange(m_isRunning, false))
        return;
    ++m_generation;
    for (QTimer *timer : {&m_connectTimer, &m_retryTimer, &m_pingTimer, &m_pongTimer})
        timer->stop();
    if (!m_link)
        return;
    if (std::exchange(m_isOpen, false)) { // §3.14.2.2.2: no expiry in DISCONNECT leaves the one of CONNECT
        if (fate == SessionFate::Ended)
            appendDisconnectForGood(m_out);
        else
            appendDisconnect(m_out, ReasonCode::Success);
        m_link->write(std::exchange(m_out, {}));
        m_link->finish(m_config.stopTimeout);
    } else {
        m_link->discard();
    }
    m_link = nullptr;
}

void Connection::dial()
{
    ++m_generation;
    m_reader.clear();
    m_out.clear();
    m_isTakenOver = false;
    m_isPongDue = false;
    m_link = Link::make(m_config.address, m_config.readInterval, this);
    connect(m_link, &Link::opened, this, &Connection::sendConnect);
    connect(m_link, &Link::readable, this, &Connection::takeReadable);
    connect(m_link, &Link::written, this, [this] { m_handler.bytesWritten(); });
    connect(m_link, &Link::closed, this, [this](const Error &error) { close(error); });
    m_connectTimer.start(m_config.connectTimeout);
    m_link->open(m_config.address);
}

void Connection::sendConnect()
{
    m_tls = m_link->tls();
    Connect packet = m_config.connect;
    packet.user = m_config.address.user.toUtf8();
    packet.password = m_config.address.password;
    appendConnect(m_out, packet);
    m_link->write(std::exchange(m_out, {}));
}

void Connection::flush()
{
    if (!m_isOpen || !m_link)
        m_out.clear();
    if (m_out.isEmpty())
        return;
    m_link->write(m_out);
    m_out.resize(0); // keeps the capacity
}

qint64 Connection::bytesToWrite() const { return m_link ? m_link->bytesToWrite() + m_out.size() : 0; }

void Connection::setReadPaused(bool isPaused)
{
    if (std::exchange(m_isReadPaused, isPaused) == isPaused)
        return;
    if (m_link && m_isOpen) // CONNACK is read all the same
        m_link->setReadPaused(isPaused);
    if (isPaused) {
        m_pongTimer.stop();
        return;
    }
    startPongWait();
    // Not from here: the caller may be inside a callback of ours.
    QMetaObject::invokeMethod(this, &Connection::takeReadable, Qt::QueuedConnection);
}

// One read of everything the socket holds (bounded by Link::kReadBuffer), then the packets, then
// packetsDone().
void Connection::takeReadable()
{
    const quint64 generation = m_generation;
    while (m_link && generation == m_generation && !(m_isReadPaused && m_isOpen)) {
        const qint64 available = m_link->bytesAvailable();
        if (available <= 0)
            return;
        const auto room = m_reader.prepare(static_cast<size_t>(available));
        const qint64 got = m_link->read(room.data(), available);
        if (got <= 0)
            return;
        m_reader.commit(static_cast<size_t>(got));
        if (m_pongTimer.isActive()) // the answer may be far behind in a flood: any byte is a sign of life
            m_pongTimer.start();
        if (!takeFrames() || got < available)
            return;
    }
}

// False: the connection these frames came on is gone.
bool Connection::takeFrames()
{
    const quint64 generation = m_generation;
    for (;;) {
        const auto frame = m_reader.next();
        Decoded<> taken;
        if (frame && *frame)
            taken = takeFrame(**frame);
        else if (!frame)
            taken = tl::unexpected(frame.error());
        if (generation != m_generation)
            return false;
        if (!taken) {
            end(taken.error().reason,
                {errorKind(taken.error().reason), QString::fromLatin1(taken.error().what), u"protocol"_s});
            return false;
        }
        if (!*frame)
            break;
    }
    if (std::exchange(m_hasUndeliveredPackets, false))
        m_handler.packetsDone();
    if (generation != m_generation)
        return false;
    flush();
    return true;
}

Decoded<> Connection::takeFrame(const Frame &frame)
{
    if (frame.type == PacketType::Connack)
        return takeConnack(frame);
    if (!m_isOpen && frame.type != PacketType::Disconnect) // [MQTT-3.2.0-1]
        return protocolError("packet before CONNACK");
    switch (frame.type) {
    case PacketType::Pingresp:
        m_isPongDue = false;
        m_pongTimer.stop();
        return takePingresp(frame);
    case PacketType::Disconnect: return takeDisconnect(frame);
    case PacketType::Connect:
    case PacketType::Subscribe:
    case PacketType::Unsubscribe:
    case PacketType::Pingreq: return protocolError("packet only a client may send");
    case PacketType::Auth: return protocolError("AUTH although we did not ask for it"); // §4.12
    default: break;
    }
    m_hasUndeliveredPackets = true;
    return m_handler.packetArrived(frame);
}

Decoded<> Connection::takePingresp(const Frame &frame)
{
    if (!frame.body.isEmpty())
        return malformed("PINGRESP is too long");
    m_handler.pongArrived();
    return {};
}

Decoded<> Connection::takeConnack(const Frame &frame)
{
    if (m_isOpen) // [MQTT-3.2.0-2]
        return protocolError("a second CONNACK");
    PULSE_TRY(m_limits, decodeConnack(frame));
    if (isFailure(m_limits.reason)) {
        close({errorKind(m_limits.reason),
               u"broker refused: "_s + reasonText(m_limits.reason, m_limits.reasonString),
               codeOf(m_limits.reason)});
        return {};
    }
    if (m_config.connect.isCleanStart && m_limits.isSessionPresent) // [MQTT-3.2.2-4]
        return protocolError("session present after a clean start");
    m_connectTimer.stop();
    m_isOpen = true;
    m_link->setReadPaused(m_isReadPaused);
    m_openedAt = std::chrono::steady_clock::now();
    startKeepAlive();
    m_handler.connectionOpened(m_limits);
    return {};
}

// §3.14.4: the broker closes behind its DISCONNECT; so do we.
Decoded<> Connection::takeDisconnect(const Frame &frame)
{
    PULSE_TRY(const Disconnect disconnect, decodeDisconnect(frame));
    m_isTakenOver = disconnect.reason == ReasonCode::SessionTakenOver;
    close({errorKind(disconnect.reason),
           u"broker disconnected us: "_s + reasonText(disconnect.reason, disconnect.reasonString),
           codeOf(disconnect.reason)});
    return {};
}

// §3.1.2.10; §3.2.2.3.14: the broker's Server Keep Alive replaces ours. Twice in that time, so that one may
// be late.
void Connection::startKeepAlive()
{
    const quint16 seconds = m_limits.serverKeepAliveSeconds.value_or(m_config.connect.keepAliveSeconds);
    if (seconds > 0)
        m_pingTimer.start(std::chrono::milliseconds{seconds} * 500);
}

void Connection::ping()
{
    if (!m_isOpen)
        return;
    appendPingreq(m_out);
    flush();
    m_isPongDue = true;
    if (!m_pongTimer.isActive())
        startPongWait();
}

void Connection::startPongWait()
{
    if (m_isOpen && m_isPongDue && !m_isReadPaused)
        m_pongTimer.start(m_config.pingTimeout);
}

void Connection::end(ReasonCode reason, const Error &error)
{
    if (m_isOpen && m_link) { // §4.13.1: tell the broker why; before CONNACK a client just closes
        appendDisconnect(m_out, reason);
        flush();
    }
    close(error);
}

void Connection::close(Error error)
{
    if (!m_isRunning || !m_link)
        return;
    const quint64 generation = ++m_generation;
    m_isOpen = false;
    for (QTimer *timer : {&m_connectTimer, &m_pingTimer, &m_pongTimer})
        timer->stop();
    m_link->discard();
    m_link = nullptr;
    m_out.clear();
    planRetry();
    error = inContext(toText(m_config.address), std::move(error));
    if (m_config.isOurs) {
        qCWarning(lcMqtt).noquote() << "connection ended" << kv("client", m_config.connect.clientId)
                                    << kv("attempt", m_attempt) << kv("retry_ms", m_retryTimer.interval())
                                    << kv("reason", error.what);
    }
    if (std::exchange(m_hasUndeliveredPackets, false))
        m_handler.packetsDone();
    if (generation == m_generation && m_isRunning)
        m_handler.connectionClosed(error);
}

// When another client has taken over the session (reason 0x8E) and mayDialAgain does not say that it is ours,
// wait long before the next attempt: two clients that keep throwing each other out would both receive
// nothing.
void Connection::planRetry()
{
    const bool wasLetIn = m_openedAt != std::chrono::steady_clock::time_point{};
    if (wasLetIn && std::chrono::steady_clock::now() - m_openedAt > kSettledAfter)
        m_attempt = 0;
    m_openedAt = {};
    ++m_attempt;
    std::chrono::milliseconds pause = m_config.backoff.delay(m_attempt, jitterRandom());
    if (m_config.mayDialAgain && (m_isTakenOver || wasLetIn))
        pause = std::min(pause, kTakenBackWithin);
    else if (m_isTakenOver)
        pause = m_config.backoff.cap;
    m_retryTimer.start(pause);
}

void Connection::dialAgain()
{
    if (m_config.mayDialAgain && !m_config.mayDialAgain())
        m_retryTimer.start(kAskingInterval);
    else
        dial();
}

} // namespace pulse::mqtt
