// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/arrival_times.h"
#include "support/suite/noon.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace std::chrono_literals;
using pulse::test::kNoon;

class ArrivalTimesTest : public QObject {
    Q_OBJECT
private slots:
    void theClockCounts();
    void messagesOfOneLookRise();
    void aLookSoonAfterRisesToo();
    void aClockThatIsSetBackIsFollowed();
};

void ArrivalTimesTest::theClockCounts()
{
    ingest::ArrivalTimes times;
    QVERIFY(times.next(kNoon) == kNoon);
    QVERIFY(times.next(kNoon + 5ms) == kNoon + 5ms);
}

void ArrivalTimesTest::messagesOfOneLookRise()
{
    ingest::ArrivalTimes times;
    times.next(kNoon);
    QVERIFY(times.next(kNoon) == kNoon + 1us);
    QVERIFY(times.next(kNoon) == kNoon + 2us);
}

void ArrivalTimesTest::aLookSoonAfterRisesToo()
{
    ingest::ArrivalTimes times;
    for (int i = 0; i < 1000; ++i)
        times.next(kNoon);
    QVERIFY(times.next(kNoon + 10us) == kNoon + 1000us);
}

void ArrivalTimesTest::aClockThatIsSetBackIsFollowed()
{
    ingest::ArrivalTimes times;
    times.next(kNoon);
    QVERIFY(times.next(kNoon - 1h) == kNoon - 1h);
    QVERIFY(times.next(kNoon - 1h) == kNoon - 1h + 1us);
}

PULSE_TEST_CASE(ArrivalTimesTest)
#include "arrival_times_test.moc"
