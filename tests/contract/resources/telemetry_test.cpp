// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/suite/test_case.h"
#include "two_tenants.h"
#include "wire/core/problem.h"

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
    void lateReadingsAreMarked();
    void timesOfEveryFormAreTaken_data();
    void timesOfEveryFormAreTaken();
    void metricsOfHeartbeatsAreShown();
    void readingsOfOneTimeAreOnOnePageEach();
    void valuesKeepTheirKind();
    void chartIsWhatPlainSqlSays();
    void aChartOfManyPortionsIsWhole();
    void whatTakesTooLongIsNoOutage();
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
        " (1, 'silent', 1), (1, 'quiet', 1), (1, 'beating', 1), (1, 'crowded', 1), (1, 'mixed', 1), (1, "
        "'busy', 1);"
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
        "INSERT INTO reading VALUES (5, '2026-01-15 11:30Z', 1000, now(), 1, 2, 'H', false, '{7}'),"
        " (6, '2026-01-15 11:00Z', 9, now(), 1, 2, 'H', false, '{1}'),"
        " (6, '2026-01-15 11:00Z', 9, now(), 1, 2, 'T', false, '{2}'),"
        " (6, '2026-01-15 11:00Z', 10, now(), 1, 2, 'T', false, '{3}'),"
        " (7, '2026-01-15 11:00Z', 1, now(), 1, 1, 'T', false, '{21,21}');"
        "INSERT INTO reading VALUES"
        " (7, '2026-01-15 11:01Z', 1, now(), 1, 1, 'T', false, '{21.5,1}', '\\x34'),"
        " (7, '2026-01-15 11:02Z', 1, now(), 1, 1, 'T', false, '{21}', '\\x02'),"
        " (7, '2026-01-15 11:03Z', 1, now(), 1, 1, 'T', false, '{0.1}', '\\x000900');"
        "INSERT INTO reading SELECT 8, '2026-01-14Z'::timestamptz + n * interval '1.3 s', n, now(), 1, 1, "
        "'T', "
        "false, CASE n % 3 WHEN 0 THEN ARRAY[sin(n), n] ELSE ARRAY[cos(n) * 1000, n, n % 2] END,"
        " CASE n % 3 WHEN 0 THEN '\\x09' ELSE '' END::bytea"
        " FROM generate_series(0, 44999) AS n WHERE n % 3 <> 1"
        " UNION ALL SELECT 8, '2026-01-14Z'::timestamptz + n * interval '1.3 s', n, now(), 1, 1, 'T', false,"
        " ARRAY[n / 7.0, n]::double precision[], '\\x05' FROM generate_series(1, 44999, 3) AS n;"
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
        const auto page =
            m_house->asA({EndpointId::Telemetry, {u"now"_s}, u"limit=25"_s + test::behind(after)});
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

void TelemetryTest::lateReadingsAreMarked()
{
    const auto marks = [this](EndpointId list, const QString &device, const QString &query) {
        QSet<bool> found;
        const QJsonArray points = m_house->asA({list, {device}, query}).list("telemetry");
        for (const QJsonValue &point : points)
            found.insert(point[u"late"_s].toBool());
        return found;
    };
    QCOMPARE(marks(EndpointId::TelemetryLatest, u"replayed"_s, u"count=5"_s), QSet{true});
    QCOMPARE(marks(EndpointId::Telemetry, u"replayed"_s, u"start=2025-11-01&end=2025-11-02"_s), QSet{true});
    QCOMPARE(marks(EndpointId::Telemetry, u"now"_s, {}), QSet{false});
}

void TelemetryTest::timesOfEveryFormAreTaken_data()
{
    QTest::addColumn<QString>("start");
    QTest::newRow("basic") << u"20260115T115500Z"_s;
    QTest::newRow("reduced") << u"2026-01-15T11:55Z"_s;
    QTest::newRow("twelve decimals") << u"2026-01-15T11:54:59.999999000000Z"_s;
    QTest::newRow("hours of offset") << u"2026-01-15T10:55-01"_s;
    QTest::newRow("a week") << u"2026-W03-4T11:55"_s;
}

void TelemetryTest::timesOfEveryFormAreTaken()
{
    QFETCH(QString, start);
    const auto answer =
        m_house->asA({EndpointId::Telemetry, {u"now"_s}, u"end=2026-01-15T11:59:00Z&start="_s + start});
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.list("telemetry").size(), 5);
}

void TelemetryTest::metricsOfHeartbeatsAreShown()
{
    const auto list = m_house->asA({EndpointId::Telemetry, {u"beating"_s}});
    const QJsonArray expected{QJsonObject{{u"timestamp"_s, u"2026-01-15T11:30:00.000000Z"_s},
                                          {u"metrics"_s, QJsonObject{{u"temp_c"_s, 7}}}}};
    QCOMPARE(list.list("telemetry"), expected);
    QCOMPARE(m_house->asA({EndpointId::TelemetryLatest, {u"beating"_s}}).list("telemetry"), expected);
    const auto chart = m_house->asA({EndpointId::Telemetry, {u"beating"_s}, u"points=10"_s});
    QCOMPARE(chart.list("series").first().toObject().value(u"max"_s).toArray(), QJsonArray{7});
    QCOMPARE(m_house->one(u"SELECT value FROM reading_value WHERE device_key = 5"_s), u"7"_s);
}

// Two kinds of messages, and one payload, at the same time.
void TelemetryTest::readingsOfOneTimeAreOnOnePageEach()
{
    QStringList seen;
    QString after;
    do {
        const auto page =
            m_house->asA({EndpointId::Telemetry, {u"crowded"_s}, u"limit=1"_s + test::behind(after)});
        QCOMPARE(page.status, 200);
        for (const auto &point : page.list("telemetry"))
            seen.append(
                QString::number(point.toObject().value(u"metrics"_s).toObject().value(u"temp_c"_s).toInt()));
        after = page.text("next");
    } while (!after.isEmpty() && seen.size() < 10);
    QCOMPARE(seen, (QStringList{u"3"_s, u"2"_s, u"1"_s}));
}

// 21 and 21.0 are different things to whoever sent them.
void TelemetryTest::valuesKeepTheirKind()
{
    const auto reply = m_house->handlers().value(EndpointId::Telemetry);
    store::Connection connection({m_house->conninfo().toUtf8()});
    api::Request request;
    request.endpoint = EndpointId::Telemetry;
    request.arguments = {u"mixed"_s};
    request.principal = m_house->principalA();
    const auto answer = reply(request, connection);
    QVERIFY2(answer, answer ? "" : qPrintable(answer.error().what));
    const QByteArray &body = answer->body;
    for (const char *metrics :
         {R"("metrics":{"temp_c":21.0,"seq":21})", R"("metrics":{"seq":21.5,"ok":true})",
          R"("metrics":{"temp_c":21})", R"("metrics":{"ok":0.1})"})
        QVERIFY2(body.contains(metrics), body.constData());
}

namespace {

// As it was done before: every value a row of SQL's.
const auto kPlainChart =
    u"SELECT jsonb_agg(jsonb_build_array(metric, at, min, max, count, avg) ORDER BY metric, at) FROM ("
    " SELECT m.name AS metric, date_bin('7777777 microseconds', r.ts, '2026-01-14 00:00Z') AS at, "
    "min(v.value),"
    "        max(v.value), count(*), avg(v.value)"
    "   FROM reading AS r JOIN metric_set AS s ON s.metric_set_key = r.metric_set"
    "  CROSS JOIN LATERAL reading_values(s.codes, r.layout, r.\"values\") AS v"
    "   JOIN metric AS m ON m.metric_key = v.code >> 2"
    "  WHERE r.device_key = 8 AND r.ts BETWEEN '2026-01-14 00:00Z' AND '2026-01-14 03:36:05.552592Z'"
    "  GROUP BY m.name, at) AS buckets"_s;

} // namespace

void TelemetryTest::chartIsWhatPlainSqlSays()
{
    const auto answer =
        m_house->asA({EndpointId::Telemetry,
                      {u"busy"_s},
                      u"start=2026-01-14T00:00:00Z&end=2026-01-14T03:36:05.552592Z&points=1667"_s});
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.json.value(u"bucket_seconds"_s).toDouble(), 7.777777);
    const QJsonArray plain = QJsonDocument::fromJson(m_house->one(kPlainChart).toUtf8()).array();
    QVERIFY(plain.size() > 3'000);
    qsizetype at = 0;
    for (const auto &one : answer.list("series")) {
        const QJsonObject series = one.toObject();
        const auto column = [&series](const char *name) {
            return series.value(QLatin1StringView(name)).toArray();
        };
        for (qsizetype i = 0; i < column("min").size(); ++i, ++at) {
            const QJsonArray row = plain.at(at).toArray();
            QCOMPARE(series.value(u"metric"_s).toString(), row.at(0).toString());
            QVERIFY(parseIso8601(column("timestamps").at(i).toString().toLatin1())
                    == parseIso8601(row.at(1).toString().toLatin1()));
            QCOMPARE(column("min").at(i).toDouble(), row.at(2).toDouble());
            QCOMPARE(column("max").at(i).toDouble(), row.at(3).toDouble());
            QCOMPARE(column("counts").at(i).toInteger(), row.at(4).toInteger());
            QCOMPARE(column("avg").at(i).toDouble(), row.at(5).toDouble());
        }
    }
    QCOMPARE(at, plain.size());
}

void TelemetryTest::aChartOfManyPortionsIsWhole()
{
    const auto answer =
        m_house->asA({EndpointId::Telemetry,
                      {u"busy"_s},
                      u"start=2026-01-14T00:00:00Z&end=2026-01-15T00:00:00Z&points=1&metric=seq"_s});
    const QJsonArray series = answer.list("series");
    QCOMPARE(series.size(), 1);
    QCOMPARE(series.first().toObject().value(u"counts"_s).toArray(), QJsonArray{45'000});
}

void TelemetryTest::whatTakesTooLongIsNoOutage()
{
    store::Connection connection(
        {.conninfo = m_house->conninfo().toUtf8(), .statementTimeout = std::chrono::milliseconds{1}});
    api::Request request;
    request.endpoint = EndpointId::Telemetry;
    request.arguments = {u"busy"_s};
    request.query = QUrlQuery(u"start=2026-01-14T00:00:00Z&end=2026-01-15T00:00:00Z&points=1"_s);
    request.principal = m_house->principalA();
    const auto answer = m_house->handlers().value(EndpointId::Telemetry)(request, connection);
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, u"query_too_slow"_s);
    const wire::Problem problem = wire::problemFrom(answer.error());
    QCOMPARE(problem.status, 503);
    QCOMPARE(problem.code, u"query_too_slow"_s);
    QVERIFY(problem.detail.contains(u"shorter range"_s) && !problem.detail.contains(u"telemetry."_s));
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
    QTest::newRow("no metric's name") << u"points=5&metric="_s + QString(129, u'a') << u"metric"_s;
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

PULSE_TEST_CASE(TelemetryTest)

#include "telemetry_test.moc"
