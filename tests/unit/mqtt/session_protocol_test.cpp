// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The session against a broker that errs, limits and leaves: what it writes, byte for byte, and what it makes
// of it.
#include "mqtt/session.h"

#include "heard.h"
#include "scripted_broker.h"
#include "support/suite/test_case.h"

#include <QtTest>

using namespace pulse;
using namespace pulse::mqtt;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class SessionProtocolTest : public QObject {
    Q_OBJECT

private slots:
    void asksForALastingSession();
    void pubacksLeaveInTheOrderOfArrival();
    void endsTheConnectionAndSaysWhy_data();
    void endsTheConnectionAndSaysWhy();
    void messagesBeforeAFaultAreHandedOn();
    void refusedSubscriptionIsAnError_data();
    void refusedSubscriptionIsAnError();
    void brokersKeepAliveReplacesOurs();
    void pausedReadKeepsTheConnection();
    void unansweredProbeIsSentAgainAsDuplicate();
    void lostSessionForgetsTheProbe();
    void oneProbeAtATime();
    void takenOverSessionWaitsLong();
    void aSessionOfOursIsBackSoonHoweverOftenItIsCut();
    void disconnectCarriesItsReason();
    void silentBrokerTimesOut();
    void stopInsideACallback();
    void stopBeforeAnythingIsConnected();

private:
    SessionConfig config() const;

    ScriptedBroker &broker() { return *m_broker; }
    std::unique_ptr<ScriptedBroker> m_broker;
    SystemClock m_clock;

private slots:
    void init() { m_broker = std::make_unique<ScriptedBroker>(); }
    void cleanup() { m_broker.reset(); }
};

SessionConfig SessionProtocolTest::config() const
{
    SessionConfig config;
    config.address = m_broker->address();
    config.clientId = "c";
    config.topicFilters = {"t/+"};
    config.receiveMaximum = 4;
    config.maxPacketSize = 100;
    config.probeInterval = 0ms;
    config.backoff = {10ms, 20'000ms, 0.0};
    config.stopTimeout = 20ms; // the scripted broker is on our thread: it cannot hang up while we wait
    return config;
}

void SessionProtocolTest::asksForALastingSession()
{
    Heard heard;
    auto asking = config();
    asking.watchesBroker = true;
    asking.probeInterval = 10s;
    Session session(asking, heard.events(), m_clock);
    session.start();
    QVERIFY(broker().waitFor(PacketType::Publish));
    QCOMPARE(broker().told()[0].body.toHex(' '),
             QByteArray::fromHex("0004 4d515454 05 00 001e 0d 11 ffffffff 21 0004 27 00000064 0001 63")
                 .toHex(' '));
    const auto subscribed = broker().told(PacketType::Subscribe);
    QCOMPARE(subscribed.size(), size_t{2});
    QVERIFY(subscribed[0].body.contains("$SYS/broker/publish/messages/dropped" + QByteArray(1, '\0')));
    QVERIFY(subscribed[0].body.contains("$SYS/broker/store/messages/bytes"));
    QVERIFY(subscribed[0].body.endsWith('\x00')); // QoS 0, with the retained value
    QCOMPARE(subscribed[1].body,
             QByteArray::fromHex("0002 00 0003") + "t/+" + QByteArray::fromHex("21 000d") + "pulse/probe/c"
                 + '\x21'); // QoS 1, Retain Handling 2
}

void SessionProtocolTest::pubacksLeaveInTheOrderOfArrival()
{
    Heard heard;
    Session session(config(), heard.events(), m_clock);
    session.start();
    QVERIFY(soon([&] { return session.state().isReady; }));
    for (const quint16 id : {7, 3, 9})
        broker().publish(id);
    QVERIFY(soon([&] { return heard.messages.size() == 3; }));
    session.acknowledge(heard.receipts(2, 1));
    session.acknowledge(heard.receipts(1, 1));
    QCOMPARE(session.state().acknowledged, 0U);
    session.acknowledge(heard.receipts(0, 1));
    QVERIFY(broker().waitFor(PacketType::Puback, 2));
    QByteArrayList ids;
    for (const Told &puback : broker().told(PacketType::Puback))
        ids += puback.body.toHex();
    QCOMPARE(ids, (QByteArrayList{"0007", "0003", "0009"}));
}

void SessionProtocolTest::endsTheConnectionAndSaysWhy_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("reason");
    const auto row = [](const char *name, const char *bytes, int reason) {
        QTest::newRow(name) << QByteArray::fromHex(bytes) << reason;
    };
    row("malformed", "00 00", 0x81);
    row("QoS 2", "34 06 0001 74 0001 00", 0x9B);
    row("identifier in use", "32 06 0001 74 0001 00 32 06 0001 74 0001 00", 0x91);
    row("topic alias", "30 07 0001 74 03 23 0001", 0x94);
    row("larger than we allow", "30 63", 0x95);
    row("second CONNACK", "20 03 00 00 00", 0x82);
    row("PUBACK for nothing", "40 02 0001", 0x82);
    row("PUBREL for nothing", "62 02 0001", 0x82);
    row("SUBACK for nothing", "90 04 0009 00 01", 0x82);
    row("AUTH", "f0 00", 0x82);
    row("a client's packet", "c0 00", 0x82);
}

void SessionProtocolTest::endsTheConnectionAndSaysWhy()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, reason);
    Heard heard;
    Session session(config(), heard.events(), m_clock);
    session.start();
    QVERIFY(soon([&] { return session.state().isReady; }));
    broker().connack = QByteArray::fromHex("2003010000");
    broker().say(bytes);
    QVERIFY(broker().waitFor(PacketType::Disconnect));
    QCOMPARE(broker().told(PacketType::Disconnect)[0].body.toHex(), QByteArray::number(reason, 16));
    QVERIFY(soon([&] { return heard.connected == 2; })); // and tries again
}

void SessionProtocolTest::messagesBeforeAFaultAreHandedOn()
{
    Heard heard;
    Session session(config(), heard.events(), m_clock);
    session.start();
    QVERIFY(soon([&] { return session.state().isReady; }));
    broker().sayHex("32 06 0001 74 0001 00 00 00");
    QVERIFY(soon([&] { return heard.disconnected.size() == 1; }));
    QCOMPARE(heard.messages.size(), size_t{1});
    session.acknowledge(heard.receipts());
    QCOMPARE(session.state().staleAcks, 1U);
}

void SessionProtocolTest::refusedSubscriptionIsAnError_data()
{
    QTest::addColumn<QByteArray>("suback");
    QTest::addColumn<QString>("words");
    QTest::newRow("not authorized") << QByteArray::fromHex("9004 0002 00 87") << u"not authorized"_s;
    QTest::newRow("QoS 0 only") << QByteArray::fromHex("9004 0002 00 00") << u"QoS 0"_s;
}

void SessionProtocolTest::refusedSubscriptionIsAnError()
{
    QFETCH(QByteArray, suback);
    QFETCH(QString, words);
    Heard heard;
    Session session(config(), heard.events(), m_clock);
    broker().isSubackSent = false;
    session.start();
    QVERIFY(broker().waitFor(PacketType::Subscribe));
    QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(u"subscription refused"_s));
    broker().say(suback);
    QVERIFY(soon([&] { return heard.disconnected.size() == 1; }));
    QVERIFY(heard.disconnected[0].what.contains(words));
    QCOMPARE(heard.ready, 0);
    broker().isSubackSent = true;
    QVERIFY(soon([&] { return heard.ready == 1; }));
}

void SessionProtocolTest::brokersKeepAliveReplacesOurs()
{
    Heard heard;
    broker().connack = QByteArray::fromHex("2006000003130001");
    Session session(config(), heard.events(), m_clock);
    session.start();
    QVERIFY(broker().waitFor(PacketType::Pingreq)); // ours would be in 15 s
}

void SessionProtocolTest::pausedReadKeepsTheConnection()
{
    Heard heard;
    broker().connack = QByteArray::fromHex("2006000003130001");
    auto impatient = config();
    impatient.pingTimeout = 100ms;
    Session session(impatient, heard.events(), m_clock);
    session.start();
    QVERIFY(soon([&] { return session.state().isReady; }));
    session.setReadPaused(true);
    broker().publish(1);
    QVERIFY(broker().waitFor(PacketType::Pingreq, 1)); // unanswered for longer than pingTimeout
    QVERIFY(session.state().isConnected);
    QVERIFY(heard.messages.empty());
    broker().sayHex("d000 d000");
    session.setReadPaused(false);
    QVERIFY(soon([&] { return heard.messages.size() == 1; }));
    QVERIFY(heard.disconnected.empty());
    QVERIFY(soon([&] { return !heard.disconnected.empty(); })); // from now on silence counts again
    QVERIFY(heard.disconnected[0].what.contains(u"PINGREQ"_s));
}

void SessionProtocolTest::unansweredProbeIsSentAgainAsDuplicate()
{
    Heard heard;
    broker().isPubackSent = false;
    broker().connack = QByteArray::fromHex("2003010000");
    auto probing = config();
    probing.probeInterval = 10s;
    Session session(probing, heard.events(), m_clock);
    session.start();
    QVERIFY(broker().waitFor(PacketType::Publish));
    broker().hangUp();
    QVERIFY(broker().waitFor(PacketType::Publish, 1));
    const auto probes = broker().told(PacketType::Publish);
    QCOMPARE(probes[0].flags, 0x02);
    QCOMPARE(probes[1].flags, 0x0A); // §4.4
    QCOMPARE(probes[1].body, probes[0].body);
}

void SessionProtocolTest::lostSessionForgetsTheProbe()
{
    Heard heard;
    broker().isPubackSent = false;
    auto probing = config();
    probing.probeInterval = 10s;
    Session session(probing, heard.events(), m_clock);
    session.start();
    QVERIFY(broker().waitFor(PacketType::Publish));
    QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(u"forgotten our session"_s));
    broker().hangUp();
    QVERIFY(broker().waitFor(PacketType::Publish, 1));
    const auto probes = broker().told(PacketType::Publish);
    QCOMPARE(probes[1].flags, 0x02);
    QVERIFY(probes[1].body != probes[0].body);
}

void SessionProtocolTest::oneProbeAtATime()
{
    Heard heard;
    broker().isPubackSent = false;
    broker().connack = QByteArray::fromHex("2006000003130001"); // pings tell us that time has passed
    auto probing = config();
    probing.probeInterval = 5ms;
    Session session(probing, heard.events(), m_clock);
    session.start();
    QVERIFY(broker().waitFor(PacketType::Pingreq));
    QCOMPARE(broker().told(PacketType::Publish).size(), size_t{1});
    broker().sayHex("4002 0001");
    QVERIFY(broker().waitFor(PacketType::Publish, 1));
}

void SessionProtocolTest::takenOverSessionWaitsLong()
{
    Heard heard;
    Session session(config(), heard.events(), m_clock);
    session.start();
    QVERIFY(soon([&] { return session.state().isReady; }));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"retry_ms=20000.*session taken over"_s));
    broker().sayHex("e0 01 8e");
    QVERIFY(soon([&] { return heard.disconnected.size() == 1; }));
    QCOMPARE(heard.disconnected[0].kind, ErrorKind::Conflict);
}

// A theft that the broker does not call one looks like this, and each adds to the attempts.
void SessionProtocolTest::aSessionOfOursIsBackSoonHoweverOftenItIsCut()
{
    Heard heard;
    SessionEvents events = heard.events();
    events.mayReconnect = [] { return true; };
    auto slow = config();
    slow.backoff = {20'000ms, 20'000ms};
    Session session(slow, events, m_clock);
    session.start();
    QVERIFY(soon([&] { return session.state().isReady; }));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"retry_ms=2000 "_s));
    broker().hangUp();
    QVERIFY(soon([&] { return heard.disconnected.size() == 1; }));
}

void SessionProtocolTest::disconnectCarriesItsReason()
{
    Heard heard;
    Session session(config(), heard.events(), m_clock);
    session.start();
    QVERIFY(soon([&] { return session.state().isReady; }));
    broker().connack = QByteArray::fromHex("2003010000");
    broker().sayHex("e0 0a 8b 08 1f 0005 7570646174");
    QVERIFY(soon([&] { return heard.disconnected.size() == 1; }));
    QVERIFY(heard.disconnected[0].what.endsWith(u"server shutting down (updat)"_s));
    QVERIFY(soon([&] { return heard.ready == 2; }));
}

void SessionProtocolTest::silentBrokerTimesOut()
{
    Heard heard;
    broker().connack.clear();
    auto impatient = config();
    impatient.connectTimeout = 50ms;
    Session session(impatient, heard.events(), m_clock);
    session.start();
    QVERIFY(soon([&] { return heard.disconnected.size() == 2; }));
    QVERIFY(heard.disconnected[0].what.contains(u"no answer to CONNECT"_s));
    QCOMPARE(heard.connected, 0);
}

void SessionProtocolTest::stopInsideACallback()
{
    Heard heard;
    Session *stopped = nullptr;
    auto events = heard.events();
    events.messages = [&](std::vector<Message> batch) {
        heard.messages = std::move(batch);
        stopped->stop();
    };
    Session session(config(), events, m_clock);
    stopped = &session;
    session.start();
    QVERIFY(soon([&] { return session.state().isReady; }));
    broker().sayHex("32 06 0001 74 0001 00 32 06 0001 74 0002 00");
    QVERIFY(broker().waitFor(PacketType::Disconnect));
    QCOMPARE(heard.messages.size(), size_t{2});
    QVERIFY(broker().told(PacketType::Disconnect)[0].body.isEmpty()); // normal, and the session stays
    QVERIFY(heard.disconnected.empty());
}

void SessionProtocolTest::stopBeforeAnythingIsConnected()
{
    Heard heard;
    Session session(config(), heard.events(), m_clock);
    session.stop();
    session.start();
    session.stop();
    session.acknowledge(std::vector<model::Receipt>{{1, 1, 1}});
    QCOMPARE(session.state().staleAcks, 1U);
}

PULSE_TEST_CASE(SessionProtocolTest)
#include "session_protocol_test.moc"
