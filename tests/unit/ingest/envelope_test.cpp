// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a payload can be: every oddity of the predecessor's §3.2, and what became of it.
#include "ingest/envelope.h"
#include "ingest/metric_names.h"
#include "support/suite/noon.h"
#include "support/suite/test_case.h"

#include <QCryptographicHash>
#include <QTest>

using namespace pulse;
using ingest::Envelope;
using ingest::EnvelopeDecoder;
using ingest::MetricNames;
using model::MetricKind;
using model::RejectReason;
using pulse::test::kNoon;

namespace {

const QByteArray kTopic("tenant/acme/device/one/telemetry");

Envelope decode(const QByteArray &payload, const QByteArray &topic = kTopic)
{
    static ingest::EnvelopeDecoder decoder; // one for all: nothing may be left from the message before
    return decoder.decode(topic, payload, {1, 2, 3}, kNoon);
}

} // namespace

class EnvelopeTest : public QObject {
    Q_OBJECT
private slots:
    void decodesAWholeMessage();
    void malformed_data();
    void malformed();
    void theFirstFaultOfAMessageCounts_data();
    void theFirstFaultOfAMessageCounts();
    void time_data();
    void time();
    void aTimeInANumberIsToldBySize_data();
    void aTimeInANumberIsToldBySize();
    void timesOfEveryFormAreTaken_data();
    void timesOfEveryFormAreTaken();
    void textsOfOtherTypesAreAbsent();
    void duplicateKeysAreBothThereInOrder();
    void hashesThePayloadAsReceived();
    void metricsThatAreThereTwiceAreAllRead();
    void viewsOutliveAMove();
    void viewsOutliveTheDecoderAndItsSource();
    void aFloodOfMetricsTakesNoMoreRoomThanIsNeededToRefuseIt();
};

void EnvelopeTest::decodesAWholeMessage()
{
    const Envelope envelope = decode(R"({"ts":"2026-01-15T11:59:59.5Z","tenant_id":"acme","site_id":"north",
        "device_id":"ignored","msg_type":"ignored","seq":7,"provision_token":"tok-1",
        "metrics":{"temp_c":21.5,"rssi_dbm":-70,"uplink_ok":true}})");
    QVERIFY(!envelope.malformed);
    QCOMPARE(envelope.tenantId, QByteArrayView("acme"));
    QCOMPARE(envelope.deviceId, QByteArrayView("one"));
    QCOMPARE(envelope.msgType, QByteArrayView("telemetry"));
    QCOMPARE(envelope.kind, model::MessageKind::Telemetry);
    QCOMPARE(envelope.payloadTenantId, QByteArrayView("acme"));
    QCOMPARE(envelope.siteId, QByteArrayView("north"));
    QCOMPARE(envelope.ts, std::optional(kNoon - std::chrono::milliseconds{500}));
    QVERIFY(!envelope.hasBadTime);
    QVERIFY((envelope.receipt == model::Receipt{1, 2, 3}));
    const QByteArray digest = QCryptographicHash::hash("tok-1", QCryptographicHash::Sha256);
    QVERIFY(envelope.tokenHash
            && std::equal(digest.begin(), digest.end(), envelope.tokenHash->begin(),
                          [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; }));
    QCOMPARE(envelope.metrics.size(), size_t{3});
    QCOMPARE(envelope.metrics[1].name, QByteArrayView("rssi_dbm"));
    QCOMPARE(envelope.metrics[1].kind, MetricKind::Integer);
    QCOMPARE(envelope.metrics[2].kind, MetricKind::Bool);
}

void EnvelopeTest::malformed_data()
{
    QTest::addColumn<QByteArray>("payload");
    const auto row = [](const char *name, const QByteArray &payload) { QTest::newRow(name) << payload; };
    row("empty", "");
    row("spaces", "   ");
    row("text", "hello");
    row("a number", "1");
    row("null", "null");
    row("an array", "[]");
    row("cut short", R"({"site_id":"north")");
    row("two documents", "{}{}");
    row("single quotes", "{'site_id':'north'}");
    row("a trailing comma", R"({"site_id":"north",})");
    row("a comment", R"({/* */"site_id":"north"})");
    row("NaN", R"({"metrics":{"a":NaN}})");
    row("Infinity", R"({"metrics":{"a":Infinity}})");
    row("a leading zero", R"({"metrics":{"a":01}})");
    row("a number beyond every type as a name", "{1e400:1}");
    row("a number beyond every type, no digit before the point", R"({"metrics":{"a":-.5e999}})");
    row("a number beyond every type, no digit behind the point", R"({"metrics":{"a":1.e400}})");
    row("a raw control character", QByteArray("{\"site_id\":\"no\trth\"}"));
    row("not UTF-8", "{\"site_id\":\"k\xe4lte\"}");
    row("a lone surrogate", R"({"site_id":"\ud800"})");
    row("NUL bytes", QByteArray("{\0}", 3));
    row("metrics as an array", R"({"metrics":[1]})");
    row("metrics as a text", R"({"metrics":"a"})");
    row("metrics as a number", R"({"metrics":1})");
    row("nested a hundred thousand deep", R"({"metrics":{"a":)" + QByteArray(100'000, '['));
    row("closed, nested beyond 1024",
        R"({"metrics":{"a":)" + QByteArray(2'000, '[') + QByteArray(2'000, ']') + "}}");
}

void EnvelopeTest::malformed()
{
    QFETCH(QByteArray, payload);
    const Envelope envelope = decode(payload);
    QCOMPARE(envelope.malformed, std::optional(RejectReason::BadJson));
    QCOMPARE(envelope.tenantId, QByteArrayView("acme")); // counted for its tenant all the same
    QVERIFY(!decode(R"({"site_id":"north"})").malformed); // the decoder goes on as before
}

void EnvelopeTest::theFirstFaultOfAMessageCounts_data()
{
    QTest::addColumn<QByteArray>("topic");
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<RejectReason>("expected");
    const QByteArray huge = "{" + QByteArray(262'143, ' ') + "}";
    QTest::newRow("size before topic") << QByteArray("nonsense") << huge << RejectReason::PayloadTooLarge;
    QTest::newRow("size before JSON") << kTopic << QByteArray(262'145, 'x') << RejectReason::PayloadTooLarge;
    QTest::newRow("topic before JSON")
        << QByteArray("nonsense") << QByteArray("{") << RejectReason::BadTopicFormat;
    QTest::newRow("type before JSON")
        << QByteArray("tenant/acme/device/one/gossip") << QByteArray("{") << RejectReason::UnknownMessageType;
    QTest::newRow("type in other case") << QByteArray("tenant/acme/device/one/Telemetry") << QByteArray("{}")
                                        << RejectReason::UnknownMessageType;
}

void EnvelopeTest::theFirstFaultOfAMessageCounts()
{
    QFETCH(QByteArray, topic);
    QFETCH(QByteArray, payload);
    QFETCH(RejectReason, expected);
    QCOMPARE(decode(payload, topic).malformed, std::optional(expected));
}

void EnvelopeTest::time_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<bool>("isBad");
    QTest::addColumn<qint64>("secondsAfterNoon"); // -1: none, so receive time
    QTest::newRow("absent") << QByteArray(R"({"site_id":"n"})") << false << qint64(-1);
    QTest::newRow("null") << QByteArray(R"({"ts":null})") << false << qint64(-1);
    QTest::newRow("with offset") << QByteArray(R"({"ts":"2026-01-15T13:00:10+01:00"})") << false
                                 << qint64(10);
    QTest::newRow("without offset is UTC")
        << QByteArray(R"({"ts":"2026-01-15T12:00:10"})") << false << qint64(10);
    QTest::newRow("an escape in it") << QByteArray(R"({"ts":"2026-01-15T12:00:1\u0030Z"})") << false
                                     << qint64(10);
    const auto isNone = [](const char *name, const QByteArray &ts) {
        QTest::newRow(name) << R"({"ts":)" + ts + "}" << true << qint64(-1);
    };
    isNone("before 1970", "-1");
    isNone("before 1970, a double", "-1.5");
    isNone("beyond 63 bits, not a time", "18446744073709551616");
    isNone("beyond every type", "1e400");
    isNone("false", "false");
    isNone("an array", "[1768478400]");
    QTest::newRow("a bad text") << QByteArray(R"({"ts":"yesterday"})") << true << qint64(-1);
    QTest::newRow("an empty text") << QByteArray(R"({"ts":""})") << true << qint64(-1);
    QTest::newRow("true") << QByteArray(R"({"ts":true})") << true << qint64(-1);
    QTest::newRow("an object") << QByteArray(R"({"ts":{}})") << true << qint64(-1);
}

void EnvelopeTest::time()
{
    QFETCH(QByteArray, json);
    QFETCH(qint64, secondsAfterNoon);
    const Envelope envelope = decode(json);
    QVERIFY(!envelope.malformed);
    QTEST(envelope.hasBadTime, "isBad");
    QCOMPARE(envelope.ts.has_value(), secondsAfterNoon >= 0);
    if (envelope.ts)
        QVERIFY(*envelope.ts == kNoon + std::chrono::seconds{secondsAfterNoon});
}

// As ThingsBoard and others send it.
void EnvelopeTest::aTimeInANumberIsToldBySize_data()
{
    QTest::addColumn<QByteArray>("ts"); // at noon
    QTest::newRow("seconds") << QByteArray("1768478400");
    QTest::newRow("milliseconds") << QByteArray("1768478400000");
    QTest::newRow("microseconds") << QByteArray("1768478400000000");
    QTest::newRow("nanoseconds") << QByteArray("1768478400000000000");
    QTest::newRow("seconds as a double") << QByteArray("1768478400.0");
    QTest::newRow("milliseconds with an exponent") << QByteArray("1.7684784e12");
    QTest::newRow("digits in a text") << QByteArray(R"("1768478400000")");
}

void EnvelopeTest::aTimeInANumberIsToldBySize()
{
    QFETCH(QByteArray, ts);
    const Envelope envelope = decode(R"({"ts":)" + ts + "}");
    QVERIFY(!envelope.malformed && !envelope.hasBadTime);
    QVERIFY(envelope.ts == kNoon);
}

void EnvelopeTest::timesOfEveryFormAreTaken_data()
{
    QTest::addColumn<QByteArray>("ts");
    QTest::addColumn<int>("hoursBeforeNoon");
    QTest::newRow("ISO 8601 basic") << QByteArray("20260115T120000Z") << 0;
    QTest::newRow("ISO 8601 reduced") << QByteArray("2026-01-15T12:00Z") << 0;
    QTest::newRow("twelve decimals") << QByteArray("2026-01-15T12:00:00.000000999999Z") << 0;
    QTest::newRow("a date") << QByteArray("2026-01-15") << 12;
}

void EnvelopeTest::timesOfEveryFormAreTaken()
{
    QFETCH(QByteArray, ts);
    QFETCH(int, hoursBeforeNoon);
    const Envelope envelope = decode(R"({"ts":")" + ts + "\"}");
    QVERIFY(!envelope.malformed && !envelope.hasBadTime);
    QVERIFY(envelope.ts == kNoon - std::chrono::hours{hoursBeforeNoon});
}

void EnvelopeTest::textsOfOtherTypesAreAbsent()
{
    const Envelope envelope = decode(R"({"tenant_id":7,"site_id":["north"],"provision_token":12345})");
    QVERIFY(!envelope.malformed);
    QVERIFY(envelope.payloadTenantId.isEmpty());
    QVERIFY(envelope.siteId.isEmpty());
    QVERIFY(!envelope.tokenHash);
    QVERIFY(!decode(R"({"provision_token":""})").tokenHash);
}

void EnvelopeTest::duplicateKeysAreBothThereInOrder()
{
    const Envelope envelope =
        decode(R"({"site_id":"south","site_id":"north","metrics":{"a":1,"b":2,"a":3}})");
    QCOMPARE(envelope.siteId, QByteArrayView("north"));
    QCOMPARE(envelope.metrics.size(), size_t{3});
    QCOMPARE(envelope.metrics[0].value, 1.0);
    QCOMPARE(envelope.metrics[2].name, QByteArrayView("a"));
    QCOMPARE(envelope.metrics[2].value, 3.0);
}

void EnvelopeTest::hashesThePayloadAsReceived()
{
    const QByteArray payload(R"({"site_id":"north"})");
    const QByteArray digest = QCryptographicHash::hash(payload, QCryptographicHash::Sha256);
    QCOMPARE(static_cast<quint64>(decode(payload).payloadHash),
             digest.left(8).toHex().toULongLong(nullptr, 16));
    QVERIFY(decode(payload).payloadHash == decode(payload).payloadHash);
    QVERIFY(decode(payload).payloadHash != decode(payload + " ").payloadHash);
}

void EnvelopeTest::metricsThatAreThereTwiceAreAllRead()
{
    const Envelope envelope = decode(R"({"metrics":{"a":1},"site_id":"n","metrics":{"b":2,"a":3}})");
    QVERIFY(!envelope.malformed);
    QCOMPARE(envelope.metrics.size(), size_t{3});
    QCOMPARE(envelope.metrics[0].name, QByteArrayView("a"));
    QCOMPARE(envelope.metrics[1].name, QByteArrayView("b"));
    QCOMPARE(envelope.metrics[2].value, 3.0);
}

void EnvelopeTest::viewsOutliveAMove()
{
    std::vector<Envelope> envelopes;
    for (int i = 0; i < 100; ++i)
        envelopes.push_back(decode(R"({"site_id":"n","metrics":{"a":)" + QByteArray::number(i) + "}}"));
    for (const Envelope &envelope : envelopes) {
        QCOMPARE(envelope.tenantId, QByteArrayView("acme"));
        QCOMPARE(envelope.siteId, QByteArrayView("n"));
        QCOMPARE(envelope.metrics[0].name, QByteArrayView("a"));
    }
}

void EnvelopeTest::viewsOutliveTheDecoderAndItsSource()
{
    std::vector<Envelope> envelopes;
    {
        EnvelopeDecoder decoder;
        ByteArena source(1'000);
        for (int i = 0; i < 5'000; ++i) {
            const QByteArray payload =
                R"({"site_id":"s\u0031","metrics":{"m)" + QByteArray::number(i) + R"(":1,"n":true}})";
            source.reserve(200);
            const QByteArrayView topic = source.keep("tenant/acme/device/one/telemetry");
            const QByteArrayView bytes = source.keep(payload);
            envelopes.push_back(decoder.decode({source.block(), topic, bytes}, {}, kNoon));
        }
    }
    for (size_t i = 0; i < envelopes.size(); ++i) {
        QCOMPARE(envelopes[i].deviceId, QByteArrayView("one"));
        QCOMPARE(envelopes[i].siteId, QByteArrayView("s1"));
        QCOMPARE(envelopes[i].metrics.size(), size_t{2});
        QCOMPARE(envelopes[i].metrics[0].name, "m" + QByteArray::number(static_cast<int>(i)));
        QCOMPARE(envelopes[i].metrics[1].value, 1.0);
    }
}

void EnvelopeTest::aFloodOfMetricsTakesNoMoreRoomThanIsNeededToRefuseIt()
{
    QByteArray metrics;
    for (int i = 0; i < 20'000; ++i)
        metrics += (i == 0 ? "\"" : ",\"") + QByteArray::number(i) + "\":1";
    const Envelope envelope = decode(R"({"site_id":"n","metrics":{)" + metrics + "}}");
    QVERIFY(!envelope.malformed);
    QCOMPARE(envelope.metrics.size(), EnvelopeDecoder::kMostMetrics);
    QCOMPARE(EnvelopeDecoder::kMostMetrics, MetricNames::kMostMetricsOfMessage + 1);
}

PULSE_TEST_CASE(EnvelopeTest)
#include "envelope_test.moc"
