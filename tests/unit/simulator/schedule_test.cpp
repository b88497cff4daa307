// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// When devices speak and when they are cut off.
#include "simulator/schedule.h"
#include "support/suite/test_case.h"

#include <QtTest>
#include <map>

using namespace pulse::simulator;
using namespace std::chrono_literals;

class ScheduleTest : public QObject {
    Q_OBJECT

private slots:
    void outageWindows_data();
    void outageWindows();
    void fleetIsNotCutOffAtOnce();
    void everyDeviceIsCutOffItsShare();
    void messagesAreAPeriodApart();
    void speechIsSpreadOverThePeriod();
    void whatIsMissedIsSkippedNotMadeUpFor();
    void rateScalesBothPeriods();
};

void ScheduleTest::outageWindows_data()
{
    QTest::addColumn<int>("period");
    QTest::addColumn<int>("duration");
    QTest::addColumn<bool>("isTogether");
    QTest::addColumn<qulonglong>("device");
    QTest::addColumn<int>("second");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char *name, int period, int duration, bool isTogether, qulonglong device,
                        int second, bool expected) {
        QTest::newRow(name) << period << duration << isTogether << device << second << expected;
    };
    row("begins cut off", 60, 20, true, 0, 0, true);
    row("last second of it", 60, 20, true, 0, 19, true);
    row("back", 60, 20, true, 0, 20, false);
    row("last second of the period", 60, 20, true, 0, 59, false);
    row("again", 60, 20, true, 0, 60, true);
    row("everybody together", 60, 20, true, 17, 0, true);
    row("together means together", 60, 20, true, 17, 20, false);
    row("first device has no shift", 60, 20, false, 0, 0, true);
    row("second device is shifted by 37 s", 60, 20, false, 1, 0, false);
    row("second device before its outage", 60, 20, false, 1, 22, false);
    row("second device in its outage", 60, 20, false, 1, 23, true);
    row("second device after it", 60, 20, false, 1, 43, false);
    row("no period, no outage", 0, 20, true, 0, 0, false);
    row("no duration, no outage", 60, 0, true, 0, 0, false);
}

void ScheduleTest::outageWindows()
{
    QFETCH(int, period);
    QFETCH(int, duration);
    QFETCH(bool, isTogether);
    QFETCH(qulonglong, device);
    QFETCH(int, second);
    const OutagePlan plan{std::chrono::seconds{period}, std::chrono::seconds{duration}, isTogether};
    QTEST(isCutOff(plan, device, std::chrono::seconds{second}), "expected");
}

void ScheduleTest::fleetIsNotCutOffAtOnce()
{
    for (int second = 0; second < 120; ++second) {
        int cutOff = 0;
        for (size_t device = 0; device < 300; ++device)
            cutOff += isCutOff({}, device, std::chrono::seconds{second}) ? 1 : 0;
        QVERIFY(cutOff > 90 && cutOff < 110);
    }
}

void ScheduleTest::everyDeviceIsCutOffItsShare()
{
    for (size_t device = 0; device < 50; ++device) {
        int tenths = 0;
        for (int i = 0; i < 600; ++i)
            tenths += isCutOff({}, device, i * 100ms) ? 1 : 0;
        QVERIFY(tenths >= 199 && tenths <= 201);
    }
}

void ScheduleTest::messagesAreAPeriodApart()
{
    constexpr size_t kDevices = 30;
    Schedule schedule(kDevices, {});
    std::map<std::pair<size_t, MessageType>, Elapsed> last;
    std::map<MessageType, int> counts;
    Elapsed latest{0};
    for (auto now = 0ms; now < 60s; now += 20ms) {
        for (const Due &due : schedule.take(now)) {
            QVERIFY(due.at >= latest && due.at <= now);
            latest = due.at;
            ++counts[due.type];
            const auto [before, isFirst] = last.try_emplace({due.device, due.type}, due.at);
            if (!isFirst)
                QCOMPARE((due.at - before->second) / 1s, due.type == MessageType::Heartbeat ? 5 : 10);
            before->second = due.at;
        }
    }
    QCOMPARE(counts[MessageType::Heartbeat], 30 * 12);
    QCOMPARE(counts[MessageType::Telemetry], 30 * 6);
    QCOMPARE(schedule.skipped(), 0U);
}

void ScheduleTest::speechIsSpreadOverThePeriod()
{
    Schedule schedule(1'000, {});
    (void)schedule.take(10s);
    for (auto now = 10s; now < 20s; now += 1s)
        QVERIFY(std::abs(static_cast<int>(schedule.take(now + 1s).size()) - 300) < 15);
}

void ScheduleTest::whatIsMissedIsSkippedNotMadeUpFor()
{
    Schedule schedule(1, {10ms, 1h});
    QCOMPARE(schedule.take(0s).size(), size_t{2}); // the first of each
    const auto late = schedule.take(10s);
    QVERIFY(late.size() <= 2);
    QVERIFY(schedule.skipped() > 900);
    QCOMPARE(schedule.take(10s + 100ms).size(), size_t{10}); // and in step again
}

void ScheduleTest::rateScalesBothPeriods()
{
    const Periods periods = scaledToRate({}, 100, 300); // 30 a second by themselves
    QCOMPARE(periods.heartbeat, Elapsed{500ms});
    QCOMPARE(periods.telemetry, Elapsed{1s});
    Schedule schedule(100, periods);
    size_t said = 0;
    for (auto now = 0ms; now < 10s; now += 10ms)
        said += schedule.take(now).size();
    QVERIFY(said > 2'980 && said < 3'020);
}

PULSE_TEST_CASE(ScheduleTest)
#include "schedule_test.moc"
