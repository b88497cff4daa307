// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What one device can take of the private broker: one session, sixteen subscriptions, three retained
// messages, packets of a known size. And nothing of the server's.
#include "running_broker.h"
#include "support/broker/thief.h"
#include "support/process/spin.h"

#include <QCoreApplication>
#include <QTest>

using namespace std::chrono_literals;
using namespace pulse;
using namespace pulse::test;

class BrokerBoundsTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void aNewFolderHasAnIdNobodyGuesses();
    void anOldFolderKeepsItsId();
    void nobodyHasTheServersSession();
    void subscriptionsAreSixteenADevice();
    void retainedMessagesAreThreeADevice();
    void aLargerPacketIsTheEndOfItsConnection();

private:
    quint16 port() const { return m_running->broker->port(); }
    MqttLogin server() const
    {
        return {.user = m_running->broker->user(), .password = m_running->broker->password()};
    }
    void restart()
    {
        m_running = fail(ErrorKind::Unavailable, u"stopped"_s);
        m_running = startOn(m_lodging->path(u"data"_s));
        QVERIFY2(m_running, m_running ? "" : qPrintable(m_running.error().what));
    }

    std::unique_ptr<Lodging> m_lodging;
    Result<Running> m_running = fail(ErrorKind::Unavailable, u"not started"_s);
};

void BrokerBoundsTest::init()
{
    m_lodging = std::make_unique<Lodging>();
    restart();
    QVERIFY(BrokerUsers(m_running->folder->paths()).addUsers({{device(u"one"_s).user, "one"}}));
    QVERIFY(m_running->broker->admitDevices());
}

void BrokerBoundsTest::cleanup()
{
    m_running = fail(ErrorKind::Unavailable, u"stopped"_s);
    m_lodging.reset();
}

void BrokerBoundsTest::aNewFolderHasAnIdNobodyGuesses()
{
    const QByteArray id = m_running->broker->clientId();
    QVERIFY(id.startsWith("pulse-"));
    QCOMPARE(QByteArray::fromHex(id.mid(6)).size(), 16);
    restart();
    QCOMPARE(m_running->broker->clientId(), id);
}

// Its queue is known to the broker by the old name.
void BrokerBoundsTest::anOldFolderKeepsItsId()
{
    QVERIFY(QFile::remove(m_running->folder->paths().brokerClientId()));
    restart();
    QCOMPARE(m_running->broker->clientId(), QByteArray("pulse-ingest"));
}

void BrokerBoundsTest::nobodyHasTheServersSession()
{
    MqttLogin session = server();
    session.clientId = m_running->broker->clientId();
    session.keepsSession = true;
    {
        MqttPeer first(session);
        QCOMPARE(first.connectSocket(m_running->broker->socket()), kWelcome);
        QCOMPARE(first.subscribe("tenant/#"), 1);
        Thief thief({port(), session.clientId, "acme/device/one", "one"});
        int welcomed = 0;
        for (const Theft theft : kThefts) {
            thief.steal(theft);
            ++welcomed;
            QVERIFY(spinUntil([&] { return thief.welcomed() == welcomed; }, 20s));
        }
        thief.leave();
        MqttPeer one(device(u"one"_s));
        QCOMPARE(one.connectTcp(port()), kWelcome);
        QVERIFY(one.publish("tenant/acme/device/one/telemetry", "heard"));
        QVERIFY(first.waitForPayload("heard"));
        QCOMPARE(thief.taken(), qint64{0});
    }
    MqttPeer again(session);
    QCOMPARE(again.connectSocket(m_running->broker->socket()), kWelcome);
    QVERIFY(again.sessionWasPresent());
}

// 400,000 filters of one device took 95 MB and 30 s of the broker's time.
void BrokerBoundsTest::subscriptionsAreSixteenADevice()
{
    MqttPeer one(device(u"one"_s));
    QCOMPARE(one.connectTcp(port()), kWelcome);
    for (int i = 0; i < 16; ++i)
        QCOMPARE(one.subscribe("filter/" + QByteArray::number(i)), 1);
    QCOMPARE(one.subscribe("filter/16"), kRefused);
    QCOMPARE(one.subscribe("filter/0"), 1); // again
    QVERIFY(BrokerUsers(m_running->folder->paths()).addUsers({{device(u"two"_s).user, "two"}}));
    QCOMPARE(one.subscribe("filter/16"), kRefused); // also after the broker has read its files again
    MqttPeer two(device(u"two"_s));
    QCOMPARE(two.connectTcp(port()), kWelcome);
    QCOMPARE(two.subscribe("filter/16"), 1);
    QCOMPARE(two.subscribe(QByteArray(257, 'f')), kRefused);
    MqttPeer ours(server());
    QCOMPARE(ours.connectSocket(m_running->broker->socket()), kWelcome);
    QCOMPARE(ours.subscribe("tenant/#"), 1);
}

void BrokerBoundsTest::retainedMessagesAreThreeADevice()
{
    {
        MqttPeer one(device(u"one"_s));
        QCOMPARE(one.connectTcp(port()), kWelcome);
        for (const char *type : {"telemetry", "heartbeat", "status", "one", "two", "three"})
            QVERIFY(one.publish("tenant/acme/device/one/" + QByteArray(type), type, true));
        QVERIFY(one.publish("tenant/acme/device/one/telemetry", "last"));
    }
    MqttPeer ours(server());
    QCOMPARE(ours.connectSocket(m_running->broker->socket()), kWelcome);
    QCOMPARE(ours.subscribe("tenant/#"), 1);
    QVERIFY(spinUntil([&] { return ours.payloads().size() >= 3; }, 20s));
    QVERIFY(ours.publish("pulse/end", "x"));
    QCOMPARE(ours.subscribe("pulse/#"), 1);
    QVERIFY(ours.publish("pulse/end", "end"));
    QVERIFY(ours.waitForPayload("end")); // behind all that is retained
    auto payloads = ours.payloads();
    payloads.removeAll("end");
    std::sort(payloads.begin(), payloads.end());
    QCOMPARE(payloads, (QList<QByteArray>{"heartbeat", "status", "telemetry"}));
}

void BrokerBoundsTest::aLargerPacketIsTheEndOfItsConnection()
{
    MqttPeer one(device(u"one"_s));
    QCOMPARE(one.connectTcp(port()), kWelcome);
    QVERIFY(one.publish("tenant/acme/device/one/telemetry", QByteArray(262'144, 'x')));
    QVERIFY(one.publish("tenant/acme/device/one/telemetry", QByteArray(300'000, 'x'))); // dropped
    QVERIFY(!one.publish("tenant/acme/device/one/telemetry", QByteArray(400'000, 'x')));
    QVERIFY(one.waitForDisconnect());
}

int main(int argc, char **argv)
{
    if (!becomeOrdinary())
        return 1;
    QCoreApplication application(argc, argv);
    BrokerBoundsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "broker_bounds_test.moc"
