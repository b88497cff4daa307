// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mqtt/probe.h"

#include <QtTest>

using namespace pulse;
using namespace pulse::mqtt;

class ProbeTest : public QObject {
    Q_OBJECT

private slots:
    void probeRoundTrip();
    void notAProbe_data();
    void notAProbe();
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

QTEST_GUILESS_MAIN(ProbeTest)
#include "probe_test.moc"
