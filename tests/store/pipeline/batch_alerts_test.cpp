// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a batch does to alerts: rows, transitions, jobs and changes, in their order, and once.
#include "store/pipeline/writer_rig.h"
#include "support/suite/test_case.h"

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::pipeline;
using namespace std::chrono_literals;

class BatchAlertsTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup() { m_rig.reset(); }
    void aBreachLeavesAlertTransitionJobAndChange();
    void openClearOpenInOneBatch();
    void clearsAcrossBatches();
    void idsRiseWithTheOrderOfTransitions();
    void aSecondBreachChangesNothing();
    void acknowledgedMeanwhileClearsAllTheSame();
    void clearedBehindOurBackPlansNothing();
    void aDeletedRuleClosesItsAlerts();
    void aDisabledRuleClosesItsAlertsBeforeTheBatchIsEvaluated();
    void aRuleThatLeftTheSiteClosesItsAlerts();
    void otherTenantsRulesAreNotOrphans();
    void jobsFollowTheRoutesOfTheirTenant();
    void jobsFollowTheRulesOfTheirRoutes();
    void aRouteMadeLaterHearsNoClosing();
    void anIntegrationDisabledAtTheOpeningHearsNoClosing();
    void aNarrowedRouteHearsTheClosing();
    void whoWasToldOutlivesTheJobs();
    void anEndAfterADeadOpeningIsDead();
    void aRouteTakesItsAnnouncementsWithIt();

private:
    static Message hot(std::chrono::microseconds ts, const QByteArray &device = "one");
    static Message cold(std::chrono::microseconds ts, const QByteArray &device = "one");
    QStringList jobs() const;
    std::unique_ptr<WriterRig> m_rig;
};

void BatchAlertsTest::init()
{
    m_rig = std::make_unique<WriterRig>();
    m_rig->addRule(u"Hot"_s, u"temp_c"_s, u"GT"_s, 40);
    m_rig->addRoute();
}

Message BatchAlertsTest::hot(std::chrono::microseconds ts, const QByteArray &device)
{
    return {.device = device, .metrics = R"({"temp_c":41.5})", .ts = ts};
}

Message BatchAlertsTest::cold(std::chrono::microseconds ts, const QByteArray &device)
{
    return {.device = device, .metrics = R"({"temp_c":39})", .ts = ts};
}

QStringList BatchAlertsTest::jobs() const
{
    return m_rig->rows(
        u"SELECT concat_ws(' ', d.device_id, j.deliver_on_event, j.status) FROM delivery_job AS j "
        "JOIN alert AS a USING (alert_id) JOIN device AS d USING (device_key) ORDER BY j.job_id"_s);
}

void BatchAlertsTest::aBreachLeavesAlertTransitionJobAndChange()
{
    m_rig->clock.advance(2s);
    const auto totals = m_rig->commit({hot(1s)});
    QVERIFY2(totals, totals ? "" : qPrintable(totals.error().what));
    QVERIFY(totals->hasJobs);
    QCOMPARE(
        m_rig->rows(
            u"SELECT concat_ws(' ', alert_type, severity, confidence, created_at, opened_ts, cleared_at) "
            "FROM alert"_s),
        QStringList{u"THRESHOLD 4 1 2026-01-15 12:00:02+00 2026-01-15 12:00:01+00"_s});
    QCOMPARE(m_rig->rows(u"SELECT summary FROM alert"_s), QStringList{u"north: one: temp_c (41.5) > 40"_s});
    QCOMPARE(m_rig->rows(u"SELECT (fingerprint = 'RULE:' || rule_id || ':one')::text FROM alert "
                         "JOIN alert_rule USING (rule_key)"_s),
             QStringList{u"true"_s});
    QCOMPARE(m_rig->rows(
                 u"SELECT concat_ws(' ', event, actor = 'rule:' || rule_id, reason) FROM alert_transition, "
                 "alert_rule"_s),
             QStringList{u"OPENED t north: one: temp_c (41.5) > 40"_s});
    QCOMPARE(jobs(), QStringList{u"one OPEN PENDING"_s});
    QCOMPARE(m_rig->rows(u"SELECT kind FROM change ORDER BY seq"_s), (QStringList{u"device"_s, u"alert"_s}));
    QCOMPARE(m_rig->rows(u"SELECT (key = alert_id)::text FROM change, alert WHERE kind = 'alert'"_s),
             QStringList{u"true"_s});
    const auto body =
        QJsonDocument::fromJson(m_rig->rows(u"SELECT payload FROM delivery_job"_s).value(0).toUtf8());
    QCOMPARE(body[u"alert_id"_s].toInteger(),
             m_rig->rows(u"SELECT alert_id FROM alert"_s).value(0).toLongLong());
    QCOMPARE(body[u"status"_s].toString(), u"OPEN"_s);
    QCOMPARE(body[u"tenant_id"_s].toString(), u"acme"_s);
    QCOMPARE(body[u"details"_s][u"metric_value"_s].toDouble(), 41.5);
}

void BatchAlertsTest::openClearOpenInOneBatch()
{
    const auto totals = m_rig->commit({hot(-4s), cold(-3s), hot(-2s), cold(-1s), hot(0s)});
    QVERIFY2(totals, totals ? "" : qPrintable(totals.error().what));
    QCOMPARE(
        m_rig->transitions(),
        (QStringList{u"one OPENED"_s, u"one CLEARED"_s, u"one OPENED"_s, u"one CLEARED"_s, u"one OPENED"_s}));
    QCOMPARE(m_rig->rows(
                 u"SELECT concat_ws(' ', opened_ts::time, cleared_ts::time) FROM alert ORDER BY alert_id"_s),
             (QStringList{u"11:59:56 11:59:57"_s, u"11:59:58 11:59:59"_s, u"12:00:00"_s}));
    QCOMPARE(m_rig->rows(u"SELECT count(DISTINCT fingerprint) FROM alert"_s), QStringList{u"1"_s});
    QCOMPARE(jobs(),
             (QStringList{u"one OPEN PENDING"_s, u"one CLOSED PENDING"_s, u"one OPEN PENDING"_s,
                          u"one CLOSED PENDING"_s, u"one OPEN PENDING"_s}));
    // The first job says what was true then.
    const auto first = m_rig->rows(u"SELECT payload FROM delivery_job ORDER BY job_id LIMIT 2"_s);
    QVERIFY(first.value(0).contains(u"\"OPEN\""_s) && !first.value(0).contains(u"closed_at"_s));
    QVERIFY(first.value(1).contains(u"\"CLOSED\""_s) && first.value(1).contains(u"closed_at"_s));
    QVERIFY(m_rig->commit({cold(1s)})); // and memory knows the last one by its real id
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM alert WHERE cleared_at IS NULL"_s), QStringList{u"0"_s});
}

void BatchAlertsTest::clearsAcrossBatches()
{
    QVERIFY(m_rig->commit({hot(0s)}));
    QVERIFY(m_rig->load()); // as a server that takes over
    m_rig->clock.advance(10s);
    QVERIFY(m_rig->commit({cold(10s), hot(11s)}));
    QCOMPARE(m_rig->transitions(), (QStringList{u"one OPENED"_s, u"one CLEARED"_s, u"one OPENED"_s}));
    QCOMPARE(m_rig->rows(u"SELECT reason FROM alert_transition WHERE event = 'CLEARED'"_s),
             QStringList{u"temp_c (39) cleared > 40"_s});
    QCOMPARE(m_rig->rows(
                 u"SELECT concat_ws(' ', cleared_at::time, cleared_ts::time) FROM alert ORDER BY alert_id"_s),
             (QStringList{u"12:00:10 12:00:10"_s, QString(u""_s)}));
    const auto closed = m_rig->rows(u"SELECT payload FROM delivery_job WHERE deliver_on_event = 'CLOSED'"_s);
    QCOMPARE(QJsonDocument::fromJson(closed.value(0).toUtf8())[u"device_id"_s].toString(), u"one"_s);
}

void BatchAlertsTest::idsRiseWithTheOrderOfTransitions()
{
    std::vector<Message> messages;
    for (int i = 0; i < 250; ++i) // more than two blocks of ids
        messages.push_back(i % 2 == 0 ? hot(i * 1s - 250s) : cold(i * 1s - 250s));
    QVERIFY(m_rig->commit(messages));
    const QStringList events = m_rig->transitions();
    QCOMPARE(events.size(), 250);
    for (int i = 0; i < 250; ++i)
        QCOMPARE(events[i], i % 2 == 0 ? u"one OPENED"_s : u"one CLEARED"_s);
    QCOMPARE(
        m_rig->rows(
            u"SELECT count(*) FROM (SELECT transition_id, lag(transition_id) OVER (ORDER BY job_id) AS before"
            " FROM delivery_job) AS j WHERE transition_id < before"_s),
        QStringList{u"0"_s});
    QVERIFY(m_rig->commit({hot(1s, "two")})); // a later batch has later ids
    QCOMPARE(m_rig->transitions().last(), u"two OPENED"_s);
}

void BatchAlertsTest::aSecondBreachChangesNothing()
{
    QVERIFY(m_rig->commit({hot(0s), hot(1s)}));
    const auto totals = m_rig->commit({hot(2s)});
    QVERIFY(totals && !totals->hasJobs);
    QCOMPARE(m_rig->transitions(), QStringList{u"one OPENED"_s});
}

void BatchAlertsTest::acknowledgedMeanwhileClearsAllTheSame()
{
    QVERIFY(m_rig->commit({hot(0s)}));
    m_rig->execute(u"UPDATE alert SET acknowledged_at = now(), acknowledged_by = 'Ann'"_s);
    QVERIFY(m_rig->commit({cold(1s)}));
    QCOMPARE(m_rig->rows(u"SELECT concat_ws(' ', acknowledged_by, cleared_at IS NOT NULL) FROM alert"_s),
             QStringList{u"Ann t"_s});
}

void BatchAlertsTest::clearedBehindOurBackPlansNothing()
{
    QVERIFY(m_rig->commit({hot(0s)}));
    m_rig->execute(u"UPDATE alert SET cleared_at = '2026-01-15 12:00:00+00'"_s);
    const auto totals = m_rig->commit({cold(1s)});
    QVERIFY(totals && !totals->hasJobs);
    QCOMPARE(m_rig->transitions(), QStringList{u"one OPENED"_s}); // written for what was returned
    QVERIFY(m_rig->commit({hot(2s)}));
    QCOMPARE(m_rig->transitions(), (QStringList{u"one OPENED"_s, u"one OPENED"_s}));
}

void BatchAlertsTest::aDeletedRuleClosesItsAlerts()
{
    QVERIFY(m_rig->commit({hot(0s), hot(0s, "two")}));
    m_rig->execute(u"DELETE FROM alert_rule"_s);
    QVERIFY(m_rig->refresh.noticeChanges(m_rig->connection));
    m_rig->clock.advance(5s);
    QVERIFY(m_rig->commit(std::vector<Message>{})); // no message needs to come
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM alert WHERE cleared_at IS NULL"_s), QStringList{u"0"_s});
    QCOMPARE(
        m_rig
            ->rows(
                u"SELECT DISTINCT concat_ws(' ', actor, reason) FROM alert_transition WHERE event = 'CLEARED'"_s)
            .value(0)
            .section(u' ', 0, 2),
        u"system its rule"_s);
    QCOMPARE(jobs().filter(u"CLOSED"_s).size(), 2);
    QVERIFY(m_rig->commit({hot(6s)}));
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM alert WHERE cleared_at IS NULL"_s), QStringList{u"0"_s});
}

void BatchAlertsTest::aDisabledRuleClosesItsAlertsBeforeTheBatchIsEvaluated()
{
    QVERIFY(m_rig->commit({hot(0s)}));
    m_rig->execute(u"UPDATE alert_rule SET enabled = false"_s);
    QVERIFY(m_rig->commit({hot(1s), cold(2s)}));
    QCOMPARE(m_rig->transitions(), (QStringList{u"one OPENED"_s, u"one CLEARED"_s}));
    QCOMPARE(m_rig->rows(u"SELECT actor FROM alert_transition WHERE event = 'CLEARED'"_s),
             QStringList{u"system"_s});
    m_rig->execute(u"UPDATE alert_rule SET enabled = true"_s);
    QVERIFY(m_rig->commit({hot(3s)}));
    QCOMPARE(m_rig->transitions().size(), 3);
}

// It has no opinion any more, so nothing else would ever clear them.
void BatchAlertsTest::aRuleThatLeftTheSiteClosesItsAlerts()
{
    QVERIFY(m_rig->commit({hot(0s)}));
    m_rig->execute(u"UPDATE alert_rule SET site_ids = '{south}'"_s);
    QVERIFY(m_rig->commit({hot(1s)}));
    QCOMPARE(m_rig->transitions(), (QStringList{u"one OPENED"_s, u"one CLEARED"_s}));
}

void BatchAlertsTest::otherTenantsRulesAreNotOrphans()
{
    QVERIFY(m_rig->commit({hot(0s)}));
    m_rig->execute(u"INSERT INTO app_settings (tenant_key, key, value) SELECT tenant_key, 'RATE_LIMIT_RPS', "
                   u"'9' FROM tenant "
                   "WHERE tenant_id = 'other'"_s);
    QVERIFY(m_rig->commit({{.tenant = "other"}}));
    QVERIFY(m_rig->load());
    QVERIFY(m_rig->commit(std::vector<Message>{}));
    QCOMPARE(m_rig->transitions(), QStringList{u"one OPENED"_s});
}

void BatchAlertsTest::jobsFollowTheRoutesOfTheirTenant()
{
    m_rig->execute(
        u"WITH i AS (INSERT INTO integration (tenant_key, name, type, sealed) SELECT tenant_key, 'Theirs', "
        u"'webhook', 'x' FROM tenant WHERE tenant_id = 'other' RETURNING tenant_key, integration_key) "
        "INSERT INTO integration_route (tenant_key, integration_key, name, deliver_on) "
        "SELECT tenant_key, integration_key, 'Theirs', '{CLOSED}' FROM i"_s);
    m_rig->addRoute(u"{OPEN}"_s);
    QVERIFY(m_rig->commit({hot(0s), cold(1s)}));
    QCOMPARE(jobs(), (QStringList{u"one OPEN PENDING"_s, u"one OPEN PENDING"_s, u"one CLOSED PENDING"_s}));
}

void BatchAlertsTest::aRouteMadeLaterHearsNoClosing()
{
    QVERIFY(m_rig->commit({hot(0s)}));
    m_rig->addRoute(u"{OPEN,CLOSED}"_s);
    QVERIFY(m_rig->commit({cold(1s), hot(2s), cold(3s)}));
    QCOMPARE(m_rig->rows(u"SELECT count(*) || ' ' || (deliver_on_event) FROM delivery_job GROUP BY alert_id, "
                         "deliver_on_event, transition_id ORDER BY transition_id"_s),
             (QStringList{u"1 OPEN"_s, u"1 CLOSED"_s, u"2 OPEN"_s, u"2 CLOSED"_s}));
}

void BatchAlertsTest::anIntegrationDisabledAtTheOpeningHearsNoClosing()
{
    m_rig->addRoute(u"{OPEN,CLOSED}"_s);
    m_rig->execute(u"UPDATE integration SET enabled = false WHERE integration_key = "
                   "(SELECT max(integration_key) FROM integration)"_s);
    QVERIFY(m_rig->commit({hot(0s)}));
    m_rig->execute(u"UPDATE integration SET enabled = true"_s);
    QVERIFY(m_rig->commit({cold(1s), hot(2s), cold(3s)}));
    QCOMPARE(m_rig->rows(u"SELECT concat_ws(' ', count(*), deliver_on_event) FROM delivery_job "
                         "GROUP BY transition_id, deliver_on_event ORDER BY transition_id"_s),
             (QStringList{u"1 OPEN"_s, u"1 CLOSED"_s, u"2 OPEN"_s, u"2 CLOSED"_s}));
}

void BatchAlertsTest::aNarrowedRouteHearsTheClosing()
{
    QVERIFY(m_rig->commit({hot(0s), hot(0s, "two")}));
    m_rig->execute(u"UPDATE integration_route SET device_prefixes = '{else}'"_s);
    QVERIFY(m_rig->commit({cold(1s)}));
    QCOMPARE(jobs().last(), u"one CLOSED PENDING"_s);
    m_rig->execute(u"UPDATE integration_route SET enabled = false"_s);
    QVERIFY(m_rig->commit({cold(1s, "two")}));
    QCOMPARE(jobs().last(), u"one CLOSED PENDING"_s);
}

void BatchAlertsTest::whoWasToldOutlivesTheJobs()
{
    QVERIFY(m_rig->commit({hot(0s)}));
    m_rig->execute(u"DELETE FROM delivery_job"_s);
    QVERIFY(m_rig->commit({cold(1s)}));
    QCOMPARE(jobs(), QStringList{u"one CLOSED PENDING"_s});
}

void BatchAlertsTest::anEndAfterADeadOpeningIsDead()
{
    QVERIFY(m_rig->commit({hot(0s)}));
    m_rig->execute(
        u"UPDATE delivery_job SET status = 'FAILED'; UPDATE alert_announcement SET given_up_at = now()"_s);
    QVERIFY(m_rig->commit({cold(1s)}));
    QCOMPARE(m_rig->rows(u"SELECT last_error FROM delivery_job WHERE deliver_on_event = 'CLOSED' AND "
                         "status = 'FAILED'"_s),
             QStringList{u"not_announced"_s});
}

void BatchAlertsTest::aRouteTakesItsAnnouncementsWithIt()
{
    m_rig->addRoute(u"{OPEN,CLOSED}"_s);
    QVERIFY(m_rig->commit({hot(0s)}));
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM alert_announcement"_s), QStringList{u"2"_s});
    m_rig->execute(
        u"DELETE FROM integration_route WHERE route_key = (SELECT max(route_key) FROM integration_route)"_s);
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM alert_announcement"_s), QStringList{u"1"_s});
    m_rig->execute(u"DELETE FROM integration"_s);
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM alert_announcement"_s), QStringList{u"0"_s});
}

void BatchAlertsTest::jobsFollowTheRulesOfTheirRoutes()
{
    m_rig->addRule(u"Wet"_s, u"humidity"_s, u"GT"_s, 80);
    m_rig->addRoute(u"{CLOSED}"_s);
    m_rig->execute(
        u"UPDATE integration_route SET rule_ids = (SELECT array_agg(rule_id::text) FROM alert_rule WHERE "
        u"name = 'Wet') WHERE deliver_on = '{CLOSED}'"_s);
    QVERIFY(m_rig->commit({hot(0s), cold(1s)}));
    QCOMPARE(jobs(), (QStringList{u"one OPEN PENDING"_s, u"one CLOSED PENDING"_s}));
    QVERIFY(m_rig->commit({{.device = "one", .metrics = R"({"humidity":81})", .ts = 2s},
                           {.device = "one", .metrics = R"({"humidity":79})", .ts = 3s}}));
    QCOMPARE(jobs().mid(2),
             (QStringList{u"one OPEN PENDING"_s, u"one CLOSED PENDING"_s, u"one CLOSED PENDING"_s}));
}

PULSE_TEST_CASE(BatchAlertsTest)
#include "batch_alerts_test.moc"
