// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The MQTT channel against a broker that says what we want: nothing is delivered before its receipt, what it
// refuses is classed, and what it says brings no secret into attempts or logs.
#include "../mqtt/scripted_broker.h"
#include "delivery/mqtt/mqtt_channel.h"
#include "mqtt/byte_reader.h"
#include "support/process/spin.h"
#include "support/receivers/fake_resolver.h"
#include "support/suite/kept_log.h"
#include "support/suite/test_case.h"
#include "support/suite/value_spy.h"

#include <QLoggingCategory>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pulse;
using namespace pulse::test;
using delivery::Attempt;
using delivery::Outcome;
using mqtt::PacketType;

namespace {

const QByteArray kBody = R"({"tenant_id":"acme","device_id":"pump-1"})";

} // namespace

class MqttChannelTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup() { m_channel.reset(); }
    void nothingIsDeliveredBeforeItsReceipt_data();
    void nothingIsDeliveredBeforeItsReceipt();
    void refusalsAreClassed_data();
    void refusalsAreClassed();
    void brokersLimitsAreClassed_data();
    void brokersLimitsAreClassed();
    void silenceIsATimeout_data();
    void silenceIsATimeout();
    void brokersWordsAreRedacted();
    void eachConnectionIsANewSession();
    void theNextAddressIsTried();
    void noMoreThanAllowedAtOnce();

private:
    void start(std::chrono::milliseconds timeout = 20s, size_t mostInFlight = 256);
    void send(int qos = 1, bool isRetained = false, const QString &host = u"127.0.0.1"_s);
    Attempt ended();
    bool waitFor(PacketType type) const { return m_broker->waitFor(type); }

    std::unique_ptr<mqtt::ScriptedBroker> m_broker;
    FakeResolver m_resolver;
    ValueSpy<Attempt> m_attempts;
    std::unique_ptr<delivery::MqttChannel> m_channel;
};

void MqttChannelTest::init()
{
    m_broker = std::make_unique<mqtt::ScriptedBroker>();
    m_broker->isPubackSent = false;
    m_attempts.take();
    start();
}

void MqttChannelTest::start(std::chrono::milliseconds timeout, size_t mostInFlight)
{
    delivery::MqttSettings settings;
    settings.timeout = timeout;
    settings.mostInFlight = mostInFlight;
    settings.guard.allowsPlainMqtt = true;
    settings.guard.allowed = {
        {delivery::Network::parse(u"127.0.0.0/24"_s).value(), m_broker->address().port}};
    m_channel = std::make_unique<delivery::MqttChannel>(settings, m_resolver);
    QVERIFY(m_channel->start());
}

void MqttChannelTest::send(int qos, bool isRetained, const QString &host)
{
    const QString url = u"mqtt://%1:%2"_s.arg(host).arg(m_broker->address().port);
    const QJsonObject broker{
        {u"broker_url"_s, url}, {u"username"_s, u"us3r-secret"_s}, {u"password"_s, u"p4ss-secret"_s}};
    m_channel->attempt({u"t1-r1"_s,
                        kBody,
                        {{u"mqtt_config"_s, broker},
                         {u"mqtt_topic"_s, u"alerts/{tenant_id}/{device_id}"_s},
                         {u"mqtt_qos"_s, qos},
                         {u"mqtt_retain"_s, isRetained}}},
                       m_attempts.callback());
}

Attempt MqttChannelTest::ended()
{
    return m_attempts.waitFor(1, 30s) ? m_attempts.take().first() : Attempt{.code = u"never"_s};
}

void MqttChannelTest::nothingIsDeliveredBeforeItsReceipt_data()
{
    QTest::addColumn<int>("qos");
    QTest::addColumn<PacketType>("until"); // what we send before the last receipt
    QTest::addColumn<QByteArrayList>("receipts"); // in hexadecimal
    QTest::newRow("QoS 0") << 0 << PacketType::Pingreq << QByteArrayList{"d000"};
    QTest::newRow("QoS 1") << 1 << PacketType::Publish << QByteArrayList{"40020001"};
    QTest::newRow("QoS 1, nobody listens") << 1 << PacketType::Publish << QByteArrayList{"4003000110"};
    QTest::newRow("QoS 2") << 2 << PacketType::Publish << QByteArrayList{"50020001", "70020001"};
}

void MqttChannelTest::nothingIsDeliveredBeforeItsReceipt()
{
    QFETCH(int, qos);
    QFETCH(PacketType, until);
    QFETCH(QByteArrayList, receipts);
    send(qos);
    QVERIFY(waitFor(until));
    for (const QByteArray &receipt : receipts) {
        QCOMPARE(m_attempts.count(), 0);
        m_broker->say(QByteArray::fromHex(receipt));
        if (receipt != receipts.last())
            QVERIFY(waitFor(PacketType::Pubrel));
    }
    const Attempt attempt = ended();
    QCOMPARE(attempt.error(), QString());
    QCOMPARE(attempt.outcome, Outcome::Delivered);
    QCOMPARE(attempt.address, u"127.0.0.1:%1"_s.arg(m_broker->address().port));
    QVERIFY(waitFor(PacketType::Disconnect));
}

void MqttChannelTest::refusalsAreClassed_data()
{
    QTest::addColumn<QByteArray>("connack"); // empty: the usual one
    QTest::addColumn<QByteArray>("answer"); // to the message
    QTest::addColumn<QString>("code");
    QTest::addColumn<Outcome>("outcome");
    const auto row = [](const char *name, const char *connack, const char *answer, const QString &code,
                        Outcome outcome) {
        QTest::newRow(name) << QByteArray::fromHex(connack) << QByteArray::fromHex(answer) << code << outcome;
    };
    row("login", "2003008600", "", u"mqtt_0x86"_s, Outcome::GiveUp);
    row("not authorized to connect", "2003008700", "", u"mqtt_0x87"_s, Outcome::GiveUp);
    row("banned", "2003008a00", "", u"mqtt_0x8a"_s, Outcome::GiveUp);
    row("no MQTT 5", "20020001", "", u"mqtt_0x84"_s, Outcome::GiveUp);
    row("unavailable", "2003008800", "", u"mqtt_0x88"_s, Outcome::RetryLater);
    row("busy", "2003008900", "", u"mqtt_0x89"_s, Outcome::RetryLater);
    row("moved", "2003009d00", "", u"mqtt_0x9d"_s, Outcome::RetryLater);
    row("of nobody's", "200300f300", "", u"mqtt_0xf3"_s, Outcome::RetryLater);
    row("not authorized to publish", "", "4003000187", u"mqtt_0x87"_s, Outcome::GiveUp);
    row("topic", "", "4003000190", u"mqtt_0x90"_s, Outcome::GiveUp);
    row("quota", "", "4003000197", u"mqtt_0x97"_s, Outcome::RetryLater);
    row("unspecified", "", "4003000180", u"mqtt_0x80"_s, Outcome::RetryLater);
    row("too large", "", "e00195", u"mqtt_0x95"_s, Outcome::GiveUp);
    row("shutting down", "", "e0018b", u"mqtt_0x8b"_s, Outcome::RetryLater);
    row("nonsense", "", "ff00", u"request_error:protocol"_s, Outcome::RetryLater);
    row("another's receipt", "", "40020002", u"request_error:protocol"_s, Outcome::RetryLater);
    row("no broker", "485454502f312e31", "", u"request_error:protocol"_s, Outcome::RetryLater);
}

void MqttChannelTest::refusalsAreClassed()
{
    QFETCH(QByteArray, connack);
    QFETCH(QByteArray, answer);
    QFETCH(QString, code);
    QFETCH(Outcome, outcome);
    if (!connack.isEmpty())
        m_broker->connack = connack;
    send();
    if (!answer.isEmpty()) {
        QVERIFY(waitFor(PacketType::Publish));
        m_broker->say(answer);
    }
    const Attempt attempt = ended();
    QCOMPARE(attempt.code, code);
    QCOMPARE(attempt.outcome, outcome);
    QVERIFY(!attempt.detail.isEmpty());
    QCOMPARE(attempt.address, u"127.0.0.1:%1"_s.arg(m_broker->address().port));
    QCOMPARE(m_broker->connections(), 1);
}

void MqttChannelTest::brokersLimitsAreClassed_data()
{
    QTest::addColumn<int>("qos");
    QTest::addColumn<bool>("isRetained");
    QTest::addColumn<QString>("code");
    QTest::newRow("QoS") << 2 << false << u"broker_limit:qos"_s;
    QTest::newRow("retain") << 1 << true << u"broker_limit:retain"_s;
    QTest::newRow("size") << 1 << false << u"broker_limit:payload"_s;
}

void MqttChannelTest::brokersLimitsAreClassed()
{
    QFETCH(int, qos);
    QFETCH(bool, isRetained);
    QFETCH(QString, code);
    m_broker->connack = QByteArray::fromHex("200c 0000 09 24 01 25 00 27 00000040");
    send(qos, isRetained);
    const Attempt attempt = ended();
    QCOMPARE(attempt.code, code);
    QCOMPARE(attempt.outcome, Outcome::GiveUp);
    QVERIFY(m_broker->told(PacketType::Publish).empty());
}

void MqttChannelTest::silenceIsATimeout_data()
{
    QTest::addColumn<bool>("isLetIn");
    QTest::addColumn<int>("qos");
    QTest::newRow("no CONNACK") << false << 1;
    QTest::newRow("no PUBACK") << true << 1;
    QTest::newRow("no PUBREC") << true << 2;
    QTest::newRow("no PINGRESP") << true << 0;
}

void MqttChannelTest::silenceIsATimeout()
{
    QFETCH(bool, isLetIn);
    QFETCH(int, qos);
    start(300ms);
    if (!isLetIn)
        m_broker->connack.clear();
    send(qos);
    const Attempt attempt = ended();
    QCOMPARE(attempt.code, u"request_error:timeout"_s);
    QCOMPARE(attempt.outcome, Outcome::RetryLater);
    QCOMPARE(attempt.address, u"127.0.0.1:%1"_s.arg(m_broker->address().port));
}

// A broker that says our password in its reason.
void MqttChannelTest::brokersWordsAreRedacted()
{
    const KeptLog log;
    const QByteArray reason = "p4ss-secret of us3r-secret?";
    const auto length = static_cast<char>(reason.size());
    const QByteArray properties = QByteArray("\x1f\0", 2) + length + reason;
    const QByteArray rest = QByteArray("\0\x86", 2) + static_cast<char>(properties.size()) + properties;
    m_broker->connack = QByteArray(1, '\x20') + static_cast<char>(rest.size()) + rest;
    send();
    const Attempt attempt = ended();
    QCOMPARE(attempt.code, u"mqtt_0x86"_s);
    QVERIFY2(attempt.detail.contains(u"bad user name or password (*** of ***?)"_s),
             qPrintable(attempt.detail));
    QVERIFY(log.text().contains("attempt ended"));
    QVERIFY2(!log.text().contains("secret"), log.text().constData());
}

void MqttChannelTest::eachConnectionIsANewSession()
{
    m_broker->isPubackSent = true;
    QSet<QByteArray> ids;
    for (int i = 0; i < 3; ++i) {
        send();
        QCOMPARE(ended().outcome, Outcome::Delivered);
        const QByteArray connect = m_broker->told(PacketType::Connect).back().body;
        QCOMPARE(connect.at(7) & 0x02, 0x02); // Clean Start (§3.1.2.4)
        mqtt::ByteReader after(QByteArrayView(connect).sliced(10));
        quint32 length = 0;
        QByteArrayView properties;
        QByteArrayView id;
        QVERIFY(after.readVariable(length) && after.readBytes(length, properties) && after.readText(id));
        QCOMPARE(id.size(), 23);
        ids.insert(id.toByteArray());
    }
    QCOMPARE(ids.size(), 3);
}

// Nobody listens on the first.
void MqttChannelTest::theNextAddressIsTried()
{
    m_broker->isPubackSent = true;
    m_resolver.script(u"broker.example"_s, {{u"127.0.0.9"_s, u"127.0.0.1"_s}});
    send(1, false, u"broker.example"_s);
    const Attempt attempt = ended();
    QCOMPARE(attempt.error(), QString());
    QCOMPARE(attempt.address, u"127.0.0.1:%1"_s.arg(m_broker->address().port));
}

void MqttChannelTest::noMoreThanAllowedAtOnce()
{
    start(20s, 2);
    for (int i = 0; i < 3; ++i)
        send(1, false, u"silent.example"_s);
    QCOMPARE(ended().code, u"request_error:busy"_s);
    m_channel->stop();
    QVERIFY(m_attempts.waitFor(2));
    for (const Attempt &attempt : m_attempts.take())
        QCOMPARE(attempt.code, u"request_error:stopped"_s);
    QCOMPARE(m_broker->connections(), 0);
}

PULSE_TEST_CASE(MqttChannelTest)
#include "mqtt_channel_test.moc"
