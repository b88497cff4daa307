// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whose silence counts, and from when.
#include "store/pipeline/silent_rig.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::pipeline;
using namespace std::chrono_literals;

class SilenceCountTest : public QObject {
    Q_OBJECT
private slots:
    void init() { m_rig = std::make_unique<SilentRig>(); }
    void cleanup() { m_rig.reset(); }
    void switchedOffItClosesAndStaysAway();
    void theRevokedAndTheSuspendedAreNotJudged_data();
    void theRevokedAndTheSuspendedAreNotJudged();
    void whoComesBackHasItsFullInterval_data();
    void whoComesBackHasItsFullInterval();
    void aShorterIntervalCountsFromTheChange();
    void aNewLeaderGivesEverybodyTheirInterval();
    void anOpenOneSurvivesTheLeader();

private:
    std::unique_ptr<SilentRig> m_rig;
};

void SilenceCountTest::switchedOffItClosesAndStaysAway()
{
    m_rig->run(30s);
    QCOMPARE(m_rig->open().size(), 1);
    m_rig->set(u"HEARTBEAT_ALERTS"_s, u"0"_s);
    QVERIFY(m_rig->writer.commit(std::vector<Message>{}));
    QCOMPARE(m_rig->open(), QStringList{});
    QCOMPARE(m_rig->writer.rows(
                 u"SELECT concat_ws(' ', actor, reason) FROM alert_transition WHERE event = 'CLEARED'"_s),
             QStringList{u"system heartbeat alerts were switched off"_s});
    m_rig->run(3600s);
    QCOMPARE(m_rig->open(), QStringList{});
    m_rig->set(u"HEARTBEAT_ALERTS"_s, u"1"_s); // and on again, with its full time
    m_rig->run(3601s);
    m_rig->run(3630s);
    QCOMPARE(m_rig->open(), QStringList{});
    m_rig->run(3631s);
    QCOMPARE(m_rig->open().size(), 1);
}

void SilenceCountTest::theRevokedAndTheSuspendedAreNotJudged_data()
{
    QTest::addColumn<QString>("away");
    QTest::newRow("revoked") << u"UPDATE device SET status = 'REVOKED'"_s;
    QTest::newRow("suspended") << u"UPDATE tenant SET status = 'SUSPENDED'"_s;
}

void SilenceCountTest::theRevokedAndTheSuspendedAreNotJudged()
{
    QFETCH(QString, away);
    m_rig->change(away);
    m_rig->run(30s);
    m_rig->run(3600s);
    QCOMPARE(m_rig->open(), QStringList{});
    QCOMPARE(m_rig->writer.rows(u"SELECT status FROM device_state"_s), QStringList{u"ONLINE"_s});
}

void SilenceCountTest::whoComesBackHasItsFullInterval_data()
{
    QTest::addColumn<QString>("away");
    QTest::addColumn<QString>("back");
    QTest::newRow("revoked") << u"UPDATE device SET status = 'REVOKED'"_s
                             << u"UPDATE device SET status = 'ACTIVE'"_s;
    QTest::newRow("suspended") << u"UPDATE tenant SET status = 'SUSPENDED'"_s
                               << u"UPDATE tenant SET status = 'ACTIVE'"_s;
}

void SilenceCountTest::whoComesBackHasItsFullInterval()
{
    QFETCH(QString, away);
    QFETCH(QString, back);
    m_rig->change(away);
    m_rig->run(10s);
    m_rig->run(25s);
    m_rig->change(back);
    m_rig->run(26s);
    m_rig->run(55s);
    QCOMPARE(m_rig->open(), QStringList{});
    m_rig->run(56s);
    QCOMPARE(m_rig->open().size(), 1);
}

void SilenceCountTest::aShorterIntervalCountsFromTheChange()
{
    m_rig->set(u"HEARTBEAT_STALE_SECONDS"_s, u"3600"_s);
    m_rig->run(600s);
    m_rig->set(u"HEARTBEAT_STALE_SECONDS"_s, u"10"_s);
    m_rig->run(601s);
    m_rig->run(610s);
    QCOMPARE(m_rig->open(), QStringList{});
    m_rig->run(611s);
    QCOMPARE(m_rig->open(), QStringList{u"one NO_HEARTBEAT 12:10:11"_s});
}

void SilenceCountTest::aNewLeaderGivesEverybodyTheirInterval()
{
    QVERIFY(m_rig->writer.load());
    m_rig->stage.begin();
    m_rig->sight.lost();
    m_rig->seen = 3600s;
    m_rig->run(3600s);
    m_rig->run(3629s);
    QCOMPARE(m_rig->open(), QStringList{});
    m_rig->run(3630s);
    QCOMPARE(m_rig->open().size(), 1);
}

void SilenceCountTest::anOpenOneSurvivesTheLeader()
{
    m_rig->run(30s);
    QVERIFY(m_rig->writer.load());
    m_rig->stage.begin();
    m_rig->run(60s);
    QCOMPARE(m_rig->run(120s).silent, 0U);
    QCOMPARE(m_rig->writer.transitions(), QStringList{u"one OPENED"_s});
    QVERIFY(m_rig->hear(130s, {.ts = 130s}));
    QCOMPARE(m_rig->writer.transitions(), (QStringList{u"one OPENED"_s, u"one CLEARED"_s}));
}

PULSE_TEST_CASE(SilenceCountTest)
#include "silence_count_test.moc"
