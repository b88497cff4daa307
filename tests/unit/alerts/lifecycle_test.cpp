// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The lifecycle, tested as the table it is: every state with every event.
#include "alerts/lifecycle.h"
#include "support/test_case.h"

#include <QTest>

using namespace pulse;
using alerts::LifeState;
using model::AlertEvent;

using MaybeState = std::optional<LifeState>;

class LifecycleTest : public QObject {
    Q_OBJECT
private slots:
    void next_data();
    void next();
    void suppressionAndCommentsLeaveTheStateAlone();
    void stateFollowsFromTheFacts_data();
    void stateFollowsFromTheFacts();
};

void LifecycleTest::next_data()
{
    QTest::addColumn<LifeState>("from");
    QTest::addColumn<AlertEvent>("event");
    QTest::addColumn<MaybeState>("expected");
    using S = LifeState;
    using E = AlertEvent;
    QTest::newRow("active clears") << S::Active << E::Cleared << MaybeState(S::Returned);
    QTest::newRow("active is acknowledged") << S::Active << E::Acknowledged << MaybeState(S::Accepted);
    QTest::newRow("active is not acknowledged") << S::Active << E::Unacknowledged << MaybeState();
    QTest::newRow("active does not open again") << S::Active << E::Opened << MaybeState();
    QTest::newRow("accepted clears") << S::Accepted << E::Cleared << MaybeState(S::Normal);
    QTest::newRow("accepted once only") << S::Accepted << E::Acknowledged << MaybeState();
    QTest::newRow("accepted is taken back") << S::Accepted << E::Unacknowledged << MaybeState(S::Active);
    QTest::newRow("accepted does not open again") << S::Accepted << E::Opened << MaybeState();
    QTest::newRow("returned clears once only") << S::Returned << E::Cleared << MaybeState();
    QTest::newRow("returned is acknowledged") << S::Returned << E::Acknowledged << MaybeState(S::Normal);
    QTest::newRow("returned is not acknowledged") << S::Returned << E::Unacknowledged << MaybeState();
    QTest::newRow("returned: another alert opens") << S::Returned << E::Opened << MaybeState();
    QTest::newRow("normal clears once only") << S::Normal << E::Cleared << MaybeState();
    QTest::newRow("normal is acknowledged once only") << S::Normal << E::Acknowledged << MaybeState();
    QTest::newRow("normal is taken back") << S::Normal << E::Unacknowledged << MaybeState(S::Returned);
    QTest::newRow("normal: another alert opens") << S::Normal << E::Opened << MaybeState();
}

void LifecycleTest::next()
{
    QFETCH(LifeState, from);
    QFETCH(AlertEvent, event);
    QFETCH(MaybeState, expected);
    QCOMPARE(alerts::next(from, event), expected);
}

void LifecycleTest::suppressionAndCommentsLeaveTheStateAlone()
{
    for (const LifeState state :
         {LifeState::Active, LifeState::Accepted, LifeState::Returned, LifeState::Normal}) {
        for (const AlertEvent event : {AlertEvent::Shelved, AlertEvent::Unshelved, AlertEvent::Commented})
            QVERIFY(!alerts::next(state, event));
    }
}

void LifecycleTest::stateFollowsFromTheFacts_data()
{
    QTest::addColumn<bool>("isCleared");
    QTest::addColumn<bool>("isAcknowledged");
    QTest::addColumn<LifeState>("expected");
    QTest::newRow("active") << false << false << LifeState::Active;
    QTest::newRow("accepted") << false << true << LifeState::Accepted;
    QTest::newRow("returned") << true << false << LifeState::Returned;
    QTest::newRow("normal") << true << true << LifeState::Normal;
}

void LifecycleTest::stateFollowsFromTheFacts()
{
    QFETCH(bool, isCleared);
    QFETCH(bool, isAcknowledged);
    QFETCH(LifeState, expected);
    model::Alert alert;
    if (isCleared)
        alert.clearedAt = Instant{};
    if (isAcknowledged)
        alert.acknowledgedAt = Instant{};
    QCOMPARE(alerts::stateOf(alert), expected);
}

PULSE_TEST_CASE(LifecycleTest)
#include "lifecycle_test.moc"
