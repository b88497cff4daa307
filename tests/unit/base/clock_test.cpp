// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Times in and out, at their edges.
#include "base/clock.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace std::chrono;

class ClockTest : public QObject {
    Q_OBJECT
private slots:
    void parses_data();
    void parses();
    void refuses_data();
    void refuses();
    void formatsWithSixDecimals_data();
    void formatsWithSixDecimals();
    void whatItWritesItReads();
    void yearsOutsideItsRangeAreRefusedAfterTheOffset_data();
    void yearsOutsideItsRangeAreRefusedAfterTheOffset();
    void digitsSince1970_data();
    void digitsSince1970();
    void numbersSince1970_data();
    void numbersSince1970();
};

void ClockTest::parses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("micros");
    constexpr qint64 noon = 1'768'478'400'000'000; // 2026-01-15T12:00:00Z
    constexpr qint64 half = 43'200'000'000; // a day
    QTest::newRow("Z") << QByteArray("2026-01-15T12:00:00Z") << noon;
    QTest::newRow("small t and z") << QByteArray("2026-01-15t12:00:00z") << noon;
    QTest::newRow("a space") << QByteArray("2026-01-15 12:00:00Z") << noon;
    QTest::newRow("no offset is UTC") << QByteArray("2026-01-15T12:00:00") << noon;
    QTest::newRow("one decimal") << QByteArray("2026-01-15T12:00:00.5Z") << noon + 500'000;
    QTest::newRow("six decimals") << QByteArray("2026-01-15T12:00:00.000001Z") << noon + 1;
    QTest::newRow("nine decimals are cut") << QByteArray("2026-01-15T12:00:00.123456789Z") << noon + 123'456;
    QTest::newRow("decimals and offset") << QByteArray("2026-01-15T13:30:00.25+01:30") << noon + 250'000;
    QTest::newRow("offset behind") << QByteArray("2026-01-15T07:00:00-05:00") << noon;
    QTest::newRow("offset without colon") << QByteArray("2026-01-15T17:30:00+0530") << noon;
    QTest::newRow("offset of hours, as PostgreSQL writes") << QByteArray("2026-01-15 14:00:00+02") << noon;
    QTest::newRow("minus zero") << QByteArray("2026-01-15T12:00:00-00:00") << noon;
    QTest::newRow("a leap second is the next minute") << QByteArray("2026-01-15T11:59:60Z") << noon;
    QTest::newRow("any number of decimals, cut")
        << "2026-01-15T12:00:00." + QByteArray(300, '9') + "Z" << noon + 999'999;
    QTest::newRow("a comma before the decimals") << QByteArray("2026-01-15T12:00:00,5Z") << noon + 500'000;
    QTest::newRow("basic") << QByteArray("20260115T120000Z") << noon;
    QTest::newRow("basic with decimals") << QByteArray("20260115T120000.25Z") << noon + 250'000;
    QTest::newRow("basic with an offset") << QByteArray("20260115T173000+0530") << noon;
    QTest::newRow("basic, then extended") << QByteArray("20260115T12:00:00-00") << noon;
    QTest::newRow("extended, then basic") << QByteArray("2026-01-15T120000") << noon;
    QTest::newRow("without seconds") << QByteArray("2026-01-15T12:00Z") << noon;
    QTest::newRow("basic without seconds") << QByteArray("20260115T1200+0000") << noon;
    QTest::newRow("without minutes") << QByteArray("2026-01-15T12Z") << noon;
    QTest::newRow("a date") << QByteArray("2026-01-15") << noon - half;
    QTest::newRow("a basic date") << QByteArray("20260115") << noon - half;
    QTest::newRow("a week date") << QByteArray("2026-W03-4T12:00Z") << noon;
    QTest::newRow("a basic week date") << QByteArray("2026W034T12") << noon;
    QTest::newRow("a week is its Monday") << QByteArray("2026-W03") << noon - half - 3 * 2 * half;
    QTest::newRow("the first week may begin in December")
        << QByteArray("2026-W01-1") << noon - half - 17 * 2 * half;
    QTest::newRow("week 53") << QByteArray("2020-W53-5") << qint64(1'609'459'200'000'000);
    QTest::newRow("24:00 is the next midnight") << QByteArray("2026-01-15T24:00Z") << noon + half;
    QTest::newRow("24 with all zeros") << QByteArray("2026-01-15T24:00:00.000Z") << noon + half;
    QTest::newRow("an offset may lead into 1970")
        << QByteArray("1969-12-31T23:30-01:00") << 1'800 * qint64(1'000'000);
    QTest::newRow("leap day") << QByteArray("2024-02-29T00:00:00Z") << qint64(1'709'164'800'000'000);
    QTest::newRow("the first") << QByteArray("1970-01-01T00:00:00Z") << qint64(0);
    QTest::newRow("the last") << QByteArray("9999-12-31T23:59:59.999999Z") << qint64(253'402'300'799'999'999);
}

void ClockTest::parses()
{
    QFETCH(QByteArray, text);
    QFETCH(qint64, micros);
    const auto parsed = parseIso8601(text);
    QVERIFY(parsed);
    QCOMPARE(static_cast<qint64>(parsed->time_since_epoch().count()), micros);
}

void ClockTest::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    const QList<QByteArray> texts{"",
                                  "now",
                                  "2026",
                                  "2026-01-15T",
                                  "2026-01-15T12:00:0",
                                  "2026-1-15T12:00:00Z",
                                  "2026-01",
                                  "202601",
                                  "2026-0115",
                                  "202601-15",
                                  "2026-015",
                                  "2026-W00-1",
                                  "2026-W54-1",
                                  "2025-W53-1",
                                  "2026-W03-0",
                                  "2026-W03-8",
                                  "2026-W034",
                                  "2026W03-4",
                                  "2026-W3-4",
                                  "2026-w03-4",
                                  "2026-01-15Z",
                                  "2026-01-15+01:00",
                                  "2026-01-15T1",
                                  "2026-01-15T12:",
                                  "2026-01-15T12:0",
                                  "2026-01-15T120",
                                  "2026-01-15T12:00:",
                                  "2026-01-15T12:0000",
                                  "2026-01-15T1200:00",
                                  "2026-01-15T12.5Z",
                                  "2026-01-15T12:00.5Z",
                                  "2026-01-15T12:00:00,Z",
                                  "2026-01-15T24:01Z",
                                  "2026-01-15T24:00:01Z",
                                  "2026-01-15T24:00:00.000001Z",
                                  "2026-01-15T25Z",
                                  "9999-12-31T24:00Z",
                                  "2026-01-15x12:00:00Z",
                                  "2026-00-15T12:00:00Z",
                                  "2026-13-15T12:00:00Z",
                                  "2026-01-32T12:00:00Z",
                                  "2026-01-00T12:00:00Z",
                                  "2025-02-29T12:00:00Z",
                                  "2026-01-15T12:60:00Z",
                                  "2026-01-15T12:00:61Z",
                                  "2026-01-15T12:00:00.Z",
                                  "2026-01-15T12:00:00+",
                                  "2026-01-15T12:00:00+1",
                                  "2026-01-15T12:00:00+24:00",
                                  "2026-01-15T12:00:00+01:60",
                                  "2026-01-15T12:00:00+01:",
                                  "2026-01-15T12:00:00+01:3",
                                  "2026-01-15T12:00:00 +01:00",
                                  "2026-01-15T12:00:00ZZ",
                                  "2026-01-15T12:00:00Z ",
                                  " 2026-01-15T12:00:00Z",
                                  "-2026-01-15T12:00:00Z",
                                  "+2026-01-15T12:00:00Z",
                                  "1969-12-31T23:59:59Z",
                                  "0000-01-01T00:00:00Z",
                                  "10000-01-01T00:00:00Z",
                                  "1768478400",
                                  "infinity",
                                  "2026-01-15T12:00:00\xd9\xa0Z"};
    for (const QByteArray &text : texts)
        QTest::newRow(text.isEmpty() ? "empty" : text.constData()) << text;
    QTest::newRow("NUL") << QByteArray("2026-01-15T12:00:00\0Z", 21);
}

void ClockTest::refuses()
{
    QFETCH(QByteArray, text);
    QVERIFY(!parseIso8601(text));
}

void ClockTest::formatsWithSixDecimals_data()
{
    QTest::addColumn<qint64>("micros");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("whole second") << qint64(1'768'478'400'000'000)
                                  << QByteArray("2026-01-15T12:00:00.000000Z");
    QTest::newRow("one microsecond") << qint64(1) << QByteArray("1970-01-01T00:00:00.000001Z");
    QTest::newRow("just before midnight")
        << qint64(86'399'999'999) << QByteArray("1970-01-01T23:59:59.999999Z");
    QTest::newRow("before the epoch") << qint64(-1) << QByteArray("1969-12-31T23:59:59.999999Z");
    QTest::newRow("the last") << qint64(253'402'300'799'999'999) << QByteArray("9999-12-31T23:59:59.999999Z");
}

void ClockTest::formatsWithSixDecimals()
{
    QFETCH(qint64, micros);
    QTEST(toRfc3339(Instant{microseconds{micros}}), "text");
}

void ClockTest::whatItWritesItReads()
{
    for (qint64 micros = 1; micros < 253'402'300'800'000'000; micros = micros * 3 + 12'345) {
        const Instant instant{microseconds{micros}};
        QCOMPARE(parseIso8601(toRfc3339(instant)), std::optional(instant));
    }
}

// The range holds for the time that is meant, not for the digits that were written.
void ClockTest::yearsOutsideItsRangeAreRefusedAfterTheOffset_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("in 1969") << QByteArray("1970-01-01T00:00:00+00:01");
    QTest::newRow("in 10000") << QByteArray("9999-12-31T23:59:59-00:01");
    QTest::newRow("in 10000 by a leap second") << QByteArray("9999-12-31T23:59:60Z");
}

void ClockTest::yearsOutsideItsRangeAreRefusedAfterTheOffset()
{
    QFETCH(QByteArray, text);
    QVERIFY(!parseIso8601(text));
}

void ClockTest::digitsSince1970_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("micros"); // -1: no time
    constexpr qint64 noon = 1'768'478'400'000'000;
    QTest::newRow("seconds") << QByteArray("1768478400") << noon;
    QTest::newRow("seconds with decimals") << QByteArray("1768478400.000001") << noon + 1;
    QTest::newRow("seconds, cut") << QByteArray("1768478400.0000019999999999999999") << noon + 1;
    QTest::newRow("milliseconds") << QByteArray("1768478400123") << noon + 123'000;
    QTest::newRow("milliseconds with decimals") << QByteArray("1768478400123.4567") << noon + 123'456;
    QTest::newRow("microseconds") << QByteArray("1768478400123456") << noon + 123'456;
    QTest::newRow("nanoseconds") << QByteArray("1768478400123456789") << noon + 123'456;
    QTest::newRow("zero") << QByteArray("0") << qint64(0);
    QTest::newRow("eight digits are a date") << QByteArray("20260115") << noon - qint64(43'200'000'000);
    QTest::newRow("any other form is ISO 8601") << QByteArray("2026-01-15T12Z") << noon;
    QTest::newRow("the largest seconds") << QByteArray("99999999999") << qint64(99'999'999'999'000'000);
    QTest::newRow("the least milliseconds") << QByteArray("100000000000") << qint64(100'000'000'000'000);
    QTest::newRow("beyond all") << QByteArray("100000000000000000000") << qint64(-1);
    QTest::newRow("negative") << QByteArray("-1") << qint64(-1);
    QTest::newRow("an exponent") << QByteArray("1.768e9") << qint64(-1);
    QTest::newRow("no digit before the point") << QByteArray(".5") << qint64(-1);
    QTest::newRow("no digit behind the point") << QByteArray("1768478400.") << qint64(-1);
    QTest::newRow("two points") << QByteArray("1768478400.0.0") << qint64(-1);
    QTest::newRow("a point") << QByteArray(".") << qint64(-1);
    QTest::newRow("empty") << QByteArray() << qint64(-1);
}

void ClockTest::digitsSince1970()
{
    QFETCH(QByteArray, text);
    QFETCH(qint64, micros);
    const auto parsed = parseTime(text);
    QCOMPARE(parsed ? static_cast<qint64>(parsed->time_since_epoch().count()) : -1, micros);
}

void ClockTest::numbersSince1970_data()
{
    QTest::addColumn<double>("number");
    QTest::addColumn<qint64>("micros"); // -1: no time
    constexpr qint64 noon = 1'768'478'400'000'000;
    QTest::newRow("seconds") << 1'768'478'400.0 << noon;
    QTest::newRow("seconds with decimals") << 1'768'478'400.123456 << noon + 123'456;
    QTest::newRow("milliseconds") << 1'768'478'400'123.0 << noon + 123'000;
    QTest::newRow("milliseconds with decimals") << 1'768'478'400'123.5 << noon + 123'500;
    QTest::newRow("microseconds") << 1'768'478'400'123'456.0 << noon + 123'456;
    QTest::newRow("nanoseconds, to what a double can say") << 1'768'478'400e9 << noon;
    QTest::newRow("zero") << 0.0 << qint64(0);
    QTest::newRow("before 1970") << -0.5 << qint64(-1);
    QTest::newRow("beyond all") << 1e20 << qint64(-1);
}

void ClockTest::numbersSince1970()
{
    QFETCH(double, number);
    QFETCH(qint64, micros);
    const auto instant = instantOfEpoch(number);
    QCOMPARE(instant ? static_cast<qint64>(instant->time_since_epoch().count()) : -1, micros);
}

PULSE_TEST_CASE(ClockTest)
#include "clock_test.moc"
