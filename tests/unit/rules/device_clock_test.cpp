// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which late readings are a clock that was set back, and which are old.
#include "rules/device_clock.h"
#include "support/suite/noon.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace std::chrono_literals;
using pulse::test::kNoon;
using std::chrono::seconds;

namespace {

constexpr auto kLateAfter = 300s;

// Seconds after noon: when it came, and what it says itself.
struct Arrival {
    qint64 receivedAt;
    qint64 ts;
};

// As many of them, each so much later than the one before.
QList<Arrival> series(Arrival first, Arrival step, int count)
{
    QList<Arrival> messages;
    for (int i = 0; i < count; ++i)
        messages.append({first.receivedAt + i * step.receivedAt, first.ts + i * step.ts});
    return messages;
}

// What became of each: L is late, B the first of a new base, . in time.
QByteArray verdicts(const QList<Arrival> &messages, model::DeviceState state = {})
{
    QByteArray found;
    for (const Arrival &message : messages) {
        model::Reading reading;
        reading.receivedAt = kNoon + seconds(message.receivedAt);
        reading.ts = kNoon + seconds(message.ts);
        reading.saysTime = message.ts != message.receivedAt;
        const rules::TimeVerdict verdict = rules::judgeTime(state, reading, kLateAfter);
        state.clock = verdict.clock;
        if (!verdict.isLate && reading.saysTime)
            state.lastTs = reading.ts;
        found += verdict.isLate ? 'L' : verdict.isNewBase ? 'B' : '.';
    }
    return found;
}

model::DeviceState judgedAtNoon()
{
    model::DeviceState state;
    state.lastTs = kNoon;
    return state;
}

} // namespace

class DeviceClockTest : public QObject {
    Q_OBJECT
private slots:
    void aClockThatWasSetBackIsJudgedAgain_data();
    void aClockThatWasSetBackIsJudgedAgain();
    void isSaidWhileItLasts();
    void whatSaysNoTimeSaysNothingOfTheClock();
};

void DeviceClockTest::aClockThatWasSetBackIsJudgedAgain_data()
{
    QTest::addColumn<QList<Arrival>>("messages");
    QTest::addColumn<QByteArray>("expected");
    constexpr qint64 hour = 3'600;
    QTest::newRow("the end of summer time")
        << series({10, 10 - hour}, {10, 10}, 9) << QByteArray("LLLLLLB..");
    QTest::newRow("a reset to yesterday") << series({10, -24 * hour}, {30, 30}, 5) << QByteArray("LLB..");
    QTest::newRow("an hour between readings")
        << series({1, -24 * hour}, {hour, hour}, 4) << QByteArray("LLB.");
    QTest::newRow("whole seconds, and a link that trembles")
        << QList<Arrival>{{10, -3'600}, {32, -3'579}, {49, -3'560}, {71, -3'540}, {90, -3'520}}
        << QByteArray("LLLB.");
    QTest::newRow("several of one time")
        << QList<Arrival>{{10, -3'600}, {10, -3'600}, {40, -3'570}, {40, -3'570}, {70, -3'540}}
        << QByteArray("LLLLB");
    // Three readings each half minute, as a gateway bundles them.
    QTest::newRow("bundles") << QList<Arrival>{{30, -3'620}, {30, -3'610}, {30, -3'600}, {60, -3'590},
                                               {60, -3'580}, {60, -3'570}, {90, -3'560}, {90, -3'550}}
                             << QByteArray("LLLLLLB.");
    QTest::newRow("two are too few") << series({10, -hour}, {600, 600}, 2) << QByteArray("LL");
    QTest::newRow("59 seconds are too short") << series({10, -hour}, {1, 1}, 60) << QByteArray(60, 'L');
    QTest::newRow("a backlog, sent at once") << series({10, -hour}, {0, 10}, 300) << QByteArray(300, 'L');
    QTest::newRow("a backlog, twice as fast") << series({10, -hour}, {10, 20}, 100) << QByteArray(100, 'L');
    QTest::newRow("a backlog, slower than it was recorded")
        << series({10, -hour}, {10, 5}, 100) << QByteArray(100, 'L');
    QTest::newRow("a backlog, the newest first")
        << series({10, -400}, {10, -10}, 100) << QByteArray(100, 'L');
    QList<Arrival> beside;
    for (int i = 0; i < 30; ++i)
        beside << Arrival{10 + 10 * i, 9 + 10 * i} << Arrival{12 + 10 * i, -3'600 + 10 * i};
    QTest::newRow("a backlog beside readings in time") << beside << QByteArray(".L").repeated(30);
    QTest::newRow("a backlog, then the clock was set back as well")
        << series({10, -3 * hour}, {0, 10}, 100) + series({20, -hour}, {30, 30}, 6)
        << QByteArray(104, 'L') + "B."; // a minute that began with the backlog, and one that did not
    QTest::newRow("set back once more")
        << series({10, -hour}, {30, 30}, 4) + series({130, -2 * hour}, {30, 30}, 4) << QByteArray("LLB.LLB.");
    QTest::newRow("set forward again")
        << series({10, -hour}, {30, 30}, 4) + series({130, 129}, {30, 30}, 2) << QByteArray("LLB...");
    QTest::newRow("a step that is no longer than may be late")
        << series({10, -280}, {1, 1}, 5) << QByteArray(".....");
}

void DeviceClockTest::aClockThatWasSetBackIsJudgedAgain()
{
    QFETCH(QList<Arrival>, messages);
    QTEST(verdicts(messages, judgedAtNoon()), "expected");
}

void DeviceClockTest::isSaidWhileItLasts()
{
    model::DeviceState state = judgedAtNoon();
    const auto take = [&state](qint64 receivedAt, qint64 ts) {
        model::Reading reading;
        reading.receivedAt = kNoon + seconds(receivedAt);
        reading.ts = kNoon + seconds(ts);
        state.clock = rules::judgeTime(state, reading, kLateAfter).clock;
    };
    take(10, 9);
    QVERIFY(!state.clock.behind && !state.clock.lateSince);
    take(20, -3'580);
    QVERIFY(state.clock.behind == 3'600s && state.clock.lateSince == kNoon + 20s);
    take(50, -3'549);
    QVERIFY(state.clock.behind == 3'599s && state.clock.lateSince == kNoon + 20s);
    take(80, -3'520); // judged again, and its clock is wrong all the same
    QVERIFY(state.clock.behind == 3'600s && !state.clock.lateSince);
    state.lastTs = kNoon - 3'520s;
    take(90, 90 - 1);
    QVERIFY(!state.clock.behind && !state.clock.lateSince);
}

// Heartbeats without ts beside telemetry of a clock that was set back.
void DeviceClockTest::whatSaysNoTimeSaysNothingOfTheClock()
{
    QList<Arrival> messages;
    for (int i = 0; i < 4; ++i)
        messages << Arrival{10 + 30 * i, -3'590 + 30 * i} << Arrival{20 + 30 * i, 20 + 30 * i};
    QCOMPARE(verdicts(messages, judgedAtNoon()), QByteArray("L.L.B..."));
}

PULSE_TEST_CASE(DeviceClockTest)
#include "device_clock_test.moc"
