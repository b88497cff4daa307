// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What others do to our session at the broker is said, with what to do about it.
#include "support/suite/test_case.h"
#include "watching.h"

#include <QTest>

using namespace pulse;
using namespace pulse::watch;

class TheftTest : public QObject {
    Q_OBJECT
private slots:
    void aTakeoverIsNamedAndSaysWhatToDo();
    void aTheftThatTheBrokerDoesNotSayIsNamed();
    void aThiefThatComesEachMomentIsNamed();
    void aBrokerThatBeganAnewIsNoThief();
    void aLossThatANewLeaderFindsIsNoTheft();
    void deafnessIsSaidWithItsCause();
    void idsThatAnybodyMayHaveAreSaid();
};

void TheftTest::aTakeoverIsNamedAndSaysWhatToDo()
{
    Watching w;
    w.look();
    w.signs.takeovers = 1;
    QCOMPARE(w.pass(1s), u"!SESSION_TAKEN"_s);
    QCOMPARE(w.last().severity, 5);
    QVERIFY(w.last().summary.contains(u"Tie client ids to accounts"_s));
    QVERIFY(w.last().summary.contains(u"broker new-session"_s));
    w.signs.takeovers = 3;
    QCOMPARE(w.pass(1s), u"!SESSION_TAKEN"_s);
    QCOMPARE(w.detail(u"times"_s), u"3"_s);
    w.signs.now += 24h;
    QCOMPARE(w.look(), u"-SESSION_TAKEN"_s);
}

// Mosquitto 2.0 ends our connection without a word, whether it keeps what was queued or not.
void TheftTest::aTheftThatTheBrokerDoesNotSayIsNamed()
{
    Watching w;
    w.signs.brokerConnectedSince = kNoon;
    w.pass(3s);
    w.signs.hangUps = 1;
    w.signs.hungUpAt = w.signs.now + 300ms;
    QCOMPARE(w.pass(1s), QString()); // the broker may be ending
    QCOMPARE(w.pass(1s), u"!SESSION_TAKEN"_s);
    QCOMPARE(w.detail(u"times"_s), u"1"_s);
}

// Each time before the one before could be judged.
void TheftTest::aThiefThatComesEachMomentIsNamed()
{
    Watching w;
    w.signs.brokerConnectedSince = kNoon;
    w.pass(3s);
    const auto stealASecondLong = [&w] {
        ++w.signs.hangUps;
        w.signs.hungUpAt = w.signs.now + 900ms;
        return w.pass(1s);
    };
    QCOMPARE(stealASecondLong(), QString());
    QCOMPARE(stealASecondLong(), u"!SESSION_TAKEN"_s);
    QCOMPARE(w.detail(u"times"_s), u"2"_s);
}

void TheftTest::aBrokerThatBeganAnewIsNoThief()
{
    Watching w;
    w.signs.brokerConnectedSince = kNoon;
    w.pass(3s);
    w.signs.hangUps = 1;
    w.signs.hungUpAt = w.signs.now + 900ms;
    w.pass(1s); // the other connection is not gone yet
    w.signs.brokerConnectedSince.reset();
    w.pass(1s);
    w.signs.brokerConnectedSince = w.signs.now;
    w.signs.sessionsLost = 1;
    QCOMPARE(w.pass(5s), u"!SESSION_LOST"_s);
}

void TheftTest::aLossThatANewLeaderFindsIsNoTheft()
{
    Watching w;
    w.signs.brokerConnectedSince = kNoon;
    w.signs.isLeading = false;
    w.pass(3s);
    w.signs.isLeading = true;
    w.pass(1s);
    w.signs.sessionsLost = 1;
    QCOMPARE(w.pass(1s), u"!SESSION_LOST"_s);
}

void TheftTest::deafnessIsSaidWithItsCause()
{
    Watching w;
    w.look();
    w.signs.deafTimes = 2;
    w.signs.deafWhy = u"the broker knows no subscription of ours"_s;
    QCOMPARE(w.pass(1s), u"!INGEST_DEAF"_s);
    QCOMPARE(w.detail(u"times"_s), u"2"_s);
    QCOMPARE(w.detail(u"why"_s), w.signs.deafWhy);
    QVERIFY(w.last().summary.contains(u"may read tenant/#"_s));
}

void TheftTest::idsThatAnybodyMayHaveAreSaid()
{
    Watching w;
    w.signs.areIdsOpen = true;
    QCOMPARE(w.pass(3s), u"!SESSION_UNPROTECTED"_s);
    w.signs.areIdsOpen = false;
    QCOMPARE(w.pass(1s), u"-SESSION_UNPROTECTED"_s);
}

PULSE_TEST_CASE(TheftTest)
#include "theft_test.moc"
