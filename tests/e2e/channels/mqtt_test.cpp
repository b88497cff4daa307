// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What only the MQTT channel promises, against a real Mosquitto.
#include "delivery/mqtt/mqtt_channel.h"
#include "support/process/spin.h"
#include "support/receivers/fake_resolver.h"
#include "support/receivers/mqtt_receiver.h"
#include "support/suite/test_case.h"
#include "support/suite/value_spy.h"

#include <QTcpServer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pulse;
using namespace pulse::test;
using delivery::Attempt;
using delivery::Outcome;

namespace {

const QByteArray kAlert =
    R"({"alert_id":7,"tenant_id":"acme","site_id":"north","device_id":"pump/+1","alert_type":"THRESHOLD","severity":5})";

struct Wanted {
    int qos = 1;
    bool isRetained = false;
    QString host = u"127.0.0.1"_s;
    QString password = u"p4ssword"_s;
    QString scheme = u"mqtt"_s;
    QString topic = u"alerts/{tenant_id}/{device_id}"_s;
};

} // namespace

class MqttTest : public QObject {
    Q_OBJECT
private slots:
    void arrivesAsWanted_data();
    void arrivesAsWanted();
    void retainedIsKept();
    void wrongPasswordsAreGivenUp();
    void whatMayNotBePublishedIsGivenUp();
    void certificatesAreChecked_data();
    void certificatesAreChecked();
    void aBrokerThatStandsStillDelaysNobody();
    void theOperatorMayOpenTopics();
    void proxiesOfTheEnvironmentAreNotAsked();
    void manyAtOnce();

private:
    bool begin(const MqttReceiverOptions &options = {}, const QString &caFile = {},
               std::chrono::milliseconds timeout = 20s, bool allowsAnyTopic = false);
    void send(const Wanted &wanted, quint16 port = 0);
    Attempt attempt(const Wanted &wanted);
    bool arrives(qsizetype count) const
    {
        return spinUntil([&] { return m_receiver->messages().size() >= count; }, 10s);
    }

    std::unique_ptr<MqttReceiver> m_receiver;
    FakeResolver m_resolver;
    ValueSpy<Attempt> m_attempts;
    std::unique_ptr<delivery::MqttChannel> m_channel;
    QList<quint16> m_moreAllowed;
};

bool MqttTest::begin(const MqttReceiverOptions &options, const QString &caFile,
                     std::chrono::milliseconds timeout, bool allowsAnyTopic)
{
    m_channel.reset();
    auto receiver = MqttReceiver::start(options);
    if (!receiver) {
        qWarning().noquote() << receiver.error().what;
        return false;
    }
    m_receiver = *std::move(receiver);
    delivery::MqttSettings settings;
    settings.timeout = timeout;
    settings.guard.allowsPlainMqtt = true;
    for (const QString &network : {u"127.0.0.1/32"_s, u"0.0.0.0/32"_s}) { // which leads there as well
        for (const quint16 port : QList<quint16>{m_receiver->port()} + m_moreAllowed)
            settings.guard.allowed.append({delivery::Network::parse(network).value(), port});
    }
    settings.caFile = options.isTls && caFile.isEmpty() ? m_receiver->authorityFile() : caFile;
    settings.allowsAnyTopic = allowsAnyTopic;
    m_channel = std::make_unique<delivery::MqttChannel>(settings, m_resolver);
    m_attempts.take();
    return m_channel->start().has_value();
}

void MqttTest::send(const Wanted &wanted, quint16 port)
{
    const QString url =
        u"%1://%2:%3"_s.arg(wanted.scheme, wanted.host).arg(port == 0 ? m_receiver->port() : port);
    const QJsonObject broker{
        {u"broker_url"_s, url}, {u"username"_s, u"us3r"_s}, {u"password"_s, wanted.password}};
    m_channel->attempt({u"t1-r1"_s,
                        kAlert,
                        {{u"mqtt_config"_s, broker},
                         {u"mqtt_topic"_s, wanted.topic},
                         {u"mqtt_qos"_s, wanted.qos},
                         {u"mqtt_retain"_s, wanted.isRetained}}},
                       m_attempts.callback());
}

Attempt MqttTest::attempt(const Wanted &wanted)
{
    send(wanted);
    return m_attempts.waitFor(1, 30s) ? m_attempts.take().first() : Attempt{.code = u"never"_s};
}

void MqttTest::arrivesAsWanted_data()
{
    QTest::addColumn<int>("qos");
    for (const int qos : {0, 1, 2})
        QTest::addRow("QoS %d", qos) << qos;
}

void MqttTest::arrivesAsWanted()
{
    QFETCH(int, qos);
    QVERIFY(begin());
    QCOMPARE(attempt({.qos = qos}).error(), QString());
    QVERIFY(arrives(1));
    const ReceivedMessage message = m_receiver->messages().first();
    QCOMPARE(message.topic, "alerts/acme/pump__1");
    QCOMPARE(message.payload, kAlert);
    QCOMPARE(message.qos, qos);
    QCOMPARE(message.contentType, "application/json");
    QCOMPARE(message.messageId, "t1-r1");
    QVERIFY(!message.isRetained);
}

void MqttTest::retainedIsKept()
{
    QVERIFY(begin());
    QCOMPARE(attempt({.isRetained = true}).outcome, Outcome::Delivered);
    const QList<ReceivedMessage> kept = m_receiver->retained();
    QCOMPARE(kept.size(), 1);
    QVERIFY(kept.first().isRetained);
    QCOMPARE(kept.first().payload, kAlert);
}

void MqttTest::wrongPasswordsAreGivenUp()
{
    QVERIFY(begin());
    const Attempt refused = attempt({.password = u"wr0ng-secret"_s});
    QCOMPARE(refused.outcome, Outcome::GiveUp);
    QCOMPARE(refused.code, u"mqtt_0x87"_s);
    QVERIFY2(refused.detail.contains(u"not authorized"_s), qPrintable(refused.detail));
    QVERIFY(!refused.detail.contains(u"wr0ng-secret"_s));
    QVERIFY(m_receiver->messages().isEmpty());
}

void MqttTest::whatMayNotBePublishedIsGivenUp()
{
    QVERIFY(begin({.accessRules = "user us3r\ntopic write alerts/acme/open\n"}));
    const Attempt refused = attempt({});
    QCOMPARE(refused.code, u"mqtt_0x87"_s);
    QCOMPARE(refused.outcome, Outcome::GiveUp);
    QCOMPARE(attempt({.topic = u"alerts/{tenant_id}/open"_s}).outcome, Outcome::Delivered);
    QVERIFY(arrives(1));
    QCOMPARE(m_receiver->messages().first().topic, "alerts/acme/open");
}

void MqttTest::certificatesAreChecked_data()
{
    QTest::addColumn<bool>("isTls");
    QTest::addColumn<QString>("scheme");
    QTest::addColumn<QString>("caFile"); // empty: the right one
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("code"); // empty: delivered
    const auto row = [](const char *name, bool isTls, const QString &scheme, const QString &caFile,
                        const QString &host, const QString &code) {
        QTest::newRow(name) << isTls << scheme << caFile << host << code;
    };
    const QString system = u"/etc/ssl/certs/ca-certificates.crt"_s;
    row("by address", true, u"mqtts"_s, {}, u"127.0.0.1"_s, {});
    row("by name", true, u"mqtts"_s, {}, u"receiver.example"_s, {});
    row("another name", true, u"mqtts"_s, {}, u"other.example"_s, u"request_error:certificate"_s);
    row("nobody vouches", true, u"mqtts"_s, system, u"receiver.example"_s, u"request_error:certificate"_s);
    row("no TLS there", false, u"mqtts"_s, system, u"127.0.0.1"_s, {});
}

void MqttTest::certificatesAreChecked()
{
    QFETCH(bool, isTls);
    QFETCH(QString, scheme);
    QFETCH(QString, caFile);
    QFETCH(QString, host);
    QFETCH(QString, code);
    QVERIFY(begin({.isTls = isTls}, caFile));
    for (const QString &name : {u"receiver.example"_s, u"other.example"_s})
        m_resolver.script(name, {{u"127.0.0.1"_s}});
    const Attempt tried = attempt({.host = host, .scheme = scheme});
    if (!isTls) {
        QVERIFY2(tried.code.startsWith(u"request_error:"_s), qPrintable(tried.code));
        QCOMPARE(tried.outcome, Outcome::RetryLater);
    } else {
        QCOMPARE(tried.code, code);
        QCOMPARE(tried.outcome == Outcome::Delivered, code.isEmpty());
    }
    QCOMPARE(tried.address, u"127.0.0.1:%1"_s.arg(m_receiver->port()));
    QCOMPARE(tried.tls, tried.outcome == Outcome::Delivered ? u"TLSv1.3"_s : QString());
    QVERIFY(m_receiver->messages().size() <= (code.isEmpty() && isTls ? 1 : 0));
}

// By order, not by time: those that wait are there before the live one, and still are after it.
void MqttTest::aBrokerThatStandsStillDelaysNobody()
{
    const auto still = MqttReceiver::start();
    QVERIFY(still);
    m_moreAllowed = {(*still)->port()};
    QVERIFY(begin());
    (*still)->broker().pause();
    for (int i = 0; i < 20; ++i)
        send({.qos = i % 3}, (*still)->port());
    send({});
    QVERIFY(m_attempts.waitFor(1));
    QCOMPARE(m_attempts.count(), 1);
    QCOMPARE(m_attempts.take().first().outcome, Outcome::Delivered);
    QVERIFY(arrives(1));
    (*still)->broker().resume();
    QVERIFY(m_attempts.waitFor(20));
    for (const Attempt &late : m_attempts.take())
        QCOMPARE(late.outcome, Outcome::Delivered);
    m_moreAllowed.clear();
}

void MqttTest::theOperatorMayOpenTopics()
{
    const Wanted elsewhere{.topic = u"plant/{device_id}"_s};
    QVERIFY(begin());
    QCOMPARE(attempt(elsewhere).code, u"topic_not_allowed"_s);
    QCOMPARE(m_receiver->connectionCount(), 0);
    QVERIFY(begin({}, {}, 20s, true));
    QCOMPARE(attempt(elsewhere).outcome, Outcome::Delivered);
    QVERIFY(arrives(1));
    QCOMPARE(m_receiver->messages().first().topic, "plant/pump__1");
}

// Qt never asks a proxy for 127.0.0.1.
void MqttTest::proxiesOfTheEnvironmentAreNotAsked()
{
    QTcpServer proxy;
    QVERIFY(proxy.listen(QHostAddress::LocalHost));
    const QByteArray address = "http://127.0.0.1:" + QByteArray::number(proxy.serverPort());
    for (const char *name :
         {"http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"})
        qputenv(name, address);
    QVERIFY(begin());
    QCOMPARE(attempt({.host = u"0.0.0.0"_s}).outcome, Outcome::Delivered);
    QCOMPARE(attempt({.host = u"10.0.0.1"_s}).code, u"url_blocked:blocked_ip:10.0.0.1"_s);
    for (const char *name :
         {"http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"})
        qunsetenv(name);
    QVERIFY(!proxy.hasPendingConnections());
}

void MqttTest::manyAtOnce()
{
    QVERIFY(begin());
    for (int i = 0; i < 200; ++i)
        send({.qos = i % 3});
    QVERIFY(m_attempts.waitFor(200, 30s));
    for (const Attempt &one : m_attempts.take())
        QCOMPARE(one.error(), QString());
    QVERIFY(arrives(200));
    QCOMPARE(m_receiver->connectionCount(), 200);
}

PULSE_TEST_CASE(MqttTest)
#include "mqtt_test.moc"
