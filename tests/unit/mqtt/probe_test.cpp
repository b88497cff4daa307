// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mqtt/probe.h"
#include "support/suite/test_case.h"

#include <QtTest>

using namespace pulse;
using namespace pulse::mqtt;

class ProbeTest : public QObject {
    Q_OBJECT

private slots:
    void probeRoundTrip();
    void notAProbe_data();
    void notAProbe();
    void aTimeThatNobodyCanSayIsNotAProbe_data();
    void aTimeThatNobodyCanSayIsNotAProbe();
};

void ProbeTest::probeRoundTrip()
{
    const Probe probe{Instant{std::chrono::microseconds{1'768'478'400'123'456}}, 0xFFFFFFFF00000001ULL};
    QCOMPARE(parseProbe(encodeProbe(probe)).value_or(Probe{}), probe);
    QCOMPARE(probeTopic("pulse-ingest"), "pulse/probe/pulse-ingest");
}

void ProbeTest::notAProbe_data()
{
    QTest::addColumn<QByteArray>("payload");
    for (const char *text :
         {"", " ", "1", "1 ", " 1", "1 2 ", "1 2x", "a 2", "99999999999999999999 1", "1 -1"})
        QTest::newRow(text) << QByteArray(text);
}

void ProbeTest::notAProbe()
{
    QFETCH(QByteArray, payload);
    QVERIFY(!parseProbe(payload));
}

// Found by the fuzzer mqtt_packet: its age overflowed.
void ProbeTest::aTimeThatNobodyCanSayIsNotAProbe_data()
{
    QTest::addColumn<QByteArray>("sentAt");
    QTest::addColumn<bool>("isProbe");
    QTest::newRow("the first") << QByteArray("0") << true;
    QTest::newRow("before the first") << QByteArray("-1") << false;
    QTest::newRow("the least") << QByteArray("-9223372036854775808") << false;
    QTest::newRow("the last") << QByteArray("253402300799999999") << true;
    QTest::newRow("behind the last") << QByteArray("253402300800000000") << false;
    QTest::newRow("the most") << QByteArray("9223372036854775807") << false;
}

void ProbeTest::aTimeThatNobodyCanSayIsNotAProbe()
{
    QFETCH(QByteArray, sentAt);
    QTEST(parseProbe(sentAt + " 1").has_value(), "isProbe");
}

PULSE_TEST_CASE(ProbeTest)
#include "probe_test.moc"
