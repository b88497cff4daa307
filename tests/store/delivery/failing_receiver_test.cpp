// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What becomes of an integration whose receiver fails, and of everybody else.
#include "store/delivery/stage_probe.h"
#include "support/process/spin.h"
#include "support/receivers/http_receiver.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace pulse::test;

class FailingReceiverTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void isLeftAlone();
    void staysSoAfterARestart();
    void isTriedByOneUntilOneArrives();
    void isLeftAloneForAsLongAsItAsks();
    void isNotWaitedForForEver();
    void isAskedOnceMoreBeforeAnythingIsGivenUp();
    void aProbeUsesUpNoAttempt();
    void theAlertsOfAnOutageArriveInOrder();
    void aChangedOneHasAllAttemptsAgain();
    void whatItRefusesForGoodIsDead();
    void aTenantHoldsNoMoreThanItsShare();
    void itsTenantIsTold();
    void nobodyIsToldOfADisabledOne();

private:
    void addJobs(qint64 integration, int count, int tenant = 1)
    {
        for (int i = 0; i < count; ++i, ++m_count)
            m_jobs->add(
                {.transition = m_count, .alert = m_count, .integration = integration, .tenant = tenant});
    }
    QString one(const QString &sql) const { return m_jobs->sql(sql); }
    // Every integration, whose circuit is open for a day more.
    void failSince(const QString &age, const QString &lastFailure) const
    {
        m_jobs->sql(u"INSERT INTO integration_health SELECT integration_key, tenant_key, 9, 2, "
                    "now() - interval '%1', now() + interval '1 d', 'http_500', %2 FROM integration"_s.arg(
                        age, lastFailure));
    }
    QString dead() const
    {
        return one(u"SELECT string_agg(concat_ws(' ', transition_id, last_error), ' ' ORDER BY job_id) "
                   "FROM delivery_job WHERE status = 'FAILED'"_s);
    }
    static pipeline::DeliverSettings opensFor(std::chrono::milliseconds pause)
    {
        pipeline::DeliverSettings settings;
        settings.perIntegration = 3;
        settings.leaseMargin = 5s;
        settings.breaker = {.failures = 3, .pause = {pause, pause, 0.0}};
        return settings;
    }

    std::optional<DeliveryJobs> m_jobs;
    int m_count = 1;
};

void FailingReceiverTest::init()
{
    m_jobs.reset();
    auto database = PostgresCluster::create();
    QVERIFY2(database, database ? "" : qPrintable(database.error().what));
    m_jobs.emplace(*std::move(database));
    m_count = 1;
}

// Those that wait use up no attempts, and another integration of the tenant is served.
void FailingReceiverTest::isLeftAlone()
{
    HttpReceiver dead;
    HttpReceiver alive;
    dead.answerAlways({.status = 503});
    addJobs(m_jobs->integration(dead.url()), 20);
    StageProbe probe(m_jobs->config(), {dead.port(), alive.port()}, opensFor(1h), 1s);
    QVERIFY(probe.stage.start());
    QVERIFY(spinUntil([&] { return probe.stage.counts().circuits.open == 1; }, 10s));
    addJobs(m_jobs->integration(alive.url()), 20);
    probe.stage.wake();
    QVERIFY(spinUntil([&] { return probe.stage.counts().delivered == 20; }, 10s));
    const qsizetype asked = dead.requests().size(); // others were on their way when the third failed
    QVERIFY(asked >= 3 && asked <= 5);
    QCOMPARE(one(u"SELECT sum(attempts) FROM delivery_job WHERE status = 'PENDING'"_s),
             QString::number(asked));
    QCOMPARE(one(u"SELECT concat_ws(' ', openings, last_error) FROM integration_health"_s), u"1 http_503"_s);
}

void FailingReceiverTest::staysSoAfterARestart()
{
    HttpReceiver dead;
    dead.answerAlways({.status = 503});
    addJobs(m_jobs->integration(dead.url()), 10);
    qsizetype asked = 0;
    for (int server = 0; server < 2; ++server) {
        StageProbe probe(m_jobs->config(), {dead.port()}, opensFor(1h), 1s);
        QVERIFY(probe.stage.start());
        QVERIFY(spinUntil([&] { return probe.stage.counts().circuits.open == 1; }, 10s));
        probe.stage.stop();
        asked = server == 0 ? dead.requests().size() : asked;
    }
    QCOMPARE(dead.requests().size(), asked);
}

void FailingReceiverTest::isTriedByOneUntilOneArrives()
{
    HttpReceiver receiver;
    for (int i = 0; i < 6; ++i)
        receiver.answerNext({.status = 500});
    addJobs(m_jobs->integration(receiver.url()), 10);
    auto settings = opensFor(30ms);
    settings.poll = 20ms;
    StageProbe probe(m_jobs->config(), {receiver.port()}, settings, 1s);
    QVERIFY(probe.stage.start());
    QVERIFY(spinUntil([&] { return probe.stage.counts().delivered == 10; }, 20s));
    QCOMPARE(receiver.requests().size(), 16);
    QCOMPARE(one(u"SELECT count(*) FROM integration_health"_s), u"0"_s);
}

void FailingReceiverTest::isLeftAloneForAsLongAsItAsks()
{
    HttpReceiver busy;
    busy.answerAlways({.status = 429, .headers = {{"Retry-After", "3600"}}});
    const qint64 integration = m_jobs->integration(busy.url());
    addJobs(integration, 1);
    StageProbe probe(m_jobs->config(), {busy.port()}, opensFor(1ms), 1s);
    QVERIFY(probe.stage.start());
    QVERIFY(spinUntil([&] { return probe.stage.counts().retried == 1; }, 10s));
    addJobs(integration, 5);
    probe.stage.wake();
    QVERIFY(spinUntil([&] { return probe.stage.counts().circuits.open == 1; }, 10s));
    QCOMPARE(busy.requests().size(), 1);
    QCOMPARE(one(u"SELECT round(extract(epoch FROM open_until - updated_at)) FROM integration_health"_s),
             u"3600"_s);
}

// What has waited since long is dead, although its next attempt is not long due; what was made a moment ago
// waits on.
void FailingReceiverTest::isNotWaitedForForEver()
{
    const qint64 integration = m_jobs->integration();
    addJobs(integration, 3);
    m_jobs->sql(u"UPDATE delivery_job SET created_at = now() - interval '2 h' WHERE transition_id < 3"_s);
    m_jobs->sql(u"UPDATE delivery_job SET resent_at = now() WHERE transition_id = 2"_s);
    failSince(u"1 d"_s, u"now()"_s);
    auto settings = opensFor(1h);
    settings.retry.waits = 1h;
    StageProbe probe(m_jobs->config(), {}, settings, 300ms);
    QVERIFY(probe.stage.start());
    QVERIFY(spinUntil([this] { return dead() == u"1 circuit_open"_s; }, 10s));
    QCOMPARE(one(u"SELECT count(*) FROM delivery_job WHERE status = 'PENDING'"_s), u"2"_s);
    QCOMPARE(one(u"SELECT count(*) FROM change WHERE kind = 'job'"_s), u"1"_s);
}

// After an outage of our own everything is old, and the receiver may be there again.
void FailingReceiverTest::isAskedOnceMoreBeforeAnythingIsGivenUp()
{
    HttpReceiver receiver;
    addJobs(m_jobs->integration(receiver.url()), 5);
    m_jobs->sql(u"UPDATE delivery_job SET created_at = now() - interval '3 h'"_s);
    failSince(u"3 h"_s, u"now() - interval '150 min'"_s);
    m_jobs->sql(u"UPDATE integration_health SET open_until = now() - interval '1 h'"_s);
    auto settings = opensFor(1h);
    settings.retry.waits = 1h;
    StageProbe probe(m_jobs->config(), {receiver.port()}, settings, 1s);
    QVERIFY(probe.stage.start());
    QVERIFY(spinUntil([&] { return probe.stage.counts().delivered == 5; }, 10s));
    QCOMPARE(dead(), QString());
}

// Four alerts during an outage, probed more often than they have attempts together; then the receiver is
// back.
void FailingReceiverTest::aProbeUsesUpNoAttempt()
{
    HttpReceiver receiver;
    receiver.answerAlways({.status = 500});
    addJobs(m_jobs->integration(receiver.url()), 4);
    auto settings = opensFor(1ms);
    settings.retry.maxAttempts = 2;
    settings.poll = 5ms;
    StageProbe probe(m_jobs->config(), {receiver.port()}, settings, 1s);
    QVERIFY(probe.stage.start());
    QVERIFY(receiver.waitForRequests(12, 60s));
    receiver.answerAlways({});
    QVERIFY(spinUntil([&] { return probe.stage.counts().delivered == 4; }, 60s));
    QCOMPARE(dead(), QString());
    QCOMPARE(one(u"SELECT max(attempts_counted) < 2 AND max(attempts) > 2 FROM delivery_job"_s), u"t"_s);
}

// Ten alerts opened while the receiver was away, and closed since. Of each its opening arrives, and then its
// end.
void FailingReceiverTest::theAlertsOfAnOutageArriveInOrder()
{
    HttpReceiver receiver;
    receiver.answerAlways({.status = 503});
    const qint64 integration = m_jobs->integration(receiver.url());
    auto settings = opensFor(1ms);
    settings.retry.maxAttempts = 2;
    settings.poll = 5ms;
    StageProbe probe(m_jobs->config(), {receiver.port()}, settings, 1s);
    QVERIFY(probe.stage.start());
    addJobs(integration, 10);
    QVERIFY(receiver.waitForRequests(30, 60s)); // more than all of them have attempts
    for (int alert = 1; alert <= 10; ++alert, ++m_count)
        m_jobs->add({.transition = m_count,
                     .alert = alert,
                     .integration = integration,
                     .event = model::DeliverOn::Closed});
    QVERIFY(receiver.waitForRequests(60, 60s));
    const qsizetype failed = receiver.requests().size();
    receiver.answerAlways({});
    QVERIFY(spinUntil([&] { return probe.stage.counts().delivered == 20; }, 60s));
    QCOMPARE(dead(), QString());
    QMap<QByteArray, qsizetype> lastHeard;
    for (qsizetype i = failed; i < receiver.requests().size(); ++i)
        lastHeard.insert(receiver.requests().value(i).header("webhook-id"), i);
    QCOMPARE(lastHeard.size(), 20);
    for (int alert = 1; alert <= 10; ++alert) {
        const auto heard = [&](int transition) {
            return lastHeard.value("t" + QByteArray::number(transition) + "-r1");
        };
        QVERIFY(heard(alert) < heard(alert + 10));
    }
}

// Somebody who tries out what is wrong takes no attempts from what waits, nor lets it wait for its next one.
void FailingReceiverTest::aChangedOneHasAllAttemptsAgain()
{
    const qint64 integration = m_jobs->integration();
    addJobs(integration, 2);
    m_jobs->sql(u"UPDATE delivery_job SET attempts = 4, attempts_counted = 4, "
                "next_run_at = now() + interval '1 h' WHERE transition_id = 1"_s);
    failSince(u"1 d"_s, u"now()"_s);
    model::Principal admin;
    admin.tenant = TenantKey{1};
    admin.tenantId = u"acme"_s;
    admin.role = model::Role::CustomerAdmin;
    auto scope = store::TenantScope::begin(m_jobs->connection, admin);
    QVERIFY2(scope, scope ? "" : qPrintable(scope.error().what));
    QVERIFY(scope->query("integration.begin_anew", {integration}));
    QVERIFY(scope->commit());
    QCOMPARE(one(u"SELECT count(*) FROM delivery_job WHERE attempts_counted = 0 AND next_run_at <= now()"_s),
             u"2"_s);
}

// It answers, so its circuit stays closed.
void FailingReceiverTest::whatItRefusesForGoodIsDead()
{
    HttpReceiver strict;
    strict.answerAlways({.status = 422, .body = "no such field"});
    addJobs(m_jobs->integration(strict.url()), 8);
    StageProbe probe(m_jobs->config(), {strict.port()}, opensFor(1h), 1s);
    QVERIFY(probe.stage.start());
    QVERIFY(spinUntil([&] { return probe.stage.counts().failed == 8; }, 10s));
    QCOMPARE(strict.requests().size(), 8);
    QCOMPARE(one(u"SELECT DISTINCT concat_ws(' ', attempts, last_error) FROM delivery_job"_s),
             u"1 http_422: no such field"_s);
    QCOMPARE(one(u"SELECT count(*) FROM integration_health WHERE open_until IS NULL"_s), u"1"_s);
}

void FailingReceiverTest::aTenantHoldsNoMoreThanItsShare()
{
    HttpReceiver dead;
    HttpReceiver alive;
    dead.answerAlways({.manner = HttpAnswer::Manner::Stall});
    for (int i = 0; i < 5; ++i)
        addJobs(m_jobs->integration(dead.url()), 5);
    const qint64 fine = m_jobs->integration(alive.url(), 2);
    addJobs(fine, 20, 2);
    pipeline::DeliverSettings settings{.inFlight = 8, .perIntegration = 3, .perTenant = 6};
    StageProbe probe(m_jobs->config(), {dead.port(), alive.port()}, settings);
    QVERIFY(probe.stage.start());
    QVERIFY(spinUntil([&] { return probe.stage.counts().delivered == 20; }, 10s));
    QVERIFY(dead.waitForRequests(6));
    QCOMPARE(probe.stage.counts().inFlight, 6);
}

void FailingReceiverTest::itsTenantIsTold()
{
    HttpReceiver receiver;
    receiver.answerAlways({.status = 500});
    addJobs(m_jobs->integration(receiver.url(), 2), 2, 2);
    auto settings = opensFor(20ms);
    settings.toldAfter = 1ms;
    settings.poll = 20ms;
    settings.retry.maxAttempts = 1'000;
    StageProbe probe(m_jobs->config(), {receiver.port()}, settings, 300ms);
    QVERIFY(probe.stage.start());
    const auto alerts = [this](const QString &which) {
        return one(
            u"SELECT count(*) FROM system_alert WHERE tenant_key = 2 AND kind = 'INTEGRATION_FAILING' "
            "AND subject = (SELECT integration_id::text FROM integration) AND cleared_at IS %1"_s.arg(which));
    };
    QVERIFY(spinUntil([&] { return alerts(u"NULL"_s) == u"1"_s; }, 10s));
    QCOMPARE(one(u"SELECT details->>'integration_name' FROM system_alert"_s), u"hook"_s);
    receiver.answerAlways({});
    QVERIFY(spinUntil([&] { return alerts(u"NOT NULL"_s) == u"1"_s; }, 10s));
    QCOMPARE(alerts(u"NULL"_s), u"0"_s);
    QCOMPARE(one(u"SELECT count(*) FROM change WHERE kind = 'system' AND tenant_key = 2"_s), u"2"_s);
}

void FailingReceiverTest::nobodyIsToldOfADisabledOne()
{
    const qint64 integration = m_jobs->integration();
    m_jobs->sql(
        u"INSERT INTO integration_health SELECT integration_key, tenant_key, 9, 2, now() - interval '1 d', "
        "NULL, 'http_500', now() FROM integration"_s);
    auto settings = opensFor(1h);
    StageProbe probe(m_jobs->config(), {}, settings, 300ms);
    QVERIFY(probe.stage.start());
    const auto open = [this] { return one(u"SELECT count(*) FROM system_alert WHERE cleared_at IS NULL"_s); };
    QVERIFY(spinUntil([&] { return open() == u"1"_s; }, 10s));
    m_jobs->sql(u"UPDATE integration SET enabled = false WHERE integration_key = %1"_s.arg(integration));
    QVERIFY(spinUntil([&] { return open() == u"0"_s; }, 10s));
}

PULSE_TEST_CASE(FailingReceiverTest)
#include "failing_receiver_test.moc"
