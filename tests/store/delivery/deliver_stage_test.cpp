// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a committed job to a receiver and back into the database, with real ones of each.
#include "store/delivery/stage_probe.h"
#include "support/process/spin.h"
#include "support/receivers/http_receiver.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace std::chrono_literals;
using namespace pulse;
using namespace pulse::test;
using model::DeliverOn;

class DeliverStageTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void deliversWhatIsDue();
    void wakesAtOnce();
    void triesAgainUntilItIsTaken();
    void aMessageThatIsRefusedWhileOthersArriveIsGivenUp();
    void aLoneAlertOutlivesItsReceiver();
    void goneIsGone();
    void aChangedIntegrationIsNotDisabled();
    void closedArrivesAfterItsOpen();
    void aDeadEndpointDelaysOnlyItself();
    void twoServersSendEachJobOnce();
    void whatWasSentButNotRecordedIsSentAgainWithItsId();
    void stopEndsAndRecordsWhatIsInFlight();
    void ridesOutAnOutageOfTheDatabase();
    void obstaclesAreAttemptsToo();
    void stopsWithoutStart();

private:
    bool becomes(qint64 job, const QString &status);

    std::optional<DeliveryJobs> m_jobs;
};

void DeliverStageTest::init()
{
    m_jobs.reset();
    auto database = PostgresCluster::create();
    QVERIFY2(database, database ? "" : qPrintable(database.error().what));
    m_jobs.emplace(*std::move(database));
}

bool DeliverStageTest::becomes(qint64 job, const QString &status)
{
    return spinUntil([&] { return m_jobs->statusOf(job) == status; }, 10s);
}

void DeliverStageTest::deliversWhatIsDue()
{
    HttpReceiver receiver;
    const qint64 integration = m_jobs->integration(receiver.url(u"/hook"_s));
    const qint64 job = m_jobs->add({.transition = 31, .route = 7, .integration = integration});
    StageProbe probe(m_jobs->config(), {receiver.port()});
    QVERIFY(probe.stage.start());
    QVERIFY(becomes(job, u"COMPLETED"_s));
    const HttpRequest request = receiver.requests().value(0);
    QCOMPARE(request.path, "/hook");
    QCOMPARE(request.header("webhook-id"), "t31-r7");
    QCOMPARE(request.body, "{\"n\":" + QByteArray::number(job) + '}');
    QCOMPARE(m_jobs->attemptsOf(job), u"1 t 200"_s);
    QCOMPARE(m_jobs->sql(u"SELECT address FROM delivery_attempt"_s), u"127.0.0.1:%1"_s.arg(receiver.port()));
    QVERIFY(spinUntil([&] { return probe.stage.counts().inFlight == 0; }, 5s));
    QCOMPARE(probe.stage.counts().delivered, 1);
}

void DeliverStageTest::wakesAtOnce()
{
    HttpReceiver receiver;
    const qint64 integration = m_jobs->integration(receiver.url());
    StageProbe probe(m_jobs->config(), {receiver.port()});
    QVERIFY(probe.stage.start());
    for (int i = 1; i <= 3; ++i) {
        m_jobs->add({.transition = i, .alert = i, .integration = integration});
        probe.stage.wake();
        QVERIFY(receiver.waitForRequests(i));
    }
}

void DeliverStageTest::triesAgainUntilItIsTaken()
{
    HttpReceiver receiver;
    receiver.answerNext({.status = 503});
    receiver.answerNext({.manner = HttpAnswer::Manner::CloseEarly});
    const qint64 job = m_jobs->add({.integration = m_jobs->integration(receiver.url())});
    StageProbe probe(m_jobs->config(), {receiver.port()});
    QVERIFY(probe.stage.start());
    QVERIFY(becomes(job, u"COMPLETED"_s));
    QCOMPARE(m_jobs->attemptsOf(job), u"1 f 503 http_503\n2 f request_error:closed_early\n3 t 200"_s);
    for (const HttpRequest &request : receiver.requests())
        QCOMPARE(request.header("webhook-id"), "t1-r1");
}

void DeliverStageTest::aMessageThatIsRefusedWhileOthersArriveIsGivenUp()
{
    HttpReceiver receiver;
    receiver.answerId("t1-r1", {.status = 500, .body = "broken"});
    const qint64 integration = m_jobs->integration(receiver.url());
    const qint64 job = m_jobs->add({.integration = integration});
    pipeline::DeliverSettings settings;
    settings.retry.maxAttempts = 3;
    StageProbe probe(m_jobs->config(), {receiver.port()}, settings);
    QVERIFY(probe.stage.start());
    int others = 0;
    const auto isDead = [&] { return m_jobs->statusOf(job) == u"FAILED"_s; };
    while (!isDead() && others < 500) {
        const qint64 transition = ++others + 1;
        m_jobs->add({.transition = transition, .alert = transition, .integration = integration});
        probe.stage.wake();
        QVERIFY(spinUntil([&] { return isDead() || probe.stage.counts().delivered >= others; }, 10s));
    }
    QVERIFY(isDead());
    QCOMPARE(
        m_jobs->sql(
            u"SELECT attempts_counted || ' ' || last_error FROM delivery_job WHERE job_id = %1"_s.arg(job)),
        u"3 http_500: broken"_s);
}

// Nothing else arrives, nothing opens its circuit, and it has been tried more often than there are attempts.
void DeliverStageTest::aLoneAlertOutlivesItsReceiver()
{
    HttpReceiver receiver;
    receiver.answerAlways({.status = 500});
    const qint64 job = m_jobs->add({.integration = m_jobs->integration(receiver.url())});
    pipeline::DeliverSettings settings;
    settings.retry.maxAttempts = 2;
    settings.breaker.failures = 1'000;
    StageProbe probe(m_jobs->config(), {receiver.port()}, settings);
    QVERIFY(probe.stage.start());
    QVERIFY(receiver.waitForRequests(8));
    receiver.answerAlways({});
    QVERIFY(becomes(job, u"COMPLETED"_s));
    QCOMPARE(m_jobs->sql(u"SELECT attempts > 8 AND attempts_counted = 1 FROM delivery_job"_s), u"t"_s);
}

void DeliverStageTest::goneIsGone()
{
    HttpReceiver receiver;
    receiver.answerAlways({.status = 410});
    const qint64 integration = m_jobs->integration(receiver.url());
    const qint64 job = m_jobs->add({.integration = integration});
    StageProbe probe(m_jobs->config(), {receiver.port()});
    QVERIFY(probe.stage.start());
    QVERIFY(becomes(job, u"FAILED"_s));
    QCOMPARE(m_jobs->attemptsOf(job), u"1 f 410 http_410"_s);
    QCOMPARE(m_jobs->sql(u"SELECT concat_ws(' ', enabled, config) FROM integration"_s),
             u"f {\"disabled_reason\": \"http_410\"}"_s);
    QCOMPARE(m_jobs->sql(u"SELECT string_agg(kind, ' ' ORDER BY seq) FROM change"_s), u"job config"_s);
    // Nobody is asked again.
    const qint64 next = m_jobs->add({.transition = 2, .alert = 2, .integration = integration});
    probe.stage.wake();
    QVERIFY(spinUntil([&] { return m_jobs->attemptsOf(next).contains(u"integration_disabled"_s); }, 10s));
    QVERIFY(m_jobs->statusOf(next) != u"FAILED"_s); // it waits for somebody to enable it
    QCOMPARE(receiver.requests().size(), 1);
}

// What somebody changed meanwhile is not what said goodbye.
void DeliverStageTest::aChangedIntegrationIsNotDisabled()
{
    HttpReceiver receiver;
    receiver.answerAlways({.status = 410});
    const qint64 job = m_jobs->add({.integration = m_jobs->integration(receiver.url())});
    m_jobs->sql(u"UPDATE integration SET updated_at = now() + interval '1 minute'"_s);
    StageProbe probe(m_jobs->config(), {receiver.port()});
    QVERIFY(probe.stage.start());
    QVERIFY(becomes(job, u"FAILED"_s));
    QCOMPARE(m_jobs->sql(u"SELECT enabled FROM integration"_s), u"t"_s);
}

void DeliverStageTest::closedArrivesAfterItsOpen()
{
    HttpReceiver receiver;
    receiver.answerNext({.status = 500});
    receiver.answerNext({.status = 500});
    const qint64 integration = m_jobs->integration(receiver.url());
    const qint64 open = m_jobs->add({.transition = 1, .integration = integration});
    const qint64 closed =
        m_jobs->add({.transition = 2, .integration = integration, .event = DeliverOn::Closed});
    StageProbe probe(m_jobs->config(), {receiver.port()});
    QVERIFY(probe.stage.start());
    QVERIFY(becomes(closed, u"COMPLETED"_s));
    QCOMPARE(m_jobs->statusOf(open), u"COMPLETED"_s);
    QList<QByteArray> ids;
    for (const HttpRequest &request : receiver.requests())
        ids.append(request.header("webhook-id"));
    QCOMPARE(ids, (QList<QByteArray>{"t1-r1", "t1-r1", "t1-r1", "t2-r1"}));
}

// By order, not by time: the dead endpoint holds its slots for ever, all others are served meanwhile.
void DeliverStageTest::aDeadEndpointDelaysOnlyItself()
{
    HttpReceiver dead;
    HttpReceiver alive;
    dead.answerAlways({.manner = HttpAnswer::Manner::Stall});
    const qint64 deadOne = m_jobs->integration(dead.url());
    const qint64 aliveOne = m_jobs->integration(alive.url());
    for (int i = 1; i <= 20; ++i)
        m_jobs->add({.transition = i, .alert = i, .integration = deadOne});
    for (int i = 21; i <= 40; ++i)
        m_jobs->add({.transition = i, .alert = i, .integration = aliveOne});
    StageProbe probe(m_jobs->config(), {dead.port(), alive.port()}, {.inFlight = 6, .perIntegration = 4});
    QVERIFY(probe.stage.start());
    QVERIFY(dead.waitForRequests(4));
    QVERIFY(spinUntil([&] { return probe.stage.counts().delivered == 20; }, 10s));
    QCOMPARE(alive.requests().size(), 20);
    QCOMPARE(dead.requests().size(), 4);
    QCOMPARE(probe.stage.counts().inFlight, 4);
}

void DeliverStageTest::twoServersSendEachJobOnce()
{
    HttpReceiver receiver;
    for (int i = 1; i <= 60; ++i)
        m_jobs->add(
            {.transition = i, .alert = i, .integration = i % 6 ? m_jobs->integration(receiver.url()) : 1});
    StageProbe one(m_jobs->config(), {receiver.port()});
    StageProbe two(m_jobs->config(), {receiver.port()});
    QVERIFY(one.stage.start() && two.stage.start());
    QVERIFY(
        spinUntil([&] { return one.stage.counts().delivered + two.stage.counts().delivered == 60; }, 15s));
    QSet<QByteArray> ids;
    for (const HttpRequest &request : receiver.requests())
        ids.insert(request.header("webhook-id"));
    QCOMPARE(ids.size(), 60);
    QCOMPARE(receiver.requests().size(), 60);
}

// A worker that ended between sending and recording: its lease runs out, and the receiver sees the same id
// again.
void DeliverStageTest::whatWasSentButNotRecordedIsSentAgainWithItsId()
{
    HttpReceiver receiver;
    const qint64 job =
        m_jobs->add({.transition = 31, .route = 7, .integration = m_jobs->integration(receiver.url())});
    StageProbe probe(m_jobs->config(), {receiver.port()});
    QVERIFY(probe.channel.start());
    {
        auto scope = store::SystemScope::begin(m_jobs->connection).value();
        const auto claimed = store::claimJobs(scope, {}, unsealPlain).value().jobs;
        QVERIFY(scope.commit());
        probe.channel.attempt({delivery::messageId(claimed[0].transition, claimed[0].route),
                               claimed[0].payload, QJsonDocument::fromJson(*claimed[0].config).object()},
                              [](const delivery::Attempt &) {});
    }
    QVERIFY(receiver.waitForRequests(1));
    probe.channel.stop();
    m_jobs->expireLeases();
    StageProbe next(m_jobs->config(), {receiver.port()});
    QVERIFY(next.stage.start());
    QVERIFY(becomes(job, u"COMPLETED"_s));
    QCOMPARE(receiver.requests().size(), 2);
    QCOMPARE(receiver.requests()[1].header("webhook-id"), receiver.requests()[0].header("webhook-id"));
    QCOMPARE(receiver.requests()[1].body, receiver.requests()[0].body);
    QCOMPARE(m_jobs->attemptsOf(job), u"1 f lease_expired\n2 t 200"_s);
}

void DeliverStageTest::stopEndsAndRecordsWhatIsInFlight()
{
    HttpReceiver receiver;
    receiver.answerAlways({.manner = HttpAnswer::Manner::Stall});
    const qint64 job = m_jobs->add({.integration = m_jobs->integration(receiver.url())});
    StageProbe probe(m_jobs->config(), {receiver.port()});
    QVERIFY(probe.stage.start());
    QVERIFY(receiver.waitForRequests(1));
    probe.stage.stop();
    probe.stage.stop();
    QCOMPARE(m_jobs->statusOf(job), u"PENDING"_s);
    QCOMPARE(m_jobs->attemptsOf(job), u"1 f request_error:stopped"_s);
}

void DeliverStageTest::ridesOutAnOutageOfTheDatabase()
{
    HttpReceiver receiver;
    receiver.answerAlways({.delay = 50ms});
    auto cluster = PostgresCluster::start();
    QVERIFY2(cluster, cluster ? "" : qPrintable(cluster.error().what));
    auto database = (*cluster)->createDatabase();
    QVERIFY(database);
    m_jobs.emplace(*std::move(database));
    const qint64 integration = m_jobs->integration(receiver.url());
    const qint64 sent = m_jobs->add({.transition = 1, .integration = integration});
    const qint64 next =
        m_jobs->add({.transition = 2, .integration = integration, .event = DeliverOn::Closed});
    StageProbe probe(m_jobs->config(), {receiver.port()});
    QVERIFY(probe.stage.start());
    QVERIFY(receiver.waitForRequests(1));
    (*cluster)->kill();
    QVERIFY((*cluster)->restart());
    QVERIFY(becomes(next, u"COMPLETED"_s));
    QCOMPARE(m_jobs->attemptsOf(sent), u"1 t 200"_s);
    QCOMPARE(receiver.requests().size(), 2);
    probe.stage.stop();
    m_jobs.reset();
}

void DeliverStageTest::obstaclesAreAttemptsToo()
{
    const qint64 disabled = m_jobs->integration();
    const qint64 mail = m_jobs->integration();
    const qint64 moved = m_jobs->integration();
    const qint64 blocked = m_jobs->integration(u"https://10.0.0.1/"_s);
    m_jobs->sql(u"UPDATE integration SET enabled = false WHERE integration_key = %1"_s.arg(disabled));
    m_jobs->sql(u"UPDATE integration SET type = 'email' WHERE integration_key = %1"_s.arg(mail));
    m_jobs->sql(u"UPDATE integration SET sealed = 'x|{}' WHERE integration_key = %1"_s.arg(moved));
    QList<qint64> ids;
    for (const qint64 integration : {qint64{999}, disabled, mail, moved, blocked})
        ids.append(
            m_jobs->add({.transition = ids.size() + 1, .alert = ids.size() + 1, .integration = integration}));
    pipeline::DeliverSettings settings;
    settings.retry.maxAttempts = 2;
    StageProbe probe(m_jobs->config(), {}, settings);
    QVERIFY(probe.stage.start());
    const auto tried = [this] {
        return m_jobs->sql(u"SELECT count(*) FROM delivery_job WHERE attempts > 3 OR status = 'FAILED'"_s);
    };
    QVERIFY(spinUntil([&] { return tried() == u"5"_s; }, 10s));
    probe.stage.stop();
    QCOMPARE(m_jobs->sql(u"SELECT string_agg(job_id::text, ' ') FROM delivery_job WHERE status = 'FAILED'"_s),
             QString::number(ids[0]));
    QCOMPARE(m_jobs->attemptsOf(ids[0]), u"1 f integration_not_found"_s); // it does not come back
    QVERIFY(m_jobs->attemptsOf(ids[1]).startsWith(u"1 f integration_disabled\n2 f integration_disabled"_s));
    QVERIFY(m_jobs->attemptsOf(ids[2]).startsWith(u"1 f email_not_available\n2 f email_not_available"_s));
    QVERIFY(m_jobs->attemptsOf(ids[3]).startsWith(u"1 f config_unreadable\n2 f config_unreadable"_s));
    QVERIFY(m_jobs->attemptsOf(ids[4]).startsWith(u"1 f url_blocked:blocked_ip:10.0.0.1"_s));
}

void DeliverStageTest::stopsWithoutStart()
{
    StageProbe probe(m_jobs->config(), {});
    probe.stage.stop();
    QCOMPARE(probe.stage.counts().inFlight, 0);
}

PULSE_TEST_CASE(DeliverStageTest)
#include "deliver_stage_test.moc"
