// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A device's own times, from the message to the rows: what is no time, which value is the latest, and a clock
// that was set back.
#include "store/pipeline/writer_rig.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::pipeline;
using namespace std::chrono_literals;

class DeviceTimeTest : public QObject {
    Q_OBJECT
private slots:
    void init() { m_rig = std::make_unique<WriterRig>(); }
    void cleanup() { m_rig.reset(); }
    void textThatIsNoTimeIsStoredAsOfItsArrivalAndCounted();
    void numbersSince1970AreTimes();
    void anOlderReadingLeavesTheStateAlone();
    void valuesOfRowsFromBeforeAreOfTheirLastTime();
    void stateIsUpdatedOnItsPage();
    void aClockThatWasSetBackIsJudgedAgain_data();
    void aClockThatWasSetBackIsJudgedAgain();
    void aBacklogIsNotJudgedAgain();
    void heartbeatsThatSayNoTimeHideNoClockThatWasSetBack();
    void timersBeginAnewWithTheNewTimes();

private:
    QString state(const QString &column) const;
    QString values() const { return state(u"metrics_json(codes, \"values\")"_s); }
    bool take(std::chrono::seconds received, std::chrono::seconds ts, double value); // both after noon

    std::unique_ptr<WriterRig> m_rig;
};

QString DeviceTimeTest::state(const QString &column) const
{
    return m_rig
        ->rows(u"SELECT (%1)::text FROM device_state JOIN device USING (device_key) WHERE device_id = 'one'"_s
                   .arg(column))
        .value(0);
}

bool DeviceTimeTest::take(std::chrono::seconds received, std::chrono::seconds ts, double value)
{
    m_rig->clock.advance(WriterRig::noon() + received - m_rig->clock.now());
    return m_rig->commit({{.metrics = R"({"temp_c":)" + QByteArray::number(value) + '}', .ts = ts}})
        .has_value();
}

void DeviceTimeTest::textThatIsNoTimeIsStoredAsOfItsArrivalAndCounted()
{
    const auto counted = [this] {
        return m_rig->rows(u"SELECT reason || ' ' || sum(count) FROM quarantine_counter GROUP BY reason"_s);
    };
    for (const char *ts : {R"("yesterday")", "true", "{}", R"("")"}) {
        m_rig->clock.advance(1s);
        const QByteArray metrics = R"({"temp_c":1},"ts":)" + QByteArray(ts);
        const auto totals = m_rig->commit({{.metrics = metrics, .ts = std::nullopt}});
        QVERIFY(totals);
        QCOMPARE(totals->stored, 1);
        QCOMPARE(totals->rejected, 0);
    }
    QCOMPARE(counted(), QStringList{u"BAD_TIMESTAMP 4"_s});
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM reading WHERE ts = received_at"_s), QStringList{u"4"_s});
    m_rig->execute(u"INSERT INTO app_settings (key, value) VALUES ('TIMESTAMP_STRICT', '1')"_s);
    QVERIFY(m_rig->load());
    const auto totals = m_rig->commit({{.metrics = R"({"temp_c":1},"ts":"soon")", .ts = std::nullopt}});
    QVERIFY(totals);
    QCOMPARE(totals->rejected, 1);
    QCOMPARE(counted(), QStringList{u"BAD_TIMESTAMP 5"_s});
}

void DeviceTimeTest::numbersSince1970AreTimes()
{
    for (const char *ts :
         {"1768478390", "1768478391000", "1768478392.5", R"("1768478393")", R"("20260115T115954Z")"}) {
        const QByteArray metrics = R"({"temp_c":1},"ts":)" + QByteArray(ts);
        QVERIFY(m_rig->commit({{.metrics = metrics, .ts = std::nullopt}}));
    }
    QCOMPARE(
        m_rig->rows(u"SELECT to_char(ts AT TIME ZONE 'UTC', 'HH24:MI:SS.MS') FROM reading ORDER BY ts"_s),
        (QStringList{u"11:59:50.000"_s, u"11:59:51.000"_s, u"11:59:52.500"_s, u"11:59:53.000"_s,
                     u"11:59:54.000"_s}));
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM quarantine_counter"_s), QStringList{u"0"_s});
}

void DeviceTimeTest::anOlderReadingLeavesTheStateAlone()
{
    QVERIFY(take(0s, 0s, 11));
    QVERIFY(take(1s, -60s, 22)); // in time, and judged
    QCOMPARE(values(), uR"({"temp_c": 11})"_s);
    QVERIFY(m_rig->load()); // also after a restart
    QVERIFY(take(2s, -30s, 33));
    QVERIFY(take(3s, -600s, 44)); // late
    QCOMPARE(values(), uR"({"temp_c": 11})"_s);
    QVERIFY(m_rig->commit({{.metrics = R"({"temp_c":55,"volts":5})", .ts = -20s}}));
    QCOMPARE(values(), uR"({"volts": 5, "temp_c": 11})"_s);
    QVERIFY(take(4s, 4s, 66));
    QCOMPARE(values(), uR"({"volts": 5, "temp_c": 66})"_s);
    QCOMPARE(
        m_rig->rows(
            u"SELECT metrics_json(m.codes, r.layout, r.\"values\") FROM reading AS r JOIN metric_set AS m"
            " ON m.metric_set_key = r.metric_set ORDER BY r.ts DESC LIMIT 1"_s),
        QStringList{uR"({"temp_c": 66})"_s}); // as telemetry/latest says
}

void DeviceTimeTest::valuesOfRowsFromBeforeAreOfTheirLastTime()
{
    QVERIFY(take(0s, 0s, 11));
    QCOMPARE(state(u"times"_s), u"{}"_s); // of last_ts, as the rows from before
    QVERIFY(m_rig->load());
    QVERIFY(take(1s, -1s, 22));
    QCOMPARE(values(), uR"({"temp_c": 11})"_s);
    QVERIFY(take(2s, 0s, 33));
    QCOMPARE(values(), uR"({"temp_c": 33})"_s);
}

// Metrics by turns and out of order, so that the times are written too.
void DeviceTimeTest::stateIsUpdatedOnItsPage()
{
    QVERIFY(m_rig->commit({{.metrics = R"({"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8})"}}));
    const auto counts = [this] {
        const auto flushed = m_rig->connection.command("SELECT pg_stat_force_next_flush()");
        return flushed ? m_rig
                             ->rows(u"SELECT n_tup_upd || ' ' || n_tup_hot_upd FROM pg_stat_user_tables"
                                    " WHERE relname = 'device_state'"_s)
                             .value(0)
                             .split(u' ')
                       : QStringList();
    };
    const QStringList before = counts();
    QCOMPARE(before.size(), 2);
    const QByteArray names("abcdefgh");
    for (int i = 1; i <= 100; ++i) {
        m_rig->clock.advance(1s);
        const QByteArray name = names.mid(i % 8, 1);
        QVERIFY(m_rig->commit({{.metrics = "{\"" + name + "\":" + QByteArray::number(i) + '}',
                                .ts = std::chrono::seconds(i - i % 3)}}));
    }
    QVERIFY(state(u"cardinality(times)"_s) == u"8"_s);
    const auto updates = [&] { return counts().value(0).toInt() - before[0].toInt(); };
    QTRY_COMPARE_WITH_TIMEOUT(updates(), 100, 60'000);
    // All but those whose page had no room, because somebody's snapshot kept the rows of before.
    QVERIFY(counts().value(1).toInt() - before[1].toInt() >= 95);
}

void DeviceTimeTest::aClockThatWasSetBackIsJudgedAgain_data()
{
    QTest::addColumn<std::chrono::seconds>("step");
    QTest::newRow("the end of summer time") << std::chrono::seconds{1h};
    QTest::newRow("a reset to yesterday") << std::chrono::seconds{24h};
}

void DeviceTimeTest::aClockThatWasSetBackIsJudgedAgain()
{
    QFETCH(std::chrono::seconds, step);
    m_rig->addRule(u"Hot"_s, u"temp_c"_s, u"GT"_s, 30);
    QVERIFY(take(0s, -1s, 20));
    QCOMPARE(state(u"late_since IS NULL AND clock_behind IS NULL"_s), u"true"_s);
    for (const auto now : {30s, 60s}) {
        QVERIFY(take(now, now - 1s - step, 99));
        QCOMPARE(state(u"late_since"_s), u"2026-01-15 12:00:30+00"_s);
        QCOMPARE(state(u"clock_behind"_s).toLongLong(), step.count() + 1);
        QCOMPARE(values(), uR"({"temp_c": 20})"_s);
    }
    QCOMPARE(m_rig->transitions(), QStringList());
    QVERIFY(take(90s, 89s - step, 98)); // steady for a minute
    QCOMPARE(m_rig->transitions(), QStringList{u"one OPENED"_s});
    QCOMPARE(state(u"late_since IS NULL"_s), u"true"_s);
    QCOMPARE(state(u"clock_behind"_s).toLongLong(), step.count() + 1); // its clock is wrong all the same
    QCOMPARE(values(), uR"({"temp_c": 98})"_s);
    QVERIFY(m_rig->load()); // a restart changes nothing about it
    QVERIFY(take(100s, 99s - step, 10));
    QCOMPARE(m_rig->transitions(), (QStringList{u"one OPENED"_s, u"one CLEARED"_s}));
    QCOMPARE(values(), uR"({"temp_c": 10})"_s);
    QVERIFY(take(110s, 109s, 11)); // set right
    QCOMPARE(state(u"late_since IS NULL AND clock_behind IS NULL"_s), u"true"_s);
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM reading WHERE is_late"_s), QStringList{u"2"_s});
}

void DeviceTimeTest::aBacklogIsNotJudgedAgain()
{
    m_rig->addRule(u"Hot"_s, u"temp_c"_s, u"GT"_s, 30);
    QVERIFY(take(0s, 0s, 20));
    for (int i = 0; i < 60; ++i) // an hour of readings, one each minute, sent in ten minutes
        QVERIFY(take(10s * (i + 1), -4'000s + 60s * i, 99));
    QCOMPARE(m_rig->transitions(), QStringList());
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM reading WHERE is_late"_s), QStringList{u"60"_s});
    QCOMPARE(values(), uR"({"temp_c": 20})"_s);
    QVERIFY(take(610s, 610s, 99));
    QCOMPARE(m_rig->transitions(), QStringList{u"one OPENED"_s});
}

void DeviceTimeTest::heartbeatsThatSayNoTimeHideNoClockThatWasSetBack()
{
    m_rig->addRule(u"Hot"_s, u"temp_c"_s, u"GT"_s, 30);
    QVERIFY(take(0s, -1s, 20));
    for (const auto now : {30s, 60s, 90s}) {
        QVERIFY(take(now, now - 1h, 99));
        QVERIFY(m_rig->commit({{.metrics = {}, .ts = std::nullopt, .type = "heartbeat"}}));
    }
    QCOMPARE(m_rig->transitions(), QStringList{u"one OPENED"_s});
    QVERIFY(take(100s, 100s - 1h, 10));
    QCOMPARE(m_rig->transitions(), (QStringList{u"one OPENED"_s, u"one CLEARED"_s}));
}

void DeviceTimeTest::timersBeginAnewWithTheNewTimes()
{
    m_rig->addRule(u"Hot"_s, u"temp_c"_s, u"GT"_s, 30);
    m_rig->execute(u"UPDATE alert_rule SET for_seconds = 60"_s);
    QVERIFY(m_rig->load());
    QVERIFY(take(0s, 0s, 99));
    for (const auto now : {30s, 60s, 90s})
        QVERIFY(take(now, now - 1h, 99));
    QCOMPARE(m_rig->transitions(), QStringList()); // pending again, since the reading of 90 s
    QCOMPARE(m_rig->rows(u"SELECT since FROM rule_pending"_s), QStringList{u"2026-01-15 11:01:30+00"_s});
    QVERIFY(take(149s, 149s - 1h, 99));
    QCOMPARE(m_rig->transitions(), QStringList());
    QVERIFY(take(150s, 150s - 1h, 99));
    QCOMPARE(m_rig->transitions(), QStringList{u"one OPENED"_s});
}

PULSE_TEST_CASE(DeviceTimeTest)
#include "device_time_test.moc"
