// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The checks of decision 9 in their order: a message with two faults gets the first.
#include "ingest/admission.h"
#include "support/suite/noon.h"
#include "support/suite/test_case.h"
#include "token_hash.h"

#include <QCryptographicHash>
#include <QTest>

using namespace pulse;
using namespace std::chrono_literals;
using ingest::Admitted;
using ingest::Rejected;
using model::RejectReason;
using pulse::test::hashOf;
using pulse::test::kNoon;

namespace {

// A message by its faults: each field as it should be, unless said otherwise.
struct Message {
    QByteArray topic = "tenant/acme/device/one/telemetry";
    QByteArray tenant = R"("acme")";
    QByteArray site = R"("north")";
    QByteArray token = R"("tok-1")";
    QByteArray ts = R"("2026-01-15T12:00:00Z")";
    QByteArray metrics = R"({"temp_c":1.5})";
    QByteArray filler = {};
    QByteArray payload() const
    {
        return R"({"tenant_id":)" + tenant + R"(,"site_id":)" + site + R"(,"provision_token":)" + token
            + R"(,"ts":)" + ts + R"(,"metrics":)" + metrics + filler + "}";
    }
};

} // namespace

class AdmissionTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void admitsWhatIsInOrder();
    void theFirstFaultIsTheReason_data();
    void theFirstFaultIsTheReason();
    void saysWhoseItIsWhenThatIsKnown();
    void aSuspendedTenantHasNoDevices();
    void aTenantsOwnLimitsCount();
    void timeIsJudgedAgainstReceiveTime_data();
    void timeIsJudgedAgainstReceiveTime();
    void whatIsNoTimeCountsAsOfItsArrival_data();
    void whatIsNoTimeCountsAsOfItsArrival();
    void whatIsNoTimeIsRefusedWhereTheTenantIsStrict();
    void aMessageIsChargedOnce();
    void aRefusedMessageIsNotCharged();
    void whatIsHandedOverAgainIsNotChargedAgain();
    void aTenantsDevicesShareALimit();
    void aFloodingDeviceUsesUpItsOwnOnly();
    void whatTheTenantsLimitRefusesCostsTheDeviceNothing();

private:
    ingest::Admission admit(const Message &message, double stalledSeconds = 0);
    int admitted(int count, const QByteArray &device, double stalledSeconds = 0); // of so many
    std::optional<RejectReason> reasonOf(const Message &message);

    ingest::Registry m_registry;
    ingest::StrangerLimiter m_strangers;
    ingest::Tenant *m_tenant = nullptr;
    ingest::EnvelopeDecoder m_decoder;
};

void AdmissionTest::init()
{
    m_registry.clear();
    m_strangers = ingest::StrangerLimiter();
    model::TenantVersions versions;
    versions.key = {1};
    versions.tenantId = "acme";
    m_tenant = &m_registry.tenant(versions);
    std::vector<model::RegisteredDevice> devices(4);
    const QByteArray ids[] = {"one", "revoked", "tokenless", "two"};
    for (size_t i = 0; i < devices.size(); ++i) {
        devices[i].key = {static_cast<std::int64_t>(i) + 10};
        devices[i].deviceId = ids[i];
        devices[i].siteId = "north";
        devices[i].tokenHash = hashOf("tok-1");
    }
    devices[1].isActive = false;
    devices[2].tokenHash.reset();
    m_registry.replaceDevices(*m_tenant, std::move(devices));
    m_tenant->metrics.add({{1}, "temp_c", {10}, std::chrono::floor<std::chrono::days>(kNoon)});
    m_tenant->sets.put({{1}, {model::MetricCode::of({1}, model::MetricKind::Number)}});
}

ingest::Admission AdmissionTest::admit(const Message &message, double stalledSeconds)
{
    auto envelope = m_decoder.decode(message.topic, message.payload(), {}, kNoon);
    ingest::Missing missing;
    return ingest::Admitter(m_registry, m_strangers, missing, stalledSeconds).admit(envelope);
}

int AdmissionTest::admitted(int count, const QByteArray &device, double stalledSeconds)
{
    Message message;
    message.topic = "tenant/acme/device/" + device + "/telemetry";
    int admitted = 0;
    for (int i = 0; i < count; ++i)
        admitted += std::holds_alternative<Admitted>(admit(message, stalledSeconds)) ? 1 : 0;
    return admitted;
}

std::optional<RejectReason> AdmissionTest::reasonOf(const Message &message)
{
    const auto admission = admit(message);
    const auto *rejected = std::get_if<Rejected>(&admission);
    return rejected ? std::optional(rejected->reason) : std::nullopt;
}

void AdmissionTest::admitsWhatIsInOrder()
{
    const auto admission = admit({});
    const auto *admitted = std::get_if<Admitted>(&admission);
    QVERIFY(admitted);
    QCOMPARE(admitted->device, m_registry.findDevice({10}));
    QVERIFY(admitted->ts == kNoon);
    QCOMPARE(admitted->metricSet.value, std::int64_t{1});
    QCOMPARE(admitted->metrics.size(), size_t{1});
    QCOMPARE(admitted->metrics[0].value, 1.5);
    Message withoutTenant;
    withoutTenant.tenant = "null";
    QVERIFY(!reasonOf(withoutTenant));
}

void AdmissionTest::theFirstFaultIsTheReason_data()
{
    QTest::addColumn<Message>("message");
    QTest::addColumn<RejectReason>("expected");
    // Every row keeps the faults of the rows before it… from the last check to the first.
    Message message;
    const auto row = [&message](const char *name, RejectReason reason) {
        QTest::newRow(name) << message << reason;
    };
    message.metrics = "{" + QByteArray(R"("m":1,)").repeated(256) + R"("m":1})";
    row("metrics", RejectReason::TooManyMetrics);
    message.ts = R"("2025-01-15T12:00:00Z")";
    row("too old, before metrics", RejectReason::TooOld);
    message.ts = R"("soon")";
    row("timestamp, before metrics", RejectReason::BadTimestamp);
    message.token = R"("tok-2")";
    row("token, before timestamp", RejectReason::TokenInvalid);
    message.token = "null";
    row("no token", RejectReason::TokenMissing);
    message.topic = "tenant/acme/device/tokenless/telemetry";
    row("token not set, before token missing", RejectReason::TokenNotSet);
    message.site = R"("south")";
    row("site, before token", RejectReason::SiteMismatch);
    message.topic = "tenant/acme/device/revoked/telemetry";
    row("status, before site", RejectReason::DeviceRevoked);
    message.topic = "tenant/acme/device/unknown/telemetry";
    row("registry, before site", RejectReason::UnregisteredDevice);
    message.topic = "tenant/other/device/one/telemetry";
    message.tenant = "null";
    row("unknown tenant", RejectReason::UnregisteredDevice);
    message.site = "null";
    row("site present, before registry", RejectReason::MissingSiteId);
    message.site = R"("")";
    row("an empty site is none", RejectReason::MissingSiteId);
    message.tenant = R"("acme")";
    row("tenant, before site present", RejectReason::TenantMismatch);
    message.filler = ",";
    row("JSON, before tenant", RejectReason::BadJson);
    message.topic = "tenant/other/device/one/gossip";
    row("type, before JSON", RejectReason::UnknownMessageType);
    message.topic = "nonsense";
    row("topic, before JSON", RejectReason::BadTopicFormat);
    message.filler = QByteArray(8'193, ' ');
    row("size, before topic", RejectReason::PayloadTooLarge);
}

void AdmissionTest::theFirstFaultIsTheReason()
{
    QFETCH(Message, message);
    QFETCH(RejectReason, expected);
    m_tenant->config.settings.strictTime = true;
    QCOMPARE(reasonOf(message), std::optional(expected));
}

void AdmissionTest::saysWhoseItIsWhenThatIsKnown()
{
    Message message;
    message.topic = "tenant/acme/device/unknown/telemetry";
    QCOMPARE(std::get<Rejected>(admit(message)).sender.tenant, m_tenant);
    message.filler = ",";
    QCOMPARE(std::get<Rejected>(admit(message)).sender.tenant, m_tenant);
    message.topic = "tenant/other/device/one/telemetry";
    QVERIFY(!std::get<Rejected>(admit(message)).sender.tenant);
    message.topic = "nonsense";
    QVERIFY(!std::get<Rejected>(admit(message)).sender.tenant);
}

void AdmissionTest::aSuspendedTenantHasNoDevices()
{
    m_tenant->versions.isActive = false;
    QCOMPARE(reasonOf({}), std::optional(RejectReason::UnregisteredDevice));
}

void AdmissionTest::aTenantsOwnLimitsCount()
{
    Message message;
    m_tenant->config.settings.maxPayloadBytes = static_cast<int>(message.payload().size());
    QVERIFY(!reasonOf(message));
    message.filler = " ";
    QCOMPARE(reasonOf(message), std::optional(RejectReason::PayloadTooLarge));
    m_tenant->config.settings.maxPayloadBytes = 200'000;
    message.filler = QByteArray(100'000, ' ');
    QVERIFY(!reasonOf(message));
}

void AdmissionTest::timeIsJudgedAgainstReceiveTime_data()
{
    QTest::addColumn<std::chrono::microseconds>("ahead");
    QTest::addColumn<bool>("isAdmitted");
    QTest::addColumn<RejectReason>("reason");
    using us = std::chrono::microseconds;
    QTest::newRow("now") << us{0} << true << RejectReason::BadTimestamp;
    QTest::newRow("as far ahead as allowed") << us{300s} << true << RejectReason::BadTimestamp;
    QTest::newRow("further ahead") << us{300s} + us{1} << false << RejectReason::BadTimestamp;
    QTest::newRow("as old as allowed") << us{-30 * 24h} << true << RejectReason::TooOld;
    QTest::newRow("older") << us{-30 * 24h} - us{1} << false << RejectReason::TooOld;
}

void AdmissionTest::timeIsJudgedAgainstReceiveTime()
{
    QFETCH(std::chrono::microseconds, ahead);
    QFETCH(bool, isAdmitted);
    QFETCH(RejectReason, reason);
    Message message;
    message.ts = "\"" + toRfc3339(kNoon + ahead) + "\"";
    QCOMPARE(reasonOf(message), isAdmitted ? std::nullopt : std::optional(reason));
}

void AdmissionTest::whatIsNoTimeCountsAsOfItsArrival_data()
{
    QTest::addColumn<QByteArray>("ts");
    for (const char *ts : {R"("yesterday")", R"("")", "true", "{}", "[1]", "-1", R"("1969-12-31T23:59:59Z")"})
        QTest::newRow(ts) << QByteArray(ts);
}

void AdmissionTest::whatIsNoTimeCountsAsOfItsArrival()
{
    Message message;
    QFETCH(QByteArray, ts);
    message.ts = ts;
    const auto admission = admit(message);
    const auto *admitted = std::get_if<Admitted>(&admission);
    QVERIFY(admitted);
    QVERIFY(admitted->ts == kNoon);
    QVERIFY(admitted->isTimeReplaced);
    message.ts = "null"; // as if it were not there
    const auto without = admit(message);
    QVERIFY(!std::get<Admitted>(without).isTimeReplaced);
}

void AdmissionTest::whatIsNoTimeIsRefusedWhereTheTenantIsStrict()
{
    m_tenant->config.settings.strictTime = true;
    Message message;
    message.ts = R"("yesterday")";
    QCOMPARE(reasonOf(message), std::optional(RejectReason::BadTimestamp));
    message.ts = "1768478400";
    QVERIFY(!reasonOf(message));
    message.ts = "null";
    QVERIFY(!reasonOf(message));
}

void AdmissionTest::aMessageIsChargedOnce()
{
    m_tenant->config.settings.rateLimitBurst = 1;
    auto first = m_decoder.decode(Message{}.topic, Message{}.payload(), {}, kNoon);
    auto second = m_decoder.decode(Message{}.topic, Message{}.payload(), {}, kNoon);
    ingest::Missing missing;
    ingest::Admitter admitter(m_registry, m_strangers, missing, 0);
    for (int i = 0; i < 3; ++i) { // a batch is admitted as often as it takes
        QVERIFY(std::holds_alternative<Admitted>(admitter.admit(first)));
        const auto refused = admitter.admit(second);
        QVERIFY(std::holds_alternative<Rejected>(refused));
        QCOMPARE(std::get<Rejected>(refused).reason, RejectReason::RateLimited);
    }
}

void AdmissionTest::aRefusedMessageIsNotCharged()
{
    m_tenant->config.settings.rateLimitBurst = 1;
    Message forged;
    forged.token = R"("tok-2")";
    for (int i = 0; i < 10; ++i)
        QCOMPARE(reasonOf(forged), std::optional(RejectReason::TokenInvalid));
    QVERIFY(!reasonOf({}));
    Message badTime;
    badTime.ts = "1";
    QCOMPARE(reasonOf(badTime), std::optional(RejectReason::RateLimited)); // rate comes before the timestamp
}

void AdmissionTest::whatIsHandedOverAgainIsNotChargedAgain()
{
    m_tenant->config.settings.rateLimitBurst = 1;
    QCOMPARE(admitted(2, "one"), 1);
    auto again = m_decoder.decode(Message{}.topic, Message{}.payload(), {}, kNoon);
    again.isDuplicate = true;
    ingest::Missing missing;
    QVERIFY(
        std::holds_alternative<Admitted>(ingest::Admitter(m_registry, m_strangers, missing, 0).admit(again)));
    QCOMPARE(admitted(1, "one"), 0);
}

void AdmissionTest::aTenantsDevicesShareALimit()
{
    m_tenant->config.settings.tenantRateLimitPerSecond = 10;
    m_tenant->config.settings.tenantRateLimitBurst = 30;
    QCOMPARE(admitted(100, "one"), 20); // a device's own
    QCOMPARE(admitted(100, "two"), 10); // what is left of the tenant's
    // A minute that we missed is credited to all of them.
    QCOMPARE(admitted(1'000, "two", 60), 10 + 60 * 5);
    QCOMPARE(admitted(1'000, "one", 60), 60 * 10 - 310);
}

void AdmissionTest::aFloodingDeviceUsesUpItsOwnOnly()
{
    m_tenant->config.settings.tenantRateLimitBurst = 40;
    QCOMPARE(admitted(10'000, "one"), 20);
    QCOMPARE(admitted(20, "two"), 20);
}

void AdmissionTest::whatTheTenantsLimitRefusesCostsTheDeviceNothing()
{
    m_tenant->config.settings.tenantRateLimitBurst = 1;
    QCOMPARE(admitted(10, "one"), 1);
    m_tenant->bucket = ingest::TokenBucket();
    m_tenant->config.settings.tenantRateLimitBurst = 1'000;
    QCOMPARE(admitted(100, "one"), 19);
}

PULSE_TEST_CASE(AdmissionTest)
#include "admission_test.moc"
