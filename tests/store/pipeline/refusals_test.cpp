// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What was refused of each device, for its tenant to see: in every mode, bounded, and apart from what
// strangers sent in its name.
#include "store/pipeline/writer_rig.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::pipeline;
using namespace std::chrono_literals;

class RefusalsTest : public QObject {
    Q_OBJECT
private slots:
    void init() { m_rig = std::make_unique<WriterRig>(); }
    void cleanup() { m_rig.reset(); }
    void refusalsAreToldPerDevice();
    void theLastTwentyAreKept();
    void strangersAreToldApart();
    void strangersBeyondTheirRateAddNothing();
    void ofKnownDevicesOnly();
    void whatTheDatabaseRefusesIsTold();
    void aSecondTryCountsOnce();

private:
    QStringList refusals() const;
    std::unique_ptr<WriterRig> m_rig;
};

QStringList RefusalsTest::refusals() const
{
    return m_rig->rows(
        u"SELECT concat_ws(' ', tenant_id, device_id, reason, is_proven, count, first_at::time, "
        "last_at::time, last_day) FROM device_refusal AS r JOIN device AS d USING (device_key) "
        "JOIN tenant AS t ON t.tenant_key = r.tenant_key ORDER BY 1"_s);
}

void RefusalsTest::refusalsAreToldPerDevice()
{
    QVERIFY(m_rig->commit({{.site = "south"},
                           {.site = "south"},
                           {.ts = 24h},
                           {},
                           {.device = "two", .site = "south"},
                           {.tenant = "other", .site = "south"}}));
    m_rig->clock.advance(12h);
    QVERIFY(m_rig->commit({{.site = "south"}}));
    QCOMPARE(
        refusals(),
        (QStringList{u"acme one BAD_TIMESTAMP t 1 12:00:00 12:00:00 2026-01-15"_s,
                     u"acme one SITE_MISMATCH_REGISTRY_VS_PAYLOAD t 3 12:00:00 00:00:00 2026-01-16"_s,
                     u"acme two SITE_MISMATCH_REGISTRY_VS_PAYLOAD t 1 12:00:00 12:00:00 2026-01-15"_s,
                     u"other one SITE_MISMATCH_REGISTRY_VS_PAYLOAD t 1 12:00:00 12:00:00 2026-01-15"_s}));
}

void RefusalsTest::theLastTwentyAreKept()
{
    for (int i = 0; i < 3; ++i) {
        QVERIFY(m_rig->commit(std::vector<Message>(15, {.type = i == 0 ? "gossip" : "rumour"})));
        m_rig->clock.advance(1s);
    }
    QCOMPARE(m_rig->rows(u"SELECT concat_ws(' ', count, cardinality(recent_at), cardinality(recent_types), "
                         "recent_at[1]::time, recent_at[20]::time, recent_types[1]) FROM device_refusal"_s),
             QStringList{u"45 20 20 12:00:02 12:00:01 rumour"_s});
}

void RefusalsTest::strangersAreToldApart()
{
    QVERIFY(m_rig->commit({{.site = "south", .token = "guess"}, {.site = "south"}, {.token = "guess"}}));
    QCOMPARE(refusals(),
             (QStringList{u"acme one SITE_MISMATCH_REGISTRY_VS_PAYLOAD f 1 12:00:00 12:00:00 2026-01-15"_s,
                          u"acme one SITE_MISMATCH_REGISTRY_VS_PAYLOAD t 1 12:00:00 12:00:00 2026-01-15"_s,
                          u"acme one TOKEN_INVALID f 1 12:00:00 12:00:00 2026-01-15"_s}));
}

void RefusalsTest::strangersBeyondTheirRateAddNothing()
{
    QVERIFY(m_rig->commit(std::vector<Message>(1'000, {.token = "guess"})));
    QCOMPARE(m_rig->rows(u"SELECT count FROM device_refusal"_s), QStringList{u"200"_s});
}

void RefusalsTest::ofKnownDevicesOnly()
{
    m_rig->execute(u"UPDATE device SET status = 'REVOKED' WHERE device_id = 'three'"_s);
    QVERIFY(m_rig->commit({{.device = "nobody"}, {.tenant = "nobody"}, {.device = "three"}}));
    QCOMPARE(m_rig->rows(u"SELECT concat_ws(' ', device_id, reason, is_proven) FROM device_refusal "
                         "JOIN device USING (device_key)"_s),
             QStringList{u"three DEVICE_REVOKED f"_s}); // its token is good for nothing
}

void RefusalsTest::whatTheDatabaseRefusesIsTold()
{
    auto envelopes = std::vector<ingest::Envelope>();
    envelopes.push_back(m_rig->envelope({}));
    envelopes[0].malformed = model::RejectReason::StoreRejected;
    QVERIFY(m_rig->commit(envelopes));
    QCOMPARE(m_rig->rows(u"SELECT concat_ws(' ', reason, is_proven, count) FROM device_refusal"_s),
             QStringList{u"STORE_REJECTED t 1"_s});
}

// A batch that first needs a partition or the name of a metric is admitted again.
void RefusalsTest::aSecondTryCountsOnce()
{
    QVERIFY(m_rig->commit({{.site = "south"}, {.metrics = R"({"new":1})", .ts = -24h}}));
    QCOMPARE(m_rig->rows(u"SELECT count FROM device_refusal"_s), QStringList{u"1"_s});
}

PULSE_TEST_CASE(RefusalsTest)
#include "refusals_test.moc"
