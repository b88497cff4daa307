// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How long the next wait is.
#include "base/backoff.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace std::chrono_literals;

class BackoffTest : public QObject {
    Q_OBJECT
private slots:
    void doublesUpToItsCap_data();
    void doublesUpToItsCap();
    void jitterStaysWithinItsShare_data();
    void jitterStaysWithinItsShare();
    void randomIsBelowOne();
};

void BackoffTest::doublesUpToItsCap_data()
{
    QTest::addColumn<int>("attempt");
    QTest::addColumn<qint64>("milliseconds");
    QTest::newRow("first") << 1 << qint64(250);
    QTest::newRow("second") << 2 << qint64(500);
    QTest::newRow("third") << 3 << qint64(1'000);
    QTest::newRow("last below the cap") << 7 << qint64(16'000);
    QTest::newRow("capped") << 8 << qint64(30'000);
    QTest::newRow("far beyond") << 1'000'000'000 << qint64(30'000);
    QTest::newRow("zero counts as the first") << 0 << qint64(250);
    QTest::newRow("below zero too") << -5 << qint64(250);
}

void BackoffTest::doublesUpToItsCap()
{
    QFETCH(int, attempt);
    QFETCH(qint64, milliseconds);
    QCOMPARE(Backoff{}.delay(attempt, 0.5).count(), milliseconds);
}

void BackoffTest::jitterStaysWithinItsShare_data()
{
    QTest::addColumn<double>("random");
    QTest::addColumn<qint64>("milliseconds");
    QTest::newRow("least") << 0.0 << qint64(800);
    QTest::newRow("middle") << 0.5 << qint64(1'000);
    QTest::newRow("three quarters") << 0.75 << qint64(1'100);
}

void BackoffTest::jitterStaysWithinItsShare()
{
    QFETCH(double, random);
    QFETCH(qint64, milliseconds);
    const Backoff backoff{1'000ms, 60'000ms, 0.2};
    QCOMPARE(backoff.delay(1, random).count(), milliseconds);
}

void BackoffTest::randomIsBelowOne()
{
    for (int i = 0; i < 1'000; ++i) {
        const double random = jitterRandom();
        QVERIFY(random >= 0.0 && random < 1.0);
    }
}

PULSE_TEST_CASE(BackoffTest)
#include "backoff_test.moc"
