// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every reason for a refusal, caused by a foreign client at the broker of a whole product.
//
// Whatever a device's own login may publish is published with it. The broker knows a login for each device
// that we made; for one that Pulse never knew (or no longer admits) the test adds a login that the registry
// knows nothing of. No row needs rights beyond a device's: the last level of its topic is its to choose, so
// it can be malformed too.
#include "base/clock.h"
#include "e2e/foreign_device.h"
#include "model/words.h"
#include "support/process/product.h"
#include "support/process/spin.h"
#include "support/suite/test_case.h"

#include <QSet>
#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using model::RejectReason;

namespace {

// One message; what is not said is as it should be.
struct Refused {
    RejectReason reason = RejectReason::BadJson;
    QString tenant = u"acme"_s;
    QString device = u"pump-1"_s;
    QByteArray type = "telemetry";
    QByteArray fields = {}; // in place of the site
    QByteArray token = {}; // in place of the device's; "none": left out
    QByteArray metrics = R"({"temp_c":21.5})";
    std::chrono::hours ts{0}; // from now
    QByteArray payload = {}; // in place of all of it
    int stored = 0; // readings that are kept all the same
    int before = 0; // messages in order that are sent first, and stored
    bool isCountedAsUnknown = false; // under no tenant
};

QByteArray manyMetrics(int count)
{
    QByteArray metrics = "{";
    for (int i = 0; i < count; ++i)
        metrics += (i ? ",\"m" : "\"m") + QByteArray::number(i) + "\":1";
    return metrics + '}';
}

} // namespace

Q_DECLARE_METATYPE(Refused)

class ReasonsTest final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void isGiven_data();
    void isGiven();
    void everyOneWasGiven();

private:
    void addDevice(const QString &tenant, const QString &device);
    QByteArray payload(const Refused &message) const;
    qint64 count(const Refused &message);
    qint64 stored();

    std::unique_ptr<test::Product> m_product;
    QHash<QString, QByteArray> m_tokens; // by broker login
    QSet<RejectReason> m_given;
};

void ReasonsTest::addDevice(const QString &tenant, const QString &device)
{
    const auto token = m_product->addDevice(tenant, device, u"site-1"_s);
    QVERIFY2(token, qPrintable(token ? QString() : token.error().what));
    m_tokens.insert(tenant + u"/device/"_s + device, *token);
}

void ReasonsTest::initTestCase()
{
    test::ProductOptions options;
    options.program = QCoreApplication::applicationDirPath() + u"/pulse-server"_s;
    auto product = test::Product::start(options);
    QVERIFY2(product, qPrintable(product ? QString() : product.error().what));
    m_product = *std::move(product);
    for (const QString &tenant : {u"acme"_s, u"slow"_s})
        QVERIFY(m_product->run({u"tenant"_s, u"add"_s, tenant}));
    for (const QString &device : {u"pump-1"_s, u"revoked"_s, u"tokenless"_s})
        addDevice(u"acme"_s, device);
    addDevice(u"slow"_s, u"pump-1"_s);
    // Slow enough for a test that is stopped for a minute.
    for (const QString &setting : {u"RATE_LIMIT_RPS 0.001"_s, u"RATE_LIMIT_BURST 2"_s})
        QVERIFY(m_product->run(QStringList{u"setting"_s, u"set"_s} + setting.split(u' ')
                               + QStringList{u"--tenant"_s, u"slow"_s}));
    // Revoking takes the login as well; a broker that is not ours may still let it in.
    QVERIFY(m_product->run({u"device"_s, u"revoke"_s, u"acme"_s, u"revoked"_s}));
    QVERIFY(m_product->addBrokerLogin(u"acme/device/revoked"_s, m_tokens[u"acme/device/revoked"_s]));
    for (const QString &login : {u"acme/device/ghost"_s, u"nobody/device/ghost"_s}) {
        m_tokens.insert(login, "ghost-password");
        QVERIFY(m_product->addBrokerLogin(login, "ghost-password"));
    }
    QVERIFY(m_product->execute("UPDATE device SET token_hash = NULL WHERE device_id = 'tokenless'"));
    QVERIFY(m_product->execute("ALTER TABLE reading ADD CHECK (\"values\"[1] <> 666.5)"));
}

void ReasonsTest::isGiven_data()
{
    QTest::addColumn<Refused>("message");
    const auto row = [](const char *name, const Refused &message) { QTest::newRow(name) << message; };
    const QString ghost = u"ghost"_s;
    row("too large", {.reason = RejectReason::PayloadTooLarge, .payload = QByteArray(8'193, ' ')});
    row("a topic that is not ours",
        {.reason = RejectReason::BadTopicFormat, .type = QByteArray(129, 'x'), .isCountedAsUnknown = true});
    row("not JSON", {.reason = RejectReason::BadJson, .payload = "{\"site_id\":"});
    row("a type we do not know", {.reason = RejectReason::UnknownMessageType, .type = "gossip"});
    row("a status that is none",
        {.reason = RejectReason::BadStatus, .type = "status", .payload = R"({"status":"asleep"})"});
    row("another tenant's",
        {.reason = RejectReason::TenantMismatch, .fields = R"("site_id":"site-1","tenant_id":"slow",)"});
    row("no site", {.reason = RejectReason::MissingSiteId, .fields = R"("seq":1,)"});
    row("a device we do not know", {.reason = RejectReason::UnregisteredDevice, .device = ghost});
    row("a tenant we do not know",
        {.reason = RejectReason::UnregisteredDevice,
         .tenant = u"nobody"_s,
         .device = ghost,
         .isCountedAsUnknown = true});
    row("a device that was revoked", {.reason = RejectReason::DeviceRevoked, .device = u"revoked"_s});
    row("another site", {.reason = RejectReason::SiteMismatch, .fields = R"("site_id":"site-2",)"});
    row("a device without a token", {.reason = RejectReason::TokenNotSet, .device = u"tokenless"_s});
    row("no token", {.reason = RejectReason::TokenMissing, .token = "none"});
    row("a wrong token", {.reason = RejectReason::TokenInvalid, .token = "tok-wrong"});
    row("too many messages",
        {.reason = RejectReason::RateLimited, .tenant = u"slow"_s, .stored = 2, .before = 2});
    row("from the future", {.reason = RejectReason::BadTimestamp, .ts = 24h});
    row("from long ago", {.reason = RejectReason::TooOld, .ts = -40 * 24h});
    row("a metric that is a text",
        {.reason = RejectReason::UnsupportedMetric, .metrics = R"({"temp_c":5,"note":"ok"})", .stored = 1});
    row("too many metrics", {.reason = RejectReason::TooManyMetrics, .metrics = manyMetrics(257)});
    row("what only the database refuses",
        {.reason = RejectReason::StoreRejected, .metrics = R"({"temp_c":666.5})"});
}

QByteArray ReasonsTest::payload(const Refused &message) const
{
    if (!message.payload.isEmpty())
        return message.payload;
    const QByteArray own = m_tokens.value(message.tenant + u"/device/"_s + message.device);
    const QByteArray token = message.token.isEmpty() ? own : message.token;
    return '{' + (message.fields.isEmpty() ? QByteArray(R"("site_id":"site-1",)") : message.fields)
        + (token == "none" ? QByteArray() : R"("provision_token":")" + token + "\",") + R"("ts":")"
        + toRfc3339(SystemClock().now() + message.ts) + R"(","metrics":)" + message.metrics + '}';
}

qint64 ReasonsTest::count(const Refused &message)
{
    const QByteArray tenant = message.isCountedAsUnknown
        ? QByteArray("tenant_key IS NULL")
        : "tenant_key = (SELECT tenant_key FROM tenant WHERE tenant_id = '" + message.tenant.toUtf8() + "')";
    return m_product
        ->number("SELECT coalesce(sum(count), 0) FROM quarantine_counter WHERE reason = '"
                 + QByteArray(model::word(message.reason).data()) + "' AND " + tenant)
        .value_or(-1);
}

qint64 ReasonsTest::stored()
{
    return m_product->number("SELECT count(*) FROM reading WHERE ts > now() - interval '60 days'")
        .value_or(-1);
}

void ReasonsTest::isGiven()
{
    QFETCH(Refused, message);
    const QByteArray all = "SELECT coalesce(sum(count), 0) FROM quarantine_counter";
    const qint64 countBefore = count(message);
    const qint64 allBefore = m_product->number(all).value_or(-1);
    const qint64 storedBefore = stored();
    const QString login = message.tenant + u"/device/"_s + message.device;
    const QByteArray topic = "tenant/" + login.toUtf8() + '/';
    test::ForeignDevice device(m_product->mqttPort(), login, m_tokens.value(login));
    for (int i = 0; i < message.before; ++i)
        QVERIFY(device.publish(topic + "telemetry", payload(message)));
    QVERIFY(device.publish(topic + message.type, payload(message)));
    QVERIFY(test::spinUntil([&] { return count(message) == countBefore + 1; }, 20s));
    QCOMPARE(m_product->number(all).value_or(-1), allBefore + 1); // and under no other reason
    QCOMPARE(stored(), storedBefore + message.stored);
    if (message.reason == RejectReason::UnsupportedMetric) {
        const QByteArray good = "SELECT count(*) FROM reading WHERE ts > now() - interval '1 hour' "
                                "AND \"values\" = '{5}'";
        QCOMPARE(m_product->number(good).value_or(-1), 1);
    }
    m_given.insert(message.reason);
}

// A new reason needs a row above. A broker that honours Retain Handling (MQTT 5 §3.8.3.1) replays nothing to
// us.
void ReasonsTest::everyOneWasGiven()
{
    m_given.insert(RejectReason::RetainedReplay);
    for (const RejectReason reason : model::allRejectReasons())
        QVERIFY2(m_given.contains(reason), model::word(reason).data());
}

PULSE_TEST_CASE(ReasonsTest)
#include "reasons_test.moc"
