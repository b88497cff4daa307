// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One reading travels from a device to a tenant's own broker, by TLS and with a login: the whole product, as
// a user has it.
#include "e2e/hot_pump.h"
#include "support/process/product.h"
#include "support/process/spin.h"
#include "support/receivers/mqtt_receiver.h"
#include "support/suite/test_case.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryFile>
#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class MqttTest final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void testAndAlertLookAlike();
    void clearsWhatItOpened();
    void aWrongPasswordIsRecorded();
    void loginsAreNowhere();

private:
    QJsonObject broker(const QString &password) const;
    bool arrives(qsizetype count) const
    {
        return test::spinUntil([&] { return m_receiver->messages().size() >= count; }, 30s);
    }
    QJsonObject alertOf(qsizetype index) const
    {
        return QJsonDocument::fromJson(m_receiver->messages().at(index).payload).object();
    }

    QTemporaryFile m_authorities; // the server is another user, who may not look into the broker's folder
    std::unique_ptr<test::MqttReceiver> m_receiver;
    std::unique_ptr<test::Product> m_product;
    std::optional<test::HotPump> m_pump;
    QString m_integration;
    QByteArray m_shown; // everything that the API said of it
};

QJsonObject MqttTest::broker(const QString &password) const
{
    return {{u"broker_url"_s, u"mqtts://127.0.0.1:%1"_s.arg(m_receiver->port())},
            {u"username"_s, u"us3r-secret"_s},
            {u"password"_s, password}};
}

void MqttTest::initTestCase()
{
    auto receiver =
        test::MqttReceiver::start({.isTls = true, .user = u"us3r-secret"_s, .password = u"p4ss-secret"_s});
    QVERIFY2(receiver, qPrintable(receiver ? QString() : receiver.error().what));
    m_receiver = *std::move(receiver);
    QFile certificate(m_receiver->authorityFile());
    QVERIFY(certificate.open(QFile::ReadOnly) && m_authorities.open());
    m_authorities.write(certificate.readAll());
    m_authorities.flush();
    m_authorities.setPermissions(QFile::ReadOwner | QFile::ReadGroup | QFile::ReadOther);
    test::ProductOptions options;
    options.program = QCoreApplication::applicationDirPath() + u"/pulse-server"_s;
    options.environment = {u"PULSE_DELIVERY_ALLOW=127.0.0.1/32:%1"_s.arg(m_receiver->port()),
                           u"PULSE_DELIVERY_CA_FILE="_s + m_authorities.fileName()};
    auto product = test::Product::start(options);
    QVERIFY2(product, qPrintable(product ? QString() : product.error().what));
    m_product = *std::move(product);
    auto pump = test::HotPump::install(*m_product);
    QVERIFY2(pump, qPrintable(pump ? QString() : pump.error().what));
    m_pump.emplace(*std::move(pump));
    const auto made =
        m_product->call("POST", u"/customer/integrations/mqtt"_s,
                        {{u"name"_s, u"Plant bus"_s},
                         {u"mqtt_config"_s, broker(u"p4ss-secret"_s)},
                         {u"mqtt_topic"_s, u"alerts/{tenant_id}/{severity}/{site_id}/{device_id}"_s},
                         {u"mqtt_qos"_s, 2}});
    QVERIFY2(made.status == 201, qPrintable(made.json.value(u"detail"_s).toString()));
    m_shown += QJsonDocument(made.json).toJson();
    m_integration = made.json.value(u"id"_s).toString();
    QVERIFY(m_pump->routeTo(m_integration));
}

void MqttTest::testAndAlertLookAlike()
{
    const auto tested = m_product->call("POST", u"/customer/integrations/mqtt/%1/test"_s.arg(m_integration));
    QCOMPARE(tested.status, 200);
    QCOMPARE(tested.json.value(u"success"_s), QJsonValue(true));
    QVERIFY(arrives(1));
    QVERIFY(m_pump->report(45));
    QVERIFY(arrives(2));
    QCOMPARE(m_receiver->messages().at(0).topic, "alerts/acme/1/test-site/test-device");
    QCOMPARE(m_receiver->messages().at(1).topic, "alerts/acme/5/site-1/pump-1");
    QCOMPARE(alertOf(1).keys(), alertOf(0).keys());
    QCOMPARE(alertOf(1).value(u"status"_s).toString(), u"OPEN"_s);
    QVERIFY(alertOf(1).value(u"details"_s).isObject());
}

void MqttTest::clearsWhatItOpened()
{
    QVERIFY(m_pump->report(30));
    QVERIFY(arrives(3));
    QCOMPARE(alertOf(2).value(u"status"_s).toString(), u"CLOSED"_s);
    QCOMPARE(alertOf(2).value(u"alert_id"_s), alertOf(1).value(u"alert_id"_s));
    QVERIFY(m_receiver->messages().at(1).messageId != m_receiver->messages().at(2).messageId);
}

void MqttTest::aWrongPasswordIsRecorded()
{
    const QString path = u"/customer/integrations/mqtt/"_s + m_integration;
    QCOMPARE(m_product->call("PATCH", path, {{u"mqtt_config"_s, broker(u"wr0ng-secret"_s)}}).status, 200);
    QVERIFY(m_pump->report(50));
    const auto newest = [this] {
        const auto said = m_product->call("GET", u"/customer/delivery-status"_s);
        m_shown += QJsonDocument(said.json).toJson();
        return said.json.value(u"attempts"_s).toArray().first().toObject();
    };
    QVERIFY(test::spinUntil([&] { return !newest().value(u"ok"_s).toBool(); }, 30s, 300ms));
    QVERIFY(newest().value(u"error"_s).toString().startsWith(u"mqtt_0x87: "_s));
    QCOMPARE(newest().value(u"address"_s).toString(), u"127.0.0.1:%1"_s.arg(m_receiver->port()));
}

void MqttTest::loginsAreNowhere()
{
    for (const QString &path : {u"/customer/integrations"_s, u"/customer/integrations/mqtt"_s})
        m_shown += QJsonDocument(m_product->call("GET", path).json).toJson();
    QVERIFY(m_shown.contains("mqtts://127.0.0.1"));
    QVERIFY(!m_shown.contains("secret"));
    const QString logged = m_product->process().output();
    QVERIFY(!logged.contains(u"-secret"_s));
}

PULSE_TEST_CASE(MqttTest)
#include "mqtt_test.moc"
