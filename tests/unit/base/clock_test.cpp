// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// RFC 3339 in and out, at its edges.
#include "base/clock.h"
#include "support/test_case.h"

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
};

void ClockTest::parses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("micros");
    constexpr qint64 noon = 1'768'478'400'000'000; // 2026-01-15T12:00:00Z
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
    QTest::newRow("leap day") << QByteArray("2024-02-29T00:00:00Z") << qint64(1'709'164'800'000'000);
    QTest::newRow("the first") << QByteArray("1970-01-01T00:00:00Z") << qint64(0);
    QTest::newRow("the last") << QByteArray("9999-12-31T23:59:59.999999Z") << qint64(253'402'300'799'999'999);
}

void ClockTest::parses()
{
    QFETCH(QByteArray, text);
    QFETCH(qint64, micros);
    const auto parsed = parseRfc3339(text);
    QVERIFY(parsed);
    QCOMPARE(static_cast<qint64>(parsed->time_since_epoch().count()), micros);
}

void ClockTest::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    const QList<QByteArray> texts{"",
                                  "now",
                                  "2026",
                                  "2026-01-15",
                                  "2026-01-15T",
                                  "2026-01-15T12:00",
                                  "2026-01-15T12:00:0",
                                  "2026-1-15T12:00:00Z",
                                  "2026-01-15x12:00:00Z",
                                  "2026-00-15T12:00:00Z",
                                  "2026-13-15T12:00:00Z",
                                  "2026-01-32T12:00:00Z",
                                  "2026-01-00T12:00:00Z",
                                  "2025-02-29T12:00:00Z",
                                  "2026-01-15T24:00:00Z",
                                  "2026-01-15T12:60:00Z",
                                  "2026-01-15T12:00:61Z",
                                  "2026-01-15T12:00:00.Z",
                                  "2026-01-15T12:00:00,5Z",
                                  "2026-01-15T12:00:00.1234567890Z",
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
                                  "20260115T120000Z",
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
    QVERIFY(!parseRfc3339(text));
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
        QCOMPARE(parseRfc3339(toRfc3339(instant)), std::optional(instant));
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
    QVERIFY(!parseRfc3339(text));
}

PULSE_TEST_CASE(ClockTest)
#include "clock_test.moc"
