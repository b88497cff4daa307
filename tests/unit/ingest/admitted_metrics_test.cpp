// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What admission makes of a message's metrics: interning, the set they lie in, bounds, duplicates.
#include "ingest/admission.h"
#include "support/suite/noon.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace std::chrono_literals;
using ingest::Admitted;
using ingest::MetricBound;
using ingest::MetricNames;
using ingest::Rejected;
using ingest::Unready;
using model::MetricCode;
using model::MetricKind;
using model::RejectReason;
using pulse::test::kNoon;

namespace {

constexpr auto kDay = std::chrono::floor<std::chrono::days>(kNoon);

} // namespace

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
    void wholeAndFractionalByTurnsNeedNoOtherSet();
    void whatADeviceSendsNowAndThenIsAppendedToItsSet();
    void afterARestartTheSetIsFoundAgain();
    void beyondTheTenantsLastNameOneIsLeftOut();
    void aDeviceCannotUseUpTheNamesOfItsTenant();
    void unusedNamesMakeRoom();
    void useIsNotedOnceADay();
    void oneBatchCannotInternBeyondTheLimitOfNames();

private:
    ingest::Admission admit(const QByteArray &metrics);
    void intern(); // as the pipeline does
    Admitted admitFully(const QByteArray &metrics);
    void addNames(int count, DeviceKey by, std::chrono::sys_days lastUsed);

    ingest::Registry m_registry;
    ingest::StrangerLimiter m_strangers;
    ingest::Tenant *m_tenant = nullptr;
    ingest::Device *m_device = nullptr;
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
    m_device = m_registry.findDevice({10});
}

ingest::Admission AdmittedMetricsTest::admit(const QByteArray &metrics)
{
    auto envelope = m_decoder.decode("tenant/acme/device/one/telemetry",
                                     R"({"site_id":"north","metrics":)" + metrics + "}", {}, kNoon);
    envelope.tokenHash.emplace();
    return ingest::Admitter(m_registry, m_strangers, m_missing, 0).admit(envelope);
}

void AdmittedMetricsTest::intern()
{
    const ingest::MissingMetrics missing = m_missing[{1}];
    for (const auto &[name, device] : missing.names) {
        const MetricKey known = m_tenant->metrics.find(name);
        m_tenant->metrics.add({known.isValid() ? known : MetricKey{m_nextKey++}, name, device, missing.day});
    }
    for (const MetricKey metric : missing.used)
        m_tenant->metrics.add({metric, m_tenant->metrics.nameOf(metric), {10}, missing.day});
    for (const auto &[device, wanted] : missing.wanted) {
        auto choice = m_tenant->sets.choose(m_device->homeSet, wanted);
        std::vector<MetricCode> codes;
        if (const auto *grown = m_tenant->sets.find(choice->set))
            codes = grown->codes();
        codes.insert(codes.end(), choice->codes.begin(), choice->codes.end());
        m_device->homeSet = choice->set.isValid() ? choice->set : MetricSetKey{m_nextKey++};
        m_tenant->sets.put({m_device->homeSet, codes});
    }
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
    QCOMPARE(m_missing.at({1}).names, (std::map<QByteArray, DeviceKey>{{"a", {10}}, {"b", {10}}}));
    QVERIFY(m_missing.at({1}).wanted.empty());
    intern();
    QVERIFY(std::holds_alternative<Unready>(admit(metrics)));
    QVERIFY(m_missing.at({1}).names.empty());
    QCOMPARE(m_missing.at({1}).wanted.at({10}).size(), size_t{2});
    intern();
    const auto admission = admit(metrics);
    QVERIFY(std::holds_alternative<Admitted>(admission));
    QVERIFY(std::get<Admitted>(admission).metricSet.isValid());
}

void AdmittedMetricsTest::asksForNothingWhenAllIsKnown()
{
    admitFully(R"({"a":1})");
    QVERIFY(std::holds_alternative<Admitted>(admit(R"({"a":2})")));
    QVERIFY(m_missing.empty());
}

void AdmittedMetricsTest::noMetricsNeedNoSet()
{
    const auto admission = admit("{}");
    QVERIFY(std::holds_alternative<Admitted>(admission));
    QVERIFY(!std::get<Admitted>(admission).metricSet.isValid());
    QVERIFY(m_missing.empty());
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

void AdmittedMetricsTest::wholeAndFractionalByTurnsNeedNoOtherSet()
{
    const MetricSetKey home = admitFully(R"({"a":21,"b":true})").metricSet;
    for (const char *metrics :
         {R"({"a":21.5,"b":true})", R"({"a":21,"b":1})", R"({"b":0.5})", R"({"a":true})"}) {
        const auto admission = admit(metrics);
        QVERIFY(std::holds_alternative<Admitted>(admission));
        QVERIFY(std::get<Admitted>(admission).metricSet == home);
    }
    QVERIFY(m_missing.empty());
    QCOMPARE(std::get<Admitted>(admit(R"({"a":21.5})")).metrics[0].code.kind(), MetricKind::Number);
    QCOMPARE(std::get<Admitted>(admit(R"({"a":21})")).metrics[0].code.kind(), MetricKind::Integer);
}

void AdmittedMetricsTest::whatADeviceSendsNowAndThenIsAppendedToItsSet()
{
    const MetricSetKey home = admitFully(R"({"a":1,"b":1})").metricSet;
    QVERIFY(admitFully(R"({"b":1,"c":1})").metricSet == home);
    QCOMPARE(m_tenant->sets.count(), size_t{1});
    QCOMPARE(m_tenant->sets.find(home)->size(), size_t{3});
}

void AdmittedMetricsTest::afterARestartTheSetIsFoundAgain()
{
    const MetricSetKey home = admitFully(R"({"a":1,"b":1,"c":1})").metricSet;
    m_device->homeSet = {};
    m_device->registered.state.values = {
        {MetricCode::of(m_tenant->metrics.find(QByteArrayView("c")), MetricKind::Bool), 1}};
    const auto admission = admit(R"({"a":1})");
    QVERIFY(std::get<Admitted>(admission).metricSet == home);
    QVERIFY(m_missing.empty());
}

void AdmittedMetricsTest::addNames(int count, DeviceKey by, std::chrono::sys_days lastUsed)
{
    for (int i = 0; i < count; ++i)
        m_tenant->metrics.add({{m_nextKey++}, "n" + QByteArray::number(m_nextKey), by, lastUsed});
}

void AdmittedMetricsTest::beyondTheTenantsLastNameOneIsLeftOut()
{
    admitFully(R"({"known":1})");
    addNames(MetricNames::kMostNames - 1, {11}, kDay);
    const Admitted admitted = admitFully(R"({"known":1,"one_more":2})");
    QCOMPARE(admitted.metrics.size(), size_t{1});
    QCOMPARE(admitted.droppedMetrics, std::vector<RejectReason>{RejectReason::TooManyMetrics});
    QCOMPARE(admitted.metricBound, MetricBound::NamesOfTenant);
}

void AdmittedMetricsTest::aDeviceCannotUseUpTheNamesOfItsTenant()
{
    addNames(MetricNames::kMostNamesOfDevice, {10}, kDay);
    const Admitted admitted = admitFully(R"({"one_more":2})");
    QVERIFY(admitted.metrics.isEmpty() && !admitted.metricSet.isValid());
    QCOMPARE(admitted.droppedMetrics, std::vector<RejectReason>{RejectReason::TooManyMetrics});
    QCOMPARE(admitted.metricBound, MetricBound::NamesOfDevice);
    m_tenant->metrics.add({{m_nextKey++}, "of_another", {11}, kDay});
    QCOMPARE(admitFully(R"({"of_another":2})").metrics.size(), size_t{1}); // it need not introduce it
}

void AdmittedMetricsTest::unusedNamesMakeRoom()
{
    addNames(MetricNames::kMostNamesOfDevice - 1, {10},
             kDay - MetricNames::kUnusedFor - std::chrono::days{1});
    m_tenant->metrics.add({{5'000}, "old", {10}, kDay - MetricNames::kUnusedFor - std::chrono::days{1}});
    QCOMPARE(admitFully(R"({"one_more":2})").metrics.size(), size_t{1});
    const Admitted back = admitFully(R"({"old":2})"); // keeps its key
    QCOMPARE(back.metrics[0].code.metric(), MetricKey{5'000});
}

void AdmittedMetricsTest::useIsNotedOnceADay()
{
    m_tenant->metrics.add({{1}, "a", {10}, kDay - std::chrono::days{1}});
    QVERIFY(std::holds_alternative<Unready>(admit(R"({"a":1})")));
    QCOMPARE(m_missing.at({1}).used, std::set<MetricKey>{MetricKey{1}});
    QVERIFY(m_missing.at({1}).day == kDay);
    admitFully(R"({"a":1})");
    QVERIFY(std::holds_alternative<Admitted>(admit(R"({"a":1})")));
    QVERIFY(m_missing.empty());
}

void AdmittedMetricsTest::oneBatchCannotInternBeyondTheLimitOfNames()
{
    addNames(MetricNames::kMostNamesOfDevice - 1, {10}, kDay);
    for (int i = 0; i < 5; ++i) {
        const auto admission = admit("{\"more" + QByteArray::number(i) + "\":1}");
        QCOMPARE(std::holds_alternative<Unready>(admission), i == 0);
    }
    QCOMPARE(m_missing.at({1}).names.size(), size_t{1});
}

PULSE_TEST_CASE(AdmittedMetricsTest)
#include "admitted_metrics_test.moc"
