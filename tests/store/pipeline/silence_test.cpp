// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Silence opens alerts, with all that follows from them, and being heard closes them.
#include "store/pipeline/silent_rig.h"
#include "support/suite/test_case.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::pipeline;
using namespace std::chrono_literals;

class SilenceTest : public QObject {
    Q_OBJECT
private slots:
    void init() { m_rig = std::make_unique<SilentRig>(); }
    void cleanup() { m_rig.reset(); }
    void opensAfterIntervalAndGrace();
    void explainsItself();
    void closesWithTheNextMessage_data();
    void closesWithTheNextMessage();
    void aRedeliveredMessageIsNotHearing();
    void isFoundOnce();
    void neverHeardIsNoOpinion();
    void whoWasHeardMeanwhileHasNoAlert();
    void aRuleHasItsOwn();
    void aMetricFallsSilent();
    void aMetricNobodyNamedYetIsWatchedFromThen();
    void thousandsGoInPortions();
    void asksNothingWhenNothingIsDue();
    void whoIsSilentWhenTheClockIsSetBackIsNoticed();
    void whoIsHeardAfterTheClockWasSetBackFallsSilentByIt();

private:
    void runSetBack(std::chrono::seconds after,
                    std::chrono::seconds begin = 0s); // by a clock that is an hour back
    std::unique_ptr<SilentRig> m_rig;
};

void SilenceTest::runSetBack(std::chrono::seconds after, std::chrono::seconds begin)
{
    for (auto second = begin; second <= after; ++second) {
        const Instant at = WriterRig::noon() - 1h + second;
        m_rig->writer.clock.set(at);
        m_rig->sight.probeReturned(at, at);
        const auto turn = m_rig->stage.run(m_rig->writer.connection, m_rig->sight, at);
        QVERIFY(turn);
    }
}

// "one" was heard in what is now the future.
void SilenceTest::whoIsSilentWhenTheClockIsSetBackIsNoticed()
{
    m_rig->run(20s);
    runSetBack(29s);
    QCOMPARE(m_rig->open(), QStringList{});
    runSetBack(31s, 30s);
    QCOMPARE(m_rig->open(), QStringList{u"one NO_HEARTBEAT 11:00:30"_s});
}

void SilenceTest::whoIsHeardAfterTheClockWasSetBackFallsSilentByIt()
{
    m_rig->run(20s);
    runSetBack(10s);
    QVERIFY(m_rig->writer.commit({Message{.metrics = R"({"temp_c":22})", .ts = -1h + 10s}}));
    runSetBack(39s, 11s);
    QCOMPARE(m_rig->open(), QStringList{});
    runSetBack(41s, 40s);
    QCOMPARE(m_rig->open(), QStringList{u"one NO_HEARTBEAT 11:00:40"_s});
    QCOMPARE(m_rig->writer.rows(
                 u"SELECT last_seen_at::time::text FROM device_state JOIN device USING (device_key) "
                 "WHERE device_id = 'one'"_s),
             QStringList{u"11:00:10"_s});
}

void SilenceTest::opensAfterIntervalAndGrace()
{
    m_rig->set(u"HEARTBEAT_GRACE_SECONDS"_s, u"15"_s);
    m_rig->writer.addRoute();
    QVERIFY(m_rig->writer.refresh.noticeChanges(m_rig->writer.connection));
    QVERIFY(!m_rig->run(30s).hasJobs);
    QCOMPARE(m_rig->open(), QStringList{});
    QVERIFY(!m_rig->run(44s).hasJobs);
    QVERIFY(m_rig->run(45s).hasJobs);
    QCOMPARE(m_rig->open(), QStringList{u"one NO_HEARTBEAT 12:00:45"_s});
    QCOMPARE(
        m_rig->writer.rows(u"SELECT concat_ws(' ', fingerprint, severity, confidence, summary, rule_key, "
                           "opened_ts::time) FROM alert"_s),
        QStringList{u"NO_HEARTBEAT:one 4 0.9 north: one: no heartbeat for 45 s 12:00:45"_s});
    QCOMPARE(m_rig->writer.rows(u"SELECT concat_ws(' ', deliver_on_event, status) FROM delivery_job"_s),
             QStringList{u"OPEN PENDING"_s});
    QCOMPARE(m_rig->writer.rows(u"SELECT kind FROM change ORDER BY seq"_s),
             (QStringList{u"device"_s, u"device"_s, u"alert"_s})); // online, stale, silent
}

void SilenceTest::explainsItself()
{
    QVERIFY(m_rig->hear(10s, {.metrics = {}, .ts = 10s, .type = "heartbeat"}));
    m_rig->run(40s);
    QCOMPARE(m_rig->writer.rows(u"SELECT details ->> 'last_heartbeat_at' FROM alert"_s),
             QStringList{u"2026-01-15T12:00:10.000000Z"_s});
    QCOMPARE(
        m_rig->writer.rows(u"SELECT concat_ws(' ', event, actor, reason, at::time) FROM alert_transition"_s),
        QStringList{u"OPENED system north: one: no heartbeat for 30 s 12:00:40"_s});
    const QString evidence = m_rig->writer.rows(u"SELECT evidence FROM alert_transition"_s).value(0);
    QCOMPARE(QJsonDocument::fromJson(evidence.toUtf8()).object(),
             (QJsonObject{{u"last_seen_at"_s, u"2026-01-15T12:00:10.000000Z"_s},
                          {u"deadline"_s, u"2026-01-15T12:00:40.000000Z"_s},
                          {u"condition"_s,
                           QJsonObject{{u"condition"_s, u"DEVICE_SILENT"_s},
                                       {u"silent_seconds"_s, 30},
                                       {u"grace_seconds"_s, 0}}}}));
}

void SilenceTest::closesWithTheNextMessage_data()
{
    QTest::addColumn<int>("ts"); // seconds after noon
    QTest::addColumn<QByteArray>("type");
    QTest::newRow("telemetry") << 60 << QByteArray("telemetry");
    QTest::newRow("heartbeat") << 60 << QByteArray("heartbeat");
    QTest::newRow("late") << -3600 << QByteArray("telemetry"); // it is heard, if not evaluated
}

void SilenceTest::closesWithTheNextMessage()
{
    QFETCH(int, ts);
    QFETCH(QByteArray, type);
    m_rig->writer.addRoute();
    QVERIFY(m_rig->writer.refresh.noticeChanges(m_rig->writer.connection));
    m_rig->run(30s);
    QCOMPARE(m_rig->open().size(), 1);
    const auto totals = m_rig->hear(60s, {.ts = std::chrono::seconds{ts}, .type = type});
    QVERIFY(totals && totals->hasJobs);
    QCOMPARE(m_rig->open(), QStringList{});
    QCOMPARE(
        m_rig->writer.rows(u"SELECT concat_ws(' ', event, actor, reason) FROM alert_transition OFFSET 1"_s),
        QStringList{u"CLEARED system heard again"_s});
    QCOMPARE(
        m_rig->writer.rows(u"SELECT concat_ws(' ', evidence ->> 'last_seen_at', evidence ->> 'received_at') "
                           "FROM alert_transition WHERE event = 'CLEARED'"_s),
        QStringList{u"2026-01-15T12:00:00.000000Z 2026-01-15T12:01:00.000000Z"_s});
    QCOMPARE(m_rig->writer.rows(u"SELECT deliver_on_event FROM delivery_job ORDER BY job_id"_s),
             (QStringList{u"OPEN"_s, u"CLOSED"_s}));
    m_rig->run(89s);
    QCOMPARE(m_rig->open(), QStringList{});
    m_rig->run(90s);
    QCOMPARE(m_rig->open(), QStringList{u"one NO_HEARTBEAT 12:01:30"_s});
}

void SilenceTest::aRedeliveredMessageIsNotHearing()
{
    m_rig->run(30s);
    auto again = m_rig->writer.envelope({.metrics = R"({"temp_c":20,"load_pct":5})"});
    again.isDuplicate = true;
    std::vector<ingest::Envelope> envelopes;
    envelopes.push_back(std::move(again));
    QVERIFY(m_rig->writer.commit(envelopes));
    QCOMPARE(m_rig->open().size(), 1);
}

void SilenceTest::isFoundOnce()
{
    QCOMPARE(m_rig->run(30s).silent, 1U);
    for (auto after = 31s; after <= 120s; after += 1s)
        QCOMPARE(m_rig->run(after).silent, 0U);
    QCOMPARE(m_rig->writer.transitions(), QStringList{u"one OPENED"_s});
}

void SilenceTest::neverHeardIsNoOpinion()
{
    m_rig->addRule(u"DEVICE_SILENT"_s, u"silent_seconds"_s, u"60"_s);
    m_rig->run(3600s);
    m_rig->run(7200s);
    QCOMPARE(m_rig->writer.rows(u"SELECT DISTINCT device_id FROM alert JOIN device USING (device_key)"_s),
             QStringList{u"one"_s});
}

// What the row says counts, whatever memory believes: also where the row itself would not change.
void SilenceTest::whoWasHeardMeanwhileHasNoAlert()
{
    m_rig->set(u"HEARTBEAT_GRACE_SECONDS"_s, u"15"_s);
    m_rig->run(30s);
    m_rig->writer.execute(
        u"UPDATE device_state SET last_seen_at = last_seen_at + interval '1 microsecond'"_s);
    QCOMPARE(m_rig->run(45s).silent, 0U);
    QCOMPARE(m_rig->open(), QStringList{});
}

void SilenceTest::aRuleHasItsOwn()
{
    m_rig->set(u"HEARTBEAT_ALERTS"_s, u"0"_s);
    m_rig->addRule(u"DEVICE_SILENT"_s, u"silent_seconds, grace_seconds, device_prefixes"_s,
                   u"60, 5, '{on}'"_s);
    QVERIFY(m_rig->hear(0s, {.device = "two"})); // not the rule's
    m_rig->run(0s);
    m_rig->run(64s);
    QCOMPARE(m_rig->open(), QStringList{});
    m_rig->run(65s);
    QCOMPARE(m_rig->open(), QStringList{u"one NO_HEARTBEAT 12:01:05"_s});
    QCOMPARE(m_rig->writer.rows(
                 u"SELECT concat_ws(' ', fingerprint = 'RULE:' || rule_id || ':one', a.severity, confidence, "
                 "summary, a.rule_key = r.rule_key, actor = 'rule:' || rule_id) "
                 "FROM alert AS a, alert_rule AS r, alert_transition"_s),
             QStringList{u"t 2 1 north: one: nothing heard for 65 s t t"_s});
    QCOMPARE(m_rig->writer.rows(u"SELECT evidence ->> 'rule_version' FROM alert_transition"_s),
             QStringList{u"1"_s});
    QVERIFY(m_rig->hear(70s, {.ts = 70s}));
    QCOMPARE(m_rig->open(), QStringList{});
}

void SilenceTest::aMetricFallsSilent()
{
    m_rig->set(u"HEARTBEAT_ALERTS"_s, u"0"_s);
    m_rig->addRule(u"METRIC_SILENT"_s, u"metric_name, silent_seconds"_s, u"'temp_c', 60"_s);
    QVERIFY(m_rig->hear(0s, {.device = "two", .metrics = R"({"load_pct":1})"})); // never had it: no opinion
    m_rig->run(0s);
    QVERIFY(m_rig->hear(20s, {.metrics = R"({"temp_c":20})", .ts = 20s}));
    QVERIFY(m_rig->hear(79s, {.metrics = R"({"load_pct":5})", .ts = 79s}));
    m_rig->run(79s);
    QCOMPARE(m_rig->open(), QStringList{});
    m_rig->run(80s);
    QCOMPARE(m_rig->open(), QStringList{u"one METRIC_SILENT 12:01:20"_s});
    QCOMPARE(m_rig->writer.rows(
                 u"SELECT concat_ws(' ', summary, details ->> 'metric_name', details ->> 'last_heard_at') "
                 "FROM alert"_s),
             QStringList{u"north: one: temp_c not heard for 60 s temp_c 2026-01-15T12:00:20.000000Z"_s});
    QVERIFY(m_rig->hear(90s, {.metrics = R"({"load_pct":5})", .ts = 90s}));
    QCOMPARE(m_rig->open().size(), 1); // the device speaks, but not of this
    QVERIFY(m_rig->hear(95s, {.metrics = R"({"temp_c":20})", .ts = -3600s})); // late, but heard
    QCOMPARE(m_rig->open(), QStringList{});
    QCOMPARE(m_rig->writer.rows(u"SELECT reason FROM alert_transition WHERE event = 'CLEARED'"_s),
             QStringList{u"temp_c heard again"_s});
    m_rig->run(154s);
    QCOMPARE(m_rig->open(), QStringList{});
    m_rig->run(155s);
    QCOMPARE(m_rig->open().size(), 1);
}

void SilenceTest::aMetricNobodyNamedYetIsWatchedFromThen()
{
    m_rig->set(u"HEARTBEAT_ALERTS"_s, u"0"_s);
    m_rig->addRule(u"METRIC_SILENT"_s, u"metric_name, silent_seconds"_s, u"'humidity', 60"_s);
    m_rig->run(100s);
    QVERIFY(m_rig->hear(100s, {.metrics = R"({"humidity":40})", .ts = 100s}));
    m_rig->run(101s);
    m_rig->run(159s);
    QCOMPARE(m_rig->open(), QStringList{});
    m_rig->run(160s);
    QCOMPARE(m_rig->open(), QStringList{u"one METRIC_SILENT 12:02:40"_s});
}

void SilenceTest::thousandsGoInPortions()
{
    m_rig->change(
        u"INSERT INTO device (tenant_key, device_id, site_key, token_hash) SELECT tenant_key, 'd' || n, "
        u"site_key, "
        "sha256(('tok-d' || n)::bytea) FROM site, generate_series(1, 1500) AS n "
        "WHERE tenant_key = (SELECT tenant_key FROM tenant WHERE tenant_id = 'acme')"_s);
    std::vector<Message> messages;
    for (int i = 1; i <= 1'500; ++i)
        messages.push_back({.device = "d" + QByteArray::number(i)});
    QVERIFY(m_rig->writer.commit(messages));
    m_rig->run(0s);
    const auto first = m_rig->run(30s);
    QVERIFY(first.hasMore);
    QCOMPARE(first.silent, HeartbeatStage::kPortion);
    const auto second = m_rig->run(30s);
    QVERIFY(!second.hasMore);
    QCOMPARE(first.silent + second.silent, 1'501U);
    QCOMPARE(m_rig->open().size(), 1'501);
}

void SilenceTest::asksNothingWhenNothingIsDue()
{
    m_rig->writer.connection.close();
    const auto turn = m_rig->stage.run(m_rig->writer.connection, m_rig->sight, WriterRig::noon() + 1s);
    QVERIFY(turn && turn->silent == 0);
}

PULSE_TEST_CASE(SilenceTest)
#include "silence_test.moc"
