// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every term of a route, alone and in order.
#include "routing/route_match.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using model::DeliverOn;
using routing::RouteVerdict;

namespace {

routing::AlertFacts coldStore()
{
    routing::AlertFacts alert;
    alert.tenant = {3};
    alert.alertId = 7;
    alert.tenantId = u"acme"_s;
    alert.siteId = u"north"_s;
    alert.deviceId = u"fridge-12"_s;
    alert.ruleId = u"r-1"_s;
    alert.severity = 4;
    return alert;
}

model::Route everything()
{
    model::Route route;
    route.tenant = {3};
    return route;
}

} // namespace

class RouteMatchTest : public QObject {
    Q_OBJECT
private slots:
    void judgesATerm_data();
    void judgesATerm();
    void namesEverySeverity_data();
    void namesEverySeverity();
    void anAlertOfNoTenantMatchesNothing();
    void anAlertOfNoRuleIsForRoutesOfAll();
    void theRuleIsInTheDetails();
    void saysTheFirstTermThatFails();
    void whoWasToldHearsTheEnd();
    void aRouteMadeLaterHearsNoClosing();
    void hasAWordForEveryVerdict();
};

void RouteMatchTest::judgesATerm_data()
{
    QTest::addColumn<model::Route>("route");
    QTest::addColumn<DeliverOn>("event");
    QTest::addColumn<RouteVerdict>("expected");
    const auto row = [](const char *name, RouteVerdict expected, auto change,
                        DeliverOn event = DeliverOn::Open) {
        model::Route route = everything();
        change(route);
        QTest::newRow(name) << route << event << expected;
    };
    using V = RouteVerdict;
    row("an empty route takes everything", V::Match, [](auto &) {});
    row("another tenant's route takes nothing", V::OtherTenant, [](auto &r) { r.tenant = {4}; });
    row("a route without tenant takes nothing", V::OtherTenant, [](auto &r) { r.tenant = {}; });
    row("disabled", V::Disabled, [](auto &r) { r.isEnabled = false; });
    row(
        "closed is not asked for by default", V::DeliverOn, [](auto &) {}, DeliverOn::Closed);
    row(
        "closed asked for", V::Match, [](auto &r) { r.deliverOn = {DeliverOn::Closed}; }, DeliverOn::Closed);
    row("only closed asked for", V::DeliverOn, [](auto &r) { r.deliverOn = {DeliverOn::Closed}; });
    row(
        "acknowledged asked for, but nobody was told", V::NotTold,
        [](auto &r) {
            r.deliverOn = {DeliverOn::Open, DeliverOn::Acknowledged};
        },
        DeliverOn::Acknowledged);
    row("nothing asked for", V::DeliverOn, [](auto &r) { r.deliverOn.clear(); });
    row("at the minimum", V::Match, [](auto &r) { r.minSeverity = 4; });
    row("below the minimum", V::MinSeverity, [](auto &r) { r.minSeverity = 5; });
    row("type", V::Match, [](auto &r) { r.alertTypes = {u"NO_HEARTBEAT"_s, u"THRESHOLD"_s}; });
    row("other type", V::AlertType, [](auto &r) { r.alertTypes = {u"NO_HEARTBEAT"_s}; });
    row("site", V::Match, [](auto &r) { r.siteIds = {u"south"_s, u"north"_s}; });
    row("other site", V::Site, [](auto &r) { r.siteIds = {u"south"_s}; });
    row("a site is not a prefix", V::Site, [](auto &r) { r.siteIds = {u"nor"_s}; });
    row("prefix", V::Match, [](auto &r) { r.devicePrefixes = {u"pump-"_s, u"fridge-"_s}; });
    row("the whole id is a prefix", V::Match, [](auto &r) { r.devicePrefixes = {u"fridge-12"_s}; });
    row("other prefix", V::DevicePrefix, [](auto &r) { r.devicePrefixes = {u"ridge"_s}; });
    row("prefixes heed case", V::DevicePrefix, [](auto &r) { r.devicePrefixes = {u"Fridge"_s}; });
    row("rule", V::Match, [](auto &r) { r.ruleIds = {u"r-0"_s, u"r-1"_s}; });
    row("other rule", V::Rule, [](auto &r) { r.ruleIds = {u"r-0"_s, u"r-11"_s}; });
}

void RouteMatchTest::judgesATerm()
{
    QFETCH(model::Route, route);
    QFETCH(DeliverOn, event);
    QFETCH(RouteVerdict, expected);
    QCOMPARE(routing::judge(route, coldStore(), event, false), expected);
}

void RouteMatchTest::namesEverySeverity_data()
{
    QTest::addColumn<QStringList>("wanted");
    QTest::addColumn<QList<int>>("taken");
    QTest::newRow("none named: all") << QStringList{} << QList<int>{1, 2, 3, 4, 5};
    QTest::newRow("CRITICAL") << QStringList{u"CRITICAL"_s} << QList<int>{5};
    QTest::newRow("WARNING") << QStringList{u"WARNING"_s} << QList<int>{3, 4};
    QTest::newRow("INFO") << QStringList{u"INFO"_s} << QList<int>{1, 2};
    QTest::newRow("2 alone") << QStringList{u"2"_s} << QList<int>{2};
    QTest::newRow("4 alone") << QStringList{u"4"_s} << QList<int>{4};
    QTest::newRow("a name and a number") << QStringList{u"CRITICAL"_s, u"2"_s} << QList<int>{2, 5};
    QTest::newRow("a word nobody knows") << QStringList{u"FATAL"_s} << QList<int>{};
}

void RouteMatchTest::namesEverySeverity()
{
    QFETCH(QStringList, wanted);
    model::Route route = everything();
    route.severities = wanted;
    QList<int> taken;
    for (int severity = 1; severity <= 5; ++severity) {
        routing::AlertFacts alert = coldStore();
        alert.severity = severity;
        if (routing::judge(route, alert, DeliverOn::Open, false) == RouteVerdict::Match)
            taken.append(severity);
    }
    QTEST(taken, "taken");
}

void RouteMatchTest::anAlertOfNoTenantMatchesNothing()
{
    QCOMPARE(routing::judge(model::Route(), routing::AlertFacts(), DeliverOn::Open, false),
             RouteVerdict::OtherTenant);
}

void RouteMatchTest::anAlertOfNoRuleIsForRoutesOfAll()
{
    routing::AlertFacts alert = coldStore();
    alert.ruleId.clear();
    model::Route route = everything();
    QCOMPARE(routing::judge(route, alert, DeliverOn::Open, false), RouteVerdict::Match);
    route.ruleIds = {u"r-1"_s};
    QCOMPARE(routing::judge(route, alert, DeliverOn::Open, false), RouteVerdict::Rule);
    QCOMPARE(routing::explanation(RouteVerdict::Rule, route, alert, DeliverOn::Open),
             u"no rule opened the alert, the route takes those of r-1"_s);
}

void RouteMatchTest::theRuleIsInTheDetails()
{
    model::Alert alert;
    QCOMPARE(routing::factsOf({3}, alert).ruleId, QString());
    alert.details = {{u"rule_id"_s, u"r-1"_s}};
    QCOMPARE(routing::factsOf({3}, alert).ruleId, u"r-1"_s);
}

void RouteMatchTest::saysTheFirstTermThatFails()
{
    model::Route route = everything();
    route.isEnabled = false;
    route.minSeverity = 5;
    route.siteIds = {u"south"_s};
    route.ruleIds = {u"r-0"_s};
    QCOMPARE(routing::judge(route, coldStore(), DeliverOn::Closed, false), RouteVerdict::Disabled);
    route.isEnabled = true;
    QCOMPARE(routing::judge(route, coldStore(), DeliverOn::Closed, false), RouteVerdict::DeliverOn);
    QCOMPARE(routing::judge(route, coldStore(), DeliverOn::Open, false), RouteVerdict::MinSeverity);
    route.minSeverity.reset();
    QCOMPARE(routing::judge(route, coldStore(), DeliverOn::Open, false), RouteVerdict::Site);
    route.siteIds.clear();
    QCOMPARE(routing::judge(route, coldStore(), DeliverOn::Open, false), RouteVerdict::Rule);
}

// Whatever it asks for by now, as long as it asks for ends.
void RouteMatchTest::whoWasToldHearsTheEnd()
{
    model::Route route = everything();
    route.deliverOn = {DeliverOn::Open, DeliverOn::Closed};
    QCOMPARE(routing::judge(route, coldStore(), DeliverOn::Closed, true), RouteVerdict::Match);
    route.minSeverity = 5;
    route.siteIds = {u"south"_s};
    route.ruleIds = {u"r-0"_s};
    QCOMPARE(routing::judge(route, coldStore(), DeliverOn::Closed, true), RouteVerdict::Match);
    QCOMPARE(routing::judge(route, coldStore(), DeliverOn::Open, true), RouteVerdict::MinSeverity);
    route.deliverOn = {DeliverOn::Closed}; // it was told when it still asked for openings
    QCOMPARE(routing::judge(route, coldStore(), DeliverOn::Closed, true), RouteVerdict::Match);
    QCOMPARE(routing::judge(route, coldStore(), DeliverOn::Acknowledged, true), RouteVerdict::DeliverOn);
    route.isEnabled = false;
    QCOMPARE(routing::judge(route, coldStore(), DeliverOn::Closed, true), RouteVerdict::Disabled);
}

void RouteMatchTest::aRouteMadeLaterHearsNoClosing()
{
    model::Route route = everything();
    route.deliverOn = {DeliverOn::Open, DeliverOn::Closed, DeliverOn::Acknowledged};
    routing::AlertFacts alert = coldStore();
    for (const DeliverOn event : {DeliverOn::Closed, DeliverOn::Acknowledged})
        QCOMPARE(routing::judge(route, alert, event, false), RouteVerdict::NotTold);
    alert.createdAt = Instant{std::chrono::seconds{1'000}};
    route.createdAt = alert.createdAt + std::chrono::seconds{1};
    QCOMPARE(routing::explanation(RouteVerdict::NotTold, route, alert, DeliverOn::Closed),
             u"not told: the route was made after the alert opened"_s);
    route.createdAt = alert.createdAt;
    QVERIFY(routing::explanation(RouteVerdict::NotTold, route, alert, DeliverOn::Closed)
                .startsWith(u"not told: when the alert opened"_s));
    route.deliverOn = {DeliverOn::Closed}; // it never hears of openings
    QCOMPARE(routing::judge(route, alert, DeliverOn::Closed, false), RouteVerdict::Match);
}

void RouteMatchTest::hasAWordForEveryVerdict()
{
    QCOMPARE(routing::word(RouteVerdict::NotTold), "not_announced"_L1);
    QCOMPARE(routing::word(RouteVerdict::Match), "match"_L1);
    QCOMPARE(routing::word(RouteVerdict::Severity), "severities"_L1);
    QCOMPARE(routing::word(RouteVerdict::DevicePrefix), "device_prefixes"_L1);
    QCOMPARE(routing::word(RouteVerdict::Rule), "rule_ids"_L1);
}

PULSE_TEST_CASE(RouteMatchTest)
#include "route_match_test.moc"
