// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The writer's thread: commits, then acknowledges; leads alone; takes over; rides out what passes, stops for
// what does not.
#include "pipeline/ingest/ingest_stage.h"
#include "store/pipeline/writer_rig.h"
#include "support/process/spin.h"
#include "support/suite/test_case.h"
#include "support/suite/value_spy.h"

#include <QTest>
#include <numeric>
#include <thread>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::pipeline;
using namespace std::chrono_literals;

namespace {

// One server's ingest, with ears on its hooks.
struct IngestServer {
    explicit IngestServer(const WriterRig &rig, IngestConfig config = {})
    {
        config.database.conninfo = rig.database->appConnInfo().toUtf8();
        config.retry = {10ms, 50ms};
        IngestHooks hooks;
        hooks.leading = [this, heard = leading.callback()](bool isLeading) {
            if (!isLeading)
                whileLinkEnds();
            heard(isLeading);
        };
        hooks.acknowledge = [heard = acknowledged.callback()](const std::vector<model::Receipt> &receipts) {
            for (const model::Receipt &receipt : receipts)
                heard(receipt.id);
        };
        hooks.jobsCreated = [this, heard = jobs.callback()] { heard(stage->state().stored); };
        hooks.roomAgain = [heard = room.callback()] { heard(true); };
        stage = std::make_unique<IngestStage>(config, clock, hooks);
    }
    bool offer(WriterRig &rig, const Message &message, quint16 id)
    {
        std::vector<IngestItem> items;
        items.push_back({rig.envelope(message), {}});
        items.front().envelope.receipt = {1, 1, id};
        stage->offer(items);
        return items.empty();
    }

    store::DatabaseClock clock;
    std::function<void()> whileLinkEnds = [] {};
    test::ValueSpy<bool> leading;
    test::ValueSpy<quint16> acknowledged;
    test::ValueSpy<qint64> jobs;
    test::ValueSpy<bool> room;
    std::unique_ptr<IngestStage> stage; // last: ends first
};

} // namespace

class IngestStageTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup() { m_rig.reset(); }
    void acknowledgesInOrderOnceCommitted();
    void acknowledgesWhatItRefusesAndNotQos0();
    void onlyOneLeadsAndTheOtherTakesOver();
    void stopCommitsWhatWasTakenIn();
    void stopIsIdempotentAndNeedsNoStart();
    void aKilledConnectionIsRiddenOut();
    void theLeadIsCertainWhileTheDatabaseAnswers();
    void whatPassesOnALivingConnectionDoesNotCostTheLead();
    void whoLosesTheLockLeavesTheLeadToTheOther();
    void whatComesWhileTheLinkEndsDoesNotOvertakeWhatWasDropped();
    void aFullQueueRefusesAndSaysWhenThereIsRoom();
    void aBatchIsNeverLargerThanAllowed();
    void aWrongSetupStopsLoudlyAndAcknowledgesNothing();
    void hooksMayAskForTheState();
    void probesMeasureLag();
    void aRuleDeletedWhileNothingComesClosesItsAlert();

private:
    void killIngest() const;
    QStringList leader() const; // the session that holds the lock
    void loseLockTo(store::Connection &other) const;
    std::unique_ptr<WriterRig> m_rig;
};

void IngestStageTest::init()
{
    m_rig = std::make_unique<WriterRig>();
    m_rig->clock.set(SystemClock().now());
}

void IngestStageTest::killIngest() const
{
    m_rig->execute(
        u"SELECT pg_terminate_backend(l.pid) FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database "
        "WHERE l.locktype = 'advisory' AND l.granted AND d.datname = current_database()"_s);
}

QStringList IngestStageTest::leader() const
{
    return m_rig->rows(u"SELECT l.pid FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database "
                       "WHERE l.locktype = 'advisory' AND l.granted AND d.datname = current_database()"_s);
}

void IngestStageTest::acknowledgesInOrderOnceCommitted()
{
    IngestServer server(*m_rig);
    QVERIFY(server.stage->start());
    QVERIFY(server.leading.waitFor(1));
    for (quint16 id = 1; id <= 100; ++id)
        QVERIFY(server.offer(*m_rig, {.ts = std::nullopt, .token = {}}, id));
    QVERIFY(server.acknowledged.waitFor(100));
    QList<quint16> expected(100);
    std::iota(expected.begin(), expected.end(), quint16{1});
    QCOMPARE(server.acknowledged.values(), expected);
    const auto state = server.stage->state();
    QCOMPARE(state.stored + state.duplicates, 100);
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM reading"_s), QStringList{QString::number(state.stored)});
    QVERIFY(state.isLeading && !state.hasFailed && state.lastCommitAt);
}

void IngestStageTest::acknowledgesWhatItRefusesAndNotQos0()
{
    IngestServer server(*m_rig);
    QVERIFY(server.stage->start());
    QVERIFY(server.offer(*m_rig, {.ts = std::nullopt}, 0));
    QVERIFY(server.offer(*m_rig, {.site = "south"}, 7)); // its counter is committed
    QVERIFY(server.offer(*m_rig, {.tenant = "nobody"}, 8));
    QVERIFY(server.acknowledged.waitFor(2));
    QCOMPARE(server.acknowledged.values(), (QList<quint16>{7, 8}));
    const auto state = server.stage->state();
    QCOMPARE(state.rejected, 2);
    QVERIFY(state.rejectedBy
            == (RejectTotals{{model::RejectReason::SiteMismatch, 1},
                             {model::RejectReason::UnregisteredDevice, 1}}));
}

void IngestStageTest::onlyOneLeadsAndTheOtherTakesOver()
{
    IngestServer first(*m_rig);
    IngestServer second(*m_rig);
    QVERIFY(first.stage->start());
    QVERIFY(first.leading.waitFor(1));
    QVERIFY(second.stage->start());
    QVERIFY(first.offer(*m_rig, {.ts = std::nullopt}, 1));
    QVERIFY(first.acknowledged.waitFor(1));
    QVERIFY(!second.stage->state().isLeading);
    first.stage->stop();
    QCOMPARE(first.leading.values(), (QList<bool>{true, false}));
    QVERIFY(second.leading.waitFor(1)); // although the first one still exists
    QVERIFY(second.offer(*m_rig, {.metrics = R"({"b":1})", .ts = std::nullopt}, 2));
    QVERIFY(second.acknowledged.waitFor(1));
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM reading"_s), QStringList{u"2"_s});
}

void IngestStageTest::stopCommitsWhatWasTakenIn()
{
    IngestServer server(*m_rig);
    QVERIFY(server.stage->start());
    QVERIFY(server.leading.waitFor(1));
    for (quint16 id = 1; id <= 50; ++id)
        QVERIFY(server.offer(*m_rig,
                             {.metrics = "{\"a\":" + QByteArray::number(id) + "}", .ts = std::nullopt}, id));
    server.stage->stop();
    QCOMPARE(server.acknowledged.count(), 50);
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM reading"_s), QStringList{u"50"_s});
    QVERIFY(!server.offer(*m_rig, {}, 51));
}

void IngestStageTest::stopIsIdempotentAndNeedsNoStart()
{
    IngestServer never(*m_rig);
    never.stage->stop();
    never.stage->stop();
    IngestServer server(*m_rig);
    QVERIFY(server.stage->start());
    server.stage->stop();
    server.stage->stop();
    QVERIFY(!server.stage->state().isLeading);
}

void IngestStageTest::aKilledConnectionIsRiddenOut()
{
    m_rig->addRule(u"Warm"_s, u"temp_c"_s, u"GT"_s, 20);
    IngestServer server(*m_rig);
    QVERIFY(server.stage->start());
    QVERIFY(server.leading.waitFor(1));
    for (quint16 id = 1; id <= 20; ++id) {
        QVERIFY(server.offer(
            *m_rig, {.metrics = "{\"temp_c\":" + QByteArray::number(id + 20) + "}", .ts = std::nullopt}, id));
        if (id % 5 == 0)
            killIngest();
    }
    QVERIFY(server.acknowledged.waitFor(20, 20s));
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM reading"_s), QStringList{u"20"_s});
    QCOMPARE(m_rig->transitions(), QStringList{u"one OPENED"_s});
    QCOMPARE(server.leading.values(), QList<bool>{true}); // the link to the broker need not notice
}

void IngestStageTest::theLeadIsCertainWhileTheDatabaseAnswers()
{
    IngestConfig config;
    config.database.silenceTimeout = 3s;
    IngestServer server(*m_rig, config);
    QVERIFY(!server.stage->isLeadCertain());
    QVERIFY(server.stage->start());
    QVERIFY(server.leading.waitFor(1));
    QVERIFY(server.stage->isLeadCertain());
    // Whoever else holds the tenants' rows lets the writer wait in a statement: not silent, not certain
    // either.
    store::Connection other({.conninfo = m_rig->database->adminConnInfo().toUtf8()});
    QVERIFY(other.command("BEGIN; SELECT tenant_key FROM tenant FOR UPDATE"));
    QVERIFY(server.offer(*m_rig, {.ts = std::nullopt}, 1));
    QVERIFY(test::spinUntil([&] { return !server.stage->isLeadCertain(); }, 20s));
    QVERIFY(other.command("COMMIT"));
    QVERIFY(server.acknowledged.waitFor(1));
    QVERIFY(test::spinUntil([&] { return server.stage->isLeadCertain(); }, 20s));
    QCOMPARE(server.leading.values(), QList<bool>{true});
    server.stage->stop();
    QVERIFY(!server.stage->isLeadCertain());
}

void IngestStageTest::whatPassesOnALivingConnectionDoesNotCostTheLead()
{
    m_rig.reset();
    m_rig = std::make_unique<WriterRig>(Schema::Own);
    m_rig->clock.set(SystemClock().now());
    m_rig->execute(
        u"CREATE SEQUENCE attempt;"
        "CREATE FUNCTION clash() RETURNS trigger SECURITY DEFINER LANGUAGE plpgsql AS $$ BEGIN "
        "IF nextval('attempt') < 3 THEN RAISE EXCEPTION 'clash' USING ERRCODE = '40001'; END IF; "
        "RETURN NULL; END $$;"
        "CREATE TRIGGER clash AFTER INSERT ON reading FOR EACH STATEMENT EXECUTE FUNCTION clash()"_s);
    IngestServer server(*m_rig);
    QVERIFY(server.stage->start());
    QVERIFY(server.leading.waitFor(1));
    const QStringList before = leader();
    QCOMPARE(before.size(), 1);
    QVERIFY(server.offer(*m_rig, {.ts = std::nullopt}, 1));
    QVERIFY(server.acknowledged.waitFor(1));
    QCOMPARE(m_rig->rows(u"SELECT last_value FROM attempt"_s), QStringList{u"3"_s});
    QCOMPARE(leader(), before);
    QCOMPARE(server.leading.values(), QList<bool>{true});
}

// Another session stands in line for the lock, and has it in the moment the leader's session ends.
void IngestStageTest::loseLockTo(store::Connection &other) const
{
    QVERIFY(other.ensureOpen());
    std::thread waiting(
        [&other] { (void)other.command("SELECT pg_advisory_lock(hashtext('pulse.ingest'))"); });
    const auto isInLine = [this] {
        return m_rig->rows(u"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                           "AND wait_event = 'advisory'"_s)
            == QStringList{u"1"_s};
    };
    const bool hasQueued = test::spinUntil(isInLine, 10s);
    killIngest();
    waiting.join();
    QVERIFY(hasQueued);
}

void IngestStageTest::whoLosesTheLockLeavesTheLeadToTheOther()
{
    IngestServer first(*m_rig);
    QVERIFY(first.stage->start());
    QVERIFY(first.leading.waitFor(1));
    store::Connection other({.conninfo = m_rig->database->appConnInfo().toUtf8()});
    loseLockTo(other);
    QVERIFY(first.leading.waitFor(2));
    QVERIFY(!first.stage->state().isLeading);
    other.close();
    QVERIFY(first.leading.waitFor(3));
    QCOMPARE(first.leading.values(), (QList<bool>{true, false, true}));
    QVERIFY(first.offer(*m_rig, {.ts = std::nullopt}, 1));
    QVERIFY(first.acknowledged.waitFor(1));
}

// Found by chaos: a session of PostgreSQL's that outlived its connection kept the lock for a moment. What had
// come was dropped, to come again; but what came until the link had ended was kept, and committed before it.
void IngestStageTest::whatComesWhileTheLinkEndsDoesNotOvertakeWhatWasDropped()
{
    IngestServer server(*m_rig);
    server.whileLinkEnds = [this, &server] {
        (void)server.offer(*m_rig, {.metrics = R"({"late":1})", .ts = std::nullopt},
                           1); // as its thread would
    };
    QVERIFY(server.stage->start());
    QVERIFY(server.leading.waitFor(1));
    store::Connection other({.conninfo = m_rig->database->appConnInfo().toUtf8()});
    loseLockTo(other);
    QVERIFY(server.leading.waitFor(2));
    other.close();
    QVERIFY(server.leading.waitFor(3));
    QVERIFY(server.offer(*m_rig, {.metrics = R"({"again":1})", .ts = std::nullopt}, 2));
    QVERIFY(server.acknowledged.waitFor(1));
    QCOMPARE(server.acknowledged.values(), QList<quint16>{2});
    QCOMPARE(m_rig->rows(u"SELECT name FROM metric JOIN reading USING (tenant_key)"_s),
             QStringList{u"again"_s});
}

void IngestStageTest::aFullQueueRefusesAndSaysWhenThereIsRoom()
{
    IngestConfig small;
    small.queueBound = 2;
    IngestServer server(*m_rig, small);
    QVERIFY(server.offer(*m_rig, {.ts = std::nullopt}, 1));
    QVERIFY(server.offer(*m_rig, {.device = "two", .ts = std::nullopt}, 2));
    QVERIFY(!server.offer(*m_rig, {.device = "three", .ts = std::nullopt}, 3));
    QCOMPARE(server.stage->state().queued, size_t{2});
    QVERIFY(server.stage->start());
    QVERIFY(server.room.waitFor(1));
    QVERIFY(server.offer(*m_rig, {.device = "three", .ts = std::nullopt}, 3));
    QVERIFY(server.acknowledged.waitFor(3));
}

void IngestStageTest::aBatchIsNeverLargerThanAllowed()
{
    IngestConfig small;
    small.largestBatch = 10;
    IngestServer server(*m_rig, small);
    for (quint16 id = 1; id <= 35; ++id)
        QVERIFY(server.offer(*m_rig, {.ts = std::nullopt}, id));
    QVERIFY(server.stage->start());
    QVERIFY(server.acknowledged.waitFor(35));
    QVERIFY(server.stage->state().batches >= 4);
}

void IngestStageTest::aWrongSetupStopsLoudlyAndAcknowledgesNothing()
{
    m_rig.reset();
    m_rig = std::make_unique<WriterRig>(Schema::Own);
    m_rig->execute(u"REVOKE INSERT ON reading FROM pulse_ingest"_s);
    IngestServer server(*m_rig);
    QVERIFY(server.stage->start());
    QVERIFY(server.offer(*m_rig, {.ts = std::nullopt}, 1));
    QVERIFY(server.leading.waitFor(2));
    QCOMPARE(server.leading.values(), (QList<bool>{true, false}));
    const auto state = server.stage->state();
    QVERIFY(state.hasFailed && !state.isLeading);
    QVERIFY2(state.lastError.contains(u"permission denied"_s), qPrintable(state.lastError));
    QCOMPARE(server.acknowledged.count(), 0);
}

void IngestStageTest::hooksMayAskForTheState()
{
    m_rig->addRule(u"Warm"_s, u"temp_c"_s, u"GT"_s, 20);
    m_rig->addRoute();
    IngestServer server(*m_rig);
    QVERIFY(server.stage->start());
    QVERIFY(server.offer(*m_rig, {.ts = std::nullopt}, 1));
    QVERIFY(server.jobs.waitFor(1));
    QCOMPARE(server.jobs.values(), QList<qint64>{1});
}

void IngestStageTest::probesMeasureLag()
{
    IngestServer server(*m_rig);
    QVERIFY(server.stage->start());
    QVERIFY(server.leading.waitFor(1));
    const Instant sentAt = server.clock.now() - 2s;
    std::vector<IngestItem> probe(1);
    probe.front().probeSentAt = sentAt;
    probe.front().envelope.receipt = {1, 1, 9};
    server.stage->offer(probe);
    QVERIFY(probe.empty());
    QVERIFY(server.acknowledged.waitFor(1));
    const auto lag = server.stage->state().lag;
    QVERIFY(lag && *lag >= 2s && *lag < 60s);
    QVERIFY(server.stage->state().completeUpTo == sentAt);
    QCOMPARE(server.stage->state().stored + server.stage->state().rejected, 0); // a probe is no message
}

void IngestStageTest::aRuleDeletedWhileNothingComesClosesItsAlert()
{
    m_rig->addRule(u"Warm"_s, u"temp_c"_s, u"GT"_s, 20);
    IngestServer server(*m_rig);
    QVERIFY(server.stage->start());
    QVERIFY(server.offer(*m_rig, {.ts = std::nullopt}, 1));
    QVERIFY(server.acknowledged.waitFor(1));
    m_rig->execute(u"DELETE FROM alert_rule"_s);
    QVERIFY(test::spinUntil([this] { return m_rig->transitions().size() == 2; }, 10s));
    QCOMPARE(m_rig->transitions(), (QStringList{u"one OPENED"_s, u"one CLEARED"_s}));
}

PULSE_TEST_CASE(IngestStageTest)
#include "ingest_stage_test.moc"
