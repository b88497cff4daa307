// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One reading travels from a device to an SNMP receiver: the whole product, as a user has it, and again after
// the server was killed and started anew.
#include "e2e/hot_pump.h"
#include "support/process/product.h"
#include "support/receivers/snmp_receiver.h"
#include "support/suite/test_case.h"

#include <QJsonArray>
#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;

class SnmpTest final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void testAndAlertLookAlike();
    void clearsWhatItOpened();
    void goesOnAfterARestart();
    void targetsInsideAreRefused();

private:
    std::unique_ptr<test::SnmpReceiver> m_receiver;
    std::unique_ptr<test::Product> m_product;
    std::optional<test::HotPump> m_pump;
    QString m_integration;
};

// The receiver must know the integration's engine, which is there once the integration is; so the port comes
// first.
void SnmpTest::initTestCase()
{
    const quint16 port = test::freeUdpPort();
    test::ProductOptions options;
    options.program = QCoreApplication::applicationDirPath() + u"/pulse-server"_s;
    options.environment = {u"PULSE_DELIVERY_ALLOW=127.0.0.1/32:%1"_s.arg(port)};
    auto product = test::Product::start(options);
    QVERIFY2(product, qPrintable(product ? QString() : product.error().what));
    m_product = *std::move(product);
    auto pump = test::HotPump::install(*m_product);
    QVERIFY2(pump, qPrintable(pump ? QString() : pump.error().what));
    m_pump.emplace(*std::move(pump));
    const auto made = m_product->call("POST", u"/customer/integrations/snmp"_s,
                                      {{u"name"_s, u"Traps"_s},
                                       {u"snmp_host"_s, u"127.0.0.1"_s},
                                       {u"snmp_port"_s, port},
                                       {u"snmp_config"_s,
                                        QJsonObject{{u"username"_s, u"watcher"_s},
                                                    {u"auth_protocol"_s, u"SHA256"_s},
                                                    {u"auth_password"_s, u"auth-pass-phrase"_s},
                                                    {u"priv_protocol"_s, u"AES256"_s},
                                                    {u"priv_password"_s, u"priv-pass-phrase"_s}}}});
    QVERIFY2(made.status == 201, qPrintable(made.json.value(u"detail"_s).toString()));
    m_integration = made.json.value(u"id"_s).toString();
    const QByteArray engine =
        QByteArray::fromHex(made.json.value(u"snmp_engine_id"_s).toString().mid(2).toLatin1());
    auto receiver = test::SnmpReceiver::start({{engine, u"watcher"_s, u"SHA-256"_s, u"auth-pass-phrase"_s,
                                                u"AES-256"_s, u"priv-pass-phrase"_s, u"priv"_s}},
                                              {}, u"127.0.0.1"_s, port);
    QVERIFY2(receiver, qPrintable(receiver ? QString() : receiver.error().what));
    m_receiver = *std::move(receiver);
    QVERIFY(m_pump->routeTo(m_integration));
}

void SnmpTest::testAndAlertLookAlike()
{
    const auto tested = m_product->call("POST", u"/customer/integrations/snmp/%1/test"_s.arg(m_integration));
    QCOMPARE(tested.status, 200);
    QCOMPARE(tested.json.value(u"success"_s), QJsonValue(true));
    QVERIFY(m_receiver->waitFor(1));
    QVERIFY(m_pump->report(45));
    QVERIFY(m_receiver->waitFor(2));
    const test::SnmpTrap sample = m_receiver->traps().at(0);
    const test::SnmpTrap trap = m_receiver->traps().at(1);
    QStringList names = trap.keys();
    QStringList sampleNames = sample.keys();
    names.sort();
    sampleNames.sort();
    QCOMPARE(names, sampleNames);
    QCOMPARE(trap.value(u"snmpTrapOID"_s), u"pulseAlertOpened"_s);
    QCOMPARE(trap.value(u"pulseTenantId"_s), u"acme"_s);
    QCOMPARE(trap.value(u"pulseDeviceId"_s), u"pump-1"_s);
    QCOMPARE(trap.value(u"pulseSeverity"_s), u"critical"_s);
    QCOMPARE(sample.value(u"pulseSeverity"_s), u"info"_s);
}

void SnmpTest::clearsWhatItOpened()
{
    QVERIFY(m_pump->report(30));
    QVERIFY(m_receiver->waitFor(3));
    const QList<test::SnmpTrap> traps = m_receiver->traps();
    QCOMPARE(traps.at(2).value(u"snmpTrapOID"_s), u"pulseAlertCleared"_s);
    QCOMPARE(traps.at(2).value(u"pulseAlertId"_s), traps.at(1).value(u"pulseAlertId"_s));
}

// The receiver remembers our engine's clock: one that went back would be taken for a recording.
void SnmpTest::goesOnAfterARestart()
{
    const qint64 before = m_product->number("SELECT boots FROM snmp_engine").value();
    m_product->kill();
    QVERIFY(m_product->launch());
    QVERIFY(m_pump->report(45));
    QVERIFY2(m_receiver->waitFor(4), qPrintable(m_receiver->output()));
    QCOMPARE(m_receiver->traps().at(3).value(u"snmpTrapOID"_s), u"pulseAlertOpened"_s);
    QCOMPARE(m_product->number("SELECT boots FROM snmp_engine").value(), before + 1);
}

void SnmpTest::targetsInsideAreRefused()
{
    QVERIFY(m_product->signInAgain());
    const auto made = m_product->call("POST", u"/customer/integrations/snmp"_s,
                                      {{u"name"_s, u"Inside"_s},
                                       {u"snmp_host"_s, u"127.0.0.1"_s},
                                       {u"snmp_port"_s, 1},
                                       {u"snmp_config"_s, QJsonObject{{u"community"_s, u"c"_s}}}});
    QCOMPARE(made.status, 400);
    QCOMPARE(made.json.value(u"code"_s).toString(), u"host_blocked"_s);
    QCOMPARE(made.json.value(u"field"_s).toString(), u"snmp_host"_s);
}

PULSE_TEST_CASE(SnmpTest)

#include "snmp_test.moc"
