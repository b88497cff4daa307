// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who is served: shares of integrations and tenants, turns, and those that are left alone.
#include "delivery_jobs.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace pulse::test;

class DeliveryClaimTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void twoWorkersShareTheJobs();
    void boundsAnIntegration();
    void boundsATenant();
    void goesRoundTheIntegrations();
    void leavesAloneWhatFails();
    void whatCannotBeTakenIsNotLookedAt();

private:
    Ids claim(const store::ClaimRequest &request = {})
    {
        return idsOf(claimRows(m_jobs->connection, request));
    }

    std::optional<DeliveryJobs> m_jobs;
};

void DeliveryClaimTest::init()
{
    m_jobs.reset();
    auto database = PostgresCluster::create();
    QVERIFY2(database, database ? "" : qPrintable(database.error().what));
    m_jobs.emplace(*std::move(database));
}

// Both in the middle of claiming: the second takes what the first has not locked.
void DeliveryClaimTest::twoWorkersShareTheJobs()
{
    Ids all;
    for (int i = 0; i < 6; ++i)
        all.append(m_jobs->add({.transition = i + 1, .alert = i + 1, .integration = 1 + i % 2}));
    store::Connection other(m_jobs->config());
    auto first = store::SystemScope::begin(m_jobs->connection).value();
    const auto mine = store::claimJobs(first, {.perIntegration = 2}, unsealPlain);
    QVERIFY(mine);
    const auto theirs = claimRows(other);
    QVERIFY(first.commit());
    QCOMPARE(mine->jobs.size(), size_t{4});
    Ids together = idsOf(mine->jobs) + idsOf(theirs);
    std::sort(together.begin(), together.end());
    QCOMPARE(together, all);
}

void DeliveryClaimTest::boundsAnIntegration()
{
    Ids slow;
    for (int i = 0; i < 5; ++i)
        slow.append(m_jobs->add({.transition = i + 1, .alert = i + 1, .integration = 1}));
    const qint64 fine = m_jobs->add({.transition = 9, .alert = 9, .integration = 2});
    store::ClaimRequest two{.perIntegration = 2};
    QCOMPARE(claim(two), (Ids{slow[0], slow[1], fine}));
    two.inFlight.ofIntegration = {{IntegrationKey{1}, 2}};
    QCOMPARE(claim(two), Ids{});
    two.inFlight.ofIntegration = {{IntegrationKey{1}, 1}};
    QCOMPARE(claim(two), Ids{slow[2]});
}

// However many integrations it has.
void DeliveryClaimTest::boundsATenant()
{
    Ids many;
    for (int i = 0; i < 8; ++i)
        many.append(m_jobs->add({.transition = i + 1, .alert = i + 1, .integration = i + 1}));
    const qint64 other = m_jobs->add({.transition = 90, .alert = 90, .integration = 90, .tenant = 2});
    store::ClaimRequest three{.perTenant = 3};
    QCOMPARE(claim(three), (Ids{many[0], many[1], many[2], other}));
    three.inFlight.ofTenant = {{TenantKey{1}, 3}};
    QCOMPARE(claim(three), Ids{});
    three.inFlight.ofTenant = {{TenantKey{1}, 2}, {TenantKey{2}, 1}};
    QCOMPARE(claim(three), Ids{many[3]});
}

// One claim ends where the next goes on.
void DeliveryClaimTest::goesRoundTheIntegrations()
{
    Ids all;
    for (int i = 0; i < 6; ++i)
        all.append(m_jobs->add({.transition = i + 1, .alert = i + 1, .integration = 1 + i / 2}));
    auto scope = store::SystemScope::begin(m_jobs->connection).value();
    store::ClaimRequest request{.most = 2, .perIntegration = 1};
    const auto first = store::claimJobs(scope, request, unsealPlain).value();
    QCOMPARE(idsOf(first.jobs), (Ids{all[0], all[2]}));
    QCOMPARE(first.last, IntegrationKey{2});
    request.after = first.last;
    const auto second = store::claimJobs(scope, request, unsealPlain).value();
    QCOMPARE(idsOf(second.jobs), Ids{all[4]});
    QVERIFY(!second.last.isValid()); // round
}

void DeliveryClaimTest::leavesAloneWhatFails()
{
    const qint64 integration = m_jobs->integration();
    Ids jobs;
    for (int i = 0; i < 3; ++i)
        jobs.append(m_jobs->add({.transition = i + 1, .alert = i + 1, .integration = integration}));
    const auto openUntil = [this](const QString &when) {
        m_jobs->sql(
            u"INSERT INTO integration_health SELECT integration_key, tenant_key, 5, 1, now(), now() + "
            "interval '%1', 'http_503', now() FROM integration ON CONFLICT (integration_key) DO UPDATE "
            "SET open_until = EXCLUDED.open_until"_s.arg(when));
    };
    openUntil(u"1 min"_s);
    QCOMPARE(claim(), Ids{});
    openUntil(u"0"_s); // half open: one at a time
    const auto probe = claimRows(m_jobs->connection);
    QCOMPARE(idsOf(probe), Ids{jobs[0]});
    QVERIFY(probe[0].isTroubled);
    QCOMPARE(claim({.inFlight = {.ofIntegration = {{IntegrationKey{integration}, 1}}}}), Ids{});
    m_jobs->sql(u"DELETE FROM integration_health"_s);
    const auto rest = claimRows(m_jobs->connection);
    QCOMPARE(idsOf(rest), (Ids{jobs[1], jobs[2]}));
    QVERIFY(!rest[0].isTroubled);
}

// However much waits for an integration that is left alone, or that has all it may have.
void DeliveryClaimTest::whatCannotBeTakenIsNotLookedAt()
{
    const qint64 open = m_jobs->integration();
    const qint64 full = m_jobs->integration();
    const qint64 fine = m_jobs->integration();
    m_jobs->sql(
        u"INSERT INTO delivery_job (job_id, tenant_key, alert_id, transition_id, route_key, integration_key, "
        "deliver_on_event, next_run_at, payload) SELECT n, 1, n, n, 1, 1 + n % 2, 'OPEN', now(), '{}' "
        "FROM generate_series(100001, 104000) AS n"_s);
    m_jobs->sql(
        u"INSERT INTO integration_health SELECT integration_key, 1, 5, 1, now(), now() + interval '1 h', "
        "'http_503', now() FROM integration WHERE integration_key = %1"_s.arg(open));
    const qint64 job = m_jobs->add({.transition = 9, .alert = 9, .integration = fine});
    const auto looks = [this] {
        m_jobs->connection.select("SELECT pg_stat_force_next_flush()").value();
        return m_jobs
            ->sql(u"SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname = 'delivery_job'"_s)
            .toLongLong();
    };
    const qint64 before = looks();
    QCOMPARE(claim({.inFlight = {.ofIntegration = {{IntegrationKey{full}, 16}}}}), Ids{job});
    QVERIFY2(looks() - before < 40, qPrintable(QString::number(looks() - before)));
}

PULSE_TEST_CASE(DeliveryClaimTest)
#include "delivery_claim_test.moc"
