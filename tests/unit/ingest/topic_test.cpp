// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The shape of a topic, as a table.
#include "ingest/topic.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;

class TopicTest : public QObject {
    Q_OBJECT
private slots:
    void hasFiveLevels();
    void refuses_data();
    void refuses();
    void idsMayBe128BytesLong();
    void idsAreUtf8_data();
    void idsAreUtf8();
};

void TopicTest::hasFiveLevels()
{
    const auto topic = ingest::parseTopic("tenant/acme/device/fridge 1/telemetry");
    QVERIFY(topic);
    QCOMPARE(topic->tenantId, QByteArrayView("acme"));
    QCOMPARE(topic->deviceId, QByteArrayView("fridge 1"));
    QCOMPARE(topic->msgType, QByteArrayView("telemetry"));
}

void TopicTest::refuses_data()
{
    QTest::addColumn<QByteArray>("topic");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("slashes only") << QByteArray("////");
    QTest::newRow("too few levels") << QByteArray("tenant/acme/device/one");
    QTest::newRow("too many levels") << QByteArray("tenant/acme/device/one/telemetry/x");
    QTest::newRow("a slash at the end") << QByteArray("tenant/acme/device/one/telemetry/");
    QTest::newRow("a slash at the beginning") << QByteArray("/tenant/acme/device/one/telemetry");
    QTest::newRow("other first word") << QByteArray("tenants/acme/device/one/telemetry");
    QTest::newRow("other case") << QByteArray("Tenant/acme/device/one/telemetry");
    QTest::newRow("other third word") << QByteArray("tenant/acme/devices/one/telemetry");
    QTest::newRow("empty tenant") << QByteArray("tenant//device/one/telemetry");
    QTest::newRow("empty device") << QByteArray("tenant/acme/device//telemetry");
    QTest::newRow("empty type") << QByteArray("tenant/acme/device/one/");
    QTest::newRow("plus") << QByteArray("tenant/+/device/one/telemetry");
    QTest::newRow("hash") << QByteArray("tenant/acme/device/#/telemetry");
    QTest::newRow("tab") << QByteArray("tenant/acme/device/o\tne/telemetry");
    QTest::newRow("delete") << QByteArray("tenant/acme/device/o\x7fne/telemetry");
    QTest::newRow("NUL") << QByteArray("tenant/ac\0me/device/one/telemetry", 33);
    QTest::newRow("tenant too long") << "tenant/" + QByteArray(129, 'a') + "/device/one/telemetry";
    QTest::newRow("device too long") << "tenant/acme/device/" + QByteArray(129, 'a') + "/telemetry";
    QTest::newRow("a very long one") << QByteArray(65'535, '/');
}

void TopicTest::refuses()
{
    QFETCH(QByteArray, topic);
    QVERIFY(!ingest::parseTopic(topic));
}

void TopicTest::idsMayBe128BytesLong()
{
    const QByteArray longest(128, 'a');
    const QByteArray text = "tenant/" + longest + "/device/" + longest + "/telemetry";
    const auto topic = ingest::parseTopic(text);
    QVERIFY(topic);
    QCOMPARE(topic->deviceId, QByteArrayView(longest));
}

// What is not UTF-8 cannot be asked for in PostgreSQL: one such topic would fail every batch it is in.
void TopicTest::idsAreUtf8_data()
{
    QTest::addColumn<QByteArray>("topic");
    QTest::addColumn<bool>("expected");
    QTest::newRow("umlaut") << QByteArray("tenant/k\xc3\xa4lte/device/\xe2\x82\xac/telemetry") << true;
    QTest::newRow("Latin-1 tenant") << QByteArray("tenant/k\xe4lte/device/one/telemetry") << false;
    QTest::newRow("cut short") << QByteArray("tenant/acme/device/\xe2\x82/telemetry") << false;
    QTest::newRow("surrogate") << QByteArray("tenant/acme/device/\xed\xa0\x80/telemetry") << false;
    QTest::newRow("overlong") << QByteArray("tenant/acme/device/\xc0\xaf/telemetry") << false;
}

void TopicTest::idsAreUtf8()
{
    QFETCH(QByteArray, topic);
    QTEST(ingest::parseTopic(topic).has_value(), "expected");
}

PULSE_TEST_CASE(TopicTest)
#include "topic_test.moc"
