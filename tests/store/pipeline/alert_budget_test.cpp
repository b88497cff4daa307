// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What one batch does to alerts is bounded, for all and for a tenant; what is beyond opens and closes later,
// also after a server was killed, and never for a value that is not there any more.
#include "pipeline/delivery/deferral_notice.h"
#include "store/pipeline/silent_rig.h"
#include "store/pipeline/writer_rig.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::pipeline;
using namespace std::chrono_literals;

class AlertBudgetTest : public QObject {
    Q_OBJECT
private slots:
    void init() { m_rig = std::make_unique<WriterRig>(); }
    void cleanup() { m_rig.reset(); }
    void aTenantsRulesLeaveTheOthersTheirBatch();
    void whatIsPutOffOpensWithTheBatchesThatFollow();
    void manyRoutesAreManyChanges();
    void aKilledServerForgetsNothingThatWasPutOff();
    void aValueThatIsGoneOpensNothing();
    void theRateIsATenantsOwn();
    void ourOwnStallIsCredited();
    void aTimerThatEndedUnseenBeginsAnew();
    void aTimerGoesOnWhereItsOpeningWaits();
    void rulesThatAreDeletedCloseTheirAlertsInPortions();
    void silencesOpenInPortionsOneAfterAnother();
    void whoWasHeardIsNotLeftOpen();
    void theTenantIsToldAndThenNoMore();

private:
    void addRules(int count, const QString &tenant = u"acme"_s);
    void set(const QString &key, int value);
    void addRoutes(int count);
    BatchTotals commit(const std::vector<Message> &messages);
    int settle(); // how many batches more it took
    qint64 count(const QString &sql) const
    {
        return m_rig->rows(u"SELECT (%1)::text"_s.arg(sql)).value(0).toLongLong();
    }
    qint64 active() const { return count(u"SELECT count(*) FROM alert WHERE cleared_at IS NULL"_s); }
    qint64 owed() const { return count(u"SELECT count(*) FROM judgement_owed"_s); }
    static Message hot(const QByteArray &device, std::chrono::microseconds ts = 0s);
    static Message cold(const QByteArray &device, std::chrono::microseconds ts = 0s);

    std::unique_ptr<WriterRig> m_rig;
};

Message AlertBudgetTest::hot(const QByteArray &device, std::chrono::microseconds ts)
{
    return {.device = device, .metrics = R"({"temp_c":41.5})", .ts = ts};
}

Message AlertBudgetTest::cold(const QByteArray &device, std::chrono::microseconds ts)
{
    return {.device = device, .metrics = R"({"temp_c":39})", .ts = ts};
}

// By SQL, which knows no quota.
void AlertBudgetTest::addRules(int count, const QString &tenant)
{
    m_rig->execute(
        u"INSERT INTO alert_rule (tenant_key, name, metric_name, operator, threshold, severity) "
        "SELECT tenant_key, 'Hot ' || n, 'temp_c', 'GT', 40, 4 FROM tenant, generate_series(1, %1) AS n "
        "WHERE tenant_id = '%2'"_s.arg(count)
            .arg(tenant));
}

void AlertBudgetTest::set(const QString &key, int value)
{
    m_rig->execute(
        u"INSERT INTO app_settings (tenant_key, key, value) SELECT tenant_key, '%1', '%2' FROM tenant "
        "WHERE tenant_id = 'acme'"_s.arg(key, QString::number(value)));
}

void AlertBudgetTest::addRoutes(int count)
{
    for (int i = 0; i < count; ++i)
        m_rig->addRoute();
}

BatchTotals AlertBudgetTest::commit(const std::vector<Message> &messages)
{
    const auto totals = m_rig->commit(messages);
    if (!totals)
        qFatal("%s", qPrintable(totals.error().what));
    return *totals;
}

int AlertBudgetTest::settle()
{
    int batches = 0;
    while (batches < 100 && commit({}).owesMore)
        ++batches;
    return batches + 1;
}

// 1,400 findings of one tenant; the other's reading and its one alert are in the same batch.
void AlertBudgetTest::aTenantsRulesLeaveTheOthersTheirBatch()
{
    addRules(700);
    addRules(1, u"other"_s);
    Message neighbour = hot("one");
    neighbour.tenant = "other";
    const auto totals = commit({hot("one"), hot("two"), neighbour});
    QCOMPARE(totals.stored, 3);
    QCOMPARE(active(), static_cast<qint64>(AlertBudget::kOfTenant) + 1);
    QCOMPARE(count(u"SELECT count(*) FROM alert JOIN tenant USING (tenant_key) WHERE tenant_id = 'other'"_s),
             1);
    QCOMPARE(totals.deferred.size(), size_t{1});
    QCOMPARE(totals.deferred.begin()->second, 400);
    QVERIFY(totals.owesMore);
}

void AlertBudgetTest::whatIsPutOffOpensWithTheBatchesThatFollow()
{
    addRules(900);
    commit({hot("one"), hot("two"), hot("three")});
    QVERIFY(owed() > 0);
    QCOMPARE(settle(), 2);
    QCOMPARE(active(), 2'700);
    QCOMPARE(owed(), 0);
    QVERIFY(m_rig->registry.owingTenants().empty());
    QCOMPARE(count(u"SELECT count(*) FROM alert_transition WHERE event = 'OPENED'"_s), 2'700);
    commit({hot("one", 1s), hot("two", 1s)}); // and none opens twice
    QCOMPARE(count(u"SELECT count(*) FROM alert"_s), 2'700);
}

void AlertBudgetTest::manyRoutesAreManyChanges()
{
    addRules(30);
    addRoutes(99);
    commit({hot("one")});
    const qint64 perAlert = 100;
    QCOMPARE(count(u"SELECT count(*) FROM delivery_job"_s), 10 * (perAlert - 1));
    QCOMPARE(settle(), 2);
    QCOMPARE(count(u"SELECT count(*) FROM delivery_job"_s), 30 * (perAlert - 1));
}

void AlertBudgetTest::aKilledServerForgetsNothingThatWasPutOff()
{
    addRules(800);
    commit({hot("one"), hot("two")});
    QCOMPARE(active(), 1'000);
    QVERIFY(m_rig->load());
    settle();
    QCOMPARE(active(), 1'600);
    QCOMPARE(owed(), 0);
}

void AlertBudgetTest::aValueThatIsGoneOpensNothing()
{
    addRules(1'100);
    commit({hot("one")});
    QCOMPARE(active(), 1'000);
    commit({cold("one", 1s)}); // closes what is open, and the rest never was
    settle();
    QCOMPARE(active(), 0);
    QCOMPARE(owed(), 0);
    QCOMPARE(count(u"SELECT count(*) FROM alert"_s), 1'000);
}

void AlertBudgetTest::theRateIsATenantsOwn()
{
    set(u"ALERT_CHANGES_BURST"_s, 10);
    set(u"ALERT_CHANGES_RPS"_s, 2);
    addRules(30);
    addRules(30, u"other"_s);
    Message neighbour = hot("one");
    neighbour.tenant = "other";
    QVERIFY(!commit({hot("one"), neighbour}).owesMore); // nothing for now
    QCOMPARE(active(), 10 + 30);
    m_rig->clock.advance(3s);
    commit({});
    QCOMPARE(active(), 10 + 30 + 6);
    m_rig->clock.advance(1h);
    commit({});
    QCOMPARE(active(), 10 + 30 + 6 + 10);
    m_rig->clock.advance(1h);
    settle();
    QCOMPARE(active(), 60);
}

void AlertBudgetTest::ourOwnStallIsCredited()
{
    set(u"ALERT_CHANGES_BURST"_s, 1);
    set(u"ALERT_CHANGES_RPS"_s, 1);
    addRules(30);
    commit({});
    m_rig->stalled = 100;
    commit({hot("one")});
    QCOMPARE(active(), 30);
}

// Hot at 0 s and at 61 s, but not between: a rule that asks for a minute has nothing to say, although the
// reading between was not acted on.
void AlertBudgetTest::aTimerThatEndedUnseenBeginsAnew()
{
    set(u"ALERT_CHANGES_BURST"_s, 1);
    set(u"ALERT_CHANGES_RPS"_s, 1);
    m_rig->addRule(u"Wet"_s, u"hum"_s, u"GT"_s, 90);
    m_rig->execute(
        u"INSERT INTO alert_rule (tenant_key, name, metric_name, operator, threshold, severity, for_seconds) "
        "SELECT tenant_key, 'Hot', 'temp_c', 'GT', 40, 4, 60 FROM tenant WHERE tenant_id = 'acme'"_s);
    commit({hot("one")});
    QCOMPARE(count(u"SELECT count(*) FROM rule_pending"_s), 1);
    m_rig->clock.advance(30s);
    commit({{.device = "two", .metrics = R"({"hum":95})", .ts = 30s}, cold("one", 30s)});
    QCOMPARE(owed(), 1);
    m_rig->clock.advance(31s);
    commit({hot("one", 61s)});
    QCOMPARE(count(u"SELECT count(*) FROM alert JOIN device USING (device_key) WHERE device_id = 'one'"_s),
             0);
    m_rig->clock.advance(60s);
    commit({hot("one", 121s)});
    QCOMPARE(count(u"SELECT count(*) FROM alert JOIN device USING (device_key) WHERE device_id = 'one'"_s),
             1);
}

void AlertBudgetTest::aTimerGoesOnWhereItsOpeningWaits()
{
    m_rig->execute(
        u"INSERT INTO alert_rule (tenant_key, name, metric_name, operator, threshold, severity, for_seconds) "
        "SELECT tenant_key, 'Hot ' || n, 'temp_c', 'GT', 40, 4, 60 FROM tenant, generate_series(1, 1100) AS "
        "n "
        "WHERE tenant_id = 'acme'"_s);
    commit({hot("one")});
    m_rig->clock.advance(60s);
    commit({hot("one", 60s)});
    QCOMPARE(active(), 1'000);
    settle();
    QCOMPARE(active(), 1'100); // no further minute
    QCOMPARE(count(u"SELECT count(*) FROM rule_pending"_s), 0);
}

void AlertBudgetTest::rulesThatAreDeletedCloseTheirAlertsInPortions()
{
    addRules(800);
    commit({hot("one"), hot("two")});
    settle();
    QCOMPARE(active(), 1'600);
    m_rig->execute(u"DELETE FROM alert_rule"_s);
    QVERIFY(m_rig->refresh.noticeChanges(m_rig->connection));
    commit({});
    QCOMPARE(active(), 600);
    QVERIFY(!m_rig->refresh.reconfigured().empty());
    commit({});
    QCOMPARE(active(), 0);
    QVERIFY(m_rig->refresh.reconfigured().empty());
}

// A batch that is full is followed by the next one at once; nobody waits for a second to pass.
void AlertBudgetTest::silencesOpenInPortionsOneAfterAnother()
{
    m_rig.reset(); // they share a database
    SilentRig rig;
    rig.set(u"HEARTBEAT_ALERTS"_s, u"0"_s);
    rig.change(
        u"INSERT INTO alert_rule (tenant_key, name, condition, silent_seconds, severity) "
        "SELECT tenant_key, 'Quiet ' || n, 'DEVICE_SILENT', 60, 4 FROM tenant, generate_series(1, 2100) AS n "
        "WHERE tenant_id = 'acme'"_s);
    rig.run(1s);
    QVERIFY(rig.run(62s).hasMore);
    QCOMPARE(rig.open().size(), 2'000);
    QVERIFY(!rig.run(62s).hasMore);
    QCOMPARE(rig.open().size(), 2'100);
}

// 1,100 silence alerts of a device end with its one message.
void AlertBudgetTest::whoWasHeardIsNotLeftOpen()
{
    m_rig.reset();
    SilentRig rig;
    rig.set(u"HEARTBEAT_ALERTS"_s, u"0"_s);
    rig.change(
        u"INSERT INTO alert_rule (tenant_key, name, condition, silent_seconds, severity) "
        "SELECT tenant_key, 'Quiet ' || n, 'DEVICE_SILENT', 60, 4 FROM tenant, generate_series(1, 1100) AS n "
        "WHERE tenant_id = 'acme'"_s);
    rig.run(1s);
    rig.run(62s);
    rig.run(64s);
    QCOMPARE(rig.open().size(), 1'100);
    const auto heard = rig.hear(65s, {});
    QVERIFY(heard && heard->owesMore);
    QCOMPARE(rig.open().size(), 100);
    QVERIFY(rig.writer.commit(std::vector<Message>()));
    QCOMPARE(rig.open(), QStringList());
}

void AlertBudgetTest::theTenantIsToldAndThenNoMore()
{
    addRules(1'100);
    DeferralNotice notice(m_rig->registry);
    notice.note(commit({hot("one")}).deferred);
    QVERIFY(notice.run(m_rig->connection, m_rig->clock.now()));
    const QString open = u"SELECT concat_ws(' ', tenant_id, kind, details->>'deferred') FROM system_alert "
                         "JOIN tenant USING (tenant_key) WHERE cleared_at IS NULL"_s;
    QCOMPARE(m_rig->rows(open), QStringList{u"acme ALERTS_DEFERRED 100"_s});
    m_rig->clock.advance(30s);
    QVERIFY(notice.run(m_rig->connection, m_rig->clock.now()));
    QCOMPARE(m_rig->rows(open).size(), 1);
    m_rig->clock.advance(31s);
    QVERIFY(notice.run(m_rig->connection, m_rig->clock.now()));
    QCOMPARE(m_rig->rows(open), QStringList());
}

PULSE_TEST_CASE(AlertBudgetTest)
#include "alert_budget_test.moc"
