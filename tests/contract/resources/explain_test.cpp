// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Why an alert went where it went, and why a rule has none.
#include "support/suite/test_case.h"
#include "two_tenants.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using test::Answer;
using wire::EndpointId;

class ExplainTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void anAlertHasItsEvidenceAndItsRule();
    void everyRouteSaysWhy();
    void theShelfIsAReason();
    void explainSaysNotTold();
    void deliveriesHaveTheirAttempts();
    void aRuleThatIsGone();
    void aRuleSaysWhatIsInTheWay_data();
    void aRuleSaysWhatIsInTheWay();
    void aRuleThatFiredNamesItsAlert();
    void aPendingRuleSaysSinceAndUntil();
    void aSilentMetricCountsFromItsOwnReading();
    void badQuestions();

private:
    Answer explain(const QString &alert = u"1"_s)
    {
        return m_house->asA({EndpointId::ExplainAlert, {alert}});
    }
    // "OPEN desk: match", in the order of transitions and routes
    static QStringList verdicts(const Answer &answer);
    QJsonObject why(const QString &device) // the first reason
    {
        return m_house->asA({EndpointId::ExplainAlertRule, {m_rule}, u"device="_s + device})
            .list("reasons")
            .first()
            .toObject();
    }

    std::unique_ptr<test::TwoTenants> m_house;
    QString m_rule;
};

void ExplainTest::initTestCase()
{
    auto house = test::TwoTenants::create();
    QVERIFY2(house, qPrintable(house ? QString() : house.error().what));
    m_house = *std::move(house);
    m_rule = m_house->addRule();
    const QString webhook = m_house->addWebhook();
    const QString off = m_house->addWebhook();
    const auto addRoute = [&](const QString &name, QJsonObject body, const QString &integration) {
        body.insert(u"name"_s, name);
        body.insert(u"integration_id"_s, integration);
        body.insert(u"priority"_s, m_house->one(u"SELECT count(*) FROM integration_route"_s).toInt());
        const auto route = m_house->asA({EndpointId::CreateRoute, {}, {}, body});
        QVERIFY2(route.status == 201, qPrintable(route.text("detail")));
    };
    addRoute(u"all"_s, {{u"deliver_on"_s, QJsonArray{u"OPEN"_s, u"CLOSED"_s}}}, webhook);
    addRoute(u"off"_s, {{u"enabled"_s, false}}, webhook);
    addRoute(u"bad"_s, {{u"min_severity"_s, 5}}, webhook);
    addRoute(u"class"_s, {{u"severities"_s, QJsonArray{u"CRITICAL"_s}}}, webhook);
    addRoute(u"silence"_s, {{u"alert_types"_s, QJsonArray{u"NO_HEARTBEAT"_s}}}, webhook);
    addRoute(u"south"_s, {{u"site_ids"_s, QJsonArray{u"south"_s}}}, webhook);
    addRoute(u"pumps"_s, {{u"device_prefixes"_s, QJsonArray{u"pump-"_s}}}, webhook);
    const QString gone = m_house->addRule();
    addRoute(u"rule"_s, {{u"rule_ids"_s, QJsonArray{gone}}}, webhook);
    m_house->sql(u"DELETE FROM alert_rule WHERE rule_id = '%1'"_s.arg(gone));
    addRoute(u"mute"_s, {}, off);
    m_house->sql(
        u"UPDATE integration SET enabled = false WHERE integration_id = '%1';"
        "INSERT INTO device (tenant_key, device_id, site_key) VALUES (1, 'd1', 1), (1, 'cold', 1), (1, "
        "'new', 1),"
        " (1, 'dumb', 1), (1, 'gone', 1), (1, 'late', 1), (1, 'hot', 1);"
        "UPDATE device SET status = 'REVOKED' WHERE device_id = 'gone';"
        "INSERT INTO metric (tenant_key, name) VALUES (1, 'temp_c'), (1, 'rpm');"
        "INSERT INTO metric_set (tenant_key, codes) VALUES (1, '{4}');"
        "INSERT INTO device_state (device_key, tenant_key, status, last_seen_at, last_telemetry_at, last_ts,"
        "  last_state_change_at, codes, \"values\")"
        " SELECT device_key, 1, CASE device_id WHEN 'cold' THEN 'STALE' ELSE 'ONLINE' END, '2026-01-15 "
        "11:30Z',"
        "   '2026-01-15 11:30Z', '2026-01-15 11:30Z', '2026-01-15 11:00Z',"
        "   CASE device_id WHEN 'dumb' THEN '{8}'::integer[] ELSE '{4}' END,"
        "   CASE WHEN device_id IN ('d1', 'hot') THEN '{41.5}'::float8[] ELSE '{38}' END"
        "   FROM device WHERE device_id <> 'new';"
        "SELECT ensure_reading_partition('2026-01-15Z');"
        "INSERT INTO reading SELECT device_key, '2026-01-15 11:10Z', 1, '2026-01-15 11:30Z', 1, 1, 'T', "
        "true, '{39}'"
        "   FROM device WHERE device_id = 'late';"
        "UPDATE alert_rule SET updated_at = '2026-01-15 10:00Z';"
        "INSERT INTO alert (alert_id, tenant_key, device_key, rule_key, alert_type, fingerprint, severity, "
        "confidence,"
        "  summary, details, created_at, opened_ts, updated_at, cleared_at)"
        " SELECT nr, 1, 1, 1, 'THRESHOLD', 'f' || nr, 3, 1, 'hot', jsonb_build_object('rule_id', '%2'::text,"
        "   'rule_version', 1), '2026-01-15 11:00Z', '2026-01-15 11:00Z', now(), '2026-01-15 11:20Z'"
        "   FROM generate_series(1, 2) AS nr;"
        "INSERT INTO alert_transition (transition_id, tenant_key, alert_id, event, at, actor, reason, "
        "evidence) VALUES"
        " (1, 1, 1, 'OPENED', '2026-01-15 11:00Z', 'rule:r', 'hot', '{\"value\": 41.5, \"rule_version\": 1,"
        "  \"condition\": {\"operator\": \"GT\", \"threshold\": 40}}'),"
        " (2, 1, 1, 'COMMENTED', '2026-01-15 11:05Z', 'user:ann', 'hm', '{}'),"
        " (3, 1, 1, 'CLEARED', '2026-01-15 11:20Z', 'rule:r', 'cool', '{}'),"
        " (4, 1, 2, 'OPENED', '2026-01-15 11:00Z', 'rule:r', 'hot', '{}'),"
        " (5, 1, 2, 'SHELVED', '2026-01-15 11:00Z', 'system', 'still shelved: noise', '{}'),"
        " (6, 1, 2, 'CLEARED', '2026-01-15 11:20Z', 'rule:r', 'cool', '{}'),"
        " (7, 1, 2, 'ACKNOWLEDGED', '2026-01-15 11:25Z', 'user:ann', 'seen', '{}');"
        "INSERT INTO delivery_job (job_id, tenant_key, alert_id, transition_id, route_key, integration_key,"
        " deliver_on_event, status, attempts, next_run_at, payload) VALUES (7, 1, 1, 1, 1, 1, 'OPEN', "
        "'COMPLETED', 2,"
        " now(), '{}'), (8, 1, 1, 3, 1, 1, 'CLOSED', 'PENDING', 0, '2026-01-15 12:00Z', '{}');"
        "INSERT INTO alert_announcement VALUES (1, 1, 1, 1, 1);"
        "INSERT INTO delivery_attempt (tenant_key, job_id, attempt_no, ok, http_status, latency_ms, error, "
        "started_at,"
        " finished_at) VALUES (1, 7, 1, false, NULL, 30, 'timeout', now(), now()),"
        " (1, 7, 2, true, 204, 12, NULL, now(), now())"_s.arg(off, m_rule));
}

QStringList ExplainTest::verdicts(const Answer &answer)
{
    QStringList verdicts;
    for (const auto &item : answer.list("routes")) {
        const QJsonObject route = item.toObject();
        verdicts.append(route.value(u"event"_s).toString() + u' ' + route.value(u"name"_s).toString()
                        + u": "_s + route.value(u"reason"_s).toString());
        if (route.value(u"matched"_s).toBool() != (route.value(u"reason"_s) == u"match"_s)
            || route.value(u"explanation"_s).toString().isEmpty())
            verdicts.append(u"contradiction"_s);
    }
    return verdicts;
}

void ExplainTest::anAlertHasItsEvidenceAndItsRule()
{
    const auto answer = explain();
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.object("alert").value(u"alert_id"_s).toInt(), 1);
    QCOMPARE(answer.list("transitions").size(), 3);
    QCOMPARE(answer.list("transitions").first().toObject().value(u"evidence"_s).toObject().value(u"value"_s),
             QJsonValue(41.5));
    const QJsonObject rule = answer.object("rule");
    QCOMPARE(rule.value(u"rule_id"_s).toString(), m_rule);
    QCOMPARE(rule.value(u"version"_s).toInt(), 1);
    QCOMPARE(rule.value(u"condition"_s).toObject().value(u"threshold"_s).toInt(), 40);
    QCOMPARE(rule.value(u"now"_s).toObject().value(u"metric_name"_s).toString(), u"temp_c"_s);
}

void ExplainTest::everyRouteSaysWhy()
{
    const QStringList told = verdicts(explain());
    QCOMPARE(told.mid(0, 9),
             (QStringList{u"OPEN all: match"_s, u"OPEN off: enabled"_s, u"OPEN bad: min_severity"_s,
                          u"OPEN class: severities"_s, u"OPEN silence: alert_types"_s,
                          u"OPEN south: site_ids"_s, u"OPEN pumps: device_prefixes"_s,
                          u"OPEN rule: rule_ids"_s, u"OPEN mute: integration"_s}));
    QCOMPARE(told.mid(9, 3),
             (QStringList{u"CLOSED all: match"_s, u"CLOSED off: enabled"_s, u"CLOSED bad: deliver_on"_s}));
    QCOMPARE(told.size(), 18); // a comment is nothing to a route
    QCOMPARE(explain().list("routes").at(2).toObject().value(u"explanation"_s).toString(),
             u"the alert's severity is 3, the route takes 5 and above"_s);
    QCOMPARE(explain().list("routes").first().toObject().value(u"job_id"_s).toInt(), 7);
}

void ExplainTest::theShelfIsAReason()
{
    const QStringList told = verdicts(explain(u"2"_s));
    QCOMPARE(told.size(), 27);
    QCOMPARE(told.at(0), u"OPEN all: shelved"_s);
    QCOMPARE(told.at(9), u"CLOSED all: not_announced"_s);
    QCOMPARE(told.at(18), u"ACKNOWLEDGED all: closed"_s);
}

// It would take both by its terms, and was made when the alert was over.
void ExplainTest::explainSaysNotTold()
{
    const auto created =
        m_house->asA({EndpointId::CreateRoute,
                      {},
                      {},
                      {{u"name"_s, u"late"_s},
                       {u"integration_id"_s,
                        m_house->one(u"SELECT integration_id FROM integration WHERE integration_key = 1"_s)},
                       {u"deliver_on"_s, QJsonArray{u"OPEN"_s, u"CLOSED"_s}}}});
    QVERIFY2(created.status == 201, qPrintable(created.text("detail")));
    const auto answer = explain();
    const QStringList told = verdicts(answer);
    QVERIFY(told.contains(u"OPEN late: not_announced"_s));
    QVERIFY(told.contains(u"CLOSED late: not_announced"_s));
    QVERIFY(told.contains(u"CLOSED all: match"_s));
    for (const QJsonValue &route : answer.list("routes")) {
        if (route[u"name"_s] == u"late"_s)
            QCOMPARE(route[u"explanation"_s].toString(),
                     u"not told: the route was made after the alert opened"_s);
    }
    m_house->sql(u"DELETE FROM integration_route WHERE name = 'late'"_s);
}

void ExplainTest::deliveriesHaveTheirAttempts()
{
    const QJsonArray deliveries = explain().list("deliveries");
    QCOMPARE(deliveries.size(), 2);
    const QJsonObject open = deliveries.first().toObject().value(u"delivery"_s).toObject();
    const QJsonArray tries = deliveries.first().toObject().value(u"attempts"_s).toArray();
    QCOMPARE(open.value(u"transition_id"_s).toString(), u"1"_s);
    QCOMPARE(open.value(u"status"_s).toString(), u"COMPLETED"_s);
    QCOMPARE(open.value(u"integration_name"_s).toString(), u"desk"_s);
    QVERIFY(open.value(u"next_attempt_at"_s).isNull());
    QCOMPARE(tries.size(), 2);
    QCOMPARE(tries.first().toObject().value(u"error"_s).toString(), u"timeout"_s);
    const QJsonObject closed = deliveries.last().toObject().value(u"delivery"_s).toObject();
    QCOMPARE(closed.value(u"next_attempt_at"_s).toString(), u"2026-01-15T12:00:00.000000Z"_s);
    QCOMPARE(deliveries.last().toObject().value(u"attempts"_s).toArray().size(), 0);
}

void ExplainTest::aRuleThatIsGone()
{
    m_house->sql(u"UPDATE alert SET details = jsonb_build_object('rule_id', gen_random_uuid()::text)"
                 " WHERE alert_id = 2"_s);
    const QJsonObject rule = explain(u"2"_s).object("rule");
    QVERIFY(!rule.value(u"rule_id"_s).toString().isEmpty());
    QVERIFY(rule.value(u"now"_s).isNull());
}

void ExplainTest::aRuleSaysWhatIsInTheWay_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("device");
    QTest::addColumn<QString>("codes");
    QTest::newRow("disabled") << u"enabled = false"_s << u"cold"_s
                              << u"RULE_DISABLED NOT_BEYOND_THRESHOLD DEVICE_SILENT"_s;
    QTest::newRow("site") << u"site_ids = '{south}'"_s << u"late"_s
                          << u"SITE_NOT_COVERED NOT_BEYOND_THRESHOLD LATE_READING"_s;
    QTest::newRow("prefix") << u"device_prefixes = '{pump-}'"_s << u"hot"_s << u"DEVICE_NOT_COVERED"_s;
    QTest::newRow("never heard") << u"name = 'x'"_s << u"new"_s << u"DEVICE_NEVER_HEARD"_s;
    QTest::newRow("another metric") << u"name = 'x'"_s << u"dumb"_s << u"METRIC_NEVER_SEEN"_s;
    QTest::newRow("revoked") << u"name = 'x'"_s << u"gone"_s << u"DEVICE_REVOKED NOT_BEYOND_THRESHOLD"_s;
    QTest::newRow("younger than the reading")
        << u"updated_at = '2026-01-15 11:45Z'"_s << u"hot"_s << u"RULE_NEWER_THAN_READING"_s;
    QTest::newRow("nothing") << u"name = 'x'"_s << u"hot"_s << u""_s;
}

void ExplainTest::aRuleSaysWhatIsInTheWay()
{
    QFETCH(QString, rule);
    QFETCH(QString, device);
    m_house->sql(u"UPDATE alert_rule SET enabled = true, site_ids = '{}', device_prefixes = '{}',"
                 " updated_at = '2026-01-15 10:00Z';UPDATE alert_rule SET "_s
                 + rule);
    const auto answer = m_house->asA({EndpointId::ExplainAlertRule, {m_rule}, u"device="_s + device});
    QCOMPARE(answer.status, 200);
    QStringList codes;
    for (const auto &reason : answer.list("reasons")) {
        codes.append(reason.toObject().value(u"code"_s).toString());
        QVERIFY(!reason.toObject().value(u"explanation"_s).toString().isEmpty());
    }
    QTEST(codes.join(u' '), "codes");
    QCOMPARE(answer.text("device_id"), device);
    QCOMPARE(answer.text("site_id"), u"north"_s);
    m_house->sql(u"UPDATE alert_rule SET enabled = true, site_ids = '{}', device_prefixes = '{}',"
                 " updated_at = '2026-01-15 10:00Z'"_s);
}

void ExplainTest::aRuleThatFiredNamesItsAlert()
{
    const QJsonObject distance = why(u"cold"_s);
    QCOMPARE(distance.value(u"value"_s).toDouble(), 38.0);
    QCOMPARE(distance.value(u"distance"_s).toDouble(), 2.0);
    m_house->sql(u"INSERT INTO alert (alert_id, tenant_key, device_key, rule_key, alert_type, fingerprint, "
                 u"severity, confidence,"
                 " summary, created_at, opened_ts, updated_at) SELECT 3, 1, device_key, 1, 'THRESHOLD', "
                 "'f3', 3, 1, 'hot',"
                 " now(), now(), now() FROM device WHERE device_id = 'hot'"_s);
    QCOMPARE(why(u"hot"_s).value(u"code"_s).toString(), u"ALREADY_OPEN"_s);
    QCOMPARE(why(u"hot"_s).value(u"alert_id"_s).toInt(), 3);
    m_house->sql(u"DELETE FROM alert WHERE alert_id = 3"_s);
}

void ExplainTest::aPendingRuleSaysSinceAndUntil()
{
    m_house->sql(u"UPDATE alert_rule SET for_seconds = 1800;"
                 "INSERT INTO rule_pending SELECT device_key, 1, 1, '2026-01-15 11:20Z', 41, version"
                 " FROM device, alert_rule WHERE device_id = 'hot'"_s);
    const QJsonObject pending = why(u"hot"_s);
    QCOMPARE(pending.value(u"code"_s).toString(), u"PENDING"_s);
    QCOMPARE(pending.value(u"pending_since"_s).toString(), u"2026-01-15T11:20:00.000000Z"_s);
    QCOMPARE(pending.value(u"deadline"_s).toString(), u"2026-01-15T11:50:00.000000Z"_s);
    m_house->sql(u"UPDATE rule_pending SET rule_version = 99"_s); // of another version: says nothing
    QVERIFY(why(u"hot"_s).isEmpty());
    m_house->sql(u"TRUNCATE rule_pending;UPDATE alert_rule SET for_seconds = 0"_s);
}

// The device goes on with another metric; that is not the one that the rule waits for.
void ExplainTest::aSilentMetricCountsFromItsOwnReading()
{
    m_house->sql(u"INSERT INTO metric_set (tenant_key, codes) VALUES (1, '{8}');"
                 "INSERT INTO reading SELECT device_key, at, 2, at, 1, metric_set, 'T', false, '{1}'"
                 "   FROM device, (VALUES (timestamptz '2026-01-15 11:10Z', 1), ('2026-01-15 11:30Z', 2))"
                 "     AS r (at, metric_set) WHERE device_id = 'hot';"
                 "UPDATE alert_rule SET condition = 'METRIC_SILENT', operator = NULL, threshold = NULL,"
                 "  clear_value = NULL, silent_seconds = 86400, grace_seconds = 0"_s);
    const QJsonObject deadline = why(u"hot"_s);
    QCOMPARE(deadline.value(u"code"_s).toString(), u"NOT_SILENT_LONG_ENOUGH"_s);
    QCOMPARE(deadline.value(u"last_seen_at"_s).toString(), u"2026-01-15T11:10:00.000000Z"_s);
    QCOMPARE(deadline.value(u"deadline"_s).toString(), u"2026-01-16T11:10:00.000000Z"_s);
}

void ExplainTest::badQuestions()
{
    QCOMPARE(m_house->asA({EndpointId::ExplainAlertRule, {m_rule}}).field(), u"device"_s);
    QCOMPARE(m_house->asA({EndpointId::ExplainAlertRule, {m_rule}, u"device=nobody"_s}).status, 404);
    QCOMPARE(m_house->asA({EndpointId::ExplainAlertRule, {u"x"_s}, u"device=d1"_s}).field(), u"rule_id"_s);
    QCOMPARE(m_house->asA({EndpointId::ExplainAlert, {u"x"_s}}).field(), u"alert_id"_s);
}

PULSE_TEST_CASE(ExplainTest)

#include "explain_test.moc"
