// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who cannot say who they are use up nothing but their own: not a device's allowance, not memory.
#include "ingest/admission.h"
#include "support/suite/noon.h"
#include "support/suite/test_case.h"
#include "token_hash.h"

#include <QCryptographicHash>
#include <QFile>
#include <QTest>
#include <unistd.h>

using namespace pulse;
using namespace std::chrono_literals;
using ingest::Admitted;
using ingest::Rejected;
using ingest::StrangerLimiter;
using model::RejectReason;
using pulse::test::hashOf;
using pulse::test::kNoon;

namespace {

constexpr int kBurst = static_cast<int>(StrangerLimiter::kLimit.burst);
constexpr int kPerSecond = static_cast<int>(StrangerLimiter::kLimit.perSecond);

int takeAll(StrangerLimiter &limiter, QByteArrayView tenant, double stalled = 0, Instant now = kNoon)
{
    int taken = 0;
    while (taken < 100'000 && limiter.take(tenant, now, stalled))
        ++taken;
    return taken;
}

// A sanitizer keeps what was freed.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kMemoryIsOurs = false;
#else
constexpr bool kMemoryIsOurs = true;
#endif

qint64 residentBytes()
{
    QFile statm(QStringLiteral("/proc/self/statm"));
    if (!statm.open(QIODevice::ReadOnly))
        return 0;
    return statm.readAll().split(' ').value(1).toLongLong() * sysconf(_SC_PAGESIZE);
}

} // namespace

class StrangersTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void eachTopicTenantHasItsOwn();
    void whoWasAskedForLongestAgoIsForgotten();
    void stallsAreNotHeldAgainstThem();
    void aNameInventedAnewHasNoCreditForOldStalls();
    void beyondTheirRateTheyAreRateLimitedAndNotKept_data();
    void beyondTheirRateTheyAreRateLimitedAndNotKept();
    void neverTouchTheDevice();
    void areChargedOnceAMessage();
    void whatTheDatabaseRefusesIsNoStrangers();
    void aMillionInventedIdsNeedNoMoreMemory();

private:
    ingest::Envelope envelope(const QByteArray &topic, const QByteArray &token = "tok-1");
    ingest::Admission admit(ingest::Envelope &envelope);
    Rejected refusal(const QByteArray &topic, const QByteArray &token = "tok-1");

    ingest::Registry m_registry;
    StrangerLimiter m_strangers;
    ingest::Missing m_missing;
    ingest::EnvelopeDecoder m_decoder;
    static constexpr auto kTopic = "tenant/acme/device/one/telemetry";
};

void StrangersTest::init()
{
    m_registry.clear();
    m_strangers = StrangerLimiter();
    model::TenantVersions versions;
    versions.key = {1};
    versions.tenantId = "acme";
    model::RegisteredDevice device;
    device.key = {10};
    device.deviceId = "one";
    device.siteId = "north";
    device.tokenHash = hashOf("tok-1");
    m_registry.replaceDevices(m_registry.tenant(versions), {device});
}

ingest::Envelope StrangersTest::envelope(const QByteArray &topic, const QByteArray &token)
{
    return m_decoder.decode(topic, R"({"site_id":"north","provision_token":")" + token + R"("})", {}, kNoon);
}

ingest::Admission StrangersTest::admit(ingest::Envelope &envelope)
{
    return ingest::Admitter(m_registry, m_strangers, m_missing, 0).admit(envelope);
}

Rejected StrangersTest::refusal(const QByteArray &topic, const QByteArray &token)
{
    auto message = envelope(topic, token);
    return std::get<Rejected>(admit(message));
}

void StrangersTest::eachTopicTenantHasItsOwn()
{
    QCOMPARE(takeAll(m_strangers, "acme"), kBurst);
    QCOMPARE(takeAll(m_strangers, "other"), kBurst);
    QCOMPARE(takeAll(m_strangers, {}), kBurst);
    QCOMPARE(takeAll(m_strangers, "acme", 0, kNoon + 1s), kPerSecond);
}

void StrangersTest::whoWasAskedForLongestAgoIsForgotten()
{
    StrangerLimiter limiter(3);
    for (const char *tenant : {"a", "b", "c", "a", "d"}) // a was asked for again, so b goes
        QVERIFY(limiter.take(tenant, kNoon, 0));
    QCOMPARE(limiter.size(), size_t{3});
    QVERIFY(limiter.remembers("a") && limiter.remembers("c") && limiter.remembers("d"));
    QVERIFY(!limiter.remembers("b"));
    QCOMPARE(takeAll(limiter, "a"), kBurst - 2); // and is charged where it was
}

void StrangersTest::stallsAreNotHeldAgainstThem()
{
    QCOMPARE(takeAll(m_strangers, "acme", 0), kBurst);
    QCOMPARE(takeAll(m_strangers, "acme", 60), 60 * kPerSecond);
}

void StrangersTest::aNameInventedAnewHasNoCreditForOldStalls()
{
    QCOMPARE(takeAll(m_strangers, "acme", 3'600), kBurst);
    QCOMPARE(takeAll(m_strangers, "acme", 3'601), kPerSecond);
}

void StrangersTest::beyondTheirRateTheyAreRateLimitedAndNotKept_data()
{
    QTest::addColumn<QByteArray>("topic");
    QTest::addColumn<RejectReason>("reason");
    QTest::addColumn<bool>("isKnown");
    QTest::newRow("wrong token") << QByteArray(kTopic) << RejectReason::TokenInvalid << true;
    QTest::newRow("unknown device") << QByteArray("tenant/acme/device/two/telemetry")
                                    << RejectReason::UnregisteredDevice << true;
    QTest::newRow("unknown tenant") << QByteArray("tenant/nobody/device/one/telemetry")
                                    << RejectReason::UnregisteredDevice << false;
    QTest::newRow("unknown type") << QByteArray("tenant/acme/device/one/gossip")
                                  << RejectReason::UnknownMessageType << true;
    QTest::newRow("no topic of ours") << QByteArray("nonsense") << RejectReason::BadTopicFormat << false;
}

void StrangersTest::beyondTheirRateTheyAreRateLimitedAndNotKept()
{
    QFETCH(QByteArray, topic);
    QFETCH(RejectReason, reason);
    QFETCH(bool, isKnown);
    for (int i = 0; i < kBurst; ++i) {
        const Rejected refused = refusal(topic, "wrong");
        QCOMPARE(refused.reason, reason);
        QVERIFY(refused.mayBeKept);
    }
    const Rejected limited = refusal(topic, "wrong");
    QCOMPARE(limited.reason, RejectReason::RateLimited);
    QVERIFY(!limited.mayBeKept);
    QCOMPARE(limited.sender.tenant != nullptr, isKnown); // counted where the others are
}

void StrangersTest::neverTouchTheDevice()
{
    ingest::Tenant *tenant = m_registry.findTenant("acme");
    tenant->config.settings.rateLimitBurst = 3;
    int limited = 0;
    for (int i = 0; i < 10'000; ++i)
        limited += refusal(kTopic, "wrong").reason == RejectReason::RateLimited ? 1 : 0;
    QCOMPARE(limited, 10'000 - kBurst);
    for (int i = 0; i < 3; ++i) {
        auto genuine = envelope(kTopic);
        QVERIFY(std::holds_alternative<Admitted>(admit(genuine)));
    }
    QVERIFY(refusal(kTopic).mayBeKept); // its own limit, not the strangers'
}

void StrangersTest::areChargedOnceAMessage()
{
    std::vector<ingest::Envelope> messages;
    for (int i = 0; i <= kBurst; ++i)
        messages.push_back(envelope(kTopic, "wrong"));
    for (int round = 0; round < 3; ++round) { // a batch is admitted as often as it takes
        for (int i = 0; i <= kBurst; ++i) {
            const auto refused = std::get<Rejected>(admit(messages[static_cast<size_t>(i)]));
            QCOMPARE(refused.reason, i < kBurst ? RejectReason::TokenInvalid : RejectReason::RateLimited);
        }
    }
}

void StrangersTest::whatTheDatabaseRefusesIsNoStrangers()
{
    takeAll(m_strangers, "acme");
    auto poison = envelope(kTopic);
    QVERIFY(std::holds_alternative<Admitted>(admit(poison)));
    poison.malformed = RejectReason::StoreRejected;
    const auto refused = std::get<Rejected>(admit(poison));
    QCOMPARE(refused.reason, RejectReason::StoreRejected);
    QVERIFY(refused.mayBeKept);
}

// Names as long as they may be, so that the bound is as high as it gets.
void StrangersTest::aMillionInventedIdsNeedNoMoreMemory()
{
    const auto invent = [this](int first, int count) {
        for (int i = first; i < first + count; ++i) {
            const QByteArray number = QByteArray::number(i);
            const QByteArray name = number.leftJustified(128, 'x');
            refusal("tenant/" + name + "/device/" + name + "/telemetry");
            refusal("tenant/acme/device/" + name + "/telemetry");
        }
    };
    invent(0, 1'000);
    const qint64 before = residentBytes();
    invent(1'000, static_cast<int>(StrangerLimiter::kMostTenants));
    QCOMPARE(m_strangers.size(), StrangerLimiter::kMostTenants);
    const qint64 full = residentBytes();
    invent(100'000, 1'000'000);
    QCOMPARE(m_strangers.size(), StrangerLimiter::kMostTenants);
    QVERIFY(m_strangers.remembers("acme"));
    const qint64 after = residentBytes();
    if (kMemoryIsOurs) {
        QVERIFY2(full - before < 40'000'000, qPrintable(QString::number(full - before)));
        QVERIFY2(after - full < 4'000'000, qPrintable(QString::number(after - full)));
    }
    QCOMPARE(m_registry.deviceCount(), size_t{1});
    QVERIFY(m_missing.empty());
}

PULSE_TEST_CASE(StrangersTest)
#include "strangers_test.moc"
