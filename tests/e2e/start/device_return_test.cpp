// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A revoked device gets no token until it is reinstated; then it is one like the others again.
#include "e2e/foreign_device.h"
#include "support/process/product.h"
#include "support/process/spin.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class DeviceReturnTest final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void aRevokedDeviceComesBackByReinstatingOnly();

private:
    bool publish(const QByteArray &token, int temperature);
    bool becomes(const QByteArray &sql, qint64 value)
    {
        return test::spinUntil([&] { return m_product->number(sql).value_or(-1) == value; }, 60s);
    }

    std::unique_ptr<test::Product> m_product;
};

void DeviceReturnTest::initTestCase()
{
    auto product =
        test::Product::start({.program = QCoreApplication::applicationDirPath() + u"/pulse-server"_s});
    QVERIFY2(product, qPrintable(product ? QString() : product.error().what));
    m_product = *std::move(product);
    QVERIFY(m_product->addTenant(u"acme"_s));
    QCOMPARE(m_product
                 ->call("POST", u"/customer/alert-rules"_s,
                        {{u"name"_s, u"hot"_s},
                         {u"metric_name"_s, u"temp_c"_s},
                         {u"operator"_s, u"GT"_s},
                         {u"threshold"_s, 40}})
                 .status,
             201);
}

bool DeviceReturnTest::publish(const QByteArray &token, int temperature)
{
    test::ForeignDevice device(m_product->mqttPort(), u"acme/device/pump"_s, token);
    return device.publish("tenant/acme/device/pump/telemetry",
                          "{\"site_id\": \"hall\", \"provision_token\": \"" + token
                              + "\", \"metrics\": {\"temp_c\": " + QByteArray::number(temperature) + "}}");
}

void DeviceReturnTest::aRevokedDeviceComesBackByReinstatingOnly()
{
    const QByteArray open =
        "SELECT count(*) FROM alert WHERE cleared_at IS NULL AND alert_type = 'THRESHOLD'";
    const auto first = m_product->addDevice(u"acme"_s, u"pump"_s, u"hall"_s);
    QVERIFY(first && publish(*first, 50));
    QVERIFY(becomes(open, 1));
    QVERIFY(m_product->run({u"device"_s, u"revoke"_s, u"acme"_s, u"pump"_s}));
    QVERIFY(becomes(open, 0)); // the device was revoked

    const auto token = m_product->run({u"device"_s, u"token"_s, u"acme"_s, u"pump"_s});
    QVERIFY(!token);
    QVERIFY2(token.error().what.contains(u"revoked"_s)
                 && token.error().what.contains(u"device reinstate acme pump"_s),
             qPrintable(token.error().what));
    QVERIFY2(!token.error().what.contains(u"tok-"_s), qPrintable(token.error().what));
    QVERIFY(!publish(*first, 50));

    const auto said = m_product->run({u"device"_s, u"reinstate"_s, u"acme"_s, u"pump"_s});
    QVERIFY2(said, qPrintable(said ? QString() : said.error().what));
    const QByteArray second = said->section(u"pump\t"_s, 1).section(u'\n', 0, 0).trimmed().toUtf8();
    QVERIFY(second.startsWith("tok-") && second != *first);
    QVERIFY(!publish(*first, 50)); // what was revoked stays so
    QVERIFY(publish(second, 50));
    QVERIFY(becomes("SELECT count(*) FROM reading", 2));
    QVERIFY(becomes(open, 1)); // it is as hot as it was, and is told anew
    QCOMPARE(m_product->number("SELECT count(*) FROM operator_audit_log WHERE action = 'reinstate_device'")
                 .value_or(0),
             1);
    QVERIFY(!m_product->run({u"device"_s, u"reinstate"_s, u"acme"_s, u"pump"_s})); // it is not revoked
    QVERIFY(publish(second, 20));
    QVERIFY(becomes(open, 0));
}

PULSE_TEST_CASE(DeviceReturnTest)

#include "device_return_test.moc"
