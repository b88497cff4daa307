// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a batch leaves behind: readings exactly once, late ones marked, state merged.
#include "store/pipeline/writer_rig.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::pipeline;
using namespace std::chrono_literals;

class BatchTest : public QObject {
    Q_OBJECT
private slots:
    void init() { m_rig = std::make_unique<WriterRig>(); }
    void cleanup() { m_rig.reset(); }
    void valuesComeBackAsTheyWentIn();
    void theSameMessageTwiceInOneBatchIsStoredOnce();
    void theSameMessageInALaterBatchIsStoredOnce();
    void differentPayloadsOfOneTimeAreBothStored();
    void withoutTsTheReceiveTimeCounts();
    void aHeartbeatWithoutMetricsChangesStateOnly();
    void stateHasTheLatestOfEachMetric();
    void memoryIsWhatTheDatabaseIs();
    void lateReadingsAreStoredMarkedAndNotEvaluated();
    void aStepBackIsEvaluated();
    void aReadingAheadOfOurClockDoesNotMakeHonestOnesLate();
    void oneBatchHoldsSeveralTenants();
    void watchersHearOfWhatIsNew();
    void theFeedSaysThatADeviceCameOnline();
    void anEmptyBatchIsNothing();
    void metricsByTheHundredFit();

private:
    QString state(const QString &column) const;
    std::unique_ptr<WriterRig> m_rig;
};

QString BatchTest::state(const QString &column) const
{
    return m_rig
        ->rows(u"SELECT (%1)::text FROM device_state JOIN device USING (device_key) WHERE device_id = 'one'"_s
                   .arg(column))
        .value(0);
}

void BatchTest::valuesComeBackAsTheyWentIn()
{
    const auto totals =
        m_rig->commit({{.metrics = R"({"temp_c":21.5,"rssi_dbm":-70,"uplink_ok":true,"big":9007199254740992,
        "text":"x","nothing":null})"}});
    QVERIFY2(totals, totals ? "" : qPrintable(totals.error().what));
    QCOMPARE(totals->stored, 1);
    const QStringList expected{
        uR"({"big": 9007199254740992, "temp_c": 21.5, "rssi_dbm": -70, "uplink_ok": true})"_s};
    QCOMPARE(m_rig->rows(u"SELECT metrics_json(s.codes, r.layout, r.\"values\") FROM reading AS r "
                         "JOIN metric_set AS s ON s.metric_set_key = r.metric_set"_s),
             expected);
    QCOMPARE(state(u"metrics_json(codes, \"values\")"_s), expected[0]);
    QCOMPARE(m_rig->rows(u"SELECT concat_ws(' ', ts, received_at, kind, is_late) FROM reading"_s),
             QStringList{u"2026-01-15 12:00:00+00 2026-01-15 12:00:00+00 T f"_s});
}

void BatchTest::theSameMessageTwiceInOneBatchIsStoredOnce()
{
    m_rig->addRule(u"Hot"_s, u"temp_c"_s, u"GT"_s, 20);
    const auto totals = m_rig->commit({{}, {}, {.device = "two"}, {}});
    QVERIFY(totals);
    QCOMPARE(totals->stored, 2);
    QCOMPARE(totals->duplicates, 2);
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM reading"_s), QStringList{u"2"_s});
    QCOMPARE(m_rig->transitions(), (QStringList{u"one OPENED"_s, u"two OPENED"_s}));
}

void BatchTest::theSameMessageInALaterBatchIsStoredOnce()
{
    m_rig->addRule(u"Hot"_s, u"temp_c"_s, u"GT"_s, 20);
    QVERIFY(m_rig->commit({{}}));
    QVERIFY(m_rig->commit({{.metrics = R"({"temp_c":10})", .ts = 1s}}));
    m_rig->clock.advance(10s);
    const auto totals = m_rig->commit({{}}); // the hot one again: its alert has cleared meanwhile
    QVERIFY(totals);
    QCOMPARE(totals->duplicates, 1);
    QCOMPARE(m_rig->transitions(), (QStringList{u"one OPENED"_s, u"one CLEARED"_s}));
    QCOMPARE(state(u"last_ts"_s), u"2026-01-15 12:00:00+00"_s); // receive time of the one ahead by a second
    QVERIFY(m_rig->committed.empty());
}

void BatchTest::differentPayloadsOfOneTimeAreBothStored()
{
    const auto totals = m_rig->commit({{.metrics = R"({"temp_c":1.5})"},
                                       {.metrics = R"({"temp_c":2.5})"},
                                       {.metrics = R"({"temp_c":2.5})", .type = "heartbeat"}});
    QVERIFY(totals);
    QCOMPARE(totals->stored, 3);
    QCOMPARE(m_rig->rows(u"SELECT kind FROM reading ORDER BY kind"_s), (QStringList{u"H"_s, u"T"_s, u"T"_s}));
}

void BatchTest::withoutTsTheReceiveTimeCounts()
{
    QVERIFY(m_rig->commit({{.ts = std::nullopt}}));
    m_rig->clock.advance(1us);
    const auto totals = m_rig->commit({{.ts = std::nullopt}}); // at least once
    QVERIFY(totals);
    QCOMPARE(totals->stored, 1);
    QCOMPARE(m_rig->rows(u"SELECT ts FROM reading ORDER BY 1"_s),
             (QStringList{u"2026-01-15 12:00:00+00"_s, u"2026-01-15 12:00:00.000001+00"_s}));
}

void BatchTest::aHeartbeatWithoutMetricsChangesStateOnly()
{
    const auto totals =
        m_rig->commit({{.metrics = {}, .type = "heartbeat"}, {.device = "two", .metrics = "{}"}});
    QVERIFY(totals);
    QCOMPARE(totals->stored, 0);
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM reading"_s), QStringList{u"0"_s});
    QCOMPARE(
        state(u"concat_ws(' ', device_state.status, last_heartbeat_at IS NULL, last_telemetry_at IS NULL)"_s),
        u"ONLINE f t"_s);
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM device_state"_s), QStringList{u"2"_s});
    m_rig->clock.advance(5s);
    QVERIFY(m_rig->commit({{.metrics = {}, .ts = 5s, .type = "heartbeat"}}));
    QCOMPARE(state(u"last_seen_at"_s), u"2026-01-15 12:00:05+00"_s);
    QCOMPARE(state(u"last_state_change_at"_s), u"2026-01-15 12:00:00+00"_s);
}

void BatchTest::stateHasTheLatestOfEachMetric()
{
    QVERIFY(m_rig->commit({{.metrics = R"({"b":1,"d":1})"},
                           {.metrics = R"({"a":2,"b":true})"},
                           {.metrics = R"({"c":3,"e":3.5})", .ts = -1s}}));
    QCOMPARE(state(u"metrics_json(codes, \"values\")"_s),
             uR"({"a": 2, "b": true, "c": 3, "d": 1, "e": 3.5})"_s);
    QCOMPARE(state(u"codes = (SELECT array_agg(c ORDER BY c) FROM unnest(codes) AS c)"_s), u"true"_s);
}

void BatchTest::memoryIsWhatTheDatabaseIs()
{
    m_rig->addRule(u"Hot"_s, u"temp_c"_s, u"GT"_s, 20);
    QVERIFY(m_rig->commit({{}, {.metrics = R"({"x":1,"y":false})", .ts = -7s}}));
    const auto key =
        (*m_rig->registry.findTenant("acme")->devices.find(QByteArray("one"))).second->registered.key;
    const model::RegisteredDevice before = m_rig->registry.findDevice(key)->registered;
    QVERIFY(m_rig->load());
    const model::RegisteredDevice &after = m_rig->registry.findDevice(key)->registered;
    QCOMPARE(before.alerts.size(), size_t{1});
    QCOMPARE(after.alerts.size(), size_t{1});
    QCOMPARE(after.alerts[0].alert, before.alerts[0].alert);
    QCOMPARE(after.alerts[0].rule, before.alerts[0].rule);
    QVERIFY(after.state.lastTs == before.state.lastTs && after.state.lastSeenAt == before.state.lastSeenAt);
    QVERIFY(after.state.lastTelemetryAt == before.state.lastTelemetryAt && !after.state.lastHeartbeatAt);
    QCOMPARE(after.state.status, model::DeviceStatus::Online);
    QCOMPARE(after.state.values.size(), size_t{3});
    for (size_t i = 0; i < after.state.values.size(); ++i) {
        QCOMPARE(after.state.values[i].code, before.state.values[i].code);
        QCOMPARE(after.state.values[i].value, before.state.values[i].value);
        QVERIFY(after.state.values[i].ts == before.state.values[i].ts);
    }
}

void BatchTest::lateReadingsAreStoredMarkedAndNotEvaluated()
{
    m_rig->addRule(u"Hot"_s, u"temp_c"_s, u"GT"_s, 30);
    QVERIFY(m_rig->commit({{}}));
    const auto totals = m_rig->commit({{.metrics = R"({"temp_c":99})", .ts = -301s}});
    QVERIFY(totals);
    QCOMPARE(totals->stored, 1);
    QCOMPARE(m_rig->transitions(), QStringList());
    QCOMPARE(m_rig->rows(u"SELECT is_late::text FROM reading ORDER BY ts"_s),
             (QStringList{u"true"_s, u"false"_s}));
    QCOMPARE(state(u"metrics_json(codes, \"values\")"_s), uR"({"temp_c": 21.5})"_s);
    QCOMPARE(state(u"last_ts"_s), u"2026-01-15 12:00:00+00"_s);
}

void BatchTest::aStepBackIsEvaluated()
{
    m_rig->addRule(u"Hot"_s, u"temp_c"_s, u"GT"_s, 30);
    QVERIFY(m_rig->commit({{}, {.metrics = R"({"temp_c":99})", .ts = -299s}}));
    QCOMPARE(m_rig->transitions(), QStringList{u"one OPENED"_s});
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM reading WHERE is_late"_s), QStringList{u"0"_s});
    QCOMPARE(state(u"last_ts"_s), u"2026-01-15 11:55:01+00"_s);
}

void BatchTest::aReadingAheadOfOurClockDoesNotMakeHonestOnesLate()
{
    m_rig->addRule(u"Hot"_s, u"temp_c"_s, u"GT"_s, 30);
    QVERIFY(m_rig->commit({{.ts = 290s}}));
    QCOMPARE(state(u"last_ts"_s), u"2026-01-15 12:00:00+00"_s);
    m_rig->clock.advance(400s);
    QVERIFY(
        m_rig->commit({{.metrics = R"({"temp_c":99})", .ts = 50s}})); // 350 s old, but the next after noon
    QCOMPARE(m_rig->transitions(), QStringList{u"one OPENED"_s});
}

void BatchTest::oneBatchHoldsSeveralTenants()
{
    m_rig->addRule(u"Hot"_s, u"temp_c"_s, u"GT"_s, 20); // of acme
    const auto totals = m_rig->commit({{.tenant = "other"}, {}, {.tenant = "nobody"}});
    QVERIFY(totals);
    QCOMPARE(totals->stored, 2);
    QCOMPARE(totals->rejected, 1);
    QCOMPARE(m_rig->rows(u"SELECT tenant_id FROM alert JOIN tenant USING (tenant_key)"_s),
             QStringList{u"acme"_s});
    QCOMPARE(m_rig->rows(u"SELECT t.tenant_id FROM reading JOIN tenant AS t USING (tenant_key) ORDER BY 1"_s),
             (QStringList{u"acme"_s, u"other"_s}));
    QCOMPARE(m_rig->rows(
                 u"SELECT t.tenant_id || ' ' || m.name FROM metric AS m JOIN tenant AS t USING (tenant_key) "
                 "ORDER BY 1"_s),
             (QStringList{u"acme temp_c"_s, u"other temp_c"_s})); // names belong to their tenant
}

void BatchTest::watchersHearOfWhatIsNew()
{
    QVERIFY(
        m_rig->commit({{}, {}, {.device = "two", .metrics = {}, .type = "heartbeat"}, {.site = "south"}}));
    QCOMPARE(m_rig->committed.size(), size_t{1});
    QCOMPARE(m_rig->committed[0].device->registered.deviceId, QByteArray("one"));
    QVERIFY(m_rig->committed[0].ts == WriterRig::noon());
    QCOMPARE(m_rig->committed[0].metrics.at(0).value, 21.5);
}

void BatchTest::theFeedSaysThatADeviceCameOnline()
{
    QVERIFY(m_rig->commit({{}, {.ts = 1s}}));
    QVERIFY(m_rig->commit({{.ts = 2s}}));
    QCOMPARE(
        m_rig->rows(
            u"SELECT c.kind || ' ' || d.device_id FROM change AS c JOIN device AS d ON d.device_key = c.key "
            "ORDER BY seq"_s),
        QStringList{u"device one"_s});
}

void BatchTest::anEmptyBatchIsNothing()
{
    const auto totals = m_rig->commit(std::vector<Message>{});
    QVERIFY(totals);
    QCOMPARE(totals->stored + totals->rejected + totals->duplicates, 0);
}

void BatchTest::metricsByTheHundredFit()
{
    QByteArray metrics;
    for (int i = 0; i < 256; ++i)
        metrics += (i == 0 ? "\"m" : ",\"m") + QByteArray::number(i) + "\":" + QByteArray::number(i * 0.5);
    std::vector<Message> messages;
    for (int i = 0; i < 20; ++i)
        messages.push_back({.metrics = "{" + metrics + "}", .ts = i * 1s});
    const auto totals = m_rig->commit(messages);
    QVERIFY(totals);
    QCOMPARE(totals->stored, 20);
    QCOMPARE(m_rig->rows(u"SELECT DISTINCT cardinality(\"values\") || ' ' || \"values\"[256] FROM reading"_s)
                 .size(),
             1);
    QCOMPARE(m_rig->rows(u"SELECT count(*) || ' ' || sum(value) FROM reading_value"_s),
             QStringList{u"5120 326400"_s}); // 20 × 0.5 × (0 + … + 255)
}

PULSE_TEST_CASE(BatchTest)
#include "batch_test.moc"
