// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The judges of chaos judged: a course without a blow has no differences, and whatever is changed behind
// Pulse's back is found.
#include "chaos/course/course.h"
#include "support/process/spin.h"

#include <QTest>

using namespace pulse;
using namespace pulse::chaos;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// What is done to the database, and what must be said of it.
struct Change {
    const char *name;
    QByteArray sql;
    QString sentence = {}; // part of it; empty: the counts say it
    int lost = 0;
    int duplicated = 0;
};

const QByteArray kReading =
    "reading WHERE (device_key, ts, payload_hash) = (SELECT device_key, ts, payload_hash FROM reading"
    " WHERE NOT is_late ORDER BY cardinality(\"values\") DESC, received_at, device_key, ts LIMIT 1)";
const QByteArray kCopyReading =
    "INSERT INTO reading (device_key, kind, received_at, tenant_key, metric_set, ts,"
    " payload_hash, \"values\")"
    " SELECT device_key, kind, received_at, tenant_key, metric_set, ";
const QByteArray kCopyAlert = "INSERT INTO alert SELECT 1000000, tenant_key, device_key, rule_key, "
                              "alert_type, 'other', severity, confidence,"
                              " summary, details, created_at, opened_ts, cleared_at, cleared_ts, NULL, NULL, "
                              "NULL, NULL, updated_at FROM alert";
const QByteArray kAlert = " WHERE alert_id = (SELECT min(alert_id) FROM alert)";
const QByteArray kCleared = " WHERE alert_id = (SELECT max(a.alert_id) FROM alert AS a WHERE NOT EXISTS"
                            " (SELECT FROM alert AS b WHERE b.tenant_key = a.tenant_key"
                            " AND b.fingerprint = a.fingerprint AND b.cleared_at IS NULL))";
const QByteArray kTransition = " WHERE transition_id = (SELECT min(transition_id) FROM alert_transition)";
const QByteArray kJob = " WHERE job_id = (SELECT min(job_id) FROM delivery_job)";
const QByteArray kPump = " WHERE device_key = (SELECT min(device_key) FROM reading)";
const QByteArray kMute =
    " WHERE device_key = (SELECT min(device_key) FROM device WHERE device_id LIKE 'mute%')";

const std::vector<Change> kChanges{
    {"a reading is gone", "DELETE FROM " + kReading, {}, 1},
    {"a reading is there twice",
     kCopyReading + "ts + interval '1 us', payload_hash, \"values\" FROM " + kReading,
     u"is stored otherwise than it was sent"_s, 0, 1},
    {"a reading has another value",
     "UPDATE " + QByteArray(kReading).replace(0, 8, "reading SET \"values\"[1] = -1 "),
     u"is stored otherwise than it was sent"_s},
    {"a reading nobody sent",
     kCopyReading + "ts, 1, array_fill(999999::float8, ARRAY[cardinality(\"values\")]) FROM " + kReading,
     u"was never sent"_s},
    {"late and not marked", "UPDATE reading SET is_late = false WHERE is_late", u"is marked in time"_s},
    {"marked and not late", "UPDATE reading SET is_late = true WHERE NOT is_late", u"is marked late"_s},
    {"an alert is gone", "DELETE FROM alert" + kAlert, u"is missing"_s},
    {"an alert too many", kCopyAlert + kAlert, u"should not be"_s},
    {"another severity", "UPDATE alert SET severity = severity % 5 + 1" + kAlert, u"its severity is"_s},
    {"another summary", "UPDATE alert SET summary = 'x'" + kAlert, u"its summary is x"_s},
    {"other details", "UPDATE alert SET details = details || '{\"rule_name\": \"x\"}'" + kAlert,
     u"its details is"_s},
    {"another reading opened it", "UPDATE alert SET opened_ts = opened_ts + interval '1 us'" + kAlert,
     u"its reading is"_s},
    {"still active", "UPDATE alert SET cleared_at = NULL, cleared_ts = NULL" + kCleared,
     u"its clearing reading is none"_s},
    {"cleared at another time", "UPDATE alert SET cleared_at = cleared_at + interval '1 us'" + kCleared,
     u"its second transition: time"_s},
    {"acknowledged by nobody", "UPDATE alert SET acknowledged_at = now()" + kAlert,
     u"being acknowledged or shelved"_s},
    {"a transition is gone", "DELETE FROM alert_transition" + kTransition, u"its number of transitions"_s},
    {"a transition of another event", "UPDATE alert_transition SET event = 'COMMENTED'" + kTransition,
     u"event is COMMENTED"_s},
    {"a transition for another reason", "UPDATE alert_transition SET reason = 'x'" + kTransition,
     u"reason is x"_s},
    {"a transition of another transaction", "UPDATE alert_transition SET reason = reason" + kTransition,
     u"transaction is"_s},
    {"a job is gone", "DELETE FROM delivery_job" + kJob, u"its routes is"_s},
    {"a job of another route",
     "UPDATE delivery_job SET route_key = (SELECT max(route_key) FROM integration_route)" + kJob,
     u"its routes is"_s},
    {"a job of no transition", "UPDATE delivery_job SET transition_id = 1000000" + kJob,
     u"which is not there"_s},
    {"another payload", "UPDATE delivery_job SET payload = '{}'" + kJob, u"a job's payload is {}"_s},
    {"a job of another alert", "UPDATE delivery_job SET alert_id = 1000000" + kJob, u"a job's alert is"_s},
    {"a timer is gone", "DELETE FROM rule_pending", u"the timer \"held\""_s},
    {"a timer too many",
     "INSERT INTO rule_pending SELECT d.device_key, r.rule_key, d.tenant_key, now(), 1, 1 FROM device AS d "
     "JOIN alert_rule AS r USING (tenant_key) WHERE r.name = 'unheard' LIMIT 1",
     u"should not be"_s},
    {"a timer that began at another time", "UPDATE rule_pending SET since = since + interval '1 us'",
     u"its beginning is"_s},
    {"a state is gone", "DELETE FROM device_state" + kPump, u"is missing"_s},
    {"a mute device's state is gone", "DELETE FROM device_state" + kMute, u"is missing"_s},
    {"a device is stale", "UPDATE device_state SET status = 'STALE'" + kMute, u"status is STALE"_s},
    {"last seen at another time",
     "UPDATE device_state SET last_seen_at = last_seen_at + interval '1 us'" + kPump, u"last seen is"_s},
    {"no last telemetry", "UPDATE device_state SET last_telemetry_at = NULL" + kPump,
     u"last telemetry is none"_s},
    {"another last time", "UPDATE device_state SET last_ts = last_ts - interval '1 us'" + kPump,
     u"last time is"_s},
    {"another last value", "UPDATE device_state SET \"values\"[1] = -1" + kPump, u"is -1"_s},
};

} // namespace

class OracleTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void findsNothingWhereNothingHappened();
    void findsWhatWasChanged_data();
    void findsWhatWasChanged();
    void findsAReadingCommittedOutOfOrder();

private:
    Judgement judgeNow();

    std::unique_ptr<Installation> m_installation;
    std::unique_ptr<Fleet> m_fleet;
};

void OracleTest::initTestCase()
{
    auto installation =
        Installation::start({.program = QCoreApplication::applicationDirPath() + u"/pulse-server"_s});
    QVERIFY2(installation, qPrintable(installation ? QString() : installation.error().what));
    m_installation = *std::move(installation);
    m_fleet = std::make_unique<Fleet>(m_installation->plant(), 1);
    Load load(*m_fleet, m_installation->devicePort(), kMessagesPerSecond);
    QVERIFY(test::spinUntil([this] { return m_fleet->acceptedCount() >= 2'000; }, 60s));
    const auto settled = settle(*m_installation, load);
    QVERIFY2(settled, qPrintable(settled ? QString() : settled.error().what));
}

Judgement OracleTest::judgeNow()
{
    auto judgement = judge(m_installation->plant(), *m_fleet, m_installation->owner());
    if (!judgement)
        qFatal("%s", qPrintable(judgement.error().what));
    return *std::move(judgement);
}

void OracleTest::findsNothingWhereNothingHappened()
{
    const Judgement judgement = judgeNow();
    QCOMPARE(judgement.differences.kept(), QStringList());
    QCOMPARE(judgement.lost, 0);
    QCOMPARE(judgement.duplicated, 0);
    QVERIFY(judgement.readings > 1'500);
    QVERIFY(judgement.alerts > 20);
    QVERIFY(judgement.transitions > judgement.alerts); // some have cleared
    QVERIFY(judgement.jobs > 20);
}

void OracleTest::findsWhatWasChanged_data()
{
    QTest::addColumn<size_t>("position");
    for (size_t i = 0; i < kChanges.size(); ++i)
        QTest::newRow(kChanges[i].name) << i;
}

void OracleTest::findsWhatWasChanged()
{
    QFETCH(size_t, position);
    const Change &change = kChanges[position];
    store::Connection &owner = m_installation->owner();
    QVERIFY(owner.command("BEGIN"));
    const auto changed = owner.select(change.sql);
    const Judgement judgement = changed ? judgeNow() : Judgement();
    QVERIFY(owner.command("ROLLBACK"));
    QVERIFY2(changed, qPrintable(changed ? QString() : changed.error().what));
    QVERIFY(changed->affected() > 0);
    QCOMPARE(judgement.lost, change.lost);
    QCOMPARE(judgement.duplicated, change.duplicated);
    const QString said = judgement.differences.kept().join(u'\n');
    QVERIFY2(said.contains(change.sentence), qPrintable(said));
    QVERIFY(judgement.lost + judgement.duplicated + judgement.differences.count() > 0);
}

// Committed for good: the last test.
void OracleTest::findsAReadingCommittedOutOfOrder()
{
    store::Connection &owner = m_installation->owner();
    const auto moved =
        owner.select("UPDATE reading SET is_late = is_late WHERE (device_key, ts, payload_hash) ="
                     " (SELECT device_key, ts, payload_hash FROM reading"
                     "   ORDER BY received_at, device_key, ts LIMIT 1)");
    QVERIFY(moved && moved->affected() == 1);
    const QString said = judgeNow().differences.kept().join(u'\n');
    QVERIFY2(said.contains(u"was committed after message"_s), qPrintable(said));
}

QTEST_GUILESS_MAIN(OracleTest)

#include "oracle_test.moc"
