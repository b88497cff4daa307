// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who takes which job, in which order, and what is written when it ended.
#include "delivery_jobs.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace std::chrono_literals;
using namespace pulse;
using namespace pulse::test;
using model::DeliverOn;
using model::JobStatus;
using store::ClaimedJob;

class DeliveryTableTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void carriesWhatSendingNeeds();
    void saysWhenTheIntegrationIsGoneOrUnreadable();
    void onlyWhatIsDue();
    void closedWaitsForItsOpen();
    void orderIsThatOfTransitions();
    void otherRoutesAndAlertsDoNotWait();
    void aLeaseKeepsOthersAway();
    void recordsSuccess();
    void recordsRetry();
    void recordsFailureAndLetsTheNextGo();
    void anEndDiesWithItsOpening();
    void anOpeningThatFollowsADeadOneTells();
    void whatWasOnItsWayWhenItsOpeningDiedIsNotTaken();
    void anExpiredLeaseIsAnAttempt();
    void aJobThatKeepsEndingItsWorkerFails();
    void serversThatEndNowAndThenCostNoJob();
    void saysHowAJobStands();
    void aResultAfterTheLeaseChangesNothing();
    void changesAreRecordedLast();
    void saysWhenTheNextIsDue();

private:
    Ids claim(const store::ClaimRequest &request = {});
    void release(int maxAttempts = 5);
    bool record(qint64 job, int attemptNo, JobStatus status, const QString &error = {},
                std::chrono::milliseconds delay = 0ms);

    std::optional<DeliveryJobs> m_jobs;
};

void DeliveryTableTest::init()
{
    m_jobs.reset();
    auto database = PostgresCluster::create();
    QVERIFY2(database, database ? "" : qPrintable(database.error().what));
    m_jobs.emplace(*std::move(database));
}

Ids DeliveryTableTest::claim(const store::ClaimRequest &request)
{
    return idsOf(claimRows(m_jobs->connection, request));
}

void DeliveryTableTest::release(int maxAttempts)
{
    auto scope = store::SystemScope::begin(m_jobs->connection).value();
    const auto changes = store::releaseExpired(scope, maxAttempts);
    if (!changes || !store::recordChanges(scope, *changes) || !scope.commit())
        qFatal("not released");
}

// False: it came too late.
bool DeliveryTableTest::record(qint64 job, int attemptNo, JobStatus status, const QString &error,
                               std::chrono::milliseconds delay)
{
    store::JobResult result;
    result.id = {job};
    result.attemptNo = attemptNo;
    result.status = status;
    result.delay = delay;
    result.attempt.httpStatus = error.isEmpty() ? 200 : 503;
    result.attempt.error = error;
    result.attempt.address = u"192.0.2.1:443"_s;
    result.attempt.latencyMs = 12;
    auto scope = store::SystemScope::begin(m_jobs->connection).value();
    const auto recorded = store::recordAttempts(scope, std::span(&result, 1));
    if (!recorded)
        qFatal("%s", qPrintable(recorded.error().what));
    if (!store::recordChanges(scope, recorded->changes) || !scope.commit())
        qFatal("not committed");
    return recorded->tooLate.empty();
}

void DeliveryTableTest::carriesWhatSendingNeeds()
{
    const qint64 integration = m_jobs->integration();
    const qint64 id = m_jobs->add({.transition = 31, .alert = 9, .route = 7, .integration = integration});
    const auto jobs = claimRows(m_jobs->connection);
    QCOMPARE(idsOf(jobs), Ids{id});
    const ClaimedJob &job = jobs.front();
    QCOMPARE(job.attemptNo, 1);
    QCOMPARE(job.alert.value, 9);
    QCOMPARE(job.transition.value, 31);
    QCOMPARE(job.route.value, 7);
    QCOMPARE(job.payload, "{\"n\":" + QByteArray::number(id) + '}');
    QVERIFY(job.hasIntegration && job.isEnabled);
    QCOMPARE(job.type, model::IntegrationType::Webhook);
    QCOMPARE(job.config.value(), QByteArray("{\"url\":\"https://hook.example/\"}"));
    QCOMPARE(m_jobs->statusOf(id), u"PROCESSING"_s);
}

void DeliveryTableTest::saysWhenTheIntegrationIsGoneOrUnreadable()
{
    const qint64 disabled = m_jobs->integration();
    const qint64 moved = m_jobs->integration();
    m_jobs->add({.transition = 1, .integration = 999});
    m_jobs->add({.transition = 2, .alert = 2, .integration = disabled});
    m_jobs->add({.transition = 3, .alert = 3, .integration = moved});
    m_jobs->sql(u"UPDATE integration SET enabled = false WHERE integration_key = %1"_s.arg(disabled));
    m_jobs->sql(u"UPDATE integration SET sealed = 'x|{}' WHERE integration_key = %1"_s.arg(moved));
    const auto jobs = claimRows(m_jobs->connection);
    QCOMPARE(jobs.size(), size_t{3});
    QVERIFY(!jobs[0].hasIntegration);
    QVERIFY(jobs[1].hasIntegration && !jobs[1].isEnabled);
    QVERIFY(jobs[2].hasIntegration && jobs[2].isEnabled && !jobs[2].config);
}

void DeliveryTableTest::onlyWhatIsDue()
{
    const qint64 later = m_jobs->add({.transition = 1});
    const qint64 now = m_jobs->add({.transition = 2, .alert = 2});
    QVERIFY(m_jobs->database.execute(
        u"UPDATE delivery_job SET next_run_at = now() + interval '1 hour' WHERE job_id = %1"_s.arg(later)));
    QCOMPARE(claim(), Ids{now});
    QCOMPARE(claim(), Ids{});
}

void DeliveryTableTest::closedWaitsForItsOpen()
{
    const qint64 open = m_jobs->add({.transition = 1});
    const qint64 closed = m_jobs->add({.transition = 2, .event = DeliverOn::Closed});
    QCOMPARE(claim(), Ids{open});
    QCOMPARE(claim(), Ids{});
    QVERIFY(record(open, 1, JobStatus::Pending, u"http_503"_s, 1h));
    QCOMPARE(claim(), Ids{}); // not even while the other waits for its next attempt
    QVERIFY(m_jobs->database.execute(u"UPDATE delivery_job SET next_run_at = now()"_s));
    QCOMPARE(claim(), Ids{open});
    QVERIFY(record(open, 2, JobStatus::Completed));
    QCOMPARE(claim(), Ids{closed});
}

// Opened, acknowledged, taken back, and announced again when its shelf ended.
void DeliveryTableTest::orderIsThatOfTransitions()
{
    const qint64 closed = m_jobs->add({.transition = 150, .event = DeliverOn::Closed});
    const qint64 openAgain = m_jobs->add({.transition = 120});
    const qint64 acknowledged = m_jobs->add({.transition = 110, .event = DeliverOn::Acknowledged});
    const qint64 open = m_jobs->add({.transition = 100});
    for (const qint64 next : {open, acknowledged, openAgain, closed}) {
        QCOMPARE(claim(), Ids{next});
        QVERIFY(record(next, 1, JobStatus::Completed));
    }
}

void DeliveryTableTest::otherRoutesAndAlertsDoNotWait()
{
    const qint64 open = m_jobs->add({.transition = 1});
    const qint64 otherRoute = m_jobs->add({.transition = 2, .route = 2, .event = DeliverOn::Closed});
    const qint64 otherAlert = m_jobs->add({.transition = 3, .alert = 2, .event = DeliverOn::Closed});
    QCOMPARE(claim(), (Ids{open, otherRoute, otherAlert}));
}

void DeliveryTableTest::aLeaseKeepsOthersAway()
{
    const qint64 job = m_jobs->add({});
    store::Connection other(m_jobs->config());
    QCOMPARE(claim(), Ids{job});
    QVERIFY(claimRows(other).empty());
    release();
    QVERIFY(claimRows(other).empty());
    m_jobs->expireLeases();
    QVERIFY(claimRows(other).empty()); // until somebody looks for leases that ended
    release();
    QCOMPARE(idsOf(claimRows(other)), Ids{job});
    QCOMPARE(claim(), Ids{});
}

void DeliveryTableTest::recordsSuccess()
{
    const qint64 job = m_jobs->add({});
    claim();
    QVERIFY(record(job, 1, JobStatus::Completed));
    QCOMPARE(m_jobs->statusOf(job), u"COMPLETED"_s);
    QCOMPARE(m_jobs->attemptsOf(job), u"1 t 200"_s);
    QCOMPARE(m_jobs->sql(u"SELECT address || ' ' || latency_ms FROM delivery_attempt"_s),
             u"192.0.2.1:443 12"_s);
    QCOMPARE(
        m_jobs->sql(u"SELECT count(*) FROM delivery_job WHERE last_error IS NULL AND lease_until IS NULL"_s),
        u"1"_s);
    QCOMPARE(claim(), Ids{});
}

void DeliveryTableTest::recordsRetry()
{
    const qint64 job = m_jobs->add({});
    claim();
    QVERIFY(record(job, 1, JobStatus::Pending, u"http_503: later"_s, 90s));
    QCOMPARE(
        m_jobs->sql(
            u"SELECT status || ' ' || attempts || ' ' || last_error || ' ' || "
            "(next_run_at BETWEEN now() + interval '80 s' AND now() + interval '90 s') FROM delivery_job"_s),
        u"PENDING 1 http_503: later true"_s);
    QCOMPARE(m_jobs->attemptsOf(job), u"1 f 503 http_503: later"_s);
}

// Whoever was told that it is open is told the end, also when an acknowledgement could not be told.
void DeliveryTableTest::recordsFailureAndLetsTheNextGo()
{
    const qint64 open = m_jobs->add({.transition = 1});
    const qint64 acknowledged = m_jobs->add({.transition = 2, .event = DeliverOn::Acknowledged});
    const qint64 closed = m_jobs->add({.transition = 3, .event = DeliverOn::Closed});
    claim();
    QVERIFY(record(open, 1, JobStatus::Completed));
    QCOMPARE(claim(), Ids{acknowledged});
    QVERIFY(record(acknowledged, 1, JobStatus::Failed, u"http_422"_s));
    QCOMPARE(m_jobs->statusOf(acknowledged), u"FAILED"_s);
    QCOMPARE(claim(), Ids{closed});
}

// Of this alert, on this way: others go on.
void DeliveryTableTest::anEndDiesWithItsOpening()
{
    const qint64 open = m_jobs->add({.transition = 1});
    const qint64 closed = m_jobs->add({.transition = 2, .event = DeliverOn::Closed});
    const qint64 otherOpen = m_jobs->add({.transition = 3, .route = 2});
    const qint64 otherClosed = m_jobs->add({.transition = 4, .route = 2, .event = DeliverOn::Closed});
    QCOMPARE(claim(), (Ids{open, otherOpen}));
    QVERIFY(record(open, 1, JobStatus::Failed, u"http_422"_s));
    QVERIFY(record(otherOpen, 1, JobStatus::Completed));
    QCOMPARE(
        m_jobs->sql(u"SELECT status || ' ' || last_error FROM delivery_job WHERE job_id = %1"_s.arg(closed)),
        u"FAILED not_announced"_s);
    QCOMPARE(m_jobs->sql(u"SELECT count(*) FROM change WHERE key = %1"_s.arg(closed)), u"1"_s);
    QCOMPARE(claim(), Ids{otherClosed});
    QCOMPARE(m_jobs->sql(u"SELECT string_agg((given_up_at IS NOT NULL)::text, ' ' ORDER BY route_key) "
                         "FROM alert_announcement"_s),
             u"true false"_s);
}

// The shelf ended while the first opening was on its way: the second tells, and the end comes after it.
void DeliveryTableTest::anOpeningThatFollowsADeadOneTells()
{
    const qint64 first = m_jobs->add({.transition = 1});
    const qint64 acknowledged = m_jobs->add({.transition = 2, .event = DeliverOn::Acknowledged});
    const qint64 second = m_jobs->add({.transition = 3});
    const qint64 closed = m_jobs->add({.transition = 4, .event = DeliverOn::Closed});
    QCOMPARE(claim(), Ids{first});
    QVERIFY(record(first, 1, JobStatus::Failed, u"http_422"_s));
    for (const qint64 next : {acknowledged, second, closed}) {
        QCOMPARE(claim(), Ids{next});
        QVERIFY(record(next, 1, JobStatus::Completed));
    }
    // Made after the death: it tells anew.
    const qint64 dead = m_jobs->add({.transition = 5, .alert = 2});
    QCOMPARE(claim(), Ids{dead});
    QVERIFY(record(dead, 1, JobStatus::Failed, u"http_422"_s));
    const qint64 again = m_jobs->add({.transition = 6, .alert = 2});
    const qint64 end = m_jobs->add({.transition = 7, .alert = 2, .event = DeliverOn::Closed});
    QCOMPARE(claim(), Ids{again});
    QVERIFY(record(again, 1, JobStatus::Completed));
    QCOMPARE(claim(), Ids{end});
}

// Its transaction began before the opening died, and committed after.
void DeliveryTableTest::whatWasOnItsWayWhenItsOpeningDiedIsNotTaken()
{
    const qint64 open = m_jobs->add({});
    claim();
    QVERIFY(record(open, 1, JobStatus::Failed, u"http_422"_s));
    const qint64 closed = m_jobs->add({.transition = 2, .event = DeliverOn::Closed});
    QCOMPARE(claim(), Ids{});
    auto scope = store::SystemScope::begin(m_jobs->connection).value();
    QCOMPARE(store::giveUpUnannounced(scope).value().size(), size_t{1});
    QVERIFY(scope.commit());
    QCOMPARE(m_jobs->statusOf(closed), u"FAILED"_s);
}

void DeliveryTableTest::anExpiredLeaseIsAnAttempt()
{
    const qint64 job = m_jobs->add({});
    claim();
    m_jobs->expireLeases();
    release();
    const auto again = claimRows(m_jobs->connection);
    QCOMPARE(idsOf(again), Ids{job});
    QCOMPARE(again.front().attemptNo, 2);
    QVERIFY(record(job, 2, JobStatus::Completed));
    QCOMPARE(m_jobs->attemptsOf(job), u"1 f lease_expired\n2 t 200"_s);
}

void DeliveryTableTest::aJobThatKeepsEndingItsWorkerFails()
{
    const qint64 job = m_jobs->add({});
    for (int attempt = 0; attempt < 3; ++attempt) {
        QCOMPARE(claim(), Ids{job});
        m_jobs->expireLeases();
        release(3);
    }
    QCOMPARE(claim(), Ids{});
    QCOMPARE(m_jobs->sql(u"SELECT status || ' ' || attempts || ' ' || last_error FROM delivery_job"_s),
             u"FAILED 3 lease_expired"_s);
    QCOMPARE(m_jobs->attemptsOf(job), u"1 f lease_expired\n2 f lease_expired\n3 f lease_expired"_s);
    QCOMPARE(m_jobs->sql(u"SELECT kind || ' ' || key FROM change"_s), u"job %1"_s.arg(job));
}

// Lost, answered, lost again: more often than may be in a row.
void DeliveryTableTest::serversThatEndNowAndThenCostNoJob()
{
    const qint64 job = m_jobs->add({});
    for (int round = 0; round < 4; ++round) {
        for (int lost = 0; lost < 2; ++lost) {
            QCOMPARE(claim(), Ids{job});
            m_jobs->expireLeases();
            release(3);
        }
        QCOMPARE(claim(), Ids{job});
        QVERIFY(record(job, 3 * round + 3, JobStatus::Pending, u"http_503"_s));
    }
    QCOMPARE(m_jobs->statusOf(job), u"PENDING"_s);
}

void DeliveryTableTest::saysHowAJobStands()
{
    const qint64 job = m_jobs->add({});
    m_jobs->sql(u"UPDATE delivery_job SET attempts = 9, attempts_before = 6, attempts_counted = 2, "
                "created_at = now() - interval '5 h'"_s);
    const auto claimed = claimRows(m_jobs->connection);
    QCOMPARE(claimed.front().attemptNo, 10);
    QCOMPARE(claimed.front().tries, 4);
    QCOMPARE(claimed.front().counted, 2);
    QVERIFY(claimed.front().waited >= 5h && claimed.front().waited < 6h);
    QVERIFY(record(job, 10, JobStatus::Pending, u"http_500"_s));
    m_jobs->sql(u"UPDATE delivery_job SET resent_at = now() - interval '1 h'"_s);
    const auto again = claimRows(m_jobs->connection);
    QVERIFY(again.front().waited >= 1h && again.front().waited < 2h);
}

void DeliveryTableTest::aResultAfterTheLeaseChangesNothing()
{
    const qint64 job = m_jobs->add({});
    claim();
    m_jobs->expireLeases();
    release();
    QVERIFY(!record(job, 1, JobStatus::Failed, u"http_410"_s));
    claim();
    QVERIFY(!record(job, 1, JobStatus::Failed, u"http_410"_s));
    QCOMPARE(m_jobs->statusOf(job), u"PROCESSING"_s);
    QVERIFY(record(job, 2, JobStatus::Completed));
    QVERIFY(!record(job, 2, JobStatus::Failed, u"http_410"_s));
    QCOMPARE(m_jobs->statusOf(job), u"COMPLETED"_s);
    QCOMPARE(m_jobs->attemptsOf(job), u"1 f lease_expired\n2 t 200"_s);
}

void DeliveryTableTest::changesAreRecordedLast()
{
    const qint64 one = m_jobs->add({.transition = 1});
    const qint64 two = m_jobs->add({.transition = 2, .alert = 2, .tenant = 2});
    claim();
    QCOMPARE(m_jobs->sql(u"SELECT count(*) FROM change"_s), u"0"_s);
    QVERIFY(record(two, 1, JobStatus::Completed));
    QVERIFY(record(one, 1, JobStatus::Pending, u"http_500"_s));
    QCOMPARE(m_jobs->sql(u"SELECT kind || ' ' || tenant_key || ' ' || key FROM change ORDER BY seq"_s),
             u"job 2 %1\njob 1 %2"_s.arg(two).arg(one));
}

void DeliveryTableTest::saysWhenTheNextIsDue()
{
    const auto nextDue = [this] {
        auto scope = store::SystemScope::begin(m_jobs->connection).value();
        return store::untilNextDue(scope).value();
    };
    QVERIFY(!nextDue());
    const qint64 job = m_jobs->add({});
    QVERIFY(!nextDue()); // it is due already
    claim();
    QVERIFY(!nextDue());
    QVERIFY(record(job, 1, JobStatus::Pending, u"http_500"_s, 10s));
    QVERIFY(nextDue() && *nextDue() > 5s && *nextDue() <= 10s);
}

PULSE_TEST_CASE(DeliveryTableTest)
#include "delivery_table_test.moc"
