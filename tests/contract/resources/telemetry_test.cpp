// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "two_tenants.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using test::Call;
using wire::EndpointId;

// The clock says 2026-01-15T12:00:00Z. "replayed" sent its history weeks after it happened.
class TelemetryTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void newestFirstWithValuesAsTheyWentIn();
    void rangeIsInclusive();
    void pagesCoverEveryReadingOnce();
    void withoutStartAWeekIsShown();
    void latestFindsReplayedHistory();
    void latestReachesFarBack();
    void heartbeatsAreNotTelemetry();
    void chartOfMinAvgMax();
    void chartOfOneMetric();
    void badParametersAreNamed_data();
    void badParametersAreNamed();
    void unknownDeviceIsNotFound();

private:
    std::unique_ptr<test::TwoTenants> m_house;
};

void TelemetryTest::initTestCase()
{
    auto house = test::TwoTenants::create();
    QVERIFY2(house, qPrintable(house ? QString() : house.error().what));
    m_house = *std::move(house);
    m_house->sql(
        u"INSERT INTO device (tenant_key, device_id, site_key) VALUES (1, 'now', 1), (1, 'replayed', 1),"
        " (1, 'silent', 1), (1, 'quiet', 1);"
        "INSERT INTO metric (tenant_key, name) VALUES (1, 'temp_c'), (1, 'seq'), (1, 'ok');"
        "INSERT INTO metric_set (tenant_key, codes) VALUES (1, '{4,9,14}'), (1, '{4}');"
        "SELECT ensure_reading_partition(d) FROM generate_series('2025-03-01'::timestamptz, '2026-01-15',"
        " interval '1 month') AS d;"
        "SELECT ensure_reading_partition(d) FROM generate_series('2026-01-01'::timestamptz, '2026-01-16',"
        " interval '1 day') AS d"_s);
    m_house->sql(
        u"INSERT INTO reading SELECT 1, '2026-01-15 11:00Z'::timestamptz + n * interval '1 minute', n, "
        u"now(), 1,"
        " 1, 'T', false, ARRAY[20 + n * 0.5, n, n % 2] FROM generate_series(0, 59) AS n;"
        "INSERT INTO reading SELECT 1, '2026-01-15 11:59Z', 1000, now(), 1, 1, 'H', false, '{1,1,1}';"
        "INSERT INTO reading SELECT 2, '2025-11-01Z'::timestamptz + n * interval '1 hour', n, now(), 1, 2, "
        "'T',"
        " true, ARRAY[n] FROM generate_series(0, 4) AS n;"
        "INSERT INTO reading VALUES (4, '2025-03-05Z', 1, now(), 1, 2, 'T', true, '{7}');"
        "INSERT INTO device_state VALUES (1, 1, 'ONLINE', now(), NULL, now(), now(), '2026-01-15 11:59Z'),"
        " (2, 1, 'ONLINE', now(), NULL, now(), now(), '2025-11-01 04:00Z')"_s);
}

void TelemetryTest::newestFirstWithValuesAsTheyWentIn()
{
    const auto answer = m_house->asA({EndpointId::Telemetry, {u"now"_s}, u"limit=2"_s});
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.text("device_id"), u"now"_s);
    QCOMPARE(answer.json.value(u"count"_s).toInt(), 2);
    const QJsonArray expected{
        QJsonObject{{u"timestamp"_s, u"2026-01-15T11:59:00.000000Z"_s},
                    {u"metrics"_s, QJsonObject{{u"temp_c"_s, 49.5}, {u"seq"_s, 59}, {u"ok"_s, true}}}},
        QJsonObject{{u"timestamp"_s, u"2026-01-15T11:58:00.000000Z"_s},
                    {u"metrics"_s, QJsonObject{{u"temp_c"_s, 49}, {u"seq"_s, 58}, {u"ok"_s, false}}}}};
    QCOMPARE(answer.list("telemetry"), expected);
}

void TelemetryTest::rangeIsInclusive()
{
    const auto answer = m_house->asA(
        {EndpointId::Telemetry, {u"now"_s}, u"start=2026-01-15T11:10:00Z&end=2026-01-15T12:20:00%2B01:00"_s});
    QCOMPARE(answer.list("telemetry").size(), 11);
}

void TelemetryTest::pagesCoverEveryReadingOnce()
{
    QStringList times;
    QString after;
    int pages = 0;
    do {
        const auto page = m_house->asA({EndpointId::Telemetry, {u"now"_s}, u"limit=25&after="_s + after});
        QCOMPARE(page.status, 200);
        for (const auto &point : page.list("telemetry"))
            times.append(point.toObject().value(u"timestamp"_s).toString());
        after = page.text("next");
    } while (!after.isEmpty() && ++pages < 10);
    QCOMPARE(pages, 2);
    QCOMPARE(times.size(), 60);
    QCOMPARE(times.removeDuplicates(), 0);
}

void TelemetryTest::withoutStartAWeekIsShown()
{
    QCOMPARE(m_house->asA({EndpointId::Telemetry, {u"replayed"_s}}).list("telemetry").size(), 0);
    const auto asked =
        m_house->asA({EndpointId::Telemetry, {u"replayed"_s}, u"end=2025-11-05"_s + u"T00:00:00"_s});
    QCOMPARE(asked.list("telemetry").size(), 5);
}

void TelemetryTest::latestFindsReplayedHistory()
{
    const auto answer = m_house->asA({EndpointId::TelemetryLatest, {u"replayed"_s}, u"count=10"_s});
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.list("telemetry").size(), 5);
    QCOMPARE(answer.list("telemetry").first().toObject().value(u"metrics"_s),
             (QJsonObject{{u"temp_c"_s, 4}}));
    QCOMPARE(m_house->asA({EndpointId::TelemetryLatest, {u"now"_s}}).list("telemetry").size(), 1);
    QCOMPARE(m_house->asA({EndpointId::TelemetryLatest, {u"silent"_s}}).list("telemetry").size(), 0);
}

void TelemetryTest::latestReachesFarBack()
{
    QCOMPARE(m_house->asA({EndpointId::TelemetryLatest, {u"quiet"_s}}).list("telemetry").size(), 1);
}

void TelemetryTest::heartbeatsAreNotTelemetry()
{
    const auto answer = m_house->asA({EndpointId::Telemetry, {u"now"_s}, u"start=2026-01-15T11:59:00Z"_s});
    QCOMPARE(answer.list("telemetry").size(), 1);
}

void TelemetryTest::chartOfMinAvgMax()
{
    const auto answer = m_house->asA({EndpointId::Telemetry,
                                      {u"now"_s},
                                      u"start=2026-01-15T11:00:00Z&end=2026-01-15T12:00:00Z&points=6"_s});
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.text("start"), u"2026-01-15T11:00:00.000000Z"_s);
    QCOMPARE(answer.json.value(u"bucket_seconds"_s).toDouble(), 600.000001);
    QCOMPARE(answer.list("series").size(), 3);
    const QJsonObject temperature = answer.list("series").at(2).toObject();
    QCOMPARE(temperature.value(u"metric"_s).toString(), u"temp_c"_s);
    QCOMPARE(temperature.value(u"timestamps"_s).toArray().size(), 6);
    QCOMPARE(temperature.value(u"timestamps"_s).toArray().first().toString(),
             u"2026-01-15T11:00:00.000000Z"_s);
    // The stretches are a microsecond longer than ten minutes, so that the end falls into the sixth.
    QCOMPARE(temperature.value(u"min"_s).toArray().first().toDouble(), 20.0);
    QCOMPARE(temperature.value(u"avg"_s).toArray().first().toDouble(), 22.5);
    QCOMPARE(temperature.value(u"max"_s).toArray().first().toDouble(), 25.0);
    QCOMPARE(temperature.value(u"counts"_s).toArray().first().toInt(), 11);
}

void TelemetryTest::chartOfOneMetric()
{
    const auto answer = m_house->asA({EndpointId::Telemetry, {u"now"_s}, u"points=2000&metric=seq"_s});
    QCOMPARE(answer.list("series").size(), 1);
    QVERIFY(answer.list("series").first().toObject().value(u"timestamps"_s).toArray().size() <= 2000);
    QCOMPARE(m_house->asA({EndpointId::Telemetry, {u"now"_s}, u"points=10&metric=x"_s}).list("series").size(),
             0);
}

void TelemetryTest::badParametersAreNamed_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("field");
    QTest::newRow("not a time") << u"start=yesterday"_s << u"start"_s;
    QTest::newRow("not a time either") << u"end=1"_s << u"end"_s;
    QTest::newRow("the wrong way round")
        << u"start=2026-01-02T00:00:00Z&end=2026-01-01T00:00:00Z"_s << u"start"_s;
    QTest::newRow("limit") << u"limit=1001"_s << u"limit"_s;
    QTest::newRow("offset") << u"offset=1"_s << u"offset"_s;
    QTest::newRow("no points") << u"points=0"_s << u"points"_s;
    QTest::newRow("too many points") << u"points=2001"_s << u"points"_s;
    QTest::newRow("cursor") << u"after=YQpi"_s << u"after"_s;
}

void TelemetryTest::badParametersAreNamed()
{
    QFETCH(QString, query);
    QFETCH(QString, field);
    const auto answer = m_house->asA({EndpointId::Telemetry, {u"now"_s}, query});
    QCOMPARE(answer.status, 400);
    QCOMPARE(answer.field(), field);
}

void TelemetryTest::unknownDeviceIsNotFound()
{
    QCOMPARE(m_house->asA({EndpointId::Telemetry, {u"nobody"_s}}).status, 404);
    QCOMPARE(m_house->asA({EndpointId::TelemetryLatest, {u"nobody"_s}}).status, 404);
}

QTEST_GUILESS_MAIN(TelemetryTest)

#include "telemetry_test.moc"
