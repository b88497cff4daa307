// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// From what an alert transitioned through to the rows that tell of it.
#include "routing/life_record.h"
#include "support/suite/noon.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace std::chrono_literals;
using alerts::LifeEvent;
using model::DeliverOn;
using pulse::test::kNoon;

namespace {

alerts::Act act(LifeEvent event) { return {event, kNoon, u"user:ann"_s, u"ann"_s, u"noise"_s, kNoon + 1h}; }

model::Alert alert()
{
    model::Alert alert;
    alert.alertId = 7;
    alert.createdAt = kNoon;
    return alert;
}

std::vector<model::Route> routes()
{
    model::Route route;
    route.key = {3};
    route.tenant = {1};
    route.deliverOn = {DeliverOn::Open, DeliverOn::Acknowledged, DeliverOn::Closed};
    return {route};
}

const std::vector<model::Announcement> kTold{{{7}, {3}, {}}};

} // namespace

class LifeRecordTest : public QObject {
    Q_OBJECT
private slots:
    void onlyNoticesMakeJobs();
    void theFirstTransitionCausesThemAndHasTheEvidence();
    void whoIsToldInThisTransactionHearsTheEnd();
};

void LifeRecordTest::onlyNoticesMakeJobs()
{
    routing::LifeRecord record;
    record.hear(kTold);
    model::Alert now = alert();
    for (const LifeEvent event : {LifeEvent::Commented, LifeEvent::Acknowledged, LifeEvent::Unacknowledged,
                                  LifeEvent::Shelved, LifeEvent::Unshelved, LifeEvent::Cleared}) {
        const auto transitioned = alerts::applyEvent(now, act(event));
        QVERIFY(transitioned);
        record.add({1}, *transitioned, routes());
        now = transitioned->alert;
    }
    QCOMPARE(record.transitions.size(), size_t{6});
    QCOMPARE(record.changes.size(), size_t{6});
    QCOMPARE(record.jobs.size(), size_t{3});
    QCOMPARE(record.jobs[0].event, DeliverOn::Acknowledged);
    QCOMPARE(record.jobs[0].transition.value, -2);
    QCOMPARE(record.jobs[1].event, DeliverOn::Open);
    QCOMPARE(record.jobs[1].transition.value, -5);
    QCOMPARE(record.jobs[2].event, DeliverOn::Closed);
}

void LifeRecordTest::theFirstTransitionCausesThemAndHasTheEvidence()
{
    routing::LifeRecord record;
    record.hear(kTold);
    const auto shelved = alerts::applyEvent(alert(), act(LifeEvent::ShelvedOnce));
    QVERIFY(shelved);
    const auto cleared = alerts::applyEvent(shelved->alert, act(LifeEvent::Cleared));
    QVERIFY(cleared);
    record.add({1}, *cleared, routes(), {{u"value"_s, 39}});
    QCOMPARE(record.transitions.size(), size_t{2});
    QCOMPARE(record.transitions[0].evidence, (QJsonObject{{u"value"_s, 39}}));
    QVERIFY(record.transitions[1].evidence.isEmpty());
    QCOMPARE(record.jobs.size(), size_t{1});
    QCOMPARE(record.jobs[0].transition.value, -1);
    QVERIFY(record.jobs[0].payload.contains("closed_at"));
}

void LifeRecordTest::whoIsToldInThisTransactionHearsTheEnd()
{
    routing::LifeRecord record;
    const auto born = alerts::open(alert(), {}, act(LifeEvent::Opened));
    QVERIFY(born);
    record.add({1}, *born, routes());
    model::Alert other = alert();
    other.alertId = 8; // of which nobody was told
    for (const model::Alert &each : {born->alert, other}) {
        const auto cleared = alerts::applyEvent(each, act(LifeEvent::Cleared));
        QVERIFY(cleared);
        record.add({1}, *cleared, routes());
    }
    QCOMPARE(record.jobs.size(), size_t{2});
    QCOMPARE(record.jobs[1].event, DeliverOn::Closed);
    QCOMPARE(record.jobs[1].alert.value, 7);
}

PULSE_TEST_CASE(LifeRecordTest)
#include "life_record_test.moc"
