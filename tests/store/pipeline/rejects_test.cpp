// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Quarantine: counted always, kept where the settings say so, sealed.
#include "store/pipeline/writer_rig.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::pipeline;
using namespace std::chrono_literals;

class RejectsTest : public QObject {
    Q_OBJECT
private slots:
    void init() { m_rig = std::make_unique<WriterRig>(); }
    void cleanup() { m_rig.reset(); }
    void areCountedByMinuteTenantAndReason();
    void unknownTenantsShareARow();
    void leftOutMetricsAreCountedAndTheMessageKept();
    void areKeptInDevelopmentOnly_data();
    void areKeptInDevelopmentOnly();
    void keptOnesAreSealed();
    void keptTextsAreStorable();
    void theNewestAreKept();
    void aKeptOneIsAdmittedOnceItsCauseIsMended();
    void rateLimitedOnesAreCounted();
    void strangersBeyondTheirRateAreCountedAndNotKept();
    void devicesBeyondTheirRateAreCountedAndNotKept();
    void aBacklogOfOursIsNotRateLimited();

private:
    void keepThem() const;
    QStringList counts() const;
    std::unique_ptr<WriterRig> m_rig;
};

QStringList RejectsTest::counts() const
{
    return m_rig->rows(u"SELECT concat_ws(' ', bucket_minute::time, coalesce(tenant_id, '-'), reason, count) "
                       "FROM quarantine_counter LEFT JOIN tenant USING (tenant_key) ORDER BY 1"_s);
}

void RejectsTest::keepThem() const
{
    m_rig->execute(u"UPDATE app_settings SET value = 'DEV' WHERE key = 'MODE';"
                   "UPDATE app_settings SET value = '1' WHERE key = 'STORE_REJECTS'"_s);
}

void RejectsTest::areCountedByMinuteTenantAndReason()
{
    const auto totals = m_rig->commit(
        {{.site = "south"}, {.token = "wrong"}, {.site = "south"}, {}, {.tenant = "other", .site = "south"}});
    QVERIFY(totals);
    QCOMPARE(totals->rejected, 4);
    QCOMPARE(totals->stored, 1);
    m_rig->clock.advance(59s);
    QVERIFY(m_rig->commit({{.site = "south"}}));
    m_rig->clock.advance(1s);
    QVERIFY(m_rig->commit({{.site = "south"}}));
    QCOMPARE(counts(),
             (QStringList{u"12:00:00 acme SITE_MISMATCH_REGISTRY_VS_PAYLOAD 3"_s,
                          u"12:00:00 acme TOKEN_INVALID 1"_s,
                          u"12:00:00 other SITE_MISMATCH_REGISTRY_VS_PAYLOAD 1"_s,
                          u"12:01:00 acme SITE_MISMATCH_REGISTRY_VS_PAYLOAD 1"_s}));
}

void RejectsTest::unknownTenantsShareARow()
{
    QVERIFY(m_rig->commit({{.tenant = "nobody"}, {.tenant = "noone"}}));
    QVERIFY(m_rig->commit({{.tenant = "neither"}}));
    QCOMPARE(counts(), QStringList{u"12:00:00 - UNREGISTERED_DEVICE 3"_s});
}

void RejectsTest::leftOutMetricsAreCountedAndTheMessageKept()
{
    const auto totals = m_rig->commit({{.metrics = R"({"temp_c":1,"a":"x","b":[1]})"}});
    QVERIFY(totals);
    QCOMPARE(totals->stored, 1);
    QCOMPARE(totals->rejected, 0);
    QCOMPARE(counts(), QStringList{u"12:00:00 acme UNSUPPORTED_METRIC 2"_s});
}

void RejectsTest::areKeptInDevelopmentOnly_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<QString>("store");
    QTest::addColumn<int>("kept");
    QTest::newRow("PROD never") << u"PROD"_s << u"1"_s << 0;
    QTest::newRow("DEV when asked") << u"DEV"_s << u"1"_s << 1;
    QTest::newRow("DEV when not asked") << u"DEV"_s << u"0"_s << 0;
    QTest::newRow("an unknown mode is PROD") << u"STAGING"_s << u"1"_s << 0;
}

void RejectsTest::areKeptInDevelopmentOnly()
{
    QFETCH(QString, mode);
    QFETCH(QString, store);
    QFETCH(int, kept);
    m_rig->execute(u"UPDATE app_settings SET value = '%1' WHERE key = 'MODE';"
                   "UPDATE app_settings SET value = '%2' WHERE key = 'STORE_REJECTS'"_s.arg(mode, store));
    QVERIFY(m_rig->commit({{.site = "south"}, {.tenant = "nobody"}}));
    QCOMPARE(m_rig->rows(u"SELECT reason FROM quarantine_event"_s).size(), kept);
    QCOMPARE(counts().size(), 2);
}

void RejectsTest::keptOnesAreSealed()
{
    keepThem();
    auto envelopes = std::vector<ingest::Envelope>();
    envelopes.push_back(m_rig->envelope({.site = "south"}));
    const QByteArray payload = envelopes[0].payload.toByteArray();
    QVERIFY(m_rig->commit(envelopes));
    QCOMPARE(m_rig->rows(u"SELECT concat_ws(' ', tenant_id, site_id, device_id, msg_type, reason, topic, "
                         "ingested_at::time) FROM quarantine_event"_s),
             QStringList{u"acme south one telemetry SITE_MISMATCH_REGISTRY_VS_PAYLOAD "
                         "tenant/acme/device/one/telemetry 12:00:00"_s});
    QCOMPARE(m_rig->rows(u"SELECT convert_from(payload_sealed, 'UTF8') FROM quarantine_event"_s),
             QStringList{u"sealed:"_s + QString::fromUtf8(payload)});
    m_rig->seal = [](const QByteArray &) { return QByteArray(); };
    QVERIFY(m_rig->commit({{.site = "west"}}));
    QCOMPARE(
        m_rig->rows(u"SELECT (payload_sealed IS NULL)::text FROM quarantine_event WHERE site_id = 'west'"_s),
        QStringList{u"true"_s});
}

void RejectsTest::keptTextsAreStorable()
{
    keepThem();
    const auto totals = m_rig->commit({{.site = "so\\u0000uth"}, {}});
    QVERIFY2(totals, totals ? "" : qPrintable(totals.error().what));
    QCOMPARE(totals->stored, 1);
    QCOMPARE(m_rig->rows(u"SELECT site_id FROM quarantine_event"_s), QStringList{u"south"_s});
}

void RejectsTest::theNewestAreKept()
{
    keepThem();
    m_rig->execute(u"UPDATE app_settings SET value = '3' WHERE key = 'QUARANTINE_MAX_ROWS'"_s);
    QVERIFY(m_rig->commit({{.site = "a"}, {.site = "b"}, {.tenant = "other", .site = "z"}}));
    QVERIFY(m_rig->commit({{.site = "c"}, {.site = "d"}, {.site = "e"}}));
    QCOMPARE(m_rig->rows(u"SELECT site_id FROM quarantine_event ORDER BY tenant_key, event_id"_s),
             (QStringList{u"c"_s, u"d"_s, u"e"_s, u"z"_s}));
    m_rig->execute(
        u"INSERT INTO app_settings (tenant_key, key, value) "
        "SELECT tenant_key, 'QUARANTINE_MAX_BYTES', '1024' FROM tenant WHERE tenant_id = 'acme'"_s);
    QVERIFY(m_rig->commit({{.metrics = R"({"a":")" + QByteArray(700, 'x') + R"("})", .site = "f"}}));
    QCOMPARE(m_rig->rows(u"SELECT site_id FROM quarantine_event ORDER BY tenant_key, event_id"_s),
             (QStringList{u"f"_s, u"z"_s}));
}

void RejectsTest::aKeptOneIsAdmittedOnceItsCauseIsMended()
{
    keepThem();
    QCOMPARE(m_rig->commit({{.device = "four", .ts = -1s}})->rejected, 1);
    m_rig->clock.advance(1h);
    m_rig->execute(u"INSERT INTO device (tenant_key, device_id, site_key, token_hash) SELECT tenant_key, "
                   "'four', site_key, sha256('tok-four') FROM site"_s);
    auto scope = store::SystemScope::begin(m_rig->connection);
    QVERIFY(scope);
    const auto kept = store::keptMessage(
        *scope, {1}, 1, [](const QByteArray &sealed, const QByteArray &) -> Result<QByteArray> {
            return sealed.sliced(qstrlen("sealed:"));
        });
    QVERIFY2(kept, kept ? "" : qPrintable(kept.error().what));
    QVERIFY(scope->commit());
    std::vector<ingest::Envelope> again;
    again.push_back(ingest::EnvelopeDecoder().decode(kept->topic, kept->payload, {}, kept->receivedAt));
    const auto totals = m_rig->commit(again);
    QVERIFY2(totals, totals ? "" : qPrintable(totals.error().what));
    QCOMPARE(totals->stored, 1);
    QCOMPARE(m_rig->rows(u"SELECT concat_ws(' ', device_id, ts::time, received_at::time) FROM reading "
                         "JOIN device USING (device_key)"_s),
             QStringList{u"four 11:59:59 12:00:00"_s});
}

void RejectsTest::rateLimitedOnesAreCounted()
{
    m_rig->execute(u"UPDATE app_settings SET value = '2' WHERE key = 'RATE_LIMIT_BURST'"_s);
    const auto totals = m_rig->commit({{.ts = 0s}, {.ts = 1s}, {.ts = 2s}, {.device = "two"}});
    QVERIFY(totals);
    QCOMPARE(totals->stored, 3);
    QCOMPARE(counts(), QStringList{u"12:00:00 acme RATE_LIMITED 1"_s});
}

// 160,000 bad messages of one device, in DEV: each was a row, written and taken away, while everybody waited.
void RejectsTest::devicesBeyondTheirRateAreCountedAndNotKept()
{
    keepThem();
    m_rig->execute(u"UPDATE app_settings SET value = '3' WHERE key = 'RATE_LIMIT_BURST'"_s);
    const std::vector<Message> flood(2'000, {.ts = -std::chrono::days{20'000}});
    QVERIFY(m_rig->commit(flood));
    QCOMPARE(counts(), (QStringList{u"12:00:00 acme RATE_LIMITED 1997"_s, u"12:00:00 acme TOO_OLD 3"_s}));
    QCOMPARE(m_rig->rows(u"SELECT reason || ' ' || count(*) FROM quarantine_event GROUP BY reason"_s),
             QStringList{u"TOO_OLD 3"_s});
}

void RejectsTest::strangersBeyondTheirRateAreCountedAndNotKept()
{
    keepThem();
    std::vector<Message> flood(210, {.token = "wrong"});
    flood.push_back({});
    const auto totals = m_rig->commit(flood);
    QVERIFY(totals);
    QCOMPARE(totals->stored, 1);
    QCOMPARE(counts(),
             (QStringList{u"12:00:00 acme RATE_LIMITED 10"_s, u"12:00:00 acme TOKEN_INVALID 200"_s}));
    QCOMPARE(m_rig->rows(u"SELECT reason || ' ' || count(*) FROM quarantine_event GROUP BY reason"_s),
             QStringList{u"TOKEN_INVALID 200"_s});
}

void RejectsTest::aBacklogOfOursIsNotRateLimited()
{
    m_rig->execute(u"UPDATE app_settings SET value = '2' WHERE key = 'RATE_LIMIT_BURST'"_s);
    m_rig->stalled = 10; // at 5 a second
    std::vector<Message> backlog;
    for (int i = 0; i < 60; ++i)
        backlog.push_back({.ts = i * 100ms});
    const auto totals = m_rig->commit(backlog);
    QVERIFY(totals);
    QCOMPARE(totals->stored, 52);
    QCOMPARE(totals->rejected, 8);
}

PULSE_TEST_CASE(RejectsTest)
#include "rejects_test.moc"
