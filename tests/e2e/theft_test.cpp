// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A device of one tenant that connects to the private broker with the server's client id gets nothing, and
// nothing of another tenant's is lost. The finding: 300 of 300 acknowledged messages were.
#include "base/clock.h"
#include "e2e/foreign_device.h"
#include "support/broker/thief.h"
#include "support/process/product.h"
#include "support/process/spin.h"
#include "support/suite/test_case.h"

#include <QFile>
#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TheftTest final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void aNewInstallationHasAnIdOfItsOwn();
    void anybodyWithTheServersIdGetsNothing_data();
    void anybodyWithTheServersIdGetsNothing();
    void aDeviceThatConnectsTwiceEndsItsFirstConnection();
    void newSessionLosesNothing();

private:
    QByteArray serversId() const;
    bool publish(int count);
    qint64 stored() { return m_product->number("SELECT count(*) FROM reading").value_or(-1); }

    std::unique_ptr<test::Product> m_product;
    QByteArray m_token; // acme's
    QByteArray m_thiefsToken; // beta's
    int m_sent = 0;
};

void TheftTest::initTestCase()
{
    test::ProductOptions options;
    options.program = QCoreApplication::applicationDirPath() + u"/pulse-server"_s;
    auto product = test::Product::start(options);
    QVERIFY2(product, qPrintable(product ? QString() : product.error().what));
    m_product = *std::move(product);
    QVERIFY(m_product->addTenant(u"beta"_s));
    QVERIFY(m_product->addTenant(u"acme"_s));
    m_token = m_product->addDevice(u"acme"_s, u"pump-1"_s, u"site-1"_s).value_or(QByteArray());
    m_thiefsToken = m_product->addDevice(u"beta"_s, u"d1"_s, u"site-1"_s).value_or(QByteArray());
    QVERIFY(!m_token.isEmpty() && !m_thiefsToken.isEmpty());
    QVERIFY(m_product->run({u"setting"_s, u"set"_s, u"RATE_LIMIT_RPS"_s, u"100000"_s}));
    QVERIFY(m_product->run({u"setting"_s, u"set"_s, u"RATE_LIMIT_BURST"_s, u"100000"_s}));
}

QByteArray TheftTest::serversId() const
{
    QFile file(m_product->dataFolder() + u"/secrets/broker-client-id"_s);
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed() : QByteArray();
}

// As one device, each message acknowledged before the next.
bool TheftTest::publish(int count)
{
    test::ForeignDevice device(m_product->mqttPort(), u"acme/device/pump-1"_s, m_token);
    for (int i = 0; i < count; ++i) {
        const QByteArray payload = R"({"ts":")" + toRfc3339(SystemClock().now())
            + R"(","site_id":"site-1","provision_token":")" + m_token + R"(","metrics":{"n":)"
            + QByteArray::number(++m_sent) + "}}";
        if (!device.publish("tenant/acme/device/pump-1/telemetry", payload))
            return false;
    }
    return true;
}

void TheftTest::aNewInstallationHasAnIdOfItsOwn()
{
    const QByteArray id = serversId();
    QVERIFY(id.startsWith("pulse-"));
    QCOMPARE(QByteArray::fromHex(id.mid(6)).size(), 16); // bytes
    const auto isKnown = [&] {
        return m_product->number("SELECT count(*) FROM broker_session WHERE client_id = '" + id + '\'')
                   .value_or(-1)
            == 1;
    };
    QVERIFY(test::spinUntil(isKnown, 30s)); // written down each second
}

void TheftTest::anybodyWithTheServersIdGetsNothing_data()
{
    QTest::addColumn<int>("theft");
    QTest::addColumn<bool>("knowsTheId"); // or tries the one that all installations had
    for (const bool knowsTheId : {true, false}) {
        for (const test::Theft theft : test::kThefts)
            QTest::addRow("%s id, way %d", knowsTheId ? "the" : "the old", static_cast<int>(theft))
                << static_cast<int>(theft) << knowsTheId;
    }
}

void TheftTest::anybodyWithTheServersIdGetsNothing()
{
    QFETCH(int, theft);
    QFETCH(bool, knowsTheId);
    test::Thief thief({m_product->mqttPort(), knowsTheId ? serversId() : QByteArray("pulse-ingest"),
                       "beta/device/d1", m_thiefsToken});
    for (int again = 1; again <= 3; ++again) {
        thief.steal(test::Theft(theft));
        QVERIFY(test::spinUntil([&] { return thief.welcomed() == again; }, 20s)); // under its own name
        QVERIFY(publish(10));
    }
    QVERIFY(test::spinUntil([&] { return stored() >= m_sent; }, 20s));
    QCOMPARE(stored(), qint64{m_sent});
    QCOMPARE(thief.taken(), qint64{0});
    QCOMPARE(m_product->number("SELECT count(*) FROM system_alert").value_or(-1), qint64{0});
}

// What is new for devices: the account's name is the id, whatever a device asks for.
void TheftTest::aDeviceThatConnectsTwiceEndsItsFirstConnection()
{
    test::Thief first({m_product->mqttPort(), "one id", "beta/device/d1", m_thiefsToken});
    test::Thief second({m_product->mqttPort(), "another id", "beta/device/d1", m_thiefsToken});
    first.steal(test::Theft::V311Clean);
    QVERIFY(test::spinUntil([&] { return first.welcomed() == 1; }, 20s));
    QVERIFY(first.isConnected());
    second.steal(test::Theft::V311Clean);
    QVERIFY(test::spinUntil([&] { return !first.isConnected(); }, 20s));
    QVERIFY(second.isConnected());
}

void TheftTest::newSessionLosesNothing()
{
    const QByteArray before = serversId();
    QVERIFY(publish(20));
    m_product->kill(); // with whatever was not committed
    const auto printed = m_product->run({u"broker"_s, u"new-session"_s, u"--mqtt-port"_s, u"0"_s});
    QVERIFY2(printed, qPrintable(printed ? QString() : printed.error().what));
    const QByteArray after = serversId();
    QVERIFY(after.startsWith("pulse-") && after != before);
    const auto launched = m_product->launch();
    QVERIFY2(launched, qPrintable(launched ? QString() : launched.error().what));
    QVERIFY(publish(20));
    QVERIFY(test::spinUntil([&] { return stored() >= m_sent; }, 20s));
    QCOMPARE(stored(), qint64{m_sent});
    QCOMPARE(m_product->number("SELECT count(*) FROM system_alert").value_or(-1), qint64{0});
    QVERIFY2(!m_product->process().output().contains(u"forgotten our session"_s),
             qPrintable(m_product->process().output()));
}

PULSE_TEST_CASE(TheftTest)
#include "theft_test.moc"
