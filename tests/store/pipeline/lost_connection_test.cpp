// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The connection is killed at every statement of a batch, and after its COMMIT: committed again, the rows are
// the same.
#include "store/pipeline/writer_rig.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::pipeline;
using namespace std::chrono_literals;

namespace {

// Opens, clears and opens; a late one, a duplicate, a refused one, a heartbeat.
std::vector<Message> batch()
{
    const QByteArray hot(R"({"temp_c":45.5})");
    return {{.metrics = hot, .ts = -10s},
            {.metrics = R"({"temp_c":1})", .ts = -9s},
            {.metrics = hot, .ts = -8s},
            {.metrics = hot, .ts = -10min},
            {.metrics = hot, .ts = -10s},
            {.site = "south"},
            {.device = "two", .metrics = {}, .type = "heartbeat"}};
}

} // namespace

class LostConnectionTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup() { m_rig.reset(); }
    void killedInBetween_data();
    void killedInBetween();
    void killedWhileIdle();
    void committedButNotTold();

private:
    void checkRows() const;
    std::unique_ptr<WriterRig> m_rig;
};

void LostConnectionTest::init()
{
    m_rig = std::make_unique<WriterRig>(Schema::Own);
    m_rig->addRule(u"Hot"_s, u"temp_c"_s, u"GT"_s, 40);
    m_rig->addRule(u"Held"_s, u"temp_c"_s, u"GT"_s, 40);
    m_rig->execute(u"UPDATE alert_rule SET for_seconds = 60 WHERE name = 'Held'"_s);
    m_rig->addRoute();
    QVERIFY(m_rig->load());
}

void LostConnectionTest::checkRows() const
{
    QCOMPARE(m_rig->rows(u"SELECT concat_ws(' ', ts::time, is_late) FROM reading ORDER BY ts"_s),
             (QStringList{u"11:50:00 t"_s, u"11:59:50 f"_s, u"11:59:51 f"_s, u"11:59:52 f"_s}));
    QCOMPARE(m_rig->transitions(), (QStringList{u"one OPENED"_s, u"one CLEARED"_s, u"one OPENED"_s}));
    QCOMPARE(m_rig->rows(u"SELECT deliver_on_event FROM delivery_job ORDER BY job_id"_s),
             (QStringList{u"OPEN"_s, u"CLOSED"_s, u"OPEN"_s}));
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM alert WHERE cleared_at IS NULL"_s), QStringList{u"1"_s});
    QCOMPARE(m_rig->rows(u"SELECT since::time FROM rule_pending"_s), QStringList{u"11:59:52"_s});
    QCOMPARE(m_rig->rows(u"SELECT kind FROM change ORDER BY kind, seq"_s),
             (QStringList{u"alert"_s, u"alert"_s, u"alert"_s, u"device"_s, u"device"_s}));
    QCOMPARE(m_rig->rows(u"SELECT concat_ws(' ', device_id, s.status, last_ts::time) FROM device_state AS s "
                         "JOIN device USING (device_key) ORDER BY 1"_s),
             (QStringList{u"one ONLINE 11:59:52"_s, u"two ONLINE 12:00:00"_s}));
}

void LostConnectionTest::killedInBetween_data()
{
    QTest::addColumn<QString>("table");
    QTest::addColumn<QString>("action");
    QTest::newRow("metric names") << u"metric"_s << u"INSERT"_s;
    QTest::newRow("metric sets") << u"metric_set"_s << u"INSERT"_s;
    QTest::newRow("readings") << u"reading"_s << u"INSERT"_s;
    QTest::newRow("late marks") << u"reading"_s << u"UPDATE"_s;
    QTest::newRow("states") << u"device_state"_s << u"INSERT"_s;
    QTest::newRow("timers") << u"rule_pending"_s << u"INSERT"_s;
    QTest::newRow("alerts") << u"alert"_s << u"INSERT"_s;
    QTest::newRow("transitions") << u"alert_transition"_s << u"INSERT"_s;
    QTest::newRow("jobs") << u"delivery_job"_s << u"INSERT"_s;
    QTest::newRow("counters") << u"quarantine_counter"_s << u"INSERT"_s;
    QTest::newRow("changes") << u"change"_s << u"INSERT"_s;
}

void LostConnectionTest::killedInBetween()
{
    QFETCH(QString, table);
    QFETCH(QString, action);
    m_rig->execute(
        u"CREATE FUNCTION die() RETURNS trigger SECURITY DEFINER LANGUAGE plpgsql AS "
        "'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END';"
        "CREATE TRIGGER die AFTER %1 ON %2 FOR EACH STATEMENT EXECUTE FUNCTION die()"_s.arg(action, table));
    std::vector<ingest::Envelope> envelopes;
    for (const Message &message : batch())
        envelopes.push_back(m_rig->envelope(message));
    const auto lost = m_rig->commit(envelopes);
    QVERIFY(!lost);
    QCOMPARE(lost.error().kind, ErrorKind::Unavailable);
    QVERIFY(!m_rig->connection.isOpen());
    QVERIFY(m_rig->committed.empty());
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM reading"_s), QStringList{u"0"_s});
    m_rig->execute(u"DROP TRIGGER die ON %1"_s.arg(table));
    QVERIFY(m_rig->load());
    const auto again = m_rig->commit(envelopes);
    QVERIFY2(again, again ? "" : qPrintable(again.error().what));
    QCOMPARE(again->stored, 4);
    checkRows();
}

void LostConnectionTest::killedWhileIdle()
{
    m_rig->execute(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                   "WHERE datname = current_database() AND pid <> pg_backend_pid()"_s);
    const auto lost = m_rig->commit(batch());
    QVERIFY(!lost);
    QCOMPARE(lost.error().kind, ErrorKind::Unavailable);
    QVERIFY(m_rig->load());
    QVERIFY(m_rig->commit(batch()));
    checkRows();
}

void LostConnectionTest::committedButNotTold()
{
    QVERIFY(m_rig->commit(batch()));
    m_rig->connection.close(); // before the answer came, as far as the writer knows
    QVERIFY(m_rig->load());
    const auto again = m_rig->commit(batch());
    QVERIFY(again);
    QCOMPARE(again->stored, 0);
    QCOMPARE(again->duplicates, 5);
    QVERIFY(!again->hasJobs);
    checkRows();
}

PULSE_TEST_CASE(LostConnectionTest)
#include "lost_connection_test.moc"
