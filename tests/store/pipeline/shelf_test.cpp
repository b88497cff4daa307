// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Shelves in the corridor: the next alert of a fingerprint inherits one, clearing ends a one-shot, time ends
// all of them; and who is told of what.
#include "pipeline/ingest/ingest_stage.h"
#include "pipeline/shelf/shelf_stage.h"
#include "store/pipeline/writer_rig.h"
#include "support/suite/test_case.h"
#include "support/suite/value_spy.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::pipeline;
using namespace std::chrono_literals;

class ShelfTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup() { m_rig.reset(); }
    void theNextAlertInheritsATimedShelf();
    void aChainInOneBatchLeavesOneShelf();
    void clearedAndOpenedAgainInOneBatchKeepsTheShelf();
    void oneShotEndsWithTheClearing();
    void shelvedAfterItWasAnnouncedHearsOfTheEnd();
    void aShelfThatWasEndedIsNotInherited();
    void expiryAnnouncesWhatNobodyHasSeen();
    void expiryOfWhatIsSeenOrClearedTellsNobody_data();
    void expiryOfWhatIsSeenOrClearedTellsNobody();
    void expiryObeysTheRoutesAsTheyAre();
    void nothingExpiresBeforeItsTime();
    void whoIsBeingChangedIsLeftForTheNextTime();
    void otherFingerprintsAreNotShelved();
    void theLeaderEndsThemAndWakesDeliveries();

private:
    static Message hot(std::chrono::microseconds ts, const QByteArray &device = "one");
    static Message cold(std::chrono::microseconds ts);
    void shelve(bool isOneShot = false) const; // what is active, until one o'clock
    bool expire(std::chrono::seconds after = 1h) const;
    QStringList shelves() const;
    QStringList jobs() const;
    QStringList life() const;
    std::unique_ptr<WriterRig> m_rig;
};

void ShelfTest::init()
{
    m_rig = std::make_unique<WriterRig>();
    m_rig->addRule(u"Hot"_s, u"temp_c"_s, u"GT"_s, 40);
    m_rig->addRoute(u"{OPEN,ACKNOWLEDGED,CLOSED}"_s);
}

Message ShelfTest::hot(std::chrono::microseconds ts, const QByteArray &device)
{
    return {.device = device, .metrics = R"({"temp_c":41.5})", .ts = ts};
}

Message ShelfTest::cold(std::chrono::microseconds ts) { return {.metrics = R"({"temp_c":39})", .ts = ts}; }

void ShelfTest::shelve(bool isOneShot) const
{
    m_rig->execute(u"UPDATE alert SET shelved_until = '2026-01-15 13:00Z', shelve_reason = 'pump is off',"
                   " shelved_by = 'ann', shelve_is_one_shot = %1 WHERE cleared_at IS NULL"_s.arg(
                       isOneShot ? u"true"_s : u"false"_s));
}

bool ShelfTest::expire(std::chrono::seconds after) const
{
    const auto done = ShelfStage::run(m_rig->connection, WriterRig::noon() + after);
    if (!done)
        qWarning() << done.error().what;
    return done && *done;
}

// "1 pump is off until 13:00:00 by ann": the alerts in the order of their ids.
QStringList ShelfTest::shelves() const
{
    return m_rig->rows(
        u"SELECT nr || ' ' || shelve_reason || ' until ' || shelved_until::time || ' by ' || shelved_by"
        "  FROM (SELECT row_number() OVER (ORDER BY alert_id) AS nr, * FROM alert) AS a"
        " WHERE shelved_until IS NOT NULL ORDER BY alert_id"_s);
}

QStringList ShelfTest::jobs() const
{
    return m_rig->rows(
        u"SELECT t.event || ' ' || j.deliver_on_event FROM delivery_job AS j"
        "  JOIN alert_transition AS t USING (transition_id, alert_id, tenant_key) ORDER BY j.job_id"_s);
}

QStringList ShelfTest::life() const
{
    return m_rig->rows(u"SELECT nr || ' ' || event FROM alert_transition"
                       "  JOIN (SELECT row_number() OVER (ORDER BY alert_id) AS nr, alert_id FROM alert) AS "
                       "a USING (alert_id)"
                       " ORDER BY transition_id"_s);
}

void ShelfTest::theNextAlertInheritsATimedShelf()
{
    QVERIFY(m_rig->commit({hot(0s)}));
    shelve();
    QVERIFY(m_rig->commit({cold(1s)}));
    QCOMPARE(shelves(), QStringList{u"1 pump is off until 13:00:00 by ann"_s});
    const auto totals = m_rig->commit({hot(2s)});
    QVERIFY2(totals, totals ? "" : qPrintable(totals.error().what));
    QVERIFY(!totals->hasJobs);
    QCOMPARE(shelves(), QStringList{u"2 pump is off until 13:00:00 by ann"_s});
    QCOMPARE(life(),
             (QStringList{u"1 OPENED"_s, u"1 CLEARED"_s, u"1 UNSHELVED"_s, u"2 OPENED"_s, u"2 SHELVED"_s}));
    QCOMPARE(jobs(), (QStringList{u"OPENED OPEN"_s, u"CLEARED CLOSED"_s}));
    QCOMPARE(m_rig->rows(u"SELECT actor || ': ' || reason FROM alert_transition WHERE event = 'SHELVED'"_s),
             QStringList{u"system: still shelved: pump is off"_s});
    QVERIFY(m_rig->commit({cold(3s)})); // nobody heard of the second, so nobody hears its end
    QCOMPARE(jobs().size(), 2);
    QCOMPARE(m_rig->rows(u"SELECT is_announced::text FROM alert ORDER BY alert_id"_s),
             (QStringList{u"true"_s, u"false"_s}));
}

void ShelfTest::aChainInOneBatchLeavesOneShelf()
{
    QVERIFY(m_rig->commit({hot(0s)}));
    shelve();
    const auto totals = m_rig->commit({cold(1s), hot(2s), cold(3s), hot(4s), cold(5s), hot(6s)});
    QVERIFY2(totals, totals ? "" : qPrintable(totals.error().what));
    QCOMPARE(shelves(), QStringList{u"4 pump is off until 13:00:00 by ann"_s});
    QCOMPARE(life().filter(u"SHELVED"_s),
             (QStringList{u"1 UNSHELVED"_s, u"2 SHELVED"_s, u"2 UNSHELVED"_s, u"3 SHELVED"_s,
                          u"3 UNSHELVED"_s, u"4 SHELVED"_s}));
    QCOMPARE(jobs(), (QStringList{u"OPENED OPEN"_s, u"CLEARED CLOSED"_s}));
    QCOMPARE(m_rig->rows(u"SELECT is_announced::text FROM alert ORDER BY alert_id"_s),
             (QStringList{u"true"_s, u"false"_s, u"false"_s, u"false"_s}));
}

void ShelfTest::clearedAndOpenedAgainInOneBatchKeepsTheShelf()
{
    QVERIFY(m_rig->commit({hot(0s)}));
    shelve();
    QVERIFY(m_rig->commit({cold(1s), hot(2s)}));
    QCOMPARE(shelves(), QStringList{u"2 pump is off until 13:00:00 by ann"_s});
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM alert WHERE cleared_at IS NULL"_s), QStringList{u"1"_s});
}

void ShelfTest::oneShotEndsWithTheClearing()
{
    QVERIFY(m_rig->commit({hot(0s)}));
    shelve(true);
    QVERIFY(m_rig->commit({cold(1s), hot(2s)}));
    QCOMPARE(shelves(), QStringList());
    QCOMPARE(life(), (QStringList{u"1 OPENED"_s, u"1 CLEARED"_s, u"1 UNSHELVED"_s, u"2 OPENED"_s}));
    QCOMPARE(jobs(), (QStringList{u"OPENED OPEN"_s, u"CLEARED CLOSED"_s, u"OPENED OPEN"_s}));
}

void ShelfTest::shelvedAfterItWasAnnouncedHearsOfTheEnd()
{
    QVERIFY(m_rig->commit({hot(0s)}));
    shelve();
    const auto totals = m_rig->commit({cold(1s)});
    QVERIFY(totals && totals->hasJobs);
    QCOMPARE(jobs(), (QStringList{u"OPENED OPEN"_s, u"CLEARED CLOSED"_s}));
}

void ShelfTest::aShelfThatWasEndedIsNotInherited()
{
    QVERIFY(m_rig->commit({hot(0s)}));
    shelve();
    QVERIFY(m_rig->commit({cold(1s)}));
    QVERIFY(!expire());
    QVERIFY(m_rig->commit({hot(2s)}));
    QCOMPARE(shelves(), QStringList());
    QCOMPARE(jobs().last(), u"OPENED OPEN"_s);
}

void ShelfTest::expiryAnnouncesWhatNobodyHasSeen()
{
    QVERIFY(m_rig->commit({hot(0s)}));
    shelve();
    QVERIFY(m_rig->commit({cold(1s), hot(2s)}));
    QVERIFY(expire());
    QCOMPARE(shelves(), QStringList());
    QCOMPARE(jobs().last(), u"UNSHELVED OPEN"_s);
    QCOMPARE(m_rig->rows(u"SELECT actor || ': ' || reason || ' ' || at::time FROM alert_transition"
                         " ORDER BY transition_id DESC LIMIT 1"_s),
             QStringList{u"system: its time on the shelf ended: pump is off 13:00:00"_s});
    QCOMPARE(m_rig->rows(u"SELECT kind || ' ' || (key = (SELECT max(alert_id) FROM alert))::text FROM change"
                         " ORDER BY seq DESC LIMIT 1"_s),
             QStringList{u"alert true"_s});
    QVERIFY(!expire()); // once
    QVERIFY(m_rig->commit({cold(3s)}));
    QCOMPARE(jobs().last(), u"CLEARED CLOSED"_s);
}

void ShelfTest::expiryOfWhatIsSeenOrClearedTellsNobody_data()
{
    QTest::addColumn<QString>("meanwhile");
    QTest::newRow("seen") << u"UPDATE alert SET acknowledged_at = now(), acknowledged_by = 'bob'"_s;
    QTest::newRow("cleared") << u"UPDATE alert SET cleared_at = now()"_s;
}

void ShelfTest::expiryOfWhatIsSeenOrClearedTellsNobody()
{
    QFETCH(QString, meanwhile);
    QVERIFY(m_rig->commit({hot(0s)}));
    shelve();
    m_rig->execute(meanwhile);
    QVERIFY(!expire());
    QCOMPARE(shelves(), QStringList());
    QCOMPARE(life(), (QStringList{u"1 OPENED"_s, u"1 UNSHELVED"_s}));
    QCOMPARE(jobs(), QStringList{u"OPENED OPEN"_s});
}

void ShelfTest::expiryObeysTheRoutesAsTheyAre()
{
    QVERIFY(m_rig->commit({hot(0s)}));
    shelve();
    m_rig->execute(u"UPDATE integration_route SET enabled = false"_s);
    QVERIFY(!expire());
    QCOMPARE(life().last(), u"1 UNSHELVED"_s);
}

void ShelfTest::nothingExpiresBeforeItsTime()
{
    QVERIFY(m_rig->commit({hot(0s)}));
    shelve();
    QVERIFY(!expire(1h - 1s));
    QCOMPARE(shelves().size(), 1);
}

void ShelfTest::whoIsBeingChangedIsLeftForTheNextTime()
{
    QVERIFY(m_rig->commit({hot(0s)}));
    shelve();
    store::Connection other({.conninfo = m_rig->database->adminConnInfo().toUtf8()});
    QVERIFY(other.ensureOpen());
    QVERIFY(other.command("BEGIN"));
    QVERIFY(other.select("SELECT alert_id FROM alert FOR UPDATE"));
    QVERIFY(!expire()); // and does not wait
    QCOMPARE(shelves().size(), 1);
    QVERIFY(other.command("ROLLBACK"));
    QVERIFY(expire());
}

void ShelfTest::otherFingerprintsAreNotShelved()
{
    QVERIFY(m_rig->commit({hot(0s)}));
    shelve();
    const auto totals = m_rig->commit({hot(1s, "two")});
    QVERIFY(totals && totals->hasJobs);
    QCOMPARE(shelves().size(), 1);
}

void ShelfTest::theLeaderEndsThemAndWakesDeliveries()
{
    QVERIFY(m_rig->commit({hot(0s)}));
    shelve(); // until an hour that has long passed
    store::DatabaseClock clock;
    IngestConfig config;
    config.database.conninfo = m_rig->database->appConnInfo().toUtf8();
    test::ValueSpy<bool> woken;
    IngestHooks hooks;
    hooks.jobsCreated = [heard = woken.callback()] { heard(true); };
    IngestStage stage(config, clock, hooks);
    QVERIFY(stage.start());
    QVERIFY(woken.waitFor(1));
    stage.stop();
    QCOMPARE(shelves(), QStringList());
    QCOMPARE(jobs().last(), u"UNSHELVED OPEN"_s);
}

PULSE_TEST_CASE(ShelfTest)
#include "shelf_test.moc"
