// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The life of an alert, checked in every state that can be reached; and the checker, shown every table that
// is wrong by one entry.
#include "life_checker.h"
#include "support/suite/noon.h"
#include "support/suite/test_case.h"

#include <QTest>
#include <array>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::alerts;
using namespace std::chrono_literals;
using model::DeliverOn;
using pulse::test::kNoon;

namespace {

using Table = std::vector<LifeStep>;

Table table() { return {lifeTable().begin(), lifeTable().end()}; }

Act act(LifeEvent event, std::optional<Instant> until = {})
{
    return {event, kNoon, u"user:ann"_s, u"ann"_s, u"noise"_s, until};
}

model::Alert alive() { return open({}, {}, act(LifeEvent::Opened))->alert; }

} // namespace

class LifecycleTest : public QObject {
    Q_OBJECT
private slots:
    void theTableHolds();
    void everyMissingRowIsFound();
    void everyWrongTargetIsFound();
    void everyWrongNoticeIsFound();
    void everySecondRowIsFound();
    void stateFollowsFromTheFacts_data();
    void stateFollowsFromTheFacts();
    void refusalNamesTheState();
    void aShelfNeedsAnEndAndAReason_data();
    void aShelfNeedsAnEndAndAReason();
    void clearingEndsAOneShotShelfWithATransitionOfItsOwn();
    void anAlertInheritsTheShelfOfItsFingerprint();
    void seenOnTheShelfAndTakenBackIsAnnouncedThen();
};

void LifecycleTest::theTableHolds() { QCOMPARE(test::faultsOf(lifeTable()), QStringList()); }

void LifecycleTest::everyMissingRowIsFound()
{
    for (size_t i = 0; i < lifeTable().size(); ++i) {
        Table broken = table();
        broken.erase(broken.begin() + static_cast<std::ptrdiff_t>(i));
        QVERIFY2(!test::faultsOf(broken).isEmpty(), qPrintable(test::name(lifeTable()[i].event)));
    }
}

void LifecycleTest::everyWrongTargetIsFound()
{
    for (size_t i = 0; i < lifeTable().size(); ++i) {
        for (const LifeState to : test::allStates()) {
            Table broken = table();
            if (broken[i].to == to)
                continue;
            broken[i].to = to;
            QVERIFY2(!test::faultsOf(broken).isEmpty(),
                     qPrintable(test::name(broken[i].from) + u' ' + test::name(broken[i].event) + u" to "_s
                                + test::name(to)));
        }
    }
}

void LifecycleTest::everyWrongNoticeIsFound()
{
    for (size_t i = 0; i < lifeTable().size(); ++i) {
        for (const Notice notice : {Notice::None, Notice::Open, Notice::OpenUnlessAnnounced,
                                    Notice::Acknowledged, Notice::Closed}) {
            Table broken = table();
            if (broken[i].notice == notice)
                continue;
            broken[i].notice = notice;
            QVERIFY2(!test::faultsOf(broken).isEmpty(),
                     qPrintable(test::name(broken[i].from) + u' ' + test::name(broken[i].event) + u": "_s
                                + test::name(notice)));
        }
    }
}

void LifecycleTest::everySecondRowIsFound()
{
    for (const LifeState from : test::allStates()) {
        for (const LifeEvent event : test::allEvents()) {
            Table broken = table();
            broken.push_back({from, event, from, Notice::None});
            QVERIFY2(!test::faultsOf(broken).isEmpty(),
                     qPrintable(test::name(from) + u' ' + test::name(event)));
        }
    }
}

void LifecycleTest::stateFollowsFromTheFacts_data()
{
    QTest::addColumn<bool>("isCleared");
    QTest::addColumn<bool>("isAcknowledged");
    QTest::addColumn<QString>("expected");
    QTest::newRow("active") << false << false << u"active, not acknowledged"_s;
    QTest::newRow("accepted") << false << true << u"active, acknowledged"_s;
    QTest::newRow("returned") << true << false << u"cleared, not acknowledged"_s;
    QTest::newRow("normal") << true << true << u"cleared, acknowledged"_s;
}

void LifecycleTest::stateFollowsFromTheFacts()
{
    QFETCH(bool, isCleared);
    QFETCH(bool, isAcknowledged);
    model::Alert alert;
    if (isCleared)
        alert.clearedAt = kNoon;
    if (isAcknowledged)
        alert.acknowledgedAt = kNoon;
    QTEST(stateText(stateOf(alert)), "expected");
    alert.shelf = {kNoon, u"noise"_s, u"ann"_s, false};
    QVERIFY(stateText(stateOf(alert)).endsWith(u", shelved"_s));
    alert.shelf->isOneShot = true;
    QVERIFY(stateText(stateOf(alert)).endsWith(u", shelved until it clears"_s));
}

void LifecycleTest::refusalNamesTheState()
{
    const auto transitioned = applyEvent(alive(), act(LifeEvent::Unshelved));
    QVERIFY(!transitioned);
    QCOMPARE(transitioned.error().kind, ErrorKind::Conflict);
    QCOMPARE(transitioned.error().what, u"the alert is active, not acknowledged: it cannot be unshelved"_s);
}

void LifecycleTest::aShelfNeedsAnEndAndAReason_data()
{
    QTest::addColumn<std::optional<Instant>>("until");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("field");
    QTest::newRow("no end") << std::optional<Instant>() << u"noise"_s << u"until"_s;
    QTest::newRow("ends at once") << std::optional(kNoon) << u"noise"_s << u"until"_s;
    QTest::newRow("ended before") << std::optional(kNoon - 1us) << u"noise"_s << u"until"_s;
    QTest::newRow("longest") << std::optional<Instant>(kNoon + 24h * 30) << u"noise"_s << u""_s;
    QTest::newRow("too long") << std::optional<Instant>(kNoon + 24h * 30 + 1us) << u"noise"_s << u"until"_s;
    QTest::newRow("no reason") << std::optional<Instant>(kNoon + 1h) << u""_s << u"reason"_s;
}

void LifecycleTest::aShelfNeedsAnEndAndAReason()
{
    QFETCH(std::optional<Instant>, until);
    QFETCH(QString, reason);
    QFETCH(QString, field);
    Act shelve = act(LifeEvent::Shelved, until);
    shelve.reason = reason;
    const auto transitioned = applyEvent(alive(), shelve);
    QCOMPARE(transitioned.has_value(), field.isEmpty());
    if (!transitioned) {
        QCOMPARE(transitioned.error().kind, ErrorKind::Invalid);
        QCOMPARE(transitioned.error().field, field);
    }
}

void LifecycleTest::clearingEndsAOneShotShelfWithATransitionOfItsOwn()
{
    const auto shelved = applyEvent(alive(), act(LifeEvent::ShelvedOnce, kNoon + 1h));
    QVERIFY(shelved && shelved->alert.shelf && !shelved->notice);
    QCOMPARE(shelved->transitions.at(0).evidence,
             (QJsonObject{{u"shelved_until"_s, u"2026-01-15T13:00:00.000000Z"_s},
                          {u"shelve_is_one_shot"_s, true}}));
    const auto cleared = applyEvent(shelved->alert, act(LifeEvent::Cleared));
    QVERIFY(cleared && !cleared->alert.shelf);
    QCOMPARE(cleared->notice, std::optional(DeliverOn::Closed)); // it was announced before it was shelved
    QCOMPARE(cleared->transitions.size(), size_t{2});
    QCOMPARE(cleared->transitions[1].event, model::AlertEvent::Unshelved);
    QCOMPARE(cleared->transitions[1].actor, u"system"_s);
}

void LifecycleTest::anAlertInheritsTheShelfOfItsFingerprint()
{
    const model::Shelf shelf{kNoon + 1h, u"pump is off"_s, u"ann"_s, false};
    const auto opened = open({}, shelf, act(LifeEvent::Opened));
    QVERIFY(opened && opened->alert.shelf == shelf && !opened->alert.isAnnounced && !opened->notice);
    QCOMPARE(opened->transitions.size(), size_t{2});
    QCOMPARE(opened->transitions[1].reason, u"still shelved: pump is off"_s);
    const auto cleared = applyEvent(opened->alert, act(LifeEvent::Cleared));
    QVERIFY(cleared && !cleared->notice); // nobody heard of it
    QCOMPARE(stateText(stateOf(cleared->alert)), u"cleared, not acknowledged, shelved"_s);
}

void LifecycleTest::seenOnTheShelfAndTakenBackIsAnnouncedThen()
{
    const model::Shelf shelf{kNoon + 1h, u"pump is off"_s, u"ann"_s, false};
    model::Alert alert = open({}, shelf, act(LifeEvent::Opened))->alert;
    for (const LifeEvent event : {LifeEvent::Acknowledged, LifeEvent::ShelfExpired}) {
        const auto transitioned = applyEvent(alert, act(event));
        QVERIFY(transitioned && !transitioned->notice);
        alert = transitioned->alert;
    }
    const auto back = applyEvent(alert, act(LifeEvent::Unacknowledged));
    QVERIFY(back);
    QCOMPARE(back->notice, std::optional(DeliverOn::Open));
}

PULSE_TEST_CASE(LifecycleTest)
#include "lifecycle_test.moc"
