// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/suite/test_case.h"
#include "two_tenants.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using delivery::Outcome;
using wire::EndpointId;

class TestDeliveryTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void sendsWhatProductionSends();
    void saysHowItWent();
    void leavesNoJob();
    void fiveAMinute();
    void twoAtOnceDoNotPassTogether();
    void eachIntegrationHasItsOwn();
    void testsAreLimitedPerTenantNotPerIntegration();
    void soManyAreUnderWayAtOnce();
    void aDisabledOneCanBeTested();

private:
    test::Answer test(const QString &id) { return m_house->asA({EndpointId::TestIntegration, {id}}); }
    std::unique_ptr<test::TwoTenants> m_house;
};

void TestDeliveryTest::init()
{
    if (!m_house) {
        auto house = test::TwoTenants::create();
        QVERIFY2(house, qPrintable(house ? QString() : house.error().what));
        m_house = *std::move(house);
    }
    m_house->sql(u"DELETE FROM integration; DELETE FROM tenant_test_delivery; DELETE FROM change"_s);
    m_house->sent.clear();
    m_house->attempt = {.outcome = Outcome::Delivered};
}

void TestDeliveryTest::sendsWhatProductionSends()
{
    const QString id = m_house->addWebhook();
    QCOMPARE(test(id).status, 200);
    QCOMPARE(m_house->sent.size(), 1);
    const auto [type, message] = m_house->sent.first();
    QCOMPARE(type, model::IntegrationType::Webhook);
    QVERIFY(message.id.startsWith(u"test-"_s));
    QCOMPARE(message.config.value(u"url"_s).toString(), u"https://example.com/hook?key=s3cret"_s);
    const QJsonObject body = QJsonDocument::fromJson(message.body).object();
    QCOMPARE(body.keys(),
             (QStringList{u"alert_id"_s, u"alert_type"_s, u"confidence"_s, u"created_at"_s, u"details"_s,
                          u"device_id"_s, u"severity"_s, u"site_id"_s, u"status"_s, u"summary"_s,
                          u"tenant_id"_s}));
    QCOMPARE(body.value(u"tenant_id"_s).toString(), u"tenant-a"_s);
    QCOMPARE(body.value(u"details"_s).toObject(), (QJsonObject{{u"test"_s, true}}));
}

void TestDeliveryTest::saysHowItWent()
{
    const QString id = m_house->addWebhook();
    m_house->attempt = {
        .outcome = Outcome::Delivered, .took = std::chrono::milliseconds{12}, .address = u"192.0.2.1:443"_s};
    const auto good = test(id);
    QCOMPARE(good.json,
             (QJsonObject{{u"success"_s, true},
                          {u"integration_id"_s, id},
                          {u"integration_name"_s, u"desk"_s},
                          {u"integration_type"_s, u"webhook"_s},
                          {u"destination"_s, u"https://example.com"_s},
                          {u"address"_s, u"192.0.2.1:443"_s},
                          {u"error"_s, QJsonValue::Null},
                          {u"duration_ms"_s, 12},
                          {u"latency_ms"_s, 12}}));
    m_house->attempt = {.outcome = Outcome::RetryLater, .code = u"http_503"_s, .detail = u"later"_s};
    const auto bad = test(id);
    QCOMPARE(bad.status, 200);
    QCOMPARE(bad.json.value(u"success"_s), QJsonValue(false));
    QCOMPARE(bad.text("error"), u"http_503: later"_s);
}

void TestDeliveryTest::leavesNoJob()
{
    QCOMPARE(test(m_house->addWebhook()).status, 200);
    QCOMPARE(m_house->one(u"SELECT count(*) FROM delivery_job"_s), u"0"_s);
    QCOMPARE(m_house->one(u"SELECT count(*) FROM delivery_attempt"_s), u"0"_s);
}

void TestDeliveryTest::fiveAMinute()
{
    const QString id = m_house->addWebhook();
    for (int i = 0; i < 5; ++i)
        QCOMPARE(test(id).status, 200);
    const auto sixth = test(id);
    QCOMPARE(sixth.status, 429);
    QCOMPARE(sixth.text("code"), u"too_many_requests"_s);
    QCOMPARE(m_house->sent.size(), 5);
    // One refused does not count, and a minute later there is room for as many as have left.
    m_house->sql(u"UPDATE test_delivery SET sent_at[1] = now() - interval '61 s'"_s);
    QCOMPARE(test(id).status, 200);
    QCOMPARE(test(id).status, 429);
    QCOMPARE(m_house->one(u"SELECT cardinality(sent_at) FROM test_delivery"_s), u"5"_s);
}

void TestDeliveryTest::twoAtOnceDoNotPassTogether()
{
    const QString id = m_house->addWebhook();
    for (int i = 0; i < 4; ++i)
        QCOMPARE(test(id).status, 200);
    QList<int> statuses(2);
    std::vector<std::thread> threads;
    for (int &status : statuses) {
        threads.emplace_back([this, id, &status] {
            store::Connection own({m_house->conninfo().toUtf8()});
            api::Request request;
            request.endpoint = EndpointId::TestIntegration;
            request.arguments = {id};
            request.principal = m_house->principalA();
            const auto reply = m_house->handlers().value(request.endpoint)(request, own);
            status = reply ? (reply->later ? 200 : reply->status) : 0;
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    std::sort(statuses.begin(), statuses.end());
    QCOMPARE(statuses, (QList<int>{200, 429}));
}

void TestDeliveryTest::eachIntegrationHasItsOwn()
{
    const QString full = m_house->addWebhook();
    for (int i = 0; i < 6; ++i)
        test(full);
    QCOMPARE(test(m_house->addWebhook()).status, 200);
    QCOMPARE(m_house->asA({EndpointId::DeleteIntegration, {full}}).status, 204);
    QCOMPARE(m_house->one(u"SELECT count(*) FROM test_delivery"_s), u"1"_s);
}

// Make, test, delete, again and again.
void TestDeliveryTest::testsAreLimitedPerTenantNotPerIntegration()
{
    QList<int> statuses;
    test::Answer last;
    for (int i = 0; i < 25; ++i) {
        const QString id = m_house->addWebhook();
        last = test(id);
        statuses.append(last.status);
        QCOMPARE(m_house->asA({EndpointId::DeleteIntegration, {id}}).status, 204);
    }
    QCOMPARE(statuses.count(200), 20);
    QCOMPARE(statuses.mid(20), QList<int>(5, 429));
    QCOMPARE(last.text("code"), u"too_many_requests"_s);
    QCOMPARE(m_house->sent.size(), 20);
    // Another tenant's are another's, and a minute later there is room for as many as have left.
    const QString other = m_house->addWebhook(true);
    QCOMPARE(m_house->asB({EndpointId::TestIntegration, {other}}).status, 200);
    m_house->sql(u"UPDATE tenant_test_delivery SET sent_at[1] = now() - interval '61 s'"_s);
    QCOMPARE(test(m_house->addWebhook()).status, 200);
    QCOMPARE(test(m_house->addWebhook()).status, 429);
}

void TestDeliveryTest::soManyAreUnderWayAtOnce()
{
    const auto begin = [this] {
        store::Connection own({m_house->conninfo().toUtf8()});
        api::Request request;
        request.endpoint = EndpointId::TestIntegration;
        request.arguments = {m_house->addWebhook()};
        request.principal = m_house->principalA();
        return m_house->handlers().value(request.endpoint)(request, own);
    };
    std::vector<Result<api::Reply>> underWay; // none of them is answered
    for (int i = 0; i < 4; ++i) {
        underWay.push_back(begin());
        QVERIFY(underWay.back() && underWay.back()->later);
    }
    const auto fifth = begin();
    QVERIFY(!fifth);
    QCOMPARE(fifth.error().code, u"too_many_requests"_s);
    underWay.pop_back();
    QVERIFY(begin());
}

// A test is how one finds out whether to enable it.
void TestDeliveryTest::aDisabledOneCanBeTested()
{
    const QString id = m_house->addWebhook();
    m_house->sql(u"UPDATE integration SET enabled = false"_s);
    QCOMPARE(test(id).json.value(u"success"_s), QJsonValue(true));
}

PULSE_TEST_CASE(TestDeliveryTest)

#include "test_delivery_test.moc"
