// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One reading travels from a device to a webhook and to the screen: the whole product, as a user has it, with
// a foreign MQTT client as the device.
#include "base/clock.h"
#include "e2e/foreign_device.h"
#include "e2e/live_client.h"
#include "support/process/product.h"
#include "support/process/spin.h"
#include "support/receivers/http_receiver.h"
#include "support/suite/test_case.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class SpineTest final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void readingReachesTheWebhookAndTheScreen();
    void sameMessageTwiceIsStoredOnce();
    void refusalsAreCountedUnderTheirReason_data();
    void refusalsAreCountedUnderTheirReason();
    void revokedDeviceIsRefusedAtOnce();
    void deletedRuleClosesItsAlert();
    void killedServerGoesOnWhereItWas();
    void stopsCleanly();

private:
    QByteArray payload(int seq, const QByteArray &metrics, const QByteArray &site = "site-1") const;
    qint64 rejectCount(const QString &reason);

    test::HttpReceiver m_receiver;
    std::unique_ptr<test::Product> m_product;
    QByteArray m_token;
    QString m_ruleId;
    static constexpr auto kTopic = "tenant/acme/device/pump-1/telemetry";
};

void SpineTest::initTestCase()
{
    test::ProductOptions options;
    options.program = QCoreApplication::applicationDirPath() + u"/pulse-server"_s;
    options.environment = {u"PULSE_DELIVERY_ALLOW=127.0.0.1/32:%1"_s.arg(m_receiver.port()),
                           u"PULSE_DELIVERY_ALLOW_HTTP=1"_s};
    auto product = test::Product::start(options);
    QVERIFY2(product, qPrintable(product ? QString() : product.error().what));
    m_product = *std::move(product);
    QVERIFY(m_product->addTenant(u"acme"_s));
    const auto token = m_product->addDevice(u"acme"_s, u"pump-1"_s, u"site-1"_s);
    QVERIFY2(token, qPrintable(token ? QString() : token.error().what));
    m_token = *token;
    const auto webhook =
        m_product->call("POST", u"/customer/integrations"_s,
                        {{u"name"_s, u"Receiver"_s}, {u"webhook_url"_s, m_receiver.url(u"/hook"_s)}});
    QCOMPARE(webhook.status / 100, 2);
    const auto route = m_product->call("POST", u"/customer/integration-routes"_s,
                                       {{u"integration_id"_s, webhook.json.value(u"integration_id"_s)},
                                        {u"deliver_on"_s, QJsonArray{u"OPEN"_s, u"CLOSED"_s}}});
    QCOMPARE(route.status / 100, 2);
    const auto rule = m_product->call("POST", u"/customer/alert-rules"_s,
                                      {{u"name"_s, u"Too hot"_s},
                                       {u"metric_name"_s, u"temp_c"_s},
                                       {u"operator"_s, u"GT"_s},
                                       {u"threshold"_s, 40},
                                       {u"clear_value"_s, 35},
                                       {u"severity"_s, 5}});
    QCOMPARE(rule.status, 201);
    m_ruleId = rule.json.value(u"rule_id"_s).toString();
}

QByteArray SpineTest::payload(int seq, const QByteArray &metrics, const QByteArray &site) const
{
    return "{\"site_id\":\"" + site + "\",\"seq\":" + QByteArray::number(seq) + ",\"provision_token\":\""
        + m_token + "\",\"ts\":\"" + toRfc3339(SystemClock().now()) + "\",\"metrics\":" + metrics + "}";
}

void SpineTest::readingReachesTheWebhookAndTheScreen()
{
    test::LiveClient screen(m_product->httpUrl(), m_product->accessToken());
    QVERIFY(screen.waitFor(u"hello"_s));
    screen.send({{u"action"_s, u"subscribe"_s}, {u"type"_s, u"device"_s}, {u"device_id"_s, u"pump-1"_s}});
    screen.send({{u"action"_s, u"subscribe"_s}, {u"type"_s, u"alerts"_s}, {u"mode"_s, u"delta"_s}});
    QVERIFY(screen.waitFor(u"subscribed"_s, 2));

    test::ForeignDevice device(m_product->mqttPort(), u"acme/device/pump-1"_s, m_token);
    QVERIFY(device.publish(kTopic, payload(1, "{\"temp_c\":41.5,\"rssi_dbm\":-70,\"uplink_ok\":true}")));

    QVERIFY(screen.waitFor(u"telemetry"_s));
    const QJsonObject metrics = screen.last(u"telemetry"_s)[u"data"_s][u"metrics"_s].toObject();
    QCOMPARE(metrics, (QJsonObject{{u"temp_c"_s, 41.5}, {u"rssi_dbm"_s, -70}, {u"uplink_ok"_s, true}}));
    QVERIFY(screen.waitFor(u"alert"_s));
    QCOMPARE(screen.last(u"alert"_s)[u"alert"_s][u"status"_s].toString(), u"OPEN"_s);

    QVERIFY(m_receiver.waitForRequests(1));
    const test::HttpRequest request = m_receiver.requests().first();
    const QJsonObject body = QJsonDocument::fromJson(request.body).object();
    QCOMPARE(request.method, "POST");
    QCOMPARE(request.path, "/hook");
    QVERIFY(!request.header("webhook-id").isEmpty());
    QCOMPARE(body[u"tenant_id"_s].toString(), u"acme"_s);
    QCOMPARE(body[u"device_id"_s].toString(), u"pump-1"_s);
    QCOMPARE(body[u"status"_s].toString(), u"OPEN"_s);
    QCOMPARE(body[u"severity"_s].toInt(), 5);
    QCOMPARE(body[u"details"_s][u"metric_value"_s].toDouble(), 41.5);

    QVERIFY(device.publish(kTopic,
                           payload(2, "{\"temp_c\":37}"))); // between clear value and threshold: stays open
    QVERIFY(device.publish(kTopic, payload(3, "{\"temp_c\":34}")));
    QVERIFY(m_receiver.waitForRequests(2));
    QCOMPARE(QJsonDocument::fromJson(m_receiver.requests().at(1).body)[u"status"_s].toString(), u"CLOSED"_s);

    const auto shown = m_product->call("GET", u"/api/v2/devices/pump-1"_s);
    QCOMPARE(shown.json[u"device"_s][u"status"_s].toString(), u"ONLINE"_s);
    QCOMPARE(shown.json[u"device"_s][u"state"_s][u"temp_c"_s].toDouble(), 34.0);
    QCOMPARE(shown.json[u"device"_s][u"state"_s][u"rssi_dbm"_s].toInt(), -70);
    const auto telemetry = m_product->call("GET", u"/api/v2/devices/pump-1/telemetry"_s);
    QCOMPARE(telemetry.json[u"telemetry"_s].toArray().size(), 3);
    const auto alerts = m_product->call("GET", u"/api/v2/alerts?status=ALL"_s);
    QCOMPARE(alerts.json[u"total"_s].toInt(), 1);
    QVERIFY(alerts.json[u"alerts"_s][0][u"closed_at"_s].isString());
}

void SpineTest::sameMessageTwiceIsStoredOnce()
{
    test::ForeignDevice device(m_product->mqttPort(), u"acme/device/pump-1"_s, m_token);
    const QByteArray message = payload(10, "{\"level\":1}");
    const qint64 before =
        m_product->number("SELECT count(*) FROM reading WHERE ts > now() - interval '1 day'").value();
    QVERIFY(device.publish(kTopic, message));
    QVERIFY(device.publish(kTopic, message));
    QVERIFY(device.publish(kTopic, payload(11, "{\"level\":2}"))); // behind both
    const auto stored = [&] {
        return m_product->number("SELECT count(*) FROM reading WHERE ts > now() - interval '1 day'").value()
            - before;
    };
    QVERIFY(test::spinUntil([&] { return stored() >= 2; }, 10s));
    QCOMPARE(stored(), 2);
}

qint64 SpineTest::rejectCount(const QString &reason)
{
    return m_product->call("GET", u"/operator/quarantine?minutes=60"_s).json[u"counts"_s][reason].toInteger();
}

void SpineTest::refusalsAreCountedUnderTheirReason_data()
{
    QTest::addColumn<QByteArray>("topic");
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QString>("reason");
    QTest::newRow("unknown device") << QByteArray("tenant/acme/device/ghost/telemetry")
                                    << payload(20, "{\"temp_c\":99}") << u"UNREGISTERED_DEVICE"_s;
    QTest::newRow("wrong token")
        << QByteArray(kTopic)
        << QByteArray(
               "{\"site_id\":\"site-1\",\"provision_token\":\"tok-wrong\",\"metrics\":{\"temp_c\":99}}")
        << u"TOKEN_INVALID"_s;
    QTest::newRow("wrong site") << QByteArray(kTopic) << payload(21, "{\"temp_c\":99}", "elsewhere")
                                << u"SITE_MISMATCH_REGISTRY_VS_PAYLOAD"_s;
    QTest::newRow("malformed JSON") << QByteArray(kTopic) << QByteArray("{\"site_id\":") << u"BAD_JSON"_s;
    QTest::newRow("unknown type") << QByteArray("tenant/acme/device/pump-1/gossip") << payload(22, "{}")
                                  << u"UNKNOWN_MESSAGE_TYPE"_s;
}

void SpineTest::refusalsAreCountedUnderTheirReason()
{
    QFETCH(QByteArray, topic);
    QFETCH(QByteArray, message);
    QFETCH(QString, reason);
    const auto login = m_product->run({u"user"_s, u"list"_s});
    QVERIFY(login);
    QVERIFY(m_product->signInAsOperator());
    const qint64 before = rejectCount(reason);
    const qint64 stored =
        m_product->number("SELECT count(*) FROM reading WHERE ts > now() - interval '1 day'").value();
    const QString user = QString::fromUtf8(topic).section(u'/', 1, 3);
    const QByteArray password = user == "acme/device/pump-1"_L1 ? m_token : QByteArray("ghost-password");
    if (password != m_token)
        QVERIFY(m_product->addBrokerLogin(user, password));
    test::ForeignDevice device(m_product->mqttPort(), user, password);
    QVERIFY(device.publish(topic, message));
    QVERIFY(test::spinUntil([&] { return rejectCount(reason) == before + 1; }, 10s, 50ms));
    QCOMPARE(m_product->number("SELECT count(*) FROM reading WHERE ts > now() - interval '1 day'").value(),
             stored);
}

void SpineTest::revokedDeviceIsRefusedAtOnce()
{
    const auto token = m_product->addDevice(u"acme"_s, u"pump-2"_s, u"site-1"_s);
    QVERIFY(token);
    QVERIFY(m_product->run({u"device"_s, u"revoke"_s, u"acme"_s, u"pump-2"_s}));
    // The login is gone at the broker; were it not, admission would refuse.
    QVERIFY(m_product->addBrokerLogin(u"acme/device/pump-2"_s, *token));
    QVERIFY(m_product->signInAsOperator());
    const qint64 before = rejectCount(u"DEVICE_REVOKED"_s);
    test::ForeignDevice device(m_product->mqttPort(), u"acme/device/pump-2"_s, *token);
    QVERIFY(device.publish("tenant/acme/device/pump-2/telemetry",
                           "{\"site_id\":\"site-1\",\"provision_token\":\"" + *token
                               + "\",\"metrics\":{\"temp_c\":99}}"));
    QVERIFY(test::spinUntil([&] { return rejectCount(u"DEVICE_REVOKED"_s) == before + 1; }, 10s, 50ms));
}

void SpineTest::deletedRuleClosesItsAlert()
{
    QVERIFY(m_product->signInAsTenant());
    test::ForeignDevice device(m_product->mqttPort(), u"acme/device/pump-1"_s, m_token);
    const auto before = m_receiver.requests().size();
    QVERIFY(device.publish(kTopic, payload(30, "{\"temp_c\":50}")));
    QVERIFY(m_receiver.waitForRequests(before + 1));
    QCOMPARE(m_product->call("DELETE", u"/customer/alert-rules/"_s + m_ruleId).status, 204);
    QVERIFY(m_receiver.waitForRequests(before + 2)); // without another reading
    const QJsonDocument body = QJsonDocument::fromJson(m_receiver.requests().last().body);
    QCOMPARE(body[u"status"_s].toString(), u"CLOSED"_s);
    QCOMPARE(m_product->call("GET", u"/api/v2/alerts"_s).json[u"total"_s].toInt(), 0);
}

void SpineTest::killedServerGoesOnWhereItWas()
{
    const qint64 before =
        m_product->number("SELECT count(*) FROM reading WHERE ts > now() - interval '1 day'").value();
    m_product->kill();
    const auto again = m_product->launch();
    QVERIFY2(again, qPrintable(again ? QString() : again.error().what));
    test::ForeignDevice device(m_product->mqttPort(), u"acme/device/pump-1"_s, m_token);
    QVERIFY(device.publish(kTopic, payload(40, "{\"temp_c\":20}")));
    const auto stored = [&] {
        return m_product->number("SELECT count(*) FROM reading WHERE ts > now() - interval '1 day'").value();
    };
    QVERIFY(test::spinUntil([&] { return stored() == before + 1; }, 10s));
}

void SpineTest::stopsCleanly() { QVERIFY(m_product->stop()); }

PULSE_TEST_CASE(SpineTest)
#include "spine_test.moc"
