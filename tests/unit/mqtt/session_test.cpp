// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The session against a real Mosquitto: what is acknowledged stays acknowledged, what is not comes again.
#include "mqtt/session.h"

#include "foreign_peer.h"
#include "heard.h"
#include "support/broker/broker.h"
#include "support/process/tcp_relay.h"
#include "support/suite/test_case.h"

#include <QtTest>
#include <thread>

using namespace pulse;
using namespace pulse::mqtt;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using test::Broker;

class SessionTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup() { m_broker.reset(); }
    void holdsAcknowledgementsUntilTold();
    void acknowledgedMessagesDoNotComeAgain();
    void unacknowledgedMessagesComeAgainInOrder();
    void receiptsOfAnOlderConnectionWriteNothing();
    void receiveMaximumGoesAboveTheBrokersInflightLimit();
    void smallerReceiveMaximumTakesOverAFullSession();
    void sessionOutlivesAnOrderlyBrokerRestart();
    void forgottenSessionIsReported();
    void forgottenSessionIsReportedOnTheFirstConnectIfExpected();
    void stopKeepsTheSession();
    void probeComesBack();
    void retainedMessagesAreNotReplayed();
    void qos0IsHandedOnWithoutReceipt();
    void acknowledgementsFromAnotherThread();

private:
    void startBroker(const test::BrokerOptions &options);
    SessionConfig config(quint16 port = 0) const;
    static bool isReady(Session &session);

    SystemClock m_clock;
    std::unique_ptr<Broker> m_broker;
};

void SessionTest::init()
{
    if (QTest::currentTestFunction() != QByteArrayView("receiveMaximumGoesAboveTheBrokersInflightLimit"))
        startBroker({});
}

void SessionTest::startBroker(const test::BrokerOptions &options)
{
    auto broker = Broker::start(options);
    QVERIFY2(broker, broker ? "" : qPrintable(broker.error().what));
    m_broker = *std::move(broker);
}

SessionConfig SessionTest::config(quint16 port) const
{
    SessionConfig config;
    config.address.port = port != 0 ? port : m_broker->port();
    config.clientId = "pulse-ingest";
    config.topicFilters = {"tenant/+/device/+/+"};
    config.probeInterval = 0ms;
    config.backoff = {20ms, 200ms, 0.2};
    return config;
}

bool SessionTest::isReady(Session &session)
{
    session.start();
    return soon([&] { return session.state().isReady; });
}

void SessionTest::holdsAcknowledgementsUntilTold()
{
    Heard heard;
    Session session(config(), heard.events(), m_clock);
    QVERIFY(isReady(session));
    QVERIFY(publishNumbers(m_broker->port(), 1, 5));
    QVERIFY(soon([&] { return heard.messages.size() == 5; }));
    QCOMPARE(heard.payloads(), numbers(1, 5));
    QCOMPARE(heard.messages[0].topic, "tenant/t/device/d/telemetry");
    QCOMPARE(session.state().unacknowledged, 5U);
    QCOMPARE(session.state().acknowledged, 0U);
    session.acknowledge(heard.receipts());
    QCOMPARE(session.state().unacknowledged, 0U);
    QCOMPARE(session.state().acknowledged, 5U);
    QCOMPARE(session.state().received, 5U);
}

void SessionTest::acknowledgedMessagesDoNotComeAgain()
{
    Heard first;
    {
        Session session(config(), first.events(), m_clock);
        QVERIFY(isReady(session));
        QVERIFY(publishNumbers(m_broker->port(), 1, 10));
        QVERIFY(soon([&] { return first.messages.size() == 10; }));
        session.acknowledge(first.receipts(0, 7));
    }
    Heard second;
    Session session(config(), second.events(), m_clock);
    QVERIFY(isReady(session));
    QVERIFY(publishNumbers(m_broker->port(), 11, 11));
    QVERIFY(soon([&] { return second.messages.size() == 4; }));
    QCOMPARE(second.payloads(), numbers(8, 11));
    QVERIFY(second.messages[0].isDuplicate && !second.messages[3].isDuplicate);
}

void SessionTest::unacknowledgedMessagesComeAgainInOrder()
{
    test::TcpRelay relay(m_broker->port());
    Heard heard;
    Session session(config(relay.port()), heard.events(), m_clock);
    QVERIFY(isReady(session));
    QVERIFY(publishNumbers(m_broker->port(), 1, 50));
    QVERIFY(soon([&] { return heard.messages.size() == 50; }));
    relay.cut();
    QVERIFY(soon([&] { return heard.messages.size() == 100; }));
    QCOMPARE(heard.payloads(), numbers(1, 50) + numbers(1, 50));
    QCOMPARE(heard.messages[49].receipt.epoch, 1U);
    QCOMPARE(heard.messages[50].receipt.epoch, 2U);
    QVERIFY(heard.messages[50].isDuplicate);
    QCOMPARE(session.state().reconnects, 1U);
    QCOMPARE(session.state().unacknowledged, 50U);
    QCOMPARE(heard.lost, 0);
    QVERIFY(session.state().isSessionPresent);
}

void SessionTest::receiptsOfAnOlderConnectionWriteNothing()
{
    test::TcpRelay relay(m_broker->port());
    Heard heard;
    Session session(config(relay.port()), heard.events(), m_clock);
    QVERIFY(isReady(session));
    QVERIFY(publishNumbers(m_broker->port(), 1, 10));
    QVERIFY(soon([&] { return heard.messages.size() == 10; }));
    relay.cut();
    QVERIFY(soon([&] { return heard.messages.size() == 20; }));
    session.acknowledge(heard.receipts(0, 10));
    QCOMPARE(session.state().staleAcks, 10U);
    QCOMPARE(session.state().acknowledged, 0U);
    QCOMPARE(session.state().unacknowledged, 10U);
    session.acknowledge(heard.receipts(10, 10));
    QCOMPARE(session.state().acknowledged, 10U);
    QCOMPARE(session.state().staleAcks, 10U);
}

void SessionTest::receiveMaximumGoesAboveTheBrokersInflightLimit()
{
    startBroker({.configuration = "max_inflight_messages 5"});
    Heard heard;
    auto wide = config();
    wide.receiveMaximum = 200;
    Session session(wide, heard.events(), m_clock);
    QVERIFY(isReady(session));
    QVERIFY(publishNumbers(m_broker->port(), 1, 300));
    QVERIFY(soon([&] { return heard.messages.size() >= 200; })); // Mosquitto 2.0.11 may send more: accepted
    QCOMPARE(session.state().unacknowledged, heard.messages.size());
    session.acknowledge(heard.receipts(0, 1)); // makes room for one more
    QVERIFY(soon([&] { return heard.messages.size() >= 201; }));
    QCOMPARE(session.state().unacknowledged, heard.messages.size() - 1);
    session.acknowledge(heard.receipts(1, 200));
    QVERIFY(soon([&] { return heard.messages.size() == 300; }));
    QCOMPARE(heard.payloads(), numbers(1, 300));
    QCOMPARE(session.state().reconnects, 0U);
}

// A server configured with smaller batches inherits what one with larger ones left unacknowledged.
void SessionTest::smallerReceiveMaximumTakesOverAFullSession()
{
    Heard first;
    {
        Session session(config(), first.events(), m_clock);
        QVERIFY(isReady(session));
        QVERIFY(publishNumbers(m_broker->port(), 1, 200));
        QVERIFY(soon([&] { return first.messages.size() == 200; }));
    }
    Heard second;
    auto narrow = config();
    narrow.receiveMaximum = 50;
    Session session(narrow, second.events(), m_clock);
    QVERIFY(isReady(session));
    size_t acknowledged = 0;
    while (acknowledged < 200) {
        QVERIFY(soon([&] { return second.messages.size() > acknowledged; }));
        const auto receipts = second.receipts(acknowledged);
        session.acknowledge(receipts);
        acknowledged += receipts.size();
    }
    QCOMPARE(second.payloads(), numbers(1, 200));
    QCOMPARE(session.state().acknowledged, 200U);
    QCOMPARE(session.state().reconnects, 0U);
}

void SessionTest::sessionOutlivesAnOrderlyBrokerRestart()
{
    Heard heard;
    Session session(config(), heard.events(), m_clock);
    QVERIFY(isReady(session));
    QVERIFY(publishNumbers(m_broker->port(), 1, 10));
    QVERIFY(soon([&] { return heard.messages.size() == 10; }));
    QVERIFY(m_broker->stop());
    QVERIFY(soon([&] { return !session.state().isConnected; }));
    QVERIFY(!session.state().lastError.isEmpty());
    QVERIFY(m_broker->restart());
    QVERIFY(soon([&] { return heard.messages.size() == 20; }));
    QCOMPARE(heard.payloads(), numbers(1, 10) + numbers(1, 10));
    QVERIFY(session.state().isSessionPresent);
    QCOMPARE(heard.lost, 0);
}

void SessionTest::forgottenSessionIsReported()
{
    Heard heard;
    Session session(config(), heard.events(), m_clock);
    QVERIFY(isReady(session));
    QCOMPARE(heard.lost, 0); // the first connect loses nothing
    m_broker->kill();
    QVERIFY(soon([&] { return !session.state().isConnected; }));
    QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(u"forgotten our session"_s));
    QVERIFY(m_broker->restart());
    QVERIFY(soon([&] { return session.state().isReady; }));
    QCOMPARE(heard.lost, 1);
    QCOMPARE(session.state().sessionsLost, 1U);
    QVERIFY(publishNumbers(m_broker->port(), 1, 1)); // subscribed again
    QVERIFY(soon([&] { return heard.messages.size() == 1; }));
}

void SessionTest::forgottenSessionIsReportedOnTheFirstConnectIfExpected()
{
    Heard heard;
    auto known = config();
    known.expectsSession = true;
    QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(u"forgotten our session"_s));
    Session session(known, heard.events(), m_clock);
    QVERIFY(isReady(session));
    QCOMPARE(heard.lost, 1);
}

void SessionTest::stopKeepsTheSession()
{
    Heard first;
    Session session(config(), first.events(), m_clock);
    QVERIFY(isReady(session));
    QVERIFY(publishNumbers(m_broker->port(), 1, 3));
    QVERIFY(soon([&] { return first.messages.size() == 3; }));
    session.postAcknowledgements(first.receipts()); // not yet written: stop() drains
    session.stop();
    session.stop();
    QVERIFY(!session.state().isConnected);
    QVERIFY(publishNumbers(m_broker->port(), 4, 6));
    Heard second;
    auto next = config();
    next.expectsSession = true;
    Session successor(next, second.events(), m_clock);
    QVERIFY(isReady(successor));
    QVERIFY(soon([&] { return second.messages.size() == 3; }));
    QCOMPARE(second.payloads(), numbers(4, 6));
    QVERIFY(successor.state().isSessionPresent);
    QCOMPARE(second.lost, 0);
    QCOMPARE(first.messages.size(), size_t{3});
}

void SessionTest::probeComesBack()
{
    Heard heard;
    auto probing = config();
    probing.probeInterval = 50ms;
    Session session(probing, heard.events(), m_clock);
    const Instant before = m_clock.now();
    QVERIFY(isReady(session));
    QVERIFY(soon([&] { return heard.probes.size() >= 2; }));
    const auto probe = parseProbe(heard.probes[0].payload);
    QVERIFY(probe);
    QCOMPARE(probe->connection, session.state().connection);
    QVERIFY(probe->sentAt >= before && probe->sentAt <= heard.probes[0].receivedAt);
    QVERIFY(heard.probes[0].receipt.isAcknowledgeable());
    QCOMPARE(heard.probes[0].topic, "pulse/probe/pulse-ingest");
}

void SessionTest::retainedMessagesAreNotReplayed()
{
    QVERIFY(publishForeign(m_broker->port(), {{.payload = "old", .isRetained = true}}));
    Heard heard;
    Session session(config(), heard.events(), m_clock);
    QVERIFY(isReady(session));
    QVERIFY(publishNumbers(m_broker->port(), 1, 1));
    QVERIFY(soon([&] { return !heard.messages.empty(); }));
    QCOMPARE(heard.payloads(), numbers(1, 1));
}

void SessionTest::qos0IsHandedOnWithoutReceipt()
{
    Heard heard;
    Session session(config(), heard.events(), m_clock);
    QVERIFY(isReady(session));
    QVERIFY(publishNumbers(m_broker->port(), 1, 3, 0));
    QVERIFY(publishNumbers(m_broker->port(), 4, 4, 2)); // QoS 2 comes down to what we subscribed with
    QVERIFY(soon([&] { return heard.messages.size() == 4; }));
    QVERIFY(!heard.messages[0].receipt.isAcknowledgeable());
    QCOMPARE(heard.messages[3].qos, 1);
    session.acknowledge(heard.receipts());
    QCOMPARE(session.state().acknowledged, 1U);
    QCOMPARE(session.state().staleAcks, 0U);
    QCOMPARE(session.state().receivedQos0, 3U);
}

void SessionTest::acknowledgementsFromAnotherThread()
{
    Heard heard;
    Session session(config(), heard.events(), m_clock);
    QVERIFY(isReady(session));
    QVERIFY(publishNumbers(m_broker->port(), 1, 100));
    QVERIFY(soon([&] { return heard.messages.size() == 100; }));
    std::jthread writer([&session, receipts = heard.receipts()] {
        for (size_t i = receipts.size(); i > 0; --i) // backwards
            session.postAcknowledgements({receipts[i - 1]});
    });
    QVERIFY(soon([&] { return session.state().acknowledged == 100; }));
    QCOMPARE(session.state().staleAcks, 0U);
}

PULSE_TEST_CASE(SessionTest)
#include "session_test.moc"
