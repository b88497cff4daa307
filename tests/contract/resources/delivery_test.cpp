// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a tenant sees of its deliveries, and how it sends dead ones again.
#include "delivery/job/channel.h"
#include "store/delivery/delivery_table.h"
#include "support/suite/test_case.h"
#include "two_tenants.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using wire::EndpointId;

class DeliveryTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void listsNewestFirst();
    void filters_data();
    void filters();
    void pagesFollowEachOther();
    void oneHasItsAttempts();
    void sendsADeadOneAgain();
    void keepsItsMessageId();
    void onlyTheDeadAreSentAgain();
    void doesNotSendWhatWasOvertaken();
    void theLaterWaitsForTheEarlier();
    void anOpeningTakesItsEndWithIt();
    void anEndTakesItsOpeningWithIt();
    void anEndWhoseOpeningIsForgottenIsRefused();
    void sendsManyAgain();
    void asksTheReceiverAtOnce();
    void anotherTenantsAreNotThere();
    void badParametersAreNamed_data();
    void badParametersAreNamed();
    void showsWhatFails();
    void aChangedIntegrationBeginsAnew();

private:
    struct Job {
        int id = 1;
        int alert = 1;
        QString event = u"OPEN"_s;
        QString status = u"FAILED"_s;
        int tenant = 1;
        int route = 1;
    };
    void add(const Job &job)
    {
        m_house->sql(
            u"INSERT INTO delivery_job (job_id, tenant_key, alert_id, transition_id, route_key, "
            "integration_key, deliver_on_event, status, attempts, next_run_at, payload, last_error) "
            "VALUES (%1, %2, %3, %1, %4, (SELECT max(integration_key) FROM integration WHERE "
            "tenant_key = %2), '%5', '%6', 5, now() - interval '1 min', '{}', 'http_503: no')"_s.arg(job.id)
                .arg(job.tenant)
                .arg(job.alert)
                .arg(job.route)
                .arg(job.event, job.status));
    }
    // Of alert 1, route 1: an opening that was given up, and what died with it.
    void addUnannounced()
    {
        add({.id = 1, .event = u"OPEN"_s});
        add({.id = 2, .event = u"ACKNOWLEDGED"_s});
        add({.id = 3, .event = u"CLOSED"_s});
        m_house->sql(u"UPDATE delivery_job SET last_error = 'not_announced' WHERE job_id > 1;"
                     "INSERT INTO alert_announcement SELECT 1, 1, 1, max(integration_key), 1, now() FROM "
                     "integration WHERE tenant_key = 1"_s);
    }
    QString statuses() const
    {
        return m_house->one(u"SELECT string_agg(status, ' ' ORDER BY job_id) FROM delivery_job"_s);
    }
    test::Answer resend(int job)
    {
        return m_house->asA({EndpointId::ResendDelivery, {QString::number(job)}});
    }
    QString statusOf(int job) const
    {
        return m_house->one(u"SELECT status FROM delivery_job WHERE job_id = %1"_s.arg(job));
    }
    static QList<int> jobs(const test::Answer &answer)
    {
        QList<int> ids;
        for (const QJsonValue &item : answer.list("deliveries"))
            ids.append(item.toObject().value(u"job_id"_s).toInt());
        return ids;
    }

    std::unique_ptr<test::TwoTenants> m_house;
    QString m_integration;
};

void DeliveryTest::init()
{
    if (!m_house) {
        auto house = test::TwoTenants::create();
        QVERIFY2(house, qPrintable(house ? QString() : house.error().what));
        m_house = *std::move(house);
    }
    m_house->sql(u"DELETE FROM delivery_attempt; DELETE FROM delivery_job; DELETE FROM alert_announcement; "
                 u"DELETE FROM integration; "
                 "DELETE FROM change"_s);
    m_integration = m_house->addWebhook();
    m_house->addWebhook(true);
}

void DeliveryTest::listsNewestFirst()
{
    add({.id = 1});
    add({.id = 2, .alert = 2, .event = u"CLOSED"_s, .status = u"PENDING"_s});
    const auto answer = m_house->asA({EndpointId::Deliveries});
    QCOMPARE(answer.status, 200);
    QCOMPARE(jobs(answer), (QList<int>{2, 1}));
    QCOMPARE(answer.json.value(u"total"_s).toInt(), 2);
    const QJsonObject pending = answer.list("deliveries")[0].toObject();
    QCOMPARE(pending.value(u"event"_s).toString(), u"CLOSED"_s);
    QVERIFY(pending.value(u"next_attempt_at"_s).isString());
    const QJsonObject dead = answer.list("deliveries")[1].toObject();
    QCOMPARE(dead.value(u"status"_s).toString(), u"FAILED"_s);
    QCOMPARE(dead.value(u"attempts"_s).toInt(), 5);
    QCOMPARE(dead.value(u"last_error"_s).toString(), u"http_503: no"_s);
    QCOMPARE(dead.value(u"webhook_id"_s).toString(), u"t1-r1"_s);
    QCOMPARE(dead.value(u"integration_id"_s).toString(), m_integration);
    QVERIFY(dead.value(u"next_attempt_at"_s).isNull());
}

void DeliveryTest::filters_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QList<int>>("expected");
    QTest::newRow("status") << u"status=FAILED"_s << QList<int>{3, 1};
    QTest::newRow("alert") << u"alert_id=2"_s << QList<int>{2};
    QTest::newRow("integration") << u"integration_id=%1"_s << QList<int>{3, 2, 1};
    QTest::newRow("another integration")
        << u"integration_id=00000000-0000-4000-8000-000000000001"_s << QList<int>();
    QTest::newRow("from") << u"from=2026-01-02T00:00:00Z"_s << QList<int>{3, 2};
    QTest::newRow("to") << u"to=2026-01-02T00:00:00Z"_s << QList<int>{1};
    QTest::newRow("both") << u"status=FAILED&from=2026-01-02T00:00:00Z"_s << QList<int>{3};
}

void DeliveryTest::filters()
{
    QFETCH(QString, query);
    QFETCH(QList<int>, expected);
    add({.id = 1});
    add({.id = 2, .alert = 2, .status = u"COMPLETED"_s});
    add({.id = 3, .alert = 3});
    m_house->sql(u"UPDATE delivery_job SET created_at = '2026-01-01T00:00Z'::timestamptz "
                 "+ (job_id - 1) * interval '1 day'"_s);
    if (query.contains(u'%'))
        query = query.arg(m_integration);
    const auto answer = m_house->asA({EndpointId::Deliveries, {}, query});
    QCOMPARE(jobs(answer), expected);
    QCOMPARE(answer.json.value(u"total"_s).toInt(), expected.size());
}

void DeliveryTest::pagesFollowEachOther()
{
    for (int i = 1; i <= 3; ++i)
        add({.id = i, .alert = i});
    const auto first = m_house->asA({EndpointId::Deliveries, {}, u"limit=2"_s});
    QCOMPARE(jobs(first), (QList<int>{3, 2}));
    const auto second = m_house->asA({EndpointId::Deliveries, {}, u"limit=2&after="_s + first.text("next")});
    QCOMPARE(jobs(second), QList<int>{1});
    QVERIFY(second.json.value(u"next"_s).isNull());
}

void DeliveryTest::oneHasItsAttempts()
{
    add({.id = 7});
    m_house->sql(
        u"INSERT INTO delivery_attempt (tenant_key, job_id, attempt_no, ok, http_status, latency_ms, error, "
        "address, tls, reply, started_at, finished_at) VALUES (1, 7, 1, false, 503, 12, 'http_503: no', "
        "'192.0.2.1:443', 'TLSv1.3', 'no', now(), now())"_s);
    const auto answer = m_house->asA({EndpointId::Delivery, {u"7"_s}});
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.object("delivery").value(u"job_id"_s).toInt(), 7);
    const QJsonObject attempt = answer.list("attempts")[0].toObject();
    QCOMPARE(attempt.value(u"http_status"_s).toInt(), 503);
    QCOMPARE(attempt.value(u"address"_s).toString(), u"192.0.2.1:443"_s);
    QCOMPARE(attempt.value(u"tls"_s).toString(), u"TLSv1.3"_s);
    QCOMPARE(attempt.value(u"reply"_s).toString(), u"no"_s);
    QCOMPARE(m_house->asA({EndpointId::Delivery, {u"8"_s}}).status, 404);
}

void DeliveryTest::sendsADeadOneAgain()
{
    add({.id = 7});
    const auto answer = resend(7);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.object("delivery").value(u"status"_s).toString(), u"PENDING"_s);
    QCOMPARE(m_house->one(u"SELECT concat_ws(' ', kind, key) FROM change ORDER BY seq DESC LIMIT 1"_s),
             u"job 7"_s);
}

// The receiver knows it by the same id, and it has all its attempts again.
void DeliveryTest::keepsItsMessageId()
{
    add({.id = 7});
    QCOMPARE(resend(7).status, 200);
    store::Connection connection({m_house->conninfo().toUtf8()});
    auto scope = store::SystemScope::begin(connection).value();
    const auto claim =
        store::claimJobs(scope, {}, [](const QByteArray &, const QByteArray &) { return QByteArray("{}"); });
    QVERIFY2(claim, qPrintable(claim ? QString() : claim.error().what));
    QCOMPARE(claim->jobs.size(), size_t{1});
    QCOMPARE(delivery::messageId(claim->jobs[0].transition, claim->jobs[0].route), u"t7-r1"_s);
    QCOMPARE(claim->jobs[0].attemptNo, 6);
    QCOMPARE(claim->jobs[0].tries, 1);
}

void DeliveryTest::onlyTheDeadAreSentAgain()
{
    add({.id = 7, .status = u"COMPLETED"_s});
    const auto answer = resend(7);
    QCOMPARE(answer.status, 409);
    QCOMPARE(answer.text("code"), u"not_dead"_s);
    QCOMPARE(resend(8).status, 404);
    add({.id = 9, .alert = 2});
    m_house->sql(u"DELETE FROM integration WHERE tenant_key = 1"_s);
    QCOMPARE(resend(9).text("code"), u"integration_gone"_s);
}

// The alert is over, and the receiver knows: it must not be told that it has begun.
void DeliveryTest::doesNotSendWhatWasOvertaken()
{
    add({.id = 1, .event = u"OPEN"_s});
    add({.id = 2, .event = u"CLOSED"_s, .status = u"COMPLETED"_s});
    const auto answer = resend(1);
    QCOMPARE(answer.status, 409);
    QCOMPARE(answer.text("code"), u"overtaken"_s);
    QCOMPARE(statusOf(1), u"FAILED"_s);
    m_house->sql(u"UPDATE delivery_job SET route_key = 2 WHERE job_id = 2"_s); // another way
    QCOMPARE(resend(1).status, 200);
}

void DeliveryTest::theLaterWaitsForTheEarlier()
{
    add({.id = 1, .event = u"OPEN"_s});
    add({.id = 2, .event = u"CLOSED"_s, .status = u"PENDING"_s});
    QCOMPARE(resend(1).status, 200);
    QCOMPARE(m_house->one(u"SELECT next_run_at > now() FROM delivery_job WHERE job_id = 2"_s), u"t"_s);
}

void DeliveryTest::anOpeningTakesItsEndWithIt()
{
    addUnannounced();
    QCOMPARE(resend(1).status, 200);
    QCOMPARE(statuses(), u"PENDING PENDING PENDING"_s);
    QCOMPARE(m_house->one(u"SELECT count(*) FROM alert_announcement WHERE given_up_at IS NULL"_s), u"1"_s);
}

void DeliveryTest::anEndTakesItsOpeningWithIt()
{
    addUnannounced();
    QCOMPARE(resend(3).status, 200);
    QCOMPARE(statuses(), u"PENDING FAILED PENDING"_s);
    QCOMPARE(m_house->one(u"SELECT count(*) FROM alert_announcement WHERE given_up_at IS NULL"_s), u"1"_s);
}

void DeliveryTest::anEndWhoseOpeningIsForgottenIsRefused()
{
    addUnannounced();
    m_house->sql(u"DELETE FROM delivery_job WHERE job_id = 1"_s);
    QCOMPARE(resend(3).status, 409);
    QCOMPARE(statuses(), u"FAILED FAILED"_s);
}

void DeliveryTest::sendsManyAgain()
{
    add({.id = 1, .event = u"OPEN"_s});
    add({.id = 2, .event = u"CLOSED"_s});
    add({.id = 3, .alert = 2, .event = u"OPEN"_s});
    add({.id = 4, .alert = 2, .event = u"CLOSED"_s, .status = u"COMPLETED"_s});
    add({.id = 5, .alert = 3, .tenant = 2, .route = 2});
    const auto none = m_house->asA(
        {EndpointId::ResendDeliveries, {}, {}, {{u"alert_id"_s, 99}, {u"integration_id"_s, m_integration}}});
    QCOMPARE(none.json.value(u"resent"_s).toInt(-1), 0);
    const auto answer =
        m_house->asA({EndpointId::ResendDeliveries, {}, {}, {{u"from"_s, u"2020-01-01T00:00:00Z"_s}}});
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.json.value(u"resent"_s).toInt(), 2);
    QCOMPARE(answer.json.value(u"skipped"_s).toInt(), 1);
    QCOMPARE(answer.json.value(u"is_all"_s), QJsonValue(true));
    QCOMPARE(m_house->one(u"SELECT string_agg(status, ' ' ORDER BY job_id) FROM delivery_job"_s),
             u"PENDING PENDING FAILED COMPLETED FAILED"_s);
}

void DeliveryTest::asksTheReceiverAtOnce()
{
    add({.id = 1});
    m_house->sql(u"INSERT INTO integration_health SELECT integration_key, tenant_key, 5, 1, now(), now() + "
                 "interval '5 min', 'http_503', now() FROM integration"_s);
    QCOMPARE(resend(1).status, 200);
    QCOMPARE(m_house->one(u"SELECT string_agg((open_until <= now())::text, ' ' ORDER BY tenant_key) "
                          "FROM integration_health"_s),
             u"true false"_s);
}

void DeliveryTest::anotherTenantsAreNotThere()
{
    add({.id = 1, .tenant = 2});
    QCOMPARE(jobs(m_house->asA({EndpointId::Deliveries})), QList<int>());
    QCOMPARE(m_house->asA({EndpointId::Delivery, {u"1"_s}}).status, 404);
    QCOMPARE(resend(1).status, 404);
    QCOMPARE(m_house->asA({EndpointId::ResendDeliveries}).json.value(u"resent"_s).toInt(-1), 0);
    QCOMPARE(jobs(m_house->asB({EndpointId::Deliveries})), QList<int>{1});
}

void DeliveryTest::badParametersAreNamed_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("field");
    QTest::newRow("status") << u"status=DEAD"_s << u"status"_s;
    QTest::newRow("integration") << u"integration_id=x"_s << u"integration_id"_s;
    QTest::newRow("alert") << u"alert_id=x"_s << u"alert_id"_s;
    QTest::newRow("from") << u"from=yesterday"_s << u"from"_s;
    QTest::newRow("to") << u"to=2026"_s << u"to"_s;
    QTest::newRow("limit") << u"limit=501"_s << u"limit"_s;
    QTest::newRow("cursor") << u"after=x"_s << u"after"_s;
}

void DeliveryTest::badParametersAreNamed()
{
    QFETCH(QString, query);
    QFETCH(QString, field);
    const auto answer = m_house->asA({EndpointId::Deliveries, {}, query});
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.field(), field);
    const auto resent = m_house->asA({EndpointId::ResendDeliveries, {}, {}, {{u"from"_s, 7}}});
    QCOMPARE(resent.field(), u"from"_s);
}

void DeliveryTest::showsWhatFails()
{
    m_house->sql(
        u"INSERT INTO integration_health SELECT integration_key, tenant_key, 7, 2, "
        "now() - interval '1 h', now() + interval '1 day', 'http_503: no', now() FROM integration"_s);
    const auto answer = m_house->asA({EndpointId::IntegrationHealth});
    QCOMPARE(answer.json.value(u"count"_s).toInt(), 1);
    const QJsonObject failing = answer.list("integrations")[0].toObject();
    QCOMPARE(failing.value(u"integration_id"_s).toString(), m_integration);
    QCOMPARE(failing.value(u"circuit"_s).toString(), u"OPEN"_s);
    QCOMPARE(failing.value(u"failures"_s).toInt(), 7);
    QCOMPARE(failing.value(u"last_error"_s).toString(), u"http_503: no"_s);
    m_house->clock().advance(std::chrono::hours{24 * 365 * 20});
    QCOMPARE(
        m_house->asA({EndpointId::IntegrationHealth}).list("integrations")[0].toObject().value(u"circuit"_s),
        QJsonValue(u"HALF_OPEN"_s));
}

void DeliveryTest::aChangedIntegrationBeginsAnew()
{
    m_house->sql(
        u"INSERT INTO integration_health SELECT integration_key, tenant_key, 7, 2, now(), now(), 'http_503', "
        "now() FROM integration"_s);
    const auto changed =
        m_house->asA({EndpointId::ChangeIntegration, {m_integration}, {}, {{u"name"_s, u"new"_s}}});
    QCOMPARE(changed.status, 200);
    QCOMPARE(m_house->one(u"SELECT count(*) FROM integration_health"_s), u"1"_s); // the other tenant's
}

PULSE_TEST_CASE(DeliveryTest)

#include "delivery_test.moc"
