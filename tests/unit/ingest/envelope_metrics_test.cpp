// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the metrics of a payload can be: kinds, names, and numbers that no type of ours holds.
#include "ingest/envelope.h"
#include "ingest/metric_names.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using ingest::Envelope;
using ingest::EnvelopeDecoder;
using model::MetricKind;
using model::RejectReason;
using Metrics = QList<QPair<QByteArray, double>>;

namespace {

Envelope decodeMetrics(const QByteArray &payload)
{
    static EnvelopeDecoder decoder; // one for all: nothing may be left from the message before
    return decoder.decode("tenant/acme/device/one/telemetry", payload, {1, 2, 3},
                          Instant{std::chrono::seconds{1'768'478'400}});
}

} // namespace

class EnvelopeMetricsTest : public QObject {
    Q_OBJECT
private slots:
    void metricValues_data();
    void metricValues();
    void metricNames_data();
    void metricNames();
    void metricsBesidesAnObject_data();
    void metricsBesidesAnObject();
    void numbersBeyondEveryTypeCostTheirMetricOnly_data();
    void numbersBeyondEveryTypeCostTheirMetricOnly();
};

void EnvelopeMetricsTest::metricValues_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<bool>("isSupported");
    QTest::addColumn<MetricKind>("kind");
    QTest::addColumn<double>("value");
    const auto row = [](const char *json, bool isSupported, MetricKind kind = MetricKind::Number,
                        double value = 0) {
        QTest::newRow(json) << QByteArray(json) << isSupported << kind << value;
    };
    row("21.5", true, MetricKind::Number, 21.5);
    row("21.0", true, MetricKind::Number, 21);
    row("1e3", true, MetricKind::Number, 1'000);
    row("-0.0", true, MetricKind::Number, 0);
    row("1e-400", true, MetricKind::Number, 0);
    row("0", true, MetricKind::Integer, 0);
    row("-70", true, MetricKind::Integer, -70);
    row("true", true, MetricKind::Bool, 1);
    row("false", true, MetricKind::Bool, 0);
    row("9007199254740992", true, MetricKind::Integer, 9'007'199'254'740'992.0); // 2^53
    row("-9007199254740992", true, MetricKind::Integer, -9'007'199'254'740'992.0);
    row("9007199254740993", false);
    row("-9007199254740993", false);
    row("9223372036854775807", false);
    row("9223372036854775808", false);
    row("18446744073709551615", false);
    row("\"21.5\"", false);
    row("\"\"", false);
    row("{}", false);
    row("{\"deep\":{\"er\":1}}", false);
    row("[1,2]", false);
}

void EnvelopeMetricsTest::metricValues()
{
    QFETCH(QByteArray, json);
    QFETCH(bool, isSupported);
    QFETCH(MetricKind, kind);
    QFETCH(double, value);
    const Envelope envelope = decodeMetrics(R"({"metrics":{"a":)" + json + R"(,"b":1}})");
    QVERIFY(!envelope.malformed);
    QCOMPARE(envelope.metrics.size(), size_t{2});
    QCOMPARE(envelope.metrics[0].isSupported, isSupported);
    QVERIFY(envelope.metrics[1].isSupported);
    if (isSupported) {
        QCOMPARE(envelope.metrics[0].kind, kind);
        QCOMPARE(envelope.metrics[0].value, value);
    }
}

void EnvelopeMetricsTest::metricNames_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("isSupported");
    QTest::newRow("empty") << QByteArray("") << QByteArray("") << false;
    QTest::newRow("128 bytes") << QByteArray(128, 'a') << QByteArray(128, 'a') << true;
    QTest::newRow("129 bytes") << QByteArray(129, 'a') << QByteArray(129, 'a') << false;
    QTest::newRow("NUL") << QByteArray("a\\u0000b") << QByteArray("a\0b", 3) << false;
    QTest::newRow("escapes") << QByteArray("\\u00e4\\n\\\"") << QByteArray("\xc3\xa4\n\"") << true;
    QTest::newRow("UTF-8") << QByteArray("\xe2\x82\xac") << QByteArray("\xe2\x82\xac") << true;
}

void EnvelopeMetricsTest::metricNames()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, name);
    QFETCH(bool, isSupported);
    const Envelope envelope = decodeMetrics("{\"metrics\":{\"" + json + "\":1}}");
    QVERIFY(!envelope.malformed);
    QCOMPARE(envelope.metrics.size(), size_t{1});
    QCOMPARE(envelope.metrics[0].name, QByteArrayView(name));
    QCOMPARE(envelope.metrics[0].isSupported, isSupported);
}

void EnvelopeMetricsTest::metricsBesidesAnObject_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<int>("count");
    QTest::newRow("absent") << QByteArray("{}") << 0;
    QTest::newRow("null") << QByteArray(R"({"metrics":null})") << 0;
    QTest::newRow("empty") << QByteArray(R"({"metrics":{}})") << 0;
    QTest::newRow("null metrics are none") << QByteArray(R"({"metrics":{"a":null,"b":null}})") << 0;
    QTest::newRow("a null among others") << QByteArray(R"({"metrics":{"a":null,"b":2}})") << 1;
}

void EnvelopeMetricsTest::metricsBesidesAnObject()
{
    QFETCH(QByteArray, payload);
    const Envelope envelope = decodeMetrics(payload);
    QVERIFY(!envelope.malformed);
    QTEST(static_cast<int>(envelope.metrics.size()), "count");
}

// Legal JSON that no type of ours holds is the fault of that metric, not of the message.
void EnvelopeMetricsTest::numbersBeyondEveryTypeCostTheirMetricOnly_data()
{
    QTest::addColumn<QByteArray>("number");
    QTest::newRow("beyond 64 bits") << QByteArray("18446744073709551616");
    QTest::newRow("far below") << QByteArray("-9223372036854775809");
    QTest::newRow("a hundred digits") << QByteArray(100, '9');
    QTest::newRow("beyond a double") << QByteArray("1e400");
    QTest::newRow("far below a double") << QByteArray("-1.5E+999");
    QTest::newRow("beyond a double from a fraction") << QByteArray("0.0001e400");
    QTest::newRow("beyond a double with a negative exponent") << '1' + QByteArray(350, '0') + "e-3";
}

void EnvelopeMetricsTest::numbersBeyondEveryTypeCostTheirMetricOnly()
{
    QFETCH(QByteArray, number);
    const Envelope envelope = decodeMetrics(R"({"site_id":"1e400 \"1e400","metrics":{"a":)" + number
                                            + R"(,"b":1.5e2,"c":1e-400}})");
    QVERIFY(!envelope.malformed);
    QCOMPARE(envelope.siteId, QByteArrayView("1e400 \"1e400"));
    QCOMPARE(envelope.metrics.size(), size_t{3});
    QVERIFY(!envelope.metrics[0].isSupported);
    QVERIFY(envelope.metrics[1].isSupported && envelope.metrics[2].isSupported);
    QCOMPARE(envelope.metrics[1].value, 150.0);
    QCOMPARE(envelope.metrics[2].value, 0.0);
    QVERIFY(decodeMetrics(R"({"site_id":"n","metrics":{"a":)" + number + ",}}").malformed);
}
PULSE_TEST_CASE(EnvelopeMetricsTest)
#include "envelope_metrics_test.moc"
