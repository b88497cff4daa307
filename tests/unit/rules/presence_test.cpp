// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whether an `offline` is of the newest connection.
#include "rules/presence.h"
#include "support/suite/noon.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace std::chrono_literals;
using pulse::test::kNoon;
using rules::Statement;

namespace {

Statement online(const QByteArray &session = {}) { return {true, {}, session}; }
Statement offline(const QByteArray &session = {}) { return {false, {}, session}; }

} // namespace

class PresenceRulesTest : public QObject {
    Q_OBJECT
private slots:
    void withoutAnOnlineAnOfflineIsBelieved();
    void asManyAreDoubtedAsConnectionsBeganAnew();
    void aSessionIsNoNumberOfConnections();
    void whoRepeatsOnlineIsNotDoubtedForEver();
    void aTimeOfWholeSecondsIsNotOlder();
};

void PresenceRulesTest::withoutAnOnlineAnOfflineIsBelieved()
{
    model::DeviceState state;
    QVERIFY(rules::noteStatement(offline(), state));
    QVERIFY(rules::noteStatement(offline(), state));
    QCOMPARE(state.connections.open, 0);
}

void PresenceRulesTest::asManyAreDoubtedAsConnectionsBeganAnew()
{
    model::DeviceState state;
    for (int i = 0; i < 3; ++i)
        rules::noteStatement(online(), state);
    QVERIFY(!rules::noteStatement(offline(), state));
    QVERIFY(!rules::noteStatement(offline(), state));
    QVERIFY(rules::noteStatement(offline(), state));
}

void PresenceRulesTest::aSessionIsNoNumberOfConnections()
{
    model::DeviceState state;
    rules::noteStatement(online("a"), state);
    rules::noteStatement(online("a"), state);
    QCOMPARE(state.connections.open, 1);
    rules::noteStatement(online("b"), state);
    QVERIFY(!rules::noteStatement(offline("a"), state));
    QVERIFY(rules::noteStatement(offline("b"), state));
}

void PresenceRulesTest::whoRepeatsOnlineIsNotDoubtedForEver()
{
    model::DeviceState state;
    for (int i = 0; i < 10'000; ++i)
        rules::noteStatement(online(), state);
    int doubted = 0;
    while (!rules::noteStatement(offline(), state))
        ++doubted;
    QCOMPARE(doubted, 15);
}

void PresenceRulesTest::aTimeOfWholeSecondsIsNotOlder()
{
    model::DeviceState state;
    state.lastTs = kNoon + 900ms;
    QVERIFY(rules::noteStatement({false, kNoon, {}}, state));
    state.lastTs = kNoon + 1s + 1us;
    QVERIFY(!rules::noteStatement({false, kNoon, {}}, state));
}

PULSE_TEST_CASE(PresenceRulesTest)
#include "presence_test.moc"
