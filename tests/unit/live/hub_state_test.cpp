// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the hub tells of Pulse itself: to everybody whether values come in, to operators that system alerts
// changed; and what it counts.
#include "hub_fakes.h"
#include "live/store_feed.h"
#include "support/suite/test_case.h"

#include <QCoreApplication>
#include <QTest>

using namespace pulse;
using namespace pulse::live;

class HubStateTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void nothingIsToldBeforeItIsKnown();
    void everybodyIsToldWhatChanges();
    void whoComesLaterIsToldAfterHello();
    void onlyOperatorsHearOfSystemAlerts();
    void operatorsHaveNoSubscriptions();
    void operatorsSeeNoTenantsChanges();
    void anOperatorLeaves();
    void readingsThatDoNotFitAreCounted();
    void socketsThatAreEndedAreCounted();

private:
    void deliver(const FeedBatch &batch)
    {
        m_hub->changesCommitted(batch);
        QCoreApplication::processEvents();
    }

    FakeFeed m_feed;
    std::unique_ptr<Hub> m_hub;
    FakeSubscriber m_customer;
    FakeSubscriber m_operator;
    SubscriberId m_customerId = 0;
    SubscriberId m_operatorId = 0;
};

void HubStateTest::init()
{
    m_customer = {};
    m_operator = {};
    m_hub = std::make_unique<Hub>(HubConfig{}, m_feed);
    m_customerId = m_hub->attach(m_customer, kA);
    m_operatorId = m_hub->attachOperator(m_operator);
}

void HubStateTest::nothingIsToldBeforeItIsKnown()
{
    QCOMPARE(m_customer.types, QStringList{u"hello"_s});
    QCOMPARE(m_operator.types, QStringList{u"hello"_s});
}

void HubStateTest::everybodyIsToldWhatChanges()
{
    m_hub->serviceChanged({});
    m_hub->serviceChanged({});
    const Instant since{std::chrono::seconds{1'768'478'400}};
    m_hub->serviceChanged({false, since});
    for (const FakeSubscriber *socket : {&m_customer, &m_operator}) {
        QCOMPARE(socket->types, (QStringList{u"hello"_s, u"state"_s, u"state"_s}));
        QCOMPARE(
            socket->sent[1],
            (QJsonObject{{u"type"_s, u"state"_s}, {u"receiving"_s, true}, {u"since"_s, QJsonValue::Null}}));
        QCOMPARE(socket->sent[2],
                 (QJsonObject{{u"type"_s, u"state"_s},
                              {u"receiving"_s, false},
                              {u"since"_s, u"2026-01-15T12:00:00.000000Z"_s}}));
    }
}

void HubStateTest::whoComesLaterIsToldAfterHello()
{
    m_hub->serviceChanged({false, std::nullopt});
    FakeSubscriber late;
    m_hub->attach(late, kB);
    QCOMPARE(late.types, (QStringList{u"hello"_s, u"state"_s}));
    QCOMPARE(late.sent.last().value(u"receiving"_s).toBool(true), false);
}

void HubStateTest::onlyOperatorsHearOfSystemAlerts()
{
    FeedBatch batch;
    batch.uptoSeq = 9;
    deliver(batch); // of something else
    QCOMPARE(m_operator.types, QStringList{u"hello"_s});
    batch.uptoSeq = batch.systemSeq = 10;
    deliver(batch);
    QCOMPARE(m_operator.types, (QStringList{u"hello"_s, u"system_alerts"_s}));
    QCOMPARE(m_operator.sent.last().value(u"seq"_s).toInt(), 10);
    QCOMPARE(m_customer.types, QStringList{u"hello"_s});
}

void HubStateTest::operatorsHaveNoSubscriptions()
{
    for (const char *request :
         {R"({"action":"subscribe","type":"alerts"})", R"({"action":"subscribe","type":"devices"})",
          R"({"action":"subscribe","type":"device","device_id":"a1"})", R"({"action":"resume","seq":0})"}) {
        m_hub->receive(m_operatorId, request);
        QCOMPARE(m_operator.types.last(), u"error"_s);
        QCOMPARE(m_operator.sent.last().value(u"code"_s).toString(), u"forbidden"_s);
    }
    QVERIFY(m_feed.snapshots.empty() && m_feed.replays.empty());
}

void HubStateTest::operatorsSeeNoTenantsChanges()
{
    m_hub->receive(m_operatorId, R"({"action":"subscribe","type":"alerts","mode":"delta"})");
    m_operator.types.clear();
    FeedBatch batch;
    batch.uptoSeq = 3;
    for (const TenantKey tenant : {kA, kB, TenantKey{}}) // none's, too
        batch.alerts.push_back({tenant, 1, {}});
    batch.devices.push_back({{}, 2, {}});
    deliver(batch);
    QCOMPARE(m_operator.types, QStringList());
}

void HubStateTest::anOperatorLeaves()
{
    m_hub->detach(m_operatorId);
    FeedBatch batch;
    batch.uptoSeq = batch.systemSeq = 10;
    deliver(batch);
    m_hub->serviceChanged({});
    QCOMPARE(m_operator.types, QStringList{u"hello"_s});
    QCOMPARE(m_hub->subscribers(), 1);
}

void HubStateTest::readingsThatDoNotFitAreCounted()
{
    std::vector<LiveTelemetry> many(20'003);
    m_hub->telemetryCommitted(many);
    QCOMPARE(m_hub->counts().readingsDropped, 3U);
    QCoreApplication::processEvents();
    m_hub->telemetryCommitted(many);
    QCOMPARE(m_hub->counts().readingsDropped, 6U);
}

void HubStateTest::socketsThatAreEndedAreCounted()
{
    m_hub->receive(m_customerId, QByteArray(100'000, ' '));
    QCOMPARE(m_customer.closedWith, int(kCloseTooBig));
    m_operator.pending = 2 * 1024 * 1024; // does not read
    m_hub->serviceChanged({});
    QCOMPARE(m_operator.closedWith, int(kCloseTooSlow));
    QCOMPARE(m_hub->counts().socketsEnded, 2U);
    QCOMPARE(m_hub->subscribers(), 0);
}

PULSE_TEST_CASE(HubStateTest)
#include "hub_state_test.moc"
