// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/suite/test_case.h"
#include "two_tenants.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using test::Call;
using wire::EndpointId;

class RouteTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void createAnswersWithTheRoute();
    void withoutANameItHasItsIntegrations();
    void unknownIntegrationIsTheBodysMistake_data();
    void unknownIntegrationIsTheBodysMistake();
    void unknownRuleIsTheBodysMistake_data();
    void unknownRuleIsTheBodysMistake();
    void aRuleThatIsGoneStaysNamed();
    void changeAndClear();
    void changeMovesToAnotherIntegration();
    void deleteRemovesIt();
    void byPriorityPageByPage();
    void badIdsAreNamed();

private:
    std::unique_ptr<test::TwoTenants> m_house;
    QString m_webhook;
};

void RouteTest::init()
{
    if (!m_house) {
        auto house = test::TwoTenants::create();
        QVERIFY2(house, qPrintable(house ? QString() : house.error().what));
        m_house = *std::move(house);
    }
    m_house->sql(u"DELETE FROM integration"_s);
    m_webhook = m_house->addWebhook();
    m_house->sql(u"DELETE FROM change"_s);
}

void RouteTest::createAnswersWithTheRoute()
{
    const QString rule = m_house->addRule();
    m_house->sql(u"DELETE FROM change"_s);
    const QJsonObject body{{u"integration_id"_s, m_webhook},
                           {u"name"_s, u"night"_s},
                           {u"enabled"_s, false},
                           {u"min_severity"_s, 3},
                           {u"severities"_s, QJsonArray{u"CRITICAL"_s, u"2"_s}},
                           {u"alert_types"_s, QJsonArray{u"THRESHOLD"_s}},
                           {u"site_ids"_s, QJsonArray{u"north"_s}},
                           {u"device_prefixes"_s, QJsonArray{u"dev-"_s}},
                           {u"rule_ids"_s, QJsonArray{rule}},
                           {u"deliver_on"_s, QJsonArray{u"OPEN"_s, u"CLOSED"_s}},
                           {u"priority"_s, 7}};
    const auto answer = m_house->asA({EndpointId::CreateRoute, {}, {}, body});
    QCOMPARE(answer.status, 201);
    for (auto at = body.begin(); at != body.end(); ++at)
        QCOMPARE(answer.json.value(at.key()), at.value());
    QCOMPARE(answer.text("integration_name"), u"desk"_s);
    QCOMPARE(m_house->asA({EndpointId::Route, {answer.text("route_id")}}).json, answer.json);
    QCOMPARE(m_house->one(u"SELECT concat_ws(' ', tenant_key, kind, key) FROM change"_s), u"1 config 0"_s);
}

void RouteTest::withoutANameItHasItsIntegrations()
{
    const QString id = m_house->addRoute(m_webhook);
    const auto route = m_house->asA({EndpointId::Route, {id}});
    QCOMPARE(route.text("name"), u"desk"_s);
    QCOMPARE(route.list("deliver_on"), QJsonArray{u"OPEN"_s});
    QCOMPARE(route.json.value(u"priority"_s).toInt(), 100);
}

void RouteTest::unknownIntegrationIsTheBodysMistake_data()
{
    QTest::addColumn<QString>("integrationId");
    QTest::newRow("unknown") << u"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"_s;
    QTest::newRow("no UUID") << u"17"_s;
    QTest::newRow("another tenant's") << u"b"_s;
}

void RouteTest::unknownIntegrationIsTheBodysMistake()
{
    QFETCH(QString, integrationId);
    const QString route = m_house->addRoute(m_webhook);
    if (integrationId == u"b"_s)
        integrationId = m_house->addWebhook(true);
    const auto created =
        m_house->asA({EndpointId::CreateRoute, {}, {}, {{u"integration_id"_s, integrationId}}});
    QCOMPARE(created.status, 400);
    QCOMPARE(created.field(), u"integration_id"_s);
    const auto changed =
        m_house->asA({EndpointId::ChangeRoute, {route}, {}, {{u"integration_id"_s, integrationId}}});
    QCOMPARE(changed.status, 400);
    QCOMPARE(changed.field(), u"integration_id"_s);
    QCOMPARE(m_house->asA({EndpointId::Route, {route}}).text("integration_id"), m_webhook);
}

void RouteTest::unknownRuleIsTheBodysMistake_data()
{
    QTest::addColumn<QString>("ruleId");
    QTest::newRow("unknown") << u"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"_s;
    QTest::newRow("no UUID") << u"17"_s;
    QTest::newRow("another tenant's") << u"b"_s;
}

void RouteTest::unknownRuleIsTheBodysMistake()
{
    QFETCH(QString, ruleId);
    const QString known = m_house->addRule();
    const QString route = m_house->addRoute(m_webhook);
    if (ruleId == u"b"_s)
        ruleId = m_house->addRule(true);
    const QJsonArray rules{known, ruleId};
    const auto created = m_house->asA(
        {EndpointId::CreateRoute, {}, {}, {{u"integration_id"_s, m_webhook}, {u"rule_ids"_s, rules}}});
    QCOMPARE(created.status, 400);
    QCOMPARE(created.field(), u"rule_ids"_s);
    const auto changed = m_house->asA({EndpointId::ChangeRoute, {route}, {}, {{u"rule_ids"_s, rules}}});
    QCOMPARE(changed.status, 400);
    QCOMPARE(changed.field(), u"rule_ids"_s);
    QCOMPARE(m_house->asA({EndpointId::Route, {route}}).list("rule_ids").size(), 0);
}

// A route that let go of its last rule would take every alert.
void RouteTest::aRuleThatIsGoneStaysNamed()
{
    const QString rule = m_house->addRule();
    const QString id = m_house->addRoute(m_webhook);
    const auto change = [&](const QJsonObject &body) {
        return m_house->asA({EndpointId::ChangeRoute, {id}, {}, body});
    };
    QCOMPARE(change({{u"rule_ids"_s, QJsonArray{rule}}}).status, 200);
    QCOMPARE(m_house->asA({EndpointId::DeleteAlertRule, {rule}}).status, 204);
    const auto renamed = change({{u"name"_s, u"day"_s}});
    QCOMPARE(renamed.status, 200);
    QCOMPARE(renamed.list("rule_ids"), QJsonArray{rule});
    const auto cleared = change({{u"rule_ids"_s, QJsonValue::Null}});
    QCOMPARE(cleared.status, 200);
    QCOMPARE(cleared.list("rule_ids").size(), 0);
}

void RouteTest::changeAndClear()
{
    const QString id = m_house->addRoute(m_webhook);
    m_house->asA({EndpointId::ChangeRoute,
                  {id},
                  {},
                  {{u"min_severity"_s, 4}, {u"severities"_s, QJsonArray{u"INFO"_s}}, {u"name"_s, u"day"_s}}});
    const auto cleared = m_house->asA({EndpointId::ChangeRoute,
                                       {id},
                                       {},
                                       {{u"min_severity"_s, QJsonValue::Null},
                                        {u"severities"_s, QJsonValue::Null},
                                        {u"name"_s, QJsonValue::Null}}});
    QCOMPARE(cleared.status, 200);
    QVERIFY(cleared.json.value(u"min_severity"_s).isNull());
    QCOMPARE(cleared.list("severities").size(), 0);
    QCOMPARE(cleared.text("name"), u"desk"_s);
    const auto nowhere = m_house->asA({EndpointId::ChangeRoute, {id}, {}, {{u"deliver_on"_s, QJsonArray()}}});
    QCOMPARE(nowhere.status, 400);
    QCOMPARE(nowhere.field(), u"deliver_on"_s);
}

void RouteTest::changeMovesToAnotherIntegration()
{
    const QString id = m_house->addRoute(m_webhook);
    const QString other = m_house->addWebhook();
    const auto moved = m_house->asA({EndpointId::ChangeRoute, {id}, {}, {{u"integration_id"_s, other}}});
    QCOMPARE(moved.text("integration_id"), other);
    QCOMPARE(m_house->asA({EndpointId::DeleteIntegration, {m_webhook}}).status, 204);
    QCOMPARE(m_house->asA({EndpointId::Route, {id}}).status, 200);
}

void RouteTest::deleteRemovesIt()
{
    const QString id = m_house->addRoute(m_webhook);
    QCOMPARE(m_house->asA({EndpointId::DeleteRoute, {id}}).status, 204);
    QCOMPARE(m_house->asA({EndpointId::DeleteRoute, {id}}).status, 404);
    QCOMPARE(m_house->asA({EndpointId::Integration, {m_webhook}}).status, 200);
}

void RouteTest::byPriorityPageByPage()
{
    for (const int priority : {30, 10, 20, 10})
        m_house->asA(
            {EndpointId::CreateRoute, {}, {}, {{u"integration_id"_s, m_webhook}, {u"priority"_s, priority}}});
    QList<int> priorities;
    QStringList ids;
    QString after;
    do {
        const auto page = m_house->asA({EndpointId::Routes, {}, u"limit=1"_s + test::behind(after)});
        QCOMPARE(page.status, 200);
        QCOMPARE(page.json.value(u"total"_s).toInt(), 4);
        for (const auto &route : page.list("routes")) {
            priorities.append(route.toObject().value(u"priority"_s).toInt());
            ids.append(route.toObject().value(u"route_id"_s).toString());
        }
        after = page.text("next");
    } while (!after.isEmpty() && ids.size() < 20);
    QCOMPARE(priorities, (QList<int>{10, 10, 20, 30}));
    QCOMPARE(ids.removeDuplicates(), 0);
}

void RouteTest::badIdsAreNamed()
{
    for (const EndpointId endpoint : {EndpointId::Route, EndpointId::ChangeRoute, EndpointId::DeleteRoute}) {
        const auto answer = m_house->asA({endpoint, {u"17"_s}, {}, {{u"enabled"_s, true}}});
        QCOMPARE(answer.status, 400);
        QCOMPARE(answer.field(), u"route_id"_s);
    }
}

PULSE_TEST_CASE(RouteTest)

#include "route_test.moc"
