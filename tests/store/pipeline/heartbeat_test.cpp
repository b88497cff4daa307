// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Devices become STALE only while we see, and only for as long as we have seen.
#include "pipeline/silence/heartbeat_stage.h"
#include "store/pipeline/writer_rig.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::pipeline;
using namespace std::chrono_literals;

class HeartbeatTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup() { m_rig.reset(); }
    void aSilentDeviceBecomesStale();
    void onceIsEnough();
    void standsDownWhileBlind();
    void countsFromWhenWeBeganToSee();
    void aTenantsOwnIntervalCounts();
    void whoWasHeardMeanwhileStaysOnline();
    void aMessageBringsItBack();
    void devicesNeverHeardAreLeftAlone();

private:
    Result<HeartbeatStage::Turn> run(std::chrono::seconds after, const Sight &sight);
    Sight clear(std::chrono::seconds since, std::chrono::seconds until) const;
    QStringList states() const;

    std::unique_ptr<WriterRig> m_rig;
    std::unique_ptr<HeartbeatStage> m_stage;
};

void HeartbeatTest::init()
{
    m_rig = std::make_unique<WriterRig>();
    m_stage = std::make_unique<HeartbeatStage>(m_rig->registry, m_rig->refresh);
    QVERIFY(m_rig->commit({{}, {.device = "two"}}));
    m_rig->clock.advance(20s);
    QVERIFY(m_rig->commit({{.device = "two", .ts = 20s}}));
}

Sight HeartbeatTest::clear(std::chrono::seconds since, std::chrono::seconds until) const
{
    Sight sight;
    for (auto at = since; at <= until; at += 1s)
        sight.probeReturned(WriterRig::noon() + at, WriterRig::noon() + at);
    return sight;
}

Result<HeartbeatStage::Turn> HeartbeatTest::run(std::chrono::seconds after, const Sight &sight)
{
    return m_stage->run(m_rig->connection, sight, WriterRig::noon() + after);
}

QStringList HeartbeatTest::states() const
{
    return m_rig->rows(
        u"SELECT concat_ws(' ', device_id, s.status, last_state_change_at::time) FROM device_state AS s "
        "JOIN device USING (device_key) ORDER BY 1"_s);
}

void HeartbeatTest::aSilentDeviceBecomesStale()
{
    QVERIFY(run(29s, clear(0s, 29s)));
    QCOMPARE(states(), (QStringList{u"one ONLINE 12:00:00"_s, u"two ONLINE 12:00:00"_s}));
    QVERIFY(run(30s, clear(0s, 30s)));
    QCOMPARE(states(), (QStringList{u"one STALE 12:00:30"_s, u"two ONLINE 12:00:00"_s}));
    QCOMPARE(
        m_rig->rows(u"SELECT device_id FROM change JOIN device ON device_key = key WHERE kind = 'device' "
                    "ORDER BY seq DESC LIMIT 1"_s),
        QStringList{u"one"_s});
}

void HeartbeatTest::onceIsEnough()
{
    QVERIFY(run(60s, clear(0s, 60s)));
    const QStringList before = m_rig->rows(u"SELECT seq FROM change"_s);
    QVERIFY(run(61s, clear(0s, 61s)));
    QCOMPARE(states(), (QStringList{u"one STALE 12:01:00"_s, u"two STALE 12:01:00"_s}));
    QCOMPARE(m_rig->rows(u"SELECT seq FROM change"_s), before);
}

void HeartbeatTest::standsDownWhileBlind()
{
    QVERIFY(run(3600s, Sight()));
    QVERIFY(run(3600s, clear(0s, 3590s)));
    QCOMPARE(states(), (QStringList{u"one ONLINE 12:00:00"_s, u"two ONLINE 12:00:00"_s}));
}

void HeartbeatTest::countsFromWhenWeBeganToSee()
{
    QVERIFY(run(3629s, clear(3600s, 3629s)));
    QCOMPARE(states()[0], u"one ONLINE 12:00:00"_s);
    QVERIFY(run(3630s, clear(3600s, 3630s)));
    QCOMPARE(states()[0], u"one STALE 13:00:30"_s);
}

void HeartbeatTest::aTenantsOwnIntervalCounts()
{
    m_rig->execute(u"INSERT INTO app_settings (tenant_key, key, value) SELECT tenant_key, "
                   u"'HEARTBEAT_STALE_SECONDS', '90' "
                   "FROM tenant"_s);
    QVERIFY(m_rig->refresh.noticeChanges(m_rig->connection));
    QVERIFY(run(89s, clear(0s, 89s)));
    QCOMPARE(states()[0], u"one ONLINE 12:00:00"_s);
    QVERIFY(run(90s, clear(0s, 90s)));
    QCOMPARE(states()[0], u"one STALE 12:01:30"_s);
}

void HeartbeatTest::whoWasHeardMeanwhileStaysOnline()
{
    m_rig->execute(u"UPDATE device_state SET last_seen_at = last_seen_at + interval '1 microsecond'"_s);
    QVERIFY(run(60s, clear(0s, 60s)));
    QCOMPARE(states(), (QStringList{u"one ONLINE 12:00:00"_s, u"two ONLINE 12:00:00"_s}));
}

void HeartbeatTest::aMessageBringsItBack()
{
    QVERIFY(run(60s, clear(0s, 60s)));
    m_rig->clock.set(WriterRig::noon() + 65s);
    QVERIFY(m_rig->commit({{.metrics = {}, .ts = 65s, .type = "heartbeat"}}));
    QCOMPARE(states(), (QStringList{u"one ONLINE 12:01:05"_s, u"two STALE 12:01:00"_s}));
    QVERIFY(run(94s, clear(0s, 94s)));
    QCOMPARE(states()[0], u"one ONLINE 12:01:05"_s);
    QVERIFY(run(95s, clear(0s, 95s)));
    QCOMPARE(states()[0], u"one STALE 12:01:35"_s);
}

void HeartbeatTest::devicesNeverHeardAreLeftAlone()
{
    QVERIFY(run(600s, clear(0s, 600s)));
    QCOMPARE(states().size(), 2); // three has no row
}

PULSE_TEST_CASE(HeartbeatTest)
#include "heartbeat_test.moc"
