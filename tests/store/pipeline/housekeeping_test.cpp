// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What is old goes, a portion at a time; what is young, and what others stand on, stays.
#include "pipeline/ingest/housekeeping.h"
#include "pipeline/ingest/ingest_stage.h"
#include "store/pipeline/writer_rig.h"
#include "support/process/spin.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::pipeline;
using namespace std::chrono_literals;

class HousekeepingTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup() { m_rig.reset(); }
    void onlyWhatIsOldGoes();
    void theNewestChangeStays();
    void deliveriesStayUntilTheyAreDone();
    void aLotGoesInPortions();
    void pausesOnceNothingIsLeft();
    void whatItMayNotDeleteIsNoReasonToStop();
    void aLostConnectionIsSaid();
    void theLeaderDoesIt();

private:
    bool run(std::chrono::seconds after = 0s);
    QString count(const QString &table) const;

    std::unique_ptr<WriterRig> m_rig;
    Housekeeping m_housekeeping;
    const Housekeeping::Steady::time_point m_begin{1h};
};

void HousekeepingTest::init()
{
    m_rig = std::make_unique<WriterRig>();
    m_housekeeping = {};
}

bool HousekeepingTest::run(std::chrono::seconds after)
{
    return m_housekeeping.run(m_rig->connection, m_begin + after).has_value();
}

QString HousekeepingTest::count(const QString &table) const
{
    return m_rig->rows(u"SELECT count(*) FROM "_s + table).join(u' ');
}

void HousekeepingTest::onlyWhatIsOldGoes()
{
    m_rig->execute(
        u"TRUNCATE change;"
        "INSERT INTO change (kind, key, at) VALUES ('alert', 1, now() - interval '25 hours'),"
        " ('alert', 2, now() - interval '23 hours'), ('alert', 3, now());"
        "INSERT INTO quarantine_counter VALUES (now() - interval '91 days', NULL, 'BAD_JSON', 1),"
        " (now() - interval '91 days', 1, 'BAD_JSON', 2), (now() - interval '89 days', 1, 'BAD_JSON', 3);"
        "INSERT INTO quarantine_event (ingested_at, tenant_key, reason, topic) VALUES"
        " (now() - interval '91 days', 1, 'BAD_JSON', 'old'),"
        " (now() - interval '89 days', 1, 'BAD_JSON', 'young');"
        "INSERT INTO user_account (login, role, password_hash) VALUES ('ada', 'operator', '');"
        "INSERT INTO login_network SELECT user_key, '203.0.113.0/24'::cidr, now() - interval '91 days' FROM "
        "user_account"
        " UNION SELECT user_key, '2001:db8:1::/48'::cidr, now() - interval '89 days' FROM user_account"_s);
    QVERIFY(run());
    QCOMPARE(m_rig->rows(u"SELECT network FROM login_network"_s), QStringList{u"2001:db8:1::/48"_s});
    QCOMPARE(m_rig->rows(u"SELECT key FROM change ORDER BY seq"_s), (QStringList{u"2"_s, u"3"_s}));
    QCOMPARE(m_rig->rows(u"SELECT count FROM quarantine_counter"_s), QStringList{u"3"_s});
    QCOMPARE(m_rig->rows(u"SELECT topic FROM quarantine_event"_s), QStringList{u"young"_s});
    QCOMPARE(m_rig->rows(u"SELECT kept FROM quarantine_usage"_s), QStringList{u"1"_s});
}

void HousekeepingTest::theNewestChangeStays()
{
    m_rig->execute(u"TRUNCATE change;"
                   "INSERT INTO change (kind, key, at) SELECT 'alert', n, now() - interval '3 days' "
                   "FROM generate_series(1, 5) AS n"_s);
    QVERIFY(run());
    QCOMPARE(m_rig->rows(u"SELECT key FROM change"_s), QStringList{u"5"_s});
}

void HousekeepingTest::deliveriesStayUntilTheyAreDone()
{
    m_rig->execute(
        u"INSERT INTO delivery_job (job_id, tenant_key, alert_id, transition_id, route_key, integration_key,"
        "  deliver_on_event, status, next_run_at, payload, updated_at)"
        " SELECT n, 1, n, n, 1, 1, 'OPEN', status, now(), '{}', now() - age"
        "   FROM (VALUES (1, 'PENDING', interval '91 days'), (2, 'COMPLETED', '91 days'), (3, 'FAILED', '91 "
        "days'),"
        "     (4, 'COMPLETED', '89 days')) AS job (n, status, age);"
        "INSERT INTO delivery_attempt (tenant_key, job_id, attempt_no, ok, latency_ms, started_at, "
        "finished_at)"
        " SELECT 1, n, 1, true, 1, now(), now() FROM generate_series(2, 4) AS n"_s);
    QVERIFY(run());
    QCOMPARE(m_rig->rows(u"SELECT job_id FROM delivery_job ORDER BY job_id"_s),
             (QStringList{u"1"_s, u"4"_s}));
    QCOMPARE(m_rig->rows(u"SELECT job_id FROM delivery_attempt"_s), QStringList{u"4"_s});
}

void HousekeepingTest::aLotGoesInPortions()
{
    m_rig->execute(u"INSERT INTO quarantine_counter SELECT now() - n * interval '1 day', 1, 'BAD_JSON', 1 "
                   "FROM generate_series(91, 91 + 2499) AS n"_s);
    QVERIFY(run(0s));
    QCOMPARE(count(u"quarantine_counter"_s), u"1500"_s);
    QVERIFY(run(1s));
    QCOMPARE(count(u"quarantine_counter"_s), u"500"_s);
    QVERIFY(run(2s));
    QCOMPARE(count(u"quarantine_counter"_s), u"0"_s);
}

void HousekeepingTest::pausesOnceNothingIsLeft()
{
    QVERIFY(run(0s));
    m_rig->execute(u"INSERT INTO quarantine_counter VALUES (now() - interval '91 days', 1, 'BAD_JSON', 1)"_s);
    QVERIFY(run(59s));
    QCOMPARE(count(u"quarantine_counter"_s), u"1"_s);
    QVERIFY(run(60s));
    QCOMPARE(count(u"quarantine_counter"_s), u"0"_s);
}

void HousekeepingTest::whatItMayNotDeleteIsNoReasonToStop()
{
    m_rig.reset();
    m_rig = std::make_unique<WriterRig>(Schema::Own);
    m_rig->execute(u"REVOKE DELETE ON change FROM pulse_ingest;"
                   "INSERT INTO quarantine_counter VALUES (now() - interval '91 days', 1, 'BAD_JSON', 1)"_s);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"cannot forget what is old"_s));
    QVERIFY(run());
    QCOMPARE(count(u"quarantine_counter"_s), u"0"_s);
}

void HousekeepingTest::aLostConnectionIsSaid()
{
    m_rig->execute(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                   "WHERE datname = current_database() AND pid <> pg_backend_pid()"_s);
    const auto lost = m_housekeeping.run(m_rig->connection, m_begin);
    QVERIFY(!lost);
    QCOMPARE(lost.error().kind, ErrorKind::Unavailable);
}

void HousekeepingTest::theLeaderDoesIt()
{
    m_rig->execute(u"INSERT INTO quarantine_counter VALUES (now() - interval '91 days', 1, 'BAD_JSON', 1)"_s);
    IngestConfig config;
    config.database.conninfo = m_rig->database->appConnInfo().toUtf8();
    store::DatabaseClock clock;
    IngestStage stage(config, clock, {});
    QVERIFY(stage.start());
    QVERIFY(test::spinUntil([this] { return count(u"quarantine_counter"_s) == u"0"_s; }, 10s));
}

PULSE_TEST_CASE(HousekeepingTest)
#include "housekeeping_test.moc"
