// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A device of another library, at the broker of a whole product: heard although it is refused, gone when its
// broker says so.
#include "e2e/foreign_device.h"
#include "support/process/product.h"
#include "support/process/spin.h"
#include "support/suite/test_case.h"

#include <QJsonArray>
#include <QTest>
#include <mosquitto.h>
#include <sys/socket.h>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// A connection with a last will, which can be cut without a word.
class Mortal {
public:
    Mortal(quint16 port, const QByteArray &password, const QByteArray &topic, const QByteArray &will)
        : m_client(mosquitto_new(nullptr, true, this), mosquitto_destroy)
    {
        mosquitto_username_pw_set(m_client.get(), "acme/device/pump-1", password.constData());
        mosquitto_will_set(m_client.get(), topic.constData(), static_cast<int>(will.size()), will.constData(),
                           1, false);
        mosquitto_connect_callback_set(m_client.get(), [](mosquitto *, void *self, int reason) {
            static_cast<Mortal *>(self)->m_isWelcome = reason == 0;
        });
        mosquitto_connect(m_client.get(), "127.0.0.1", port, 30);
        test::spinUntil([this] { return mosquitto_loop(m_client.get(), 50, 1) != 0 || m_isWelcome; }, 60s);
    }
    // Only who was welcomed has a last will.
    bool die() const { return m_isWelcome && ::shutdown(mosquitto_socket(m_client.get()), SHUT_RDWR) == 0; }

private:
    std::unique_ptr<mosquitto, void (*)(mosquitto *)> m_client;
    bool m_isWelcome = false;
};

} // namespace

class PresenceE2eTest final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void clockOf1970IsHeard();
    void aLastWillIsSaidAtOnce();
    void aLastWillRevivesNobody();

private:
    QJsonObject device()
    {
        return m_product->call("GET", u"/api/v2/devices/pump-1"_s).json[u"device"_s].toObject();
    }
    QJsonArray openAlerts()
    {
        return m_product->call("GET", u"/api/v2/alerts?device_id=pump-1"_s).json[u"alerts"_s].toArray();
    }
    qint64 refused(const QByteArray &reason)
    {
        return m_product
            ->number("SELECT coalesce(sum(count), 0) FROM device_refusal WHERE reason = '" + reason + '\'')
            .value_or(-1);
    }

    static constexpr auto kTopic = "tenant/acme/device/pump-1/";
    std::unique_ptr<test::Product> m_product;
    QByteArray m_token;
};

void PresenceE2eTest::initTestCase()
{
    test::ProductOptions options;
    options.program = QCoreApplication::applicationDirPath() + u"/pulse-server"_s;
    auto product = test::Product::start(options);
    QVERIFY2(product, qPrintable(product ? QString() : product.error().what));
    m_product = *std::move(product);
    QVERIFY(
        m_product->run({u"setting"_s, u"set"_s, u"HEARTBEAT_STALE_SECONDS"_s, u"3600"_s})); // not by silence
    QVERIFY(m_product->addTenant(u"acme"_s));
    const auto token = m_product->addDevice(u"acme"_s, u"pump-1"_s, u"site-1"_s);
    QVERIFY2(token, qPrintable(token ? QString() : token.error().what));
    m_token = *token;
}

void PresenceE2eTest::clockOf1970IsHeard()
{
    QCOMPARE(device()[u"status_reason"_s].toString(), u"never_seen"_s);
    test::ForeignDevice pump(m_product->mqttPort(), u"acme/device/pump-1"_s, m_token);
    QVERIFY(pump.publish(QByteArray(kTopic) + "telemetry",
                         R"({"ts":"1970-01-01T00:00:12Z","site_id":"site-1","provision_token":")" + m_token
                             + R"(","metrics":{"temp_c":1}})"));
    QVERIFY(test::spinUntil([&] { return device()[u"status"_s] == u"ONLINE"_s; }, 60s, 100ms));
    QVERIFY(device()[u"status_reason"_s].isNull());
    QCOMPARE(device()[u"refusals"_s][u"last_reason"_s].toString(), u"TOO_OLD"_s);
    QVERIFY(pump.publish(QByteArray(kTopic) + "telemetry", "no JSON at all"));
    QVERIFY(test::spinUntil([&] { return refused("BAD_JSON") == 1; }, 60s));
    const auto told = m_product->call("GET", u"/api/v2/devices/pump-1/refusals"_s).json;
    QCOMPARE(told[u"refusals"_s].toArray().size(), 2);
    QCOMPARE(told[u"recent"_s][0][u"reason"_s].toString(), u"BAD_JSON"_s);
    QVERIFY(told[u"recent"_s][0][u"is_proven"_s].toBool());
}

void PresenceE2eTest::aLastWillIsSaidAtOnce()
{
    const Mortal pump(m_product->mqttPort(), m_token, QByteArray(kTopic) + "status", "offline");
    QVERIFY(pump.die());
    QVERIFY(test::spinUntil([&] { return openAlerts().size() == 1; }, 60s, 100ms));
    QCOMPARE(openAlerts()[0][u"details"_s][u"reason"_s].toString(), u"offline"_s);
    QCOMPARE(device()[u"status"_s].toString(), u"STALE"_s);
    QCOMPARE(device()[u"status_reason"_s].toString(), u"offline"_s);
}

void PresenceE2eTest::aLastWillRevivesNobody()
{
    QCOMPARE(openAlerts().size(), 1);
    for (const QByteArray &topic : {QByteArray("status"), QByteArray("lwt"), QByteArray("heartbeat")}) {
        const Mortal pump(m_product->mqttPort(), m_token, kTopic + topic, "offline");
        QVERIFY(pump.die());
    }
    QVERIFY(test::spinUntil([&] { return refused("UNKNOWN_MESSAGE_TYPE") == 1 && refused("BAD_JSON") == 2; },
                            60s));
    QCOMPARE(device()[u"status_reason"_s].toString(), u"offline"_s);
    QCOMPARE(openAlerts().size(), 1);
    test::ForeignDevice pump(m_product->mqttPort(), u"acme/device/pump-1"_s, m_token);
    QVERIFY(pump.publish(QByteArray(kTopic) + "status", "online"));
    QVERIFY(test::spinUntil([&] { return openAlerts().isEmpty(); }, 60s, 100ms));
    QCOMPARE(device()[u"status"_s].toString(), u"ONLINE"_s);
}

PULSE_TEST_CASE(PresenceE2eTest)
#include "presence_test.moc"
