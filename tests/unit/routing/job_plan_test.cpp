// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A transition and routes in, jobs out; and the body that receivers depend on, byte for byte.
#include "routing/job_plan.h"
#include "routing/webhook_body.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using model::DeliverOn;

namespace {

routing::TransitionFacts opened()
{
    routing::TransitionFacts facts;
    facts.transition = {31};
    facts.alert.tenant = {1};
    facts.alert.alertId = 9'007'199'254'740'993; // beyond a double's integers
    facts.alert.tenantId = u"acme"_s;
    facts.alert.siteId = u"north"_s;
    facts.alert.deviceId = u"fridge-12"_s;
    facts.alert.severity = 4;
    facts.alert.confidence = 0.9;
    facts.alert.summary = u"Kühlraum \"2\" (4.5) > 4"_s;
    facts.alert.details = {{u"rule_id"_s, u"r1"_s}, {u"threshold"_s, 4}};
    facts.alert.createdAt = Instant{std::chrono::seconds{1'768'478'400}};
    return facts;
}

model::Route route(qint64 key, int priority, QList<DeliverOn> on = {DeliverOn::Open})
{
    model::Route result;
    result.key = {key};
    result.integration = {key * 10};
    result.tenant = {1};
    result.priority = priority;
    result.deliverOn = std::move(on);
    return result;
}

std::vector<qint64> routesOf(const std::vector<model::NewJob> &jobs)
{
    std::vector<qint64> keys;
    for (const auto &job : jobs)
        keys.push_back(job.route.value);
    return keys;
}

} // namespace

class JobPlanTest : public QObject {
    Q_OBJECT
private slots:
    void everyMatchingRouteGetsAJobInOrderOfPriority();
    void anEndGoesToWhoWasTold();
    void whatFollowsADeadOpeningIsDead();
    void carriesKeysAndTheSharedBody();
    void bodyIsStableByteForByte();
    void closedBodySaysWhen();
    void acknowledgedBodySaysSo();
};

void JobPlanTest::everyMatchingRouteGetsAJobInOrderOfPriority()
{
    const std::vector<model::Route> routes{route(1, 100), route(2, 5), route(3, 100, {DeliverOn::Closed}),
                                           route(4, 50), route(5, 5)};
    QCOMPARE(routesOf(routing::plan(routes, opened(), {})), (std::vector<qint64>{2, 5, 4, 1}));
    routing::TransitionFacts cleared = opened();
    cleared.event = DeliverOn::Closed;
    QCOMPARE(routesOf(routing::plan(routes, cleared, {})), (std::vector<qint64>{3}));
}

// Route 1 was told; route 2 was not there; route 3 goes to another receiver since; route 4 has become choosy.
void JobPlanTest::anEndGoesToWhoWasTold()
{
    const QList<DeliverOn> both{DeliverOn::Open, DeliverOn::Closed};
    std::vector<model::Route> routes{route(1, 1, both), route(2, 1, both), route(3, 1, both),
                                     route(4, 1, both)};
    routes[3].minSeverity = 5;
    const std::vector<model::Announcement> told{{{1}, {1}, {10}}, {{1}, {3}, {99}}, {{1}, {4}, {40}}};
    routing::TransitionFacts cleared = opened();
    cleared.event = DeliverOn::Closed;
    const auto jobs = routing::plan(routes, cleared, told);
    QCOMPARE(routesOf(jobs), (std::vector<qint64>{1, 4}));
    QVERIFY(!jobs[0].isUnannounced && !jobs[1].isUnannounced);
}

void JobPlanTest::whatFollowsADeadOpeningIsDead()
{
    const std::vector<model::Route> routes{route(1, 1, {DeliverOn::Open, DeliverOn::Closed})};
    const std::vector<model::Announcement> told{{{1}, {1}, {10}, true}};
    routing::TransitionFacts cleared = opened();
    cleared.event = DeliverOn::Closed;
    const auto jobs = routing::plan(routes, cleared, told);
    QCOMPARE(jobs.size(), size_t{1});
    QVERIFY(jobs[0].isUnannounced);
    QVERIFY(!routing::plan(routes, opened(), told)[0].isUnannounced); // this one tells
}

void JobPlanTest::carriesKeysAndTheSharedBody()
{
    const std::vector<model::Route> routes{route(1, 1), route(2, 2)};
    const auto jobs = routing::plan(routes, opened(), {});
    QCOMPARE(jobs.size(), size_t{2});
    QCOMPARE(jobs[1].transition.value, 31);
    QCOMPARE(jobs[1].alert.value, 9'007'199'254'740'993);
    QCOMPARE(jobs[1].tenant.value, 1);
    QCOMPARE(jobs[1].integration.value, 20);
    QCOMPARE(jobs[1].event, DeliverOn::Open);
    QCOMPARE(jobs[1].payload, routing::webhookBody(opened().alert, DeliverOn::Open));
    QCOMPARE(jobs[0].payload.constData(), jobs[1].payload.constData());
}

void JobPlanTest::bodyIsStableByteForByte()
{
    // Not inside the macro: moc does not take a raw string there.
    const QByteArray expected =
        R"({"alert_id":9007199254740993,"alert_type":"THRESHOLD","confidence":0.9,)"
        R"("created_at":"2026-01-15T12:00:00.000000Z",)"
        R"("details":{"rule_id":"r1","threshold":4},"device_id":"fridge-12","severity":4,)"
        R"("site_id":"north","status":"OPEN","summary":"Kühlraum \"2\" (4.5) > 4",)"
        R"("tenant_id":"acme"})";
    QCOMPARE(routing::webhookBody(opened().alert, DeliverOn::Open), expected);
}

void JobPlanTest::closedBodySaysWhen()
{
    routing::AlertFacts alert = opened().alert;
    QVERIFY(!routing::webhookBody(alert, DeliverOn::Closed).contains("closed_at"));
    alert.clearedAt = alert.createdAt + std::chrono::microseconds{1'500'000};
    const QByteArray body = routing::webhookBody(alert, DeliverOn::Closed);
    QVERIFY(body.contains("\"closed_at\":\"2026-01-15T12:00:01.500000Z\""));
    QVERIFY(body.contains("\"status\":\"CLOSED\""));
    QVERIFY(!routing::webhookBody(alert, DeliverOn::Open).contains("closed_at"));
}

void JobPlanTest::acknowledgedBodySaysSo()
{
    const QByteArray body = routing::webhookBody(opened().alert, DeliverOn::Acknowledged);
    QVERIFY(body.contains("\"status\":\"ACKNOWLEDGED\""));
}

PULSE_TEST_CASE(JobPlanTest)
#include "job_plan_test.moc"
