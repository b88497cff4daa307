// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The publisher: every token is settled once with what the broker said, and never more wait than are allowed.
#include "mqtt/publisher.h"

#include "heard.h"
#include "scripted_broker.h"
#include "support/broker/broker.h"
#include "support/suite/test_case.h"

#include <QNetworkProxy>
#include <QScopeGuard>
#include <QtTest>

using namespace pulse;
using namespace pulse::mqtt;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Outcome = Settlement::Outcome;

namespace {

struct Settled {
    std::vector<Settlement> settlements;
    std::vector<Error> disconnected;
    int room = 0;

    PublisherEvents events()
    {
        PublisherEvents events;
        events.settled = [this](std::span<const Settlement> batch) {
            settlements.insert(settlements.end(), batch.begin(), batch.end());
        };
        events.canPublish = [this] { ++room; };
        events.disconnected = [this](const Error &why) { disconnected.push_back(why); };
        return events;
    }
};

} // namespace

class PublisherTest : public QObject {
    Q_OBJECT

private slots:
    void init() { m_scripted = std::make_unique<ScriptedBroker>(); }
    void cleanup() { m_scripted.reset(); }
    void everyQosArrives();
    void windowHoldsBack();
    void unsentBytesHoldBackQos0();
    void brokersReceiveMaximumLowersTheWindow();
    void refusalsCarryTheirReason();
    void qos2GoesThroughItsSteps();
    void lostConnectionSettlesAsUnknown();
    void brokersLimitsAreInvalid_data();
    void brokersLimitsAreInvalid();
    void foreignAcknowledgementEndsTheConnection();
    void notConnectedIsUnavailable();
    void pongComesBehindTheMessage();
    void endingsAreTold_data();
    void endingsAreTold();
    void nobodyThereIsTold();
    void noProxyIsAsked();

private:
    PublisherConfig config() const;
    bool isOpen(Publisher &publisher)
    {
        publisher.start();
        return soon([&] { return publisher.canPublish(); });
    }

    std::unique_ptr<ScriptedBroker> m_scripted;
};

PublisherConfig PublisherTest::config() const
{
    PublisherConfig config;
    config.address = m_scripted->address();
    config.clientId = "p";
    config.backoff = {10ms, 100ms, 0.0};
    config.stopTimeout = 20ms; // the scripted broker is on our thread: it cannot hang up while we wait
    return config;
}

void PublisherTest::everyQosArrives()
{
    const auto broker = test::Broker::start();
    QVERIFY2(broker, broker ? "" : qPrintable(broker.error().what));
    SystemClock clock;
    Heard heard;
    Session session({.address = {.port = (*broker)->port()},
                     .clientId = "s",
                     .topicFilters = {"t/#"},
                     .probeInterval = 0ms},
                    heard.events(), clock);
    session.start();
    QVERIFY(soon([&] { return session.state().isReady; }));
    Settled settled;
    Publisher publisher({.address = {.port = (*broker)->port()}, .window = 50}, settled.events());
    QVERIFY(isOpen(publisher));
    QVERIFY(!publisher.clientId().isEmpty()); // assigned by the broker
    std::vector<quint64> tokens;
    int sent = 0;
    while (sent < 300) {
        QVERIFY(soon([&] { return publisher.canPublish(); }));
        const auto qos = static_cast<quint8>(sent % 3);
        const auto token =
            publisher.publish({"t/" + QByteArray::number(qos), QByteArray::number(sent++), qos});
        QVERIFY(token);
        QCOMPARE(*token != 0, qos > 0);
        if (qos > 0)
            tokens.push_back(*token);
    }
    QVERIFY(soon([&] { return settled.settlements.size() == 200 && heard.messages.size() == 300; }));
    QCOMPARE(publisher.unanswered(), size_t{0});
    std::vector<quint64> accepted;
    for (const Settlement &settlement : settled.settlements) {
        QCOMPARE(settlement.outcome, Outcome::Accepted);
        accepted.push_back(settlement.token);
    }
    std::sort(accepted.begin(), accepted.end());
    QCOMPARE(accepted, tokens);
}

void PublisherTest::windowHoldsBack()
{
    Settled settled;
    m_scripted->isPubackSent = false;
    auto narrow = config();
    narrow.window = 2;
    Publisher publisher(narrow, settled.events());
    QVERIFY(isOpen(publisher));
    QCOMPARE(settled.room, 1);
    QCOMPARE(publisher.publish({"t", "1"}).value_or(0), 1U);
    QCOMPARE(publisher.publish({"t", "2"}).value_or(0), 2U);
    QVERIFY(!publisher.canPublish());
    QCOMPARE(publisher.publish({"t", "3"}).error().kind, ErrorKind::Unavailable);
    QVERIFY(m_scripted->waitFor(PacketType::Publish, 1));
    m_scripted->sayHex("4002 0002");
    QVERIFY(soon([&] { return settled.room == 2; }));
    QCOMPARE(settled.settlements.size(), size_t{1});
    QCOMPARE(settled.settlements[0].token, 2U);
    QVERIFY(publisher.canPublish());
}

void PublisherTest::unsentBytesHoldBackQos0()
{
    Settled settled;
    auto small = config();
    small.maxUnsentBytes = 1'000;
    Publisher publisher(small, settled.events());
    QVERIFY(isOpen(publisher));
    QCOMPARE(publisher.publish({"t", QByteArray(2'000, 'x'), 0}).value_or(1), 0U);
    QVERIFY(!publisher.canPublish());
    QVERIFY(soon([&] { return settled.room == 2; }));
    QVERIFY(publisher.canPublish());
    QVERIFY(m_scripted->waitFor(PacketType::Publish));
}

void PublisherTest::brokersReceiveMaximumLowersTheWindow()
{
    Settled settled;
    m_scripted->isPubackSent = false;
    m_scripted->connack = QByteArray::fromHex("2006 0000 03 21 0001");
    Publisher publisher(config(), settled.events());
    QVERIFY(isOpen(publisher));
    QVERIFY(publisher.publish({"t", "1"}));
    QVERIFY(!publisher.canPublish());
    QVERIFY(publisher.unanswered() == 1);
}

void PublisherTest::refusalsCarryTheirReason()
{
    Settled settled;
    m_scripted->isPubackSent = false;
    Publisher publisher(config(), settled.events());
    QVERIFY(isOpen(publisher));
    for (const quint8 qos : {1, 2, 1})
        QVERIFY(publisher.publish({"t", "x", qos}));
    QVERIFY(m_scripted->waitFor(PacketType::Publish, 2));
    m_scripted->sayHex("4003 0001 87  5003 0002 97  4003 0003 10"); // no matching subscribers is success
    QVERIFY(soon([&] { return settled.settlements.size() == 3; }));
    QCOMPARE(settled.settlements[0].outcome, Outcome::Refused);
    QCOMPARE(settled.settlements[0].reason, ReasonCode::NotAuthorized);
    QCOMPARE(settled.settlements[1].outcome, Outcome::Refused);
    QCOMPARE(settled.settlements[1].reason, ReasonCode::QuotaExceeded);
    QCOMPARE(settled.settlements[2].outcome, Outcome::Accepted);
    QCOMPARE(publisher.unanswered(), size_t{0});
}

void PublisherTest::qos2GoesThroughItsSteps()
{
    Settled settled;
    Publisher publisher(config(), settled.events());
    QVERIFY(isOpen(publisher));
    QVERIFY(publisher.publish({"t", "x", 2}));
    QVERIFY(m_scripted->waitFor(PacketType::Publish));
    m_scripted->sayHex("5002 0001");
    QVERIFY(m_scripted->waitFor(PacketType::Pubrel));
    QVERIFY(settled.settlements.empty());
    m_scripted->sayHex("7002 0001");
    QVERIFY(soon([&] { return settled.settlements.size() == 1; }));
    QCOMPARE(settled.settlements[0].outcome, Outcome::Accepted);
}

void PublisherTest::lostConnectionSettlesAsUnknown()
{
    Settled settled;
    m_scripted->isPubackSent = false;
    Publisher publisher(config(), settled.events());
    QVERIFY(isOpen(publisher));
    QVERIFY(publisher.publish({"t", "1"}));
    QVERIFY(publisher.publish({"t", "2"}));
    QVERIFY(m_scripted->waitFor(PacketType::Publish, 1));
    m_scripted->hangUp();
    QVERIFY(soon([&] { return settled.settlements.size() == 2; }));
    QCOMPARE(settled.settlements[0].outcome, Outcome::Unknown);
    QCOMPARE(settled.settlements[1].token, 2U);
    QCOMPARE(settled.disconnected.size(), size_t{1});
    QVERIFY(soon([&] { return publisher.canPublish(); }));
    QCOMPARE(settled.room, 2);
    QCOMPARE(publisher.unanswered(), size_t{0});
    QCOMPARE(publisher.publish({"t", "3"}).value_or(0), 3U);
}

void PublisherTest::brokersLimitsAreInvalid_data()
{
    QTest::addColumn<QByteArray>("topic");
    QTest::addColumn<int>("qos");
    QTest::addColumn<bool>("isRetained");
    QTest::addColumn<int>("payload");
    QTest::addColumn<QString>("field");
    QTest::newRow("allowed") << QByteArray("t") << 1 << false << 10 << QString();
    QTest::newRow("QoS") << QByteArray("t") << 2 << false << 10 << u"qos"_s;
    QTest::newRow("no such QoS") << QByteArray("t") << 3 << false << 10 << u"qos"_s;
    QTest::newRow("retain") << QByteArray("t") << 1 << true << 10 << u"retain"_s;
    QTest::newRow("size") << QByteArray("t") << 1 << false << 100 << u"payload"_s;
    QTest::newRow("no topic") << QByteArray() << 1 << false << 10 << u"topic"_s;
    QTest::newRow("wildcard") << QByteArray("t/+") << 1 << false << 10 << u"topic"_s;
    QTest::newRow("not UTF-8") << QByteArray("\xff") << 1 << false << 10 << u"topic"_s;
    QTest::newRow("topic too long") << QByteArray(65'536, 't') << 1 << false << 0 << u"topic"_s;
}

void PublisherTest::brokersLimitsAreInvalid()
{
    QFETCH(QByteArray, topic);
    QFETCH(int, qos);
    QFETCH(bool, isRetained);
    QFETCH(int, payload);
    QFETCH(QString, field);
    Settled settled;
    m_scripted->connack = QByteArray::fromHex("200c 0000 09 24 01 25 00 27 00000040");
    Publisher publisher(config(), settled.events());
    QVERIFY(isOpen(publisher));
    const auto token =
        publisher.publish({topic, QByteArray(payload, 'x'), static_cast<quint8>(qos), isRetained});
    QCOMPARE(token.has_value(), field.isEmpty());
    if (!token)
        QCOMPARE(token.error().field, field);
    QCOMPARE(publisher.unanswered(), size_t(field.isEmpty() ? 1 : 0));
}

void PublisherTest::foreignAcknowledgementEndsTheConnection()
{
    Settled settled;
    Publisher publisher(config(), settled.events());
    QVERIFY(isOpen(publisher));
    m_scripted->sayHex("4002 0001");
    QVERIFY(m_scripted->waitFor(PacketType::Disconnect));
    QCOMPARE(m_scripted->told(PacketType::Disconnect)[0].body.toHex(), "82");
    QVERIFY(settled.settlements.empty());
}

void PublisherTest::notConnectedIsUnavailable()
{
    Settled settled;
    Publisher publisher(config(), settled.events());
    QVERIFY(!publisher.canPublish());
    QCOMPARE(publisher.publish({"t", "x"}).error().kind, ErrorKind::Unavailable);
}

void PublisherTest::pongComesBehindTheMessage()
{
    Settled settled;
    int pongs = 0;
    auto events = settled.events();
    events.pong = [&] { ++pongs; };
    Publisher publisher(config(), events);
    QVERIFY(isOpen(publisher));
    QCOMPARE(publisher.publish({"t", "x", 0}).value_or(1), 0U);
    publisher.ping();
    QVERIFY(m_scripted->waitFor(PacketType::Pingreq));
    QCOMPARE(m_scripted->told().at(m_scripted->told().size() - 2).type, PacketType::Publish);
    QCOMPARE(pongs, 0);
    m_scripted->sayHex("d000");
    QVERIFY(soon([&] { return pongs == 1; }));
}

void PublisherTest::endingsAreTold_data()
{
    QTest::addColumn<QByteArray>("connack"); // empty: the usual one
    QTest::addColumn<QByteArray>("said"); // once it is open; empty: hangs up
    QTest::addColumn<QString>("code");
    QTest::addColumn<ErrorKind>("kind");
    const auto row = [](const char *name, const char *connack, const char *said, const QString &code,
                        ErrorKind kind) {
        QTest::newRow(name) << QByteArray::fromHex(connack) << QByteArray::fromHex(said) << code << kind;
    };
    row("bad login", "2003008600", "", u"mqtt_0x86"_s, ErrorKind::Forbidden);
    row("busy", "2003008900", "", u"mqtt_0x89"_s, ErrorKind::Unavailable);
    row("an older version only", "20020001", "", u"mqtt_0x84"_s, ErrorKind::Internal);
    row("shutting down", "", "e0018b", u"mqtt_0x8b"_s, ErrorKind::Unavailable);
    row("nonsense", "", "ff00", u"protocol"_s, ErrorKind::Internal);
    row("hangs up", "", "", u"closed_early"_s, ErrorKind::Unavailable);
}

void PublisherTest::endingsAreTold()
{
    QFETCH(QByteArray, connack);
    QFETCH(QByteArray, said);
    QFETCH(QString, code);
    QFETCH(ErrorKind, kind);
    Settled settled;
    if (!connack.isEmpty())
        m_scripted->connack = connack;
    Publisher publisher(config(), settled.events());
    publisher.start();
    if (connack.isEmpty()) {
        QVERIFY(soon([&] { return publisher.canPublish(); }));
        if (said.isEmpty())
            m_scripted->hangUp();
        else
            m_scripted->say(said);
    }
    QVERIFY(soon([&] { return !settled.disconnected.empty(); }));
    QCOMPARE(settled.disconnected[0].code, code);
    QCOMPARE(settled.disconnected[0].kind, kind);
}

void PublisherTest::nobodyThereIsTold()
{
    Settled settled;
    auto away = config();
    m_scripted.reset();
    Publisher publisher(away, settled.events());
    publisher.start();
    QVERIFY(soon([&] { return !settled.disconnected.empty(); }));
    QCOMPARE(settled.disconnected[0].code, u"connection_failed"_s);
}

// Whatever the environment names: what was vetted is what is dialled. Qt never asks a proxy for 127.0.0.1;
// 0.0.0.0 leads there as well.
void PublisherTest::noProxyIsAsked()
{
    QTcpServer proxy;
    QVERIFY(proxy.listen(QHostAddress::LocalHost));
    const QNetworkProxy before = QNetworkProxy::applicationProxy();
    QNetworkProxy::setApplicationProxy({QNetworkProxy::HttpProxy, u"127.0.0.1"_s, proxy.serverPort()});
    const auto restore = qScopeGuard([&] { QNetworkProxy::setApplicationProxy(before); });
    Settled settled;
    auto here = config();
    here.address.host = u"0.0.0.0"_s;
    Publisher publisher(here, settled.events());
    QVERIFY(isOpen(publisher));
    QVERIFY(!proxy.hasPendingConnections());
}

PULSE_TEST_CASE(PublisherTest)
#include "publisher_test.moc"
