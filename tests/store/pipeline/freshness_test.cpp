// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What commits after a change of registry, rules or settings obeys it, without timing.
#include "store/pipeline/writer_rig.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::pipeline;
using namespace std::chrono_literals;

class FreshnessTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup() { m_rig.reset(); }
    void changesAreObeyedByTheNextBatch_data();
    void changesAreObeyedByTheNextBatch();
    void aBadSettingIsWarnedOfOnce();
    void aDeviceAddedAfterLoadIsAdmitted();
    void aTenantAddedAfterLoadIsAdmitted();
    void aSuspendedTenantIsRefusedAndComesBack();
    void aNewRuleJudgesTheNextBatch();
    void aChangedThresholdJudgesTheNextBatch();
    void aRuleOnAMetricOfThisVeryBatchJudgesIt();
    void aNewRouteGetsTheNextTransition();
    void aRefreshedDeviceKeepsItsAlerts();
    void aChangeWaitsForTheBatchThatDidNotSeeIt();

private:
    std::unique_ptr<WriterRig> m_rig;
};

void FreshnessTest::init()
{
    m_rig = std::make_unique<WriterRig>();
    QVERIFY(m_rig->commit({{.ts = -1s}, {.ts = -1s, .tenant = "other"}}));
}

void FreshnessTest::changesAreObeyedByTheNextBatch_data()
{
    QTest::addColumn<QString>("change");
    QTest::addColumn<QString>("reason");
    QTest::newRow("revoked") << u"UPDATE device SET status = 'REVOKED'"_s << u"DEVICE_REVOKED"_s;
    QTest::newRow("another token") << u"UPDATE device SET token_hash = sha256('x')"_s << u"TOKEN_INVALID"_s;
    QTest::newRow("no token") << u"UPDATE device SET token_hash = NULL"_s << u"TOKEN_NOT_SET_IN_REGISTRY"_s;
    QTest::newRow("renamed") << u"UPDATE device SET device_id = device_id || '-old'"_s
                             << u"UNREGISTERED_DEVICE"_s;
    QTest::newRow("its site renamed")
        << u"UPDATE site SET site_id = 'south'"_s << u"SITE_MISMATCH_REGISTRY_VS_PAYLOAD"_s;
    QTest::newRow("smaller messages")
        << u"UPDATE app_settings SET value = '64' WHERE key = 'MAX_PAYLOAD_BYTES'"_s
        << u"PAYLOAD_TOO_LARGE"_s;
    QTest::newRow("a tenant's own setting")
        << u"INSERT INTO app_settings (tenant_key, key, value) SELECT tenant_key, 'MAX_PAYLOAD_BYTES', '64' FROM tenant"_s
        << u"PAYLOAD_TOO_LARGE"_s;
}

void FreshnessTest::changesAreObeyedByTheNextBatch()
{
    QFETCH(QString, change);
    QFETCH(QString, reason);
    m_rig->execute(change);
    const auto totals = m_rig->commit({{}, {.tenant = "other"}});
    QVERIFY2(totals, totals ? "" : qPrintable(totals.error().what));
    QCOMPARE(totals->rejected, 2);
    QCOMPARE(m_rig->rows(u"SELECT reason FROM quarantine_counter"_s), (QStringList{reason, reason}));
}

void FreshnessTest::aBadSettingIsWarnedOfOnce()
{
    static QStringList warnings;
    warnings.clear();
    const auto before =
        qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &line) {
            if (line.contains(u"setting cannot be read"_s))
                warnings.append(line);
        });
    m_rig->execute(u"UPDATE app_settings SET value = 'lots' WHERE key = 'RATE_LIMIT_RPS'"_s);
    const auto totals = m_rig->commit({{}, {.tenant = "other"}});
    const auto again = m_rig->load();
    qInstallMessageHandler(before);
    QVERIFY(totals && again);
    QCOMPARE(totals->stored, 2);
    QCOMPARE(warnings.size(), 1);
    QVERIFY2(warnings[0].contains(u"RATE_LIMIT_RPS=lots"_s), qPrintable(warnings[0]));
}

void FreshnessTest::aDeviceAddedAfterLoadIsAdmitted()
{
    m_rig->execute(u"INSERT INTO device (tenant_key, device_id, site_key, token_hash) SELECT tenant_key, "
                   u"'four', site_key, "
                   "sha256('tok-four') FROM site"_s);
    const auto totals = m_rig->commit({{.device = "four"}});
    QVERIFY(totals);
    QCOMPARE(totals->stored, 1);
    QCOMPARE(m_rig->registry.deviceCount(), size_t{7}); // the other tenant's is not read before it is needed
}

void FreshnessTest::aTenantAddedAfterLoadIsAdmitted()
{
    m_rig->execute(u"INSERT INTO tenant (tenant_id, name) VALUES ('late', 'Late');"
                   "INSERT INTO site (tenant_key, site_id) SELECT tenant_key, 'north' FROM tenant WHERE "
                   "tenant_id = 'late';"
                   "INSERT INTO device (tenant_key, device_id, site_key, token_hash) SELECT tenant_key, "
                   "'one', site_key, "
                   "sha256('tok-one') FROM site JOIN tenant USING (tenant_key) WHERE tenant_id = 'late'"_s);
    const auto totals = m_rig->commit({{.tenant = "late"}});
    QVERIFY(totals);
    QCOMPARE(totals->stored, 1);
}

void FreshnessTest::aSuspendedTenantIsRefusedAndComesBack()
{
    m_rig->execute(u"UPDATE tenant SET status = 'SUSPENDED' WHERE tenant_id = 'acme'"_s);
    QCOMPARE(m_rig->commit({{}})->rejected, 1);
    m_rig->execute(u"UPDATE tenant SET status = 'ACTIVE' WHERE tenant_id = 'acme'"_s);
    QCOMPARE(m_rig->commit({{}})->stored, 1);
}

void FreshnessTest::aNewRuleJudgesTheNextBatch()
{
    QCOMPARE(m_rig->transitions(), QStringList());
    m_rig->addRule(u"Warm"_s, u"temp_c"_s, u"GT"_s, 20);
    QVERIFY(m_rig->commit({{}}));
    QCOMPARE(m_rig->transitions(), QStringList{u"one OPENED"_s});
}

void FreshnessTest::aChangedThresholdJudgesTheNextBatch()
{
    m_rig->addRule(u"Warm"_s, u"temp_c"_s, u"GT"_s, 20);
    QVERIFY(m_rig->commit({{}}));
    m_rig->execute(u"UPDATE alert_rule SET threshold = 30, version = version + 1"_s);
    QVERIFY(m_rig->commit({{.ts = 1s}}));
    QCOMPARE(m_rig->transitions(), (QStringList{u"one OPENED"_s, u"one CLEARED"_s}));
}

void FreshnessTest::aRuleOnAMetricOfThisVeryBatchJudgesIt()
{
    m_rig->addRule(u"New"_s, u"brand_new"_s, u"GTE"_s, 1);
    QVERIFY(m_rig->commit({{.metrics = R"({"brand_new":true})"}}));
    QCOMPARE(m_rig->transitions(), QStringList{u"one OPENED"_s});
}

void FreshnessTest::aNewRouteGetsTheNextTransition()
{
    m_rig->addRule(u"Warm"_s, u"temp_c"_s, u"GT"_s, 20);
    QVERIFY(m_rig->commit({{}}));
    m_rig->addRoute();
    QVERIFY(m_rig->commit({{.device = "two"}}));
    QCOMPARE(
        m_rig->rows(
            u"SELECT device_id FROM delivery_job JOIN alert USING (alert_id) JOIN device USING (device_key)"_s),
        QStringList{u"two"_s});
    m_rig->execute(u"UPDATE integration SET enabled = false"_s);
    QVERIFY(m_rig->commit({{.device = "three"}}));
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM delivery_job"_s), QStringList{u"1"_s});
}

void FreshnessTest::aRefreshedDeviceKeepsItsAlerts()
{
    m_rig->addRule(u"Warm"_s, u"temp_c"_s, u"GT"_s, 20);
    QVERIFY(m_rig->commit({{}}));
    m_rig->execute(u"UPDATE device SET fw_version = '2'"_s);
    QVERIFY(m_rig->commit({{.ts = 1s}}));
    QVERIFY(m_rig->commit({{.metrics = R"({"temp_c":1})", .ts = 2s}}));
    QCOMPARE(m_rig->transitions(), (QStringList{u"one OPENED"_s, u"one CLEARED"_s}));
}

// The versions are locked while the batch is in flight.
void FreshnessTest::aChangeWaitsForTheBatchThatDidNotSeeIt()
{
    auto scope = store::SystemScope::begin(m_rig->connection);
    QVERIFY(scope);
    QVERIFY(m_rig->refresh.lockAndRefresh(*scope, {QByteArray("acme")}));
    const auto waiting = m_rig->database->execute(
        u"SET lock_timeout = '50ms'; UPDATE device SET status = 'REVOKED' WHERE device_id = 'one'"_s);
    QVERIFY(!waiting);
    QVERIFY2(waiting.error().what.contains(u"lock timeout"_s), qPrintable(waiting.error().what));
    QVERIFY(scope->commit());
    m_rig->execute(u"UPDATE device SET status = 'REVOKED' WHERE device_id = 'one'"_s);
}

PULSE_TEST_CASE(FreshnessTest)
#include "freshness_test.moc"
