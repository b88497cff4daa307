// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What admission makes of a message's metrics: interning, limits, widening, duplicates.
#include "ingest/admission.h"
#include "support/test_case.h"

#include <QTest>

using namespace pulse;
using namespace std::chrono_literals;
using ingest::Admitted;
using ingest::MetricNames;
using ingest::Rejected;
using ingest::Unready;
using model::MetricCode;
using model::MetricKind;
using model::RejectReason;

class AdmittedMetricsTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void namesFirstThenSets();
    void asksForNothingWhenAllIsKnown();
    void noMetricsNeedNoSet();
    void theLastOfADuplicateCounts();
    void metricsAreSortedByCode();
    void unsupportedOnesAreLeftOut();
    void atMost256AMessage();
    void beyondTheLastNameOneIsLeftOut();
    void beyondTheLastSetTheMessageIsRefused();
    void manySetsTakeIntegersAsNumbers();
    void oneBatchCannotInternBeyondTheLimitOfNames();
    void oneBatchCannotInternBeyondTheLimitOfSets();

private:
    ingest::Admission admit(const QByteArray &metrics);
    void intern(); // as the pipeline does
    Admitted admitFully(const QByteArray &metrics);

    ingest::Registry m_registry;
    ingest::StrangerLimiter m_strangers;
    ingest::Tenant *m_tenant = nullptr;
    ingest::EnvelopeDecoder m_decoder;
    ingest::Missing m_missing;
    std::int64_t m_nextKey = 1;
};

void AdmittedMetricsTest::init()
{
    m_registry.clear();
    m_missing = {};
    m_nextKey = 1;
    model::TenantVersions versions;
    versions.key = {1};
    versions.tenantId = "acme";
    m_tenant = &m_registry.tenant(versions);
    m_tenant->config.settings.maxPayloadBytes = 200'000;
    m_tenant->config.settings.rateLimitBurst = 1e9;
    model::RegisteredDevice device;
    device.key = {10};
    device.deviceId = "one";
    device.siteId = "north";
    device.tokenHash.emplace();
    m_registry.replaceDevices(*m_tenant, {device});
}

ingest::Admission AdmittedMetricsTest::admit(const QByteArray &metrics)
{
    auto envelope =
        m_decoder.decode("tenant/acme/device/one/telemetry",
                         R"({"site_id":"north","metrics":)" + metrics + "}", {}, Instant{1'768'478'400s});
    envelope.tokenHash.emplace();
    return ingest::Admitter(m_registry, m_strangers, m_missing, 0).admit(envelope);
}

void AdmittedMetricsTest::intern()
{
    for (const QByteArray &name : m_missing.names[{1}])
        m_tenant->metrics.add(model::MetricName{{m_nextKey++}, name});
    for (const auto &codes : m_missing.sets[{1}])
        m_tenant->metrics.add(model::MetricSet{{m_nextKey++}, codes});
    m_missing = {};
}

Admitted AdmittedMetricsTest::admitFully(const QByteArray &metrics)
{
    for (int i = 0; i < 5; ++i) {
        auto admission = admit(metrics);
        if (auto *admitted = std::get_if<Admitted>(&admission))
            return std::move(*admitted);
        intern();
    }
    return {};
}

void AdmittedMetricsTest::namesFirstThenSets()
{
    const QByteArray metrics(R"({"b":1,"a":true})");
    QVERIFY(std::holds_alternative<Unready>(admit(metrics)));
    QCOMPARE(m_missing.names.at({1}), (std::set<QByteArray>{"a", "b"}));
    QVERIFY(m_missing.sets.empty());
    intern();
    QVERIFY(std::holds_alternative<Unready>(admit(metrics)));
    QVERIFY(m_missing.names.empty());
    QCOMPARE(m_missing.sets.at({1}).size(), size_t{1});
    intern();
    const auto admission = admit(metrics);
    QVERIFY(std::holds_alternative<Admitted>(admission));
    QVERIFY(std::get<Admitted>(admission).metricSet.isValid());
}

void AdmittedMetricsTest::asksForNothingWhenAllIsKnown()
{
    admitFully(R"({"a":1})");
    QVERIFY(std::holds_alternative<Admitted>(admit(R"({"a":2})")));
    QVERIFY(m_missing.isEmpty());
    QVERIFY(std::holds_alternative<Unready>(admit(R"({"a":2.5})"))); // another kind is another set
}

void AdmittedMetricsTest::noMetricsNeedNoSet()
{
    const auto admission = admit("{}");
    QVERIFY(std::holds_alternative<Admitted>(admission));
    QVERIFY(!std::get<Admitted>(admission).metricSet.isValid());
    QVERIFY(m_missing.isEmpty());
}

void AdmittedMetricsTest::theLastOfADuplicateCounts()
{
    const Admitted admitted = admitFully(R"({"a":1,"b":5,"a":true,"a":2.5})");
    QCOMPARE(admitted.metrics.size(), size_t{2});
    const MetricKey a = m_tenant->metrics.find(QByteArrayView("a"));
    QCOMPARE(admitted.metrics[0].code, MetricCode::of(a, MetricKind::Number));
    QCOMPARE(admitted.metrics[0].value, 2.5);
}

void AdmittedMetricsTest::metricsAreSortedByCode()
{
    admitFully(R"({"a":1,"b":1,"c":1})");
    const Admitted admitted = admitFully(R"({"c":3,"a":1,"b":2})");
    QCOMPARE(admitted.metrics.size(), size_t{3});
    QVERIFY(admitted.metrics[0].code < admitted.metrics[1].code
            && admitted.metrics[1].code < admitted.metrics[2].code);
    QCOMPARE(admitted.metrics[2].value, 3.0);
}

void AdmittedMetricsTest::unsupportedOnesAreLeftOut()
{
    const Admitted admitted = admitFully(R"({"a":1,"text":"x","deep":{"a":1},"big":9007199254740993})");
    QCOMPARE(admitted.metrics.size(), size_t{1});
    QCOMPARE(admitted.droppedMetrics, std::vector<RejectReason>(3, RejectReason::UnsupportedMetric));
    QVERIFY(!m_tenant->metrics.find(QByteArrayView("text")).isValid());
}

void AdmittedMetricsTest::atMost256AMessage()
{
    const auto metricsOf = [](int count) {
        QByteArray json;
        for (int i = 0; i < count; ++i)
            json += (i == 0 ? "\"m" : ",\"m") + QByteArray::number(i) + "\":1";
        return "{" + json + "}";
    };
    QCOMPARE(admitFully(metricsOf(256)).metrics.size(), size_t{256});
    const auto refused = admit(metricsOf(257));
    QVERIFY(std::holds_alternative<Rejected>(refused));
    QCOMPARE(std::get<Rejected>(refused).reason, RejectReason::TooManyMetrics);
}

void AdmittedMetricsTest::beyondTheLastNameOneIsLeftOut()
{
    for (size_t i = 0; i < MetricNames::kMostNames; ++i)
        m_tenant->metrics.add(
            model::MetricName{{m_nextKey++}, "n" + QByteArray::number(static_cast<int>(i))});
    const Admitted admitted = admitFully(R"({"n0":1,"one_more":2})");
    QCOMPARE(admitted.metrics.size(), size_t{1});
    QCOMPARE(admitted.droppedMetrics, std::vector<RejectReason>{RejectReason::TooManyMetrics});
}

void AdmittedMetricsTest::beyondTheLastSetTheMessageIsRefused()
{
    m_tenant->metrics.add(model::MetricName{{1}, "a"});
    for (size_t i = 0; i < MetricNames::kMostSets; ++i)
        m_tenant->metrics.add(
            model::MetricSet{{static_cast<std::int64_t>(i) + 1}, {{static_cast<std::int32_t>(i) + 100}}});
    const auto refused = admit(R"({"a":1})");
    QVERIFY(std::holds_alternative<Rejected>(refused));
    QCOMPARE(std::get<Rejected>(refused).reason, RejectReason::TooManyMetrics);
}

void AdmittedMetricsTest::manySetsTakeIntegersAsNumbers()
{
    admitFully(R"({"a":1})");
    for (size_t i = 0; i < MetricNames::kWidenFrom; ++i)
        m_tenant->metrics.add(model::MetricSet{{m_nextKey++}, {{static_cast<std::int32_t>(i) + 100}}});
    const Admitted widened = admitFully(R"({"a":1,"b":true})");
    QCOMPARE(widened.metrics[0].code.kind(), MetricKind::Number);
    QCOMPARE(widened.metrics[1].code.kind(), MetricKind::Bool);
}

void AdmittedMetricsTest::oneBatchCannotInternBeyondTheLimitOfNames()
{
    for (size_t i = 0; i < MetricNames::kMostNames - 1; ++i)
        m_tenant->metrics.add(
            model::MetricName{{m_nextKey++}, "n" + QByteArray::number(static_cast<int>(i))});
    for (int i = 0; i < 5; ++i)
        QVERIFY(std::holds_alternative<Unready>(admit("{\"more" + QByteArray::number(i) + "\":1}")));
    QCOMPARE(m_missing.names.at({1}).size(), size_t{1});
    intern();
    QVERIFY(m_tenant->metrics.isFullOfNames());
    const auto dropped = admit(R"({"more4":1})");
    QCOMPARE(std::get<Admitted>(dropped).droppedMetrics,
             std::vector<RejectReason>{RejectReason::TooManyMetrics});
}

void AdmittedMetricsTest::oneBatchCannotInternBeyondTheLimitOfSets()
{
    for (const char *name : {"a", "b", "c", "d"})
        m_tenant->metrics.add(model::MetricName{{m_nextKey++}, name});
    for (size_t i = 0; i < MetricNames::kMostSets - 1; ++i)
        m_tenant->metrics.add(model::MetricSet{{m_nextKey++}, {{static_cast<std::int32_t>(i) + 100}}});
    for (const char *name : {"a", "b", "c", "d"})
        QVERIFY(std::holds_alternative<Unready>(admit("{\"" + QByteArray(name) + "\":1.5}")));
    QCOMPARE(m_missing.sets.at({1}).size(), size_t{1});
}

PULSE_TEST_CASE(AdmittedMetricsTest)
#include "admitted_metrics_test.moc"
