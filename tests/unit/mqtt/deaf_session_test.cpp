// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A session that the broker no longer hands anything to: subscribed anew after every CONNACK, found by its
// probes, ended, and said. Against a broker that does what the test wants.
#include "mqtt/session.h"

#include "heard.h"
#include "scripted_broker.h"
#include "support/suite/test_case.h"

#include <QtTest>

using namespace pulse;
using namespace pulse::mqtt;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kForgotten = QByteArray::fromHex("2003000000");
const QByteArray kPresent = QByteArray::fromHex("2003010000");
constexpr Echo::Time kStart{1h};

} // namespace

class DeafSessionTest : public QObject {
    Q_OBJECT

private slots:
    void init() { m_broker = std::make_unique<ScriptedBroker>(); }
    void cleanup() { m_broker.reset(); }
    void subscribesAfterEveryConnack();
    void connackZeroThenCutThenConnackOneReceives();
    void aSessionReplacedUnseenIsSaid();
    void deafSessionIsReconnectedAndSaid_data();
    void deafSessionIsReconnectedAndSaid();
    void aSessionThatIsBehindIsNotDeaf();
    void aBrokerThatWaitsForUsIsNotDeaf();
    void aProcessThatWasFrozenIsNotDeaf();
    void deafnessThatLastsIsDisturbedLessAndLess();
    void takenSessionIsTakenBackAtOnceWhereItIsOurs();
    void leavingSessionSubscribesToNothingAndEnds();

private:
    SessionConfig config() const;

    ScriptedBroker &broker() { return *m_broker; }
    std::unique_ptr<ScriptedBroker> m_broker;
    SystemClock m_clock;
};

SessionConfig DeafSessionTest::config() const
{
    SessionConfig config;
    config.address = m_broker->address();
    config.clientId = "c";
    config.topicFilters = {"t/+"};
    config.expectsSession = true;
    config.probeInterval = 10ms;
    config.deafAfter = 30ms;
    config.backoff = {10ms, 20'000ms, 0.0};
    config.stopTimeout = 20ms; // the scripted broker is on our thread: it cannot hang up while we wait
    return config;
}

void DeafSessionTest::subscribesAfterEveryConnack()
{
    Heard heard;
    broker().connack = kPresent;
    broker().returnsProbes = true;
    Session session(config(), heard.events(), m_clock);
    session.start();
    for (int connection = 1; connection <= 3; ++connection) {
        QVERIFY(soon([&] { return heard.ready == connection; }));
        const auto subscribed = broker().told(PacketType::Subscribe);
        QCOMPARE(subscribed.size(), static_cast<size_t>(connection));
        QVERIFY(subscribed.back().body.contains("t/+" + QByteArray(1, '\x21')));
        broker().hangUp();
    }
    QCOMPARE(heard.lost, 0);
}

// The finding: the broker forgot us, the link broke before SUBSCRIBE, and the next CONNACK says 1.
void DeafSessionTest::connackZeroThenCutThenConnackOneReceives()
{
    Heard heard;
    broker().connack = kForgotten;
    broker().hangsUpAfterConnack = true;
    QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(u"forgotten our session"_s));
    Session session(config(), heard.events(), m_clock);
    session.start();
    QVERIFY(soon([&] { return heard.disconnected.size() == 1; }));
    broker().connack = kPresent;
    broker().hangsUpAfterConnack = false;
    broker().returnsProbes = true;
    QVERIFY(soon([&] { return heard.ready == 1; }));
    const auto subscribed = broker().told(PacketType::Subscribe);
    QVERIFY(!subscribed.empty() && subscribed.back().body.contains("t/+"));
    QVERIFY(soon([&] { return !heard.probes.empty(); }));
    QCOMPARE(heard.lost, 1);
    QCOMPARE(session.state().sessionsLost, 1U);
}

// As above, but we never saw the CONNACK that said 0: the subscription to our probe is gone.
void DeafSessionTest::aSessionReplacedUnseenIsSaid()
{
    Heard heard;
    broker().connack = kPresent;
    broker().returnsProbes = true;
    broker().unsuback = '\x11'; // No subscription existed
    QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(u"forgotten our session"_s));
    Session session(config(), heard.events(), m_clock);
    session.start();
    QVERIFY(soon([&] { return heard.lost == 1; }));
    QVERIFY(soon([&] { return heard.ready == 1; }));
    broker().unsuback = '\x00';
    broker().hangUp();
    QVERIFY(soon([&] { return heard.ready == 2; }));
    QCOMPARE(heard.lost, 1);
}

void DeafSessionTest::deafSessionIsReconnectedAndSaid_data()
{
    QTest::addColumn<QByteArray>("puback"); // of a probe: reason code and no properties
    QTest::addColumn<QString>("why");
    QTest::newRow("taken and not handed over") << QByteArray() << u"hands over nothing"_s;
    QTest::newRow("nobody subscribes") << QByteArray(1, '\x10') << u"no subscription of ours"_s;
    QTest::newRow("refused") << QByteArray(1, '\x87') << u"not authorized"_s;
}

void DeafSessionTest::deafSessionIsReconnectedAndSaid()
{
    QFETCH(QByteArray, puback);
    QFETCH(QString, why);
    Heard heard;
    broker().connack = kPresent;
    broker().pubackReason = puback;
    Session session(config(), heard.events(), m_clock);
    session.start();
    QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(u"the session is deaf.*"_s + why));
    QVERIFY(soon([&] { return session.state().deafTimes == 1; }));
    QVERIFY2(session.state().deafWhy.contains(why), qPrintable(session.state().deafWhy));
    broker().pubackReason.clear();
    broker().returnsProbes = true;
    QVERIFY(soon([&] { return heard.ready == 2 && !heard.probes.empty(); }));
    QCOMPARE(broker().told(PacketType::Subscribe).size(), size_t{2});
}

// A probe waits behind the queue: as long as that comes, the probe may take its time.
void DeafSessionTest::aSessionThatIsBehindIsNotDeaf()
{
    Echo echo(2'500ms);
    echo.begin(kStart);
    for (auto now = kStart; now < kStart + 1h; now += 1s) {
        echo.taken(ReasonCode::Success, now);
        QCOMPARE(echo.deafness(now, false), QString());
        if (now.time_since_epoch() % 2s == 0s)
            echo.heard();
    }
}

// The store may be away: what the broker handed over is not acknowledged, so it hands over no more.
void DeafSessionTest::aBrokerThatWaitsForUsIsNotDeaf()
{
    Echo echo(2'500ms);
    echo.begin(kStart);
    auto now = kStart;
    for (; now < kStart + 1h; now += 1s) {
        echo.taken(ReasonCode::Success, now);
        QCOMPARE(echo.deafness(now, true), QString());
    }
    echo.taken(ReasonCode::Success, now);
    for (int tick = 1; tick <= 2; ++tick)
        QCOMPARE(echo.deafness(now + tick * 1s, false), QString());
    QVERIFY(echo.deafness(now + 3s, false).contains(u"hands over nothing"_s));
}

// One look after a long time is one look: what came meanwhile is read behind it.
void DeafSessionTest::aProcessThatWasFrozenIsNotDeaf()
{
    Echo echo(2'500ms);
    echo.begin(kStart);
    echo.taken(ReasonCode::Success, kStart);
    QCOMPARE(echo.deafness(kStart + 60s, false), QString());
    echo.heard();
    QCOMPARE(echo.deafness(kStart + 61s, false), QString());
}

void DeafSessionTest::deafnessThatLastsIsDisturbedLessAndLess()
{
    Echo echo(100ms);
    const auto diesAfter = [&](Echo::Time from) {
        echo.begin(from);
        echo.taken(ReasonCode::Success, from);
        for (auto now = from + 10ms;; now += 10ms) {
            if (!echo.deafness(now, false).isEmpty())
                return std::chrono::duration_cast<std::chrono::milliseconds>(now - from);
        }
    };
    QCOMPARE(diesAfter(kStart), 100ms);
    QCOMPARE(diesAfter(kStart), 200ms);
    QCOMPARE(diesAfter(kStart), 400ms);
    for (int i = 0; i < 20; ++i)
        diesAfter(kStart);
    QCOMPARE(diesAfter(kStart), 60'000ms); // and no more
    echo.returned();
    QCOMPARE(diesAfter(kStart), 100ms);
}

void DeafSessionTest::takenSessionIsTakenBackAtOnceWhereItIsOurs()
{
    Heard heard;
    broker().returnsProbes = true;
    broker().connack = kPresent;
    auto events = heard.events();
    events.mayReconnect = [] { return true; };
    Session session(config(), events, m_clock);
    session.start();
    for (int theft = 1; theft <= 3; ++theft) {
        QVERIFY(soon([&] { return heard.ready == theft; }));
        QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(u"another client has connected with our"_s));
        broker().sayHex("e0 01 8e");
        QVERIFY(soon([&] { return heard.ready == theft + 1; })); // 20 s later without the right to it
        QCOMPARE(session.state().takeovers, static_cast<quint64>(theft));
    }
}

void DeafSessionTest::leavingSessionSubscribesToNothingAndEnds()
{
    Heard heard;
    broker().connack = kPresent;
    broker().returnsProbes = true;
    auto leaving = config();
    leaving.isLeaving = true;
    Session session(leaving, heard.events(), m_clock);
    session.start();
    QVERIFY(soon([&] { return !heard.probes.empty(); }));
    const auto unsubscribed = broker().told(PacketType::Unsubscribe);
    QVERIFY(!unsubscribed.empty() && unsubscribed.back().body.contains("t/+"));
    QVERIFY(!broker().told(PacketType::Subscribe).front().body.contains("t/+"));
    session.endForGood();
    QVERIFY(broker().waitFor(PacketType::Disconnect));
    QCOMPARE(broker().told(PacketType::Disconnect)[0].body.toHex(' '),
             QByteArray("00 05 11 00 00 00 00")); // Session Expiry Interval 0
}

PULSE_TEST_CASE(DeafSessionTest)
#include "deaf_session_test.moc"
