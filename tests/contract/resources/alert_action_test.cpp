// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What people do to an alert: facts, transition, deliveries and change commit together, or nothing does.
#include "support/suite/test_case.h"
#include "two_tenants.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using test::Answer;
using test::Call;
using wire::EndpointId;

class AlertActionTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void acknowledgingSaysWhoAndWhy();
    void theAcknowledgementIsTakenBack();
    void shelvingByMinutes();
    void shelvingUntilATimeOnce();
    void unshelvingAnnouncesAgain();
    void aSeenAlertIsNotAnnouncedAgain();
    void aShelfIsExtended();
    void commentsChangeNothingElse();
    void whatTheTableDoesNotHaveIsAConflict_data();
    void whatTheTableDoesNotHaveIsAConflict();
    void badBodiesAreNamed_data();
    void badBodiesAreNamed();
    void unknownAlerts();
    void everyActionIsAChange();
    void historyTellsItAll();
    void historyHasPages();
    void closedButNeverSeen();

private:
    Answer act(EndpointId endpoint, const QJsonObject &body = {})
    {
        return m_house->asA({endpoint, {u"1"_s}, {}, body});
    }
    QString last(const QString &column) const
    {
        return m_house->one(
            u"SELECT %1 FROM alert_transition ORDER BY transition_id DESC LIMIT 1"_s.arg(column));
    }
    QString jobs() const
    {
        return m_house->one(u"SELECT string_agg(deliver_on_event, ' ' ORDER BY job_id) FROM delivery_job"_s);
    }

    std::unique_ptr<test::TwoTenants> m_house;
};

void AlertActionTest::initTestCase()
{
    auto house = test::TwoTenants::create();
    QVERIFY2(house, qPrintable(house ? QString() : house.error().what));
    m_house = *std::move(house);
    m_house->sql(u"INSERT INTO device (tenant_key, device_id, site_key) VALUES (1, 'd1', 1)"_s);
    const QString webhook = m_house->addWebhook();
    const auto route =
        m_house->asA({EndpointId::CreateRoute,
                      {},
                      {},
                      {{u"integration_id"_s, webhook},
                       {u"deliver_on"_s, QJsonArray{u"OPEN"_s, u"ACKNOWLEDGED"_s, u"CLOSED"_s}}}});
    QCOMPARE(route.status, 201);
}

// Alert 1: active, announced, not seen.
void AlertActionTest::init()
{
    m_house->sql(
        u"TRUNCATE alert, alert_transition, delivery_job, delivery_attempt, change CASCADE;"
        "INSERT INTO alert (alert_id, tenant_key, device_key, alert_type, fingerprint, severity, confidence, "
        "summary,"
        " details, created_at, opened_ts, updated_at) VALUES (1, 1, 1, 'THRESHOLD', 'RULE:r:d1', 4, 1, "
        "'hot', '{}',"
        " '2026-01-15 11:00Z', '2026-01-15 11:00Z', '2026-01-15 11:00Z');"
        "INSERT INTO alert_transition (transition_id, tenant_key, alert_id, event, at, actor, reason)"
        " VALUES (nextval('transition_ids'), 1, 1, 'OPENED', '2026-01-15 11:00Z', 'rule:r', 'hot');"
        // Whoever was told that it opened is told the rest.
        "TRUNCATE alert_announcement;"
        "INSERT INTO alert_announcement (alert_id, route_key, tenant_key, integration_key, transition_id)"
        " SELECT 1, route_key, tenant_key, integration_key, currval('transition_ids') FROM integration_route"_s);
}

void AlertActionTest::acknowledgingSaysWhoAndWhy()
{
    const int wakes = m_house->wakes();
    const auto answer = act(EndpointId::AcknowledgeAlert, {{u"reason"_s, u"on my way"_s}});
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.text("tenant_id"), u"tenant-a"_s);
    const QJsonObject alert = answer.object("alert");
    QCOMPARE(alert.value(u"status"_s).toString(), u"ACKNOWLEDGED"_s);
    QCOMPARE(alert.value(u"acknowledged_by"_s).toString(), u"sub-of-tenant-a"_s);
    QCOMPARE(alert.value(u"acknowledged_at"_s).toString(), u"2026-01-15T12:00:00.000000Z"_s);
    QCOMPARE(m_house->asA({EndpointId::Alert, {u"1"_s}}).object("alert"), alert);
    QCOMPARE(last(u"concat_ws('|', event, at::time, actor, reason)"_s),
             u"ACKNOWLEDGED|12:00:00|user:sub-of-tenant-a|on my way"_s);
    QCOMPARE(jobs(), u"ACKNOWLEDGED"_s);
    QCOMPARE(m_house->one(u"SELECT (j.transition_id = t.transition_id)::text FROM delivery_job AS j,"
                          " alert_transition AS t WHERE t.event = 'ACKNOWLEDGED'"_s),
             u"true"_s);
    QCOMPARE(m_house->wakes(), wakes + 1);
}

void AlertActionTest::theAcknowledgementIsTakenBack()
{
    QCOMPARE(m_house->raw({}, {EndpointId::AcknowledgeAlert, {u"1"_s}}).status, 200); // without a body
    QCOMPARE(last(u"reason"_s), u"seen"_s);
    const auto answer = act(EndpointId::UnacknowledgeAlert, {{u"reason"_s, u"not fixed"_s}});
    QCOMPARE(answer.object("alert").value(u"status"_s).toString(), u"OPEN"_s);
    QVERIFY(answer.object("alert").value(u"acknowledged_by"_s).isNull());
    QCOMPARE(last(u"event || reason"_s), u"UNACKNOWLEDGEDnot fixed"_s);
    QCOMPARE(jobs(), u"ACKNOWLEDGED"_s); // whoever heard OPEN knows it is open
}

void AlertActionTest::shelvingByMinutes()
{
    const int wakes = m_house->wakes();
    const auto answer = act(EndpointId::ShelveAlert, {{u"minutes"_s, 90}, {u"reason"_s, u"pump is off"_s}});
    QCOMPARE(answer.status, 200);
    const QJsonObject alert = answer.object("alert");
    QCOMPARE(alert.value(u"shelved_until"_s).toString(), u"2026-01-15T13:30:00.000000Z"_s);
    QCOMPARE(alert.value(u"shelve_reason"_s).toString(), u"pump is off"_s);
    QCOMPARE(alert.value(u"shelved_by"_s).toString(), u"sub-of-tenant-a"_s);
    QCOMPARE(alert.value(u"shelve_is_one_shot"_s).toBool(true), false);
    QCOMPARE(alert.value(u"status"_s).toString(), u"OPEN"_s); // another fact
    QCOMPARE(m_house->asA({EndpointId::Alert, {u"1"_s}}).object("alert"), alert);
    QCOMPARE(last(u"evidence ->> 'shelved_until'"_s), u"2026-01-15T13:30:00.000000Z"_s);
    QCOMPARE(jobs(), QString());
    QCOMPARE(m_house->wakes(), wakes);
    QCOMPARE(m_house->asA({EndpointId::Alerts, {}, u"shelved=true"_s}).json.value(u"total"_s).toInt(), 1);
    QCOMPARE(m_house->asA({EndpointId::Alerts, {}, u"shelved=false"_s}).json.value(u"total"_s).toInt(), 0);
}

void AlertActionTest::shelvingUntilATimeOnce()
{
    const auto answer =
        act(EndpointId::ShelveAlert,
            {{u"until"_s, u"2026-01-16T08:00:00+01:00"_s}, {u"reason"_s, u"known"_s}, {u"one_shot"_s, true}});
    QCOMPARE(answer.object("alert").value(u"shelved_until"_s).toString(), u"2026-01-16T07:00:00.000000Z"_s);
    QCOMPARE(answer.object("alert").value(u"shelve_is_one_shot"_s).toBool(), true);
}

void AlertActionTest::unshelvingAnnouncesAgain()
{
    act(EndpointId::ShelveAlert, {{u"minutes"_s, 90}, {u"reason"_s, u"pump is off"_s}});
    const auto answer = act(EndpointId::UnshelveAlert);
    QVERIFY(answer.object("alert").value(u"shelved_until"_s).isNull());
    QCOMPARE(last(u"event || ' ' || reason"_s), u"UNSHELVED taken off the shelf"_s);
    QCOMPARE(jobs(), u"OPEN"_s);
}

void AlertActionTest::aSeenAlertIsNotAnnouncedAgain()
{
    act(EndpointId::ShelveAlert, {{u"minutes"_s, 90}, {u"reason"_s, u"pump is off"_s}});
    act(EndpointId::AcknowledgeAlert);
    act(EndpointId::UnshelveAlert);
    QCOMPARE(jobs(), u"ACKNOWLEDGED"_s);
}

void AlertActionTest::aShelfIsExtended()
{
    act(EndpointId::ShelveAlert, {{u"minutes"_s, 5}, {u"reason"_s, u"wait"_s}, {u"one_shot"_s, true}});
    const auto answer = act(EndpointId::ShelveAlert, {{u"minutes"_s, 60}, {u"reason"_s, u"wait longer"_s}});
    QCOMPARE(answer.object("alert").value(u"shelve_reason"_s).toString(), u"wait longer"_s);
    QCOMPARE(answer.object("alert").value(u"shelve_is_one_shot"_s).toBool(true), false);
    QCOMPARE(jobs(), QString());
}

void AlertActionTest::commentsChangeNothingElse()
{
    QJsonObject before = m_house->asA({EndpointId::Alert, {u"1"_s}}).object("alert");
    const auto answer = act(EndpointId::CommentAlert, {{u"text"_s, u"looks like the door"_s}});
    QCOMPARE(answer.status, 200);
    before.insert(u"updated_at"_s, u"2026-01-15T12:00:00.000000Z"_s);
    QCOMPARE(answer.object("alert"), before);
    QCOMPARE(last(u"event || ' ' || reason"_s), u"COMMENTED looks like the door"_s);
    QCOMPARE(jobs(), QString());
}

void AlertActionTest::whatTheTableDoesNotHaveIsAConflict_data()
{
    QTest::addColumn<QString>("facts");
    QTest::addColumn<EndpointId>("endpoint");
    QTest::addColumn<QString>("detail");
    QTest::newRow("seen twice") << u"acknowledged_at = now(), acknowledged_by = 'bob'"_s
                                << EndpointId::AcknowledgeAlert
                                << u"the alert is active, acknowledged: it cannot be acknowledged"_s;
    QTest::newRow("not seen") << u"alert_id = 1"_s << EndpointId::UnacknowledgeAlert
                              << u"the alert is active, not acknowledged: it cannot be unacknowledged"_s;
    QTest::newRow("not shelved") << u"alert_id = 1"_s << EndpointId::UnshelveAlert
                                 << u"the alert is active, not acknowledged: it cannot be unshelved"_s;
    QTest::newRow("closed") << u"cleared_at = now()"_s << EndpointId::ShelveAlert
                            << u"the alert is cleared, not acknowledged: it cannot be shelved"_s;
}

void AlertActionTest::whatTheTableDoesNotHaveIsAConflict()
{
    QFETCH(QString, facts);
    QFETCH(EndpointId, endpoint);
    m_house->sql(u"UPDATE alert SET "_s + facts);
    const QJsonObject body = endpoint == EndpointId::ShelveAlert
        ? QJsonObject{{u"minutes"_s, 5}, {u"reason"_s, u"noise"_s}}
        : QJsonObject();
    const auto answer = act(endpoint, body);
    QCOMPARE(answer.status, 409);
    QTEST(answer.text("detail"), "detail");
    QCOMPARE(answer.text("code"), u"alert_state"_s);
    QCOMPARE(m_house->one(
                 u"SELECT concat_ws(' ', count(*), (SELECT count(*) FROM change)) FROM alert_transition"_s),
             u"1 0"_s);
}

void AlertActionTest::badBodiesAreNamed_data()
{
    QTest::addColumn<EndpointId>("endpoint");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("field");
    const auto shelve = EndpointId::ShelveAlert;
    QTest::newRow("no end") << shelve << QByteArray(R"({"reason":"x"})") << u"until"_s;
    QTest::newRow("no reason") << shelve << QByteArray(R"({"minutes":5})") << u"reason"_s;
    QTest::newRow("blank reason") << shelve << QByteArray(R"({"minutes":5,"reason":"  "})") << u"reason"_s;
    QTest::newRow("both ends") << shelve
                               << QByteArray(R"({"minutes":5,"until":"2026-01-16T00:00:00Z","reason":"x"})")
                               << u"minutes"_s;
    QTest::newRow("in the past") << shelve << QByteArray(R"({"until":"2026-01-15T12:00:00Z","reason":"x"})")
                                 << u"until"_s;
    QTest::newRow("too far") << shelve << QByteArray(R"({"until":"2026-03-15T12:00:00Z","reason":"x"})")
                             << u"until"_s;
    QTest::newRow("not a time") << shelve << QByteArray(R"({"until":"tomorrow","reason":"x"})") << u"until"_s;
    QTest::newRow("no minutes") << shelve << QByteArray(R"({"minutes":0,"reason":"x"})") << u"minutes"_s;
    QTest::newRow("not a truth") << shelve << QByteArray(R"({"minutes":5,"reason":"x","one_shot":1})")
                                 << u"one_shot"_s;
    QTest::newRow("unknown") << shelve << QByteArray(R"({"minutes":5,"reason":"x","hours":1})") << u"hours"_s;
    QTest::newRow("no text") << EndpointId::CommentAlert << QByteArray(R"({})") << u"text"_s;
    QTest::newRow("unknown, too") << EndpointId::AcknowledgeAlert << QByteArray(R"({"why":"x"})") << u"why"_s;
    QTest::newRow("not an object") << EndpointId::AcknowledgeAlert << QByteArray("[]") << QString();
}

void AlertActionTest::badBodiesAreNamed()
{
    QFETCH(EndpointId, endpoint);
    QFETCH(QByteArray, body);
    QFETCH(QString, field);
    const auto answer = m_house->raw(body, {endpoint, {u"1"_s}});
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.field(), field);
    QCOMPARE(m_house->one(u"SELECT count(*) FROM alert_transition"_s), u"1"_s);
}

void AlertActionTest::unknownAlerts()
{
    QCOMPARE(m_house->asA({EndpointId::AcknowledgeAlert, {u"99"_s}}).status, 404);
    QCOMPARE(m_house->asA({EndpointId::AcknowledgeAlert, {u"one"_s}}).field(), u"alert_id"_s);
    QCOMPARE(m_house->asA({EndpointId::AlertHistory, {u"99"_s}}).status, 404);
    QCOMPARE(m_house->asA({EndpointId::ExplainAlert, {u"99"_s}}).status, 404);
}

void AlertActionTest::everyActionIsAChange()
{
    int changes = 0;
    for (const auto &[endpoint, body] : std::initializer_list<std::pair<EndpointId, QJsonObject>>{
             {EndpointId::AcknowledgeAlert, {}},
             {EndpointId::UnacknowledgeAlert, {}},
             {EndpointId::ShelveAlert, {{u"minutes"_s, 5}, {u"reason"_s, u"x"_s}}},
             {EndpointId::UnshelveAlert, {}},
             {EndpointId::CommentAlert, {{u"text"_s, u"x"_s}}}}) {
        QCOMPARE(act(endpoint, body).status, 200);
        QCOMPARE(m_house->one(u"SELECT concat_ws(' ', count(*), min(kind), max(kind), min(key), max(key),"
                              " min(tenant_key)) FROM change"_s),
                 u"%1 alert alert 1 1 1"_s.arg(++changes));
    }
}

void AlertActionTest::historyTellsItAll()
{
    act(EndpointId::CommentAlert, {{u"text"_s, u"hm"_s}});
    act(EndpointId::ShelveAlert, {{u"minutes"_s, 5}, {u"reason"_s, u"noise"_s}});
    const auto answer = m_house->asA({EndpointId::AlertHistory, {u"1"_s}});
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.json.value(u"total"_s).toInt(), 3);
    QCOMPARE(answer.json.value(u"alert_id"_s).toInt(), 1);
    QStringList told;
    for (const auto &item : answer.list("history")) {
        const QJsonObject one = item.toObject();
        told.append(one.value(u"event"_s).toString() + u' ' + one.value(u"actor"_s).toString() + u' '
                    + one.value(u"reason"_s).toString());
        QVERIFY(one.value(u"transition_id"_s).isString() && one.value(u"evidence"_s).isObject());
        QVERIFY(one.value(u"at"_s).toString().endsWith(u'Z'));
    }
    QCOMPARE(told,
             (QStringList{u"OPENED rule:r hot"_s, u"COMMENTED user:sub-of-tenant-a hm"_s,
                          u"SHELVED user:sub-of-tenant-a noise"_s}));
}

void AlertActionTest::historyHasPages()
{
    act(EndpointId::CommentAlert, {{u"text"_s, u"one"_s}});
    act(EndpointId::CommentAlert, {{u"text"_s, u"two"_s}});
    const auto first = m_house->asA({EndpointId::AlertHistory, {u"1"_s}, u"limit=2"_s});
    QCOMPARE(first.list("history").size(), 2);
    const auto second =
        m_house->asA({EndpointId::AlertHistory, {u"1"_s}, u"limit=2&after="_s + first.text("next")});
    QCOMPARE(second.list("history").size(), 1);
    QCOMPARE(second.list("history").first().toObject().value(u"reason"_s).toString(), u"two"_s);
    QVERIFY(second.json.value(u"next"_s).isNull());
    QCOMPARE(m_house->asA({EndpointId::AlertHistory, {u"1"_s}, u"after=YQ"_s}).field(), u"after"_s);
}

void AlertActionTest::closedButNeverSeen()
{
    m_house->sql(u"UPDATE alert SET cleared_at = now()"_s);
    const auto returned = [this] {
        return m_house->asA({EndpointId::Alerts, {}, u"status=RETURNED"_s}).json.value(u"total"_s).toInt();
    };
    QCOMPARE(returned(), 1);
    const auto answer = act(EndpointId::AcknowledgeAlert);
    QCOMPARE(answer.object("alert").value(u"status"_s).toString(), u"CLOSED"_s);
    QCOMPARE(returned(), 0);
    QCOMPARE(jobs(), QString()); // closed there, and stays so
}

PULSE_TEST_CASE(AlertActionTest)

#include "alert_action_test.moc"
