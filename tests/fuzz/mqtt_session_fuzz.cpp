// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The ingest session over a real socket, against a broker that says anything and hangs up at any time, while
// receipts come back in any order and late. The input: how the session is configured, then steps (step()
// below).
#include "fuzz/fuzz_target.h"
#include "fuzz/input_reader.h"
#include "fuzz/reference_text.h"
#include "fuzz/scripted_socket.h"
#include "mqtt/packet_decode.h"
#include "mqtt/packet_reader.h"
#include "mqtt/session.h"
#include "support/suite/fake_clock.h"

#include <QAbstractEventDispatcher>
#include <QCoreApplication>
#include <QEvent>
#include <algorithm>

using namespace pulse;
using namespace pulse::mqtt;

namespace {

struct HandedOn {
    model::Receipt receipt;
    bool isAcknowledged = false; // given back while its connection was open
};

// What one connection was told by the session.
struct Told {
    PacketReader reader{1'048'576};
    std::vector<PacketType> types;
    std::vector<quint16> pubacks;
};

SessionConfig configOf(quint8 steer, const QString &socketPath)
{
    SessionConfig config;
    config.address.socketPath = socketPath;
    config.clientId = "c";
    config.topicFilters = {"t/#"};
    config.receiveMaximum = (steer & 1) != 0 ? 2 : 10'000;
    config.maxPacketSize = (steer & 2) != 0 ? 64 : 1'048'576;
    config.probeInterval = std::chrono::hours{(steer & 4) != 0 ? 1 : 0};
    config.watchesBroker = (steer & 8) != 0;
    config.expectsSession = (steer & 16) != 0;
    config.backoff = {std::chrono::milliseconds{0}, std::chrono::milliseconds{0}, 0};
    config.stopTimeout = config.readInterval = std::chrono::milliseconds{0};
    return config;
}

class World {
public:
    World(fuzz::ScriptedSocket &broker, quint8 steer)
        : m_broker(broker)
        , m_hasEagerReceipts((steer & 32) != 0)
        , m_session(configOf(steer, broker.path()), events(), m_clock)
    {
        m_session.start();
        settle();
    }
    ~World()
    {
        m_session.stop();
        do // what it dialled and nobody looked at goes too
            m_broker.hangUp();
        while (m_broker.accept());
    }
    World(const World &) = delete;
    World &operator=(const World &) = delete;

    void step(fuzz::InputReader &input);

private:
    SessionEvents events();
    void steer(quint8 code);
    void sayConnack(const char *hex);
    void publish(quint16 id);
    void take(const std::vector<Message> &messages);
    std::vector<model::Receipt> giveBack(size_t first, size_t count);
    void settle();
    bool listen();
    void take(const Frame &frame);
    std::vector<quint16> waiting() const;
    void pubacksHold(bool isSettled) const;

    fuzz::ScriptedSocket &m_broker;
    bool m_hasEagerReceipts; // given back from inside the callback
    test::FakeClock m_clock;
    std::vector<HandedOn> m_handedOn; // QoS 1, of all connections, in order
    Told m_told; // on the latest connection
    bool m_isFresh = false; // nothing was said on it
    bool m_isOrderly = false; // nothing was said on it but what a good broker says
    bool m_isPaused = false;
    Session m_session;
};

SessionEvents World::events()
{
    SessionEvents events;
    events.messages = [this](const std::vector<Message> &messages) { take(messages); };
    events.connected = [this](bool isSessionPresent, quint32 epoch) {
        const SessionState state = m_session.state();
        PULSE_HOLDS(state.isConnected && state.epoch == epoch && state.isSessionPresent == isSessionPresent);
    };
    events.readyToReceive = [this] { PULSE_HOLDS(m_session.state().isReady); };
    events.disconnected = [this](const Error &why) {
        PULSE_HOLDS(!m_session.state().isConnected && !why.what.isEmpty());
    };
    return events;
}

void World::take(const std::vector<Message> &messages)
{
    PULSE_HOLDS(!messages.empty());
    const size_t before = m_handedOn.size();
    for (const Message &message : messages) {
        PULSE_HOLDS(!message.topic.isEmpty() && fuzz::isWellFormedUtf8(message.topic));
        PULSE_HOLDS(message.qos <= 1 && message.receipt.isAcknowledgeable() == (message.qos == 1));
        PULSE_HOLDS(message.receipt.epoch == m_session.state().epoch);
        PULSE_HOLDS(message.isProbe == (message.topic == probeTopic("c")));
        if (message.qos == 1)
            m_handedOn.push_back({message.receipt, false});
    }
    if (m_hasEagerReceipts)
        m_session.acknowledge(giveBack(before, messages.size()));
}

// Receipts of older connections and those given back before are among them: they must change nothing.
std::vector<model::Receipt> World::giveBack(size_t first, size_t count)
{
    const SessionState state = m_session.state();
    std::vector<model::Receipt> receipts;
    for (size_t i = first; i < std::min(m_handedOn.size(), first + count); ++i) {
        HandedOn &handedOn = m_handedOn[i];
        receipts.push_back(handedOn.receipt);
        handedOn.isAcknowledged |= state.isConnected && handedOn.receipt.epoch == state.epoch;
    }
    return receipts;
}

void World::step(fuzz::InputReader &input)
{
    const quint8 code = input.byte();
    if (code < 0xE0) {
        m_broker.say(input.bytes(code));
        m_isFresh = m_isOrderly = false;
    } else if (code < 0xF0) {
        const size_t fromBehind = code & 0x0FU;
        if (fromBehind < m_handedOn.size())
            m_session.acknowledge(giveBack(m_handedOn.size() - 1 - fromBehind, 1));
    } else if (code == 0xF8) {
        publish(static_cast<quint16>(input.byte() + 1));
    } else {
        steer(code);
    }
    settle();
}

void World::steer(quint8 code)
{
    switch (code) {
    case 0xF0: m_broker.hangUp(); break;
    case 0xF1:
    case 0xF2:
        m_isPaused = code == 0xF1;
        m_session.setReadPaused(m_isPaused);
        break;
    case 0xF3: sayConnack("2003000000"); break;
    case 0xF4: sayConnack("2003010000"); break;
    case 0xF5: m_broker.say(QByteArray::fromHex("900400020001")); break;
    case 0xF6: m_broker.say(QByteArray::fromHex("90050002000101")); break; // with probes: two filters
    case 0xF7: m_broker.say(QByteArray::fromHex("40020001")); break;
    case 0xF9: m_session.acknowledge(giveBack(0, m_handedOn.size())); break;
    case 0xFA: m_session.postAcknowledgements(giveBack(0, m_handedOn.size())); break;
    default: break;
    }
}

// Whatever became of the connections before, one that begins well is taken.
void World::sayConnack(const char *hex)
{
    m_broker.say(QByteArray::fromHex(hex));
    const bool isFirst = std::exchange(m_isFresh, false);
    settle();
    PULSE_HOLDS(!isFirst || m_session.state().isConnected);
    m_isOrderly = isFirst;
}

// A message is handed on; one whose identifier still waits ends the connection (§2.2.1).
void World::publish(quint16 id)
{
    QByteArray bytes;
    appendPublish(bytes, {.topic = "t/a", .payload = "{}", .id = id, .qos = 1});
    const std::vector<quint16> before = waiting();
    const bool isNew = std::find(before.begin(), before.end(), id) == before.end();
    const size_t handedOn = m_handedOn.size();
    const bool isHeard = m_isOrderly && !m_isPaused;
    m_isFresh = false;
    m_broker.say(bytes);
    settle();
    PULSE_HOLDS(!isHeard || m_handedOn.size() == handedOn + (isNew ? 1 : 0));
    PULSE_HOLDS(!isHeard || m_session.state().isConnected == isNew);
}

// Until neither side has anything more to do.
void World::settle()
{
    constexpr int kMostTurns = 1'000;
    auto *events = QAbstractEventDispatcher::instance();
    bool isBusy = true;
    for (int turn = 0; isBusy; ++turn) {
        PULSE_HOLDS(turn < kMostTurns);
        isBusy = events->processEvents(QEventLoop::AllEvents);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        isBusy |= listen();
    }
    pubacksHold(true);
}

bool World::listen()
{
    const QByteArray bytes = m_broker.told();
    const auto room = m_told.reader.prepare(static_cast<size_t>(bytes.size()));
    std::copy(bytes.begin(), bytes.end(), room.begin());
    m_told.reader.commit(room.size());
    for (;;) {
        const auto frame = m_told.reader.next();
        PULSE_HOLDS(frame.has_value());
        if (!*frame)
            break;
        take(**frame);
    }
    pubacksHold(false);
    const bool isNew = m_broker.accept();
    if (isNew) {
        m_told = Told();
        m_isFresh = true;
        m_isOrderly = false;
    }
    return isNew || !bytes.isEmpty();
}

// §3.1, §3.14: CONNECT first and once, nothing behind DISCONNECT.
void World::take(const Frame &frame)
{
    PULSE_HOLDS((frame.type == PacketType::Connect) == m_told.types.empty());
    PULSE_HOLDS(m_told.types.empty() || m_told.types.back() != PacketType::Disconnect);
    m_told.types.push_back(frame.type);
    switch (frame.type) {
    case PacketType::Connect:
    case PacketType::Subscribe:
    case PacketType::Unsubscribe:
    case PacketType::Pingreq: break;
    case PacketType::Disconnect: PULSE_HOLDS(decodeDisconnect(frame).has_value()); break;
    case PacketType::Publish: {
        const auto probe = decodePublish(frame);
        PULSE_HOLDS(probe && probe->topic == probeTopic("c") && parseProbe(probe->payload));
        break;
    }
    case PacketType::Puback: m_told.pubacks.push_back(decodeAcknowledgement(frame).value().id); break;
    default: PULSE_HOLDS(!"a packet that this client has no reason to send");
    }
}

// The identifiers of this connection whose turn has not come, in order.
std::vector<quint16> World::waiting() const
{
    const quint32 epoch = m_session.state().epoch;
    std::vector<quint16> ids;
    for (const HandedOn &handedOn : m_handedOn) {
        if (handedOn.receipt.epoch == epoch && !(ids.empty() && handedOn.isAcknowledged))
            ids.push_back(handedOn.receipt.id);
    }
    return ids;
}

// In the order of the messages (§4.6), each once, none before its receipt came back; and when all is quiet
// and the connection is up, every one whose turn it is.
void World::pubacksHold(bool isSettled) const
{
    const SessionState state = m_session.state();
    std::vector<quint16> ids;
    for (const HandedOn &handedOn : m_handedOn) {
        if (handedOn.receipt.epoch == state.epoch)
            ids.push_back(handedOn.receipt.id);
    }
    const size_t due = ids.size() - waiting().size();
    const std::vector<quint16> &told = m_told.pubacks;
    PULSE_HOLDS(told.size() <= due && std::equal(told.begin(), told.end(), ids.begin()));
    if (!isSettled || !state.isConnected)
        return;
    PULSE_HOLDS(told.size() == due && m_told.reader.buffered() == 0);
    PULSE_HOLDS(state.unacknowledged == ids.size() - due);
}

} // namespace

PULSE_FUZZ_TARGET(mqtt_session)
{
    static fuzz::ScriptedSocket broker;
    fuzz::InputReader reader(input);
    World world(broker, reader.byte());
    while (!reader.isAtEnd())
        world.step(reader);
}
