// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Names of metrics are shared by the devices of a tenant: one device cannot use them up, whoever is at a
// bound is named, and what nobody uses comes back.
#include "pipeline/ingest/housekeeping.h"
#include "store/pipeline/writer_rig.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::pipeline;
using namespace std::chrono_literals;
using ingest::MetricNames;

class MetricBoundsTest : public QObject {
    Q_OBJECT
private slots:
    void init() { m_rig = std::make_unique<WriterRig>(); }
    void cleanup() { m_rig.reset(); }
    void aGatewayCannotUseUpTheNamesOfItsTenant();
    void theTenantsBoundIsSaid();
    void namesThatNobodyUsesComeBack();
    void theAlertIsWrittenOnceAnHourAndEnds();

private:
    void addNames(size_t count, const QString &device, const QString &lastUsed);
    QStringList alerts() const
    {
        return m_rig->rows(u"SELECT concat_ws(' ', t.tenant_id, a.kind, a.subject, a.details->>'bound',"
                           " a.details->>'most', a.details->>'device_id', a.cleared_at IS NULL)"
                           "  FROM system_alert AS a JOIN tenant AS t USING (tenant_key)"_s);
    }

    std::unique_ptr<WriterRig> m_rig;
};

void MetricBoundsTest::addNames(size_t count, const QString &device, const QString &lastUsed)
{
    m_rig->execute(u"INSERT INTO metric (tenant_key, name, introduced_by, last_used) SELECT 1, 'n' || n,"
                   " (SELECT device_key FROM device WHERE tenant_key = 1 AND device_id = '%1'), '%2'"
                   "  FROM generate_series(1, %3) AS n"_s.arg(device, lastUsed, QString::number(count)));
    QVERIFY(m_rig->load());
}

void MetricBoundsTest::aGatewayCannotUseUpTheNamesOfItsTenant()
{
    addNames(MetricNames::kMostNamesOfDevice, u"one"_s, u"2026-01-15"_s);
    const auto totals = m_rig->commit({{.metrics = R"({"n1":5,"made_up":1})", .ts = 0s},
                                       {.metrics = R"({"made_up_too":1})", .ts = 1s},
                                       {.device = "two", .metrics = R"({"of_two":1})"}});
    QVERIFY2(totals, totals ? "" : qPrintable(totals.error().what));
    QCOMPARE(totals->stored, 2);
    QCOMPARE(
        m_rig->rows(u"SELECT device_id || ' ' || metric FROM reading_value JOIN device USING (device_key)"
                    " ORDER BY 1"_s),
        (QStringList{u"one n1"_s, u"two of_two"_s}));
    QCOMPARE(alerts(), QStringList{u"acme METRICS_FULL one names_of_device 1000 one t"_s});
    QCOMPARE(m_rig->rows(u"SELECT kind FROM change WHERE kind = 'system'"_s).size(), 1);
}

void MetricBoundsTest::theTenantsBoundIsSaid()
{
    for (const QString &device : {u"one"_s, u"two"_s, u"three"_s, u"four"_s}) // four is gone
        m_rig->execute(
            u"INSERT INTO metric (tenant_key, name, introduced_by, last_used) SELECT 1, '%1' || n,"
            " (SELECT device_key FROM device WHERE tenant_key = 1 AND device_id = '%1'), '2026-01-15'"
            "  FROM generate_series(1, %2) AS n"_s.arg(device)
                .arg(MetricNames::kMostNames / 4 - 1));
    addNames(4, u"three"_s, u"2026-01-15"_s);
    QVERIFY(m_rig->commit({{.metrics = R"({"made_up":1})"}}));
    QCOMPARE(alerts(), QStringList{u"acme METRICS_FULL  names_of_tenant 4000 one t"_s});
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM reading"_s), QStringList{u"0"_s});
}

void MetricBoundsTest::namesThatNobodyUsesComeBack()
{
    addNames(MetricNames::kMostNamesOfDevice, u"one"_s, u"2025-12-15"_s); // 31 days
    const auto totals = m_rig->commit({{.metrics = R"({"n1":5,"made_up":1})", .ts = 0s}});
    QVERIFY(totals);
    QCOMPARE(m_rig->rows(u"SELECT count(*) FROM reading_value"_s), QStringList{u"2"_s});
    QCOMPARE(alerts(), QStringList());
    QCOMPARE(m_rig->rows(u"SELECT name || ' ' || last_used FROM metric WHERE last_used > '2026-01-01'"
                         " ORDER BY 1"_s),
             (QStringList{u"made_up 2026-01-15"_s, u"n1 2026-01-15"_s}));
    m_rig->clock.advance(24h);
    QVERIFY(m_rig->commit({{.metrics = R"({"n1":5})", .ts = 24h}}));
    QCOMPARE(m_rig->rows(u"SELECT name FROM metric WHERE last_used = '2026-01-16'"_s), QStringList{u"n1"_s});
}

void MetricBoundsTest::theAlertIsWrittenOnceAnHourAndEnds()
{
    addNames(MetricNames::kMostNamesOfDevice, u"one"_s, u"2026-01-15"_s);
    const auto writtenAt = [this] { return m_rig->rows(u"SELECT updated_at FROM system_alert"_s); };
    QVERIFY(m_rig->commit({{.metrics = R"({"made_up":1})", .ts = std::nullopt}}));
    m_rig->clock.advance(59min);
    QVERIFY(m_rig->commit({{.metrics = R"({"made_up":1})", .ts = std::nullopt}}));
    QCOMPARE(writtenAt(), QStringList{u"2026-01-15 12:00:00+00"_s});
    m_rig->clock.advance(1min);
    QVERIFY(m_rig->commit({{.metrics = R"({"made_up":1})", .ts = std::nullopt}}));
    QCOMPARE(writtenAt(), QStringList{u"2026-01-15 13:00:00+00"_s}); // long ago, as the database sees it
    Housekeeping housekeeping;
    QVERIFY(housekeeping.run(m_rig->connection, Housekeeping::Steady::time_point{1h}));
    QCOMPARE(alerts(), QStringList{u"acme METRICS_FULL one names_of_device 1000 one f"_s});
    QCOMPARE(m_rig->rows(u"SELECT kind FROM change WHERE kind = 'system'"_s).size(), 3);
}

PULSE_TEST_CASE(MetricBoundsTest)
#include "metric_bounds_test.moc"
