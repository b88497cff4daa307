// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A device's readings: in order, without doubles, whole across reconnects, within their window.
#include "models/device_model.h"
#include "signed_in.h"
#include "support/suite/fake_clock.h"
#include "support/suite/test_case.h"

#include <QSignalSpy>
#include <random>

using namespace pulse;
using namespace pulse::models;
using namespace pulse::test;

class TelemetryTest : public QObject {
    Q_OBJECT

private slots:
    void samplesAreOrderedAndDistinct();
    void windowForgetsTheOldest();
    void booleansMakeNoChart();
    void aRangeIsReadPageByPage();
    void aGapIsFilledWithoutDoublesAfterAReconnect();
    void latestValuesFollowTheLiveSocket();
    void aWiderRangeIsRead();
    void leavingEndsEverything();
    void anUnknownDeviceIsSaid();
};

namespace {

Instant at(int seconds) { return Instant{std::chrono::seconds{1'768'478'400 + seconds}}; }

model::TelemetryPoint point(int seconds, double value)
{
    return makePoint(at(seconds), {{u"temp_c"_s, value}});
}

QList<double> valuesOf(const TelemetrySeries &series, const QString &metric = u"temp_c"_s)
{
    QList<double> values;
    for (const QPointF &sample : series.samples(metric))
        values.append(sample.y());
    return values;
}

bool isDistinctAndOrdered(const TelemetrySeries &series)
{
    const QList<QPointF> samples = series.samples(u"temp_c"_s);
    return std::adjacent_find(samples.begin(), samples.end(),
                              [](const QPointF &left, const QPointF &right) { return left.x() >= right.x(); })
        == samples.end();
}

struct OpenDevice {
    SignedIn world;
    FakeClock clock{at(0)};
    std::unique_ptr<DeviceModel> model;

    bool open()
    {
        world.api.devices = {makeDevice(u"dev-1"_s, at(-20))};
        model = std::make_unique<DeviceModel>(world.console.api, world.console.live, clock);
        if (!world.signIn() || !world.goLive())
            return false;
        model->open(u"dev-1"_s);
        return isRead();
    }
    bool isRead()
    {
        return SignedIn::until([this] {
            return model->phase() == Phase::Ready && model->seriesPhase() == Phase::Ready && isFollowed();
        });
    }
    // The server has answered the last subscription, and the read that it caused is done.
    bool isFollowed() const
    {
        for (const wire::LiveRequest &request : world.api.liveRequests()) {
            if (request.channel == wire::LiveChannel::Device)
                return true;
        }
        return false;
    }
};

} // namespace

void TelemetryTest::samplesAreOrderedAndDistinct()
{
    QList<model::TelemetryPoint> points;
    for (int i = 0; i < 200; ++i)
        points.append(point(i, i));
    std::mt19937 random(3);
    std::shuffle(points.begin(), points.end(), random);
    TelemetrySeries series;
    for (const model::TelemetryPoint &one : points)
        QVERIFY(series.take(one));
    QVERIFY(!series.take(points)); // all known
    QCOMPARE(series.pointCount(), 200);
    QCOMPARE(series.samples(u"temp_c"_s).size(), 200);
    QVERIFY(isDistinctAndOrdered(series));
    QCOMPARE(series.newest(), at(199));
    QVERIFY(series.take(point(5, -1))); // another value of the same time replaces it
    QCOMPARE(valuesOf(series)[5], -1.0);
    QCOMPARE(series.pointCount(), 200);
}

void TelemetryTest::windowForgetsTheOldest()
{
    TelemetrySeries series;
    for (int i = 0; i < 100; ++i)
        series.take(point(i, i));
    series.take(makePoint(at(3), {{u"old_only"_s, 1}}));
    series.trim(std::chrono::seconds{10}, at(99));
    QCOMPARE(valuesOf(series), (QList<double>{89, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99}));
    QCOMPARE(series.oldest(), at(89));
    QCOMPARE(series.metrics(), QStringList{u"temp_c"_s});
}

void TelemetryTest::booleansMakeNoChart()
{
    TelemetrySeries series;
    series.take(makePoint(
        at(0), {{u"door_open"_s, true}, {u"zeta"_s, 1}, {u"battery_pct"_s, 5}, {u"name"_s, u"x"_s}}));
    QCOMPARE(series.metrics(), (QStringList{u"battery_pct"_s, u"zeta"_s})); // known ones first
    QVERIFY(series.isBoolean(u"door_open"_s));
}

void TelemetryTest::aRangeIsReadPageByPage()
{
    OpenDevice device;
    for (int i = 0; i < 2'500; ++i)
        device.world.api.telemetry[u"dev-1"_s].append(point(i - 2'500, i));
    QVERIFY(device.open());
    QVERIFY(SignedIn::until([&] { return device.model->series().pointCount() == 2'500; }));
    QVERIFY(isDistinctAndOrdered(device.model->series()));
}

void TelemetryTest::aGapIsFilledWithoutDoublesAfterAReconnect()
{
    OpenDevice device;
    FakeApi &api = device.world.api;
    for (int i = 0; i < 50; ++i)
        api.telemetry[u"dev-1"_s].append(point(i - 100, i));
    QVERIFY(device.open());
    api.addTelemetry(u"dev-1"_s, point(-50, 50));
    QVERIFY(SignedIn::until([&] { return device.model->series().pointCount() == 51; }));
    api.dropLive();
    QVERIFY(SignedIn::until([&] { return !device.world.isLive(); }));
    api.forgetRequests();
    for (int i = 51; i < 60; ++i)
        api.addTelemetry(u"dev-1"_s, point(i - 100, i)); // nobody hears them
    QVERIFY(SignedIn::until([&] { return device.model->series().pointCount() == 60; }));
    api.addTelemetry(u"dev-1"_s, point(-40, 60));
    QVERIFY(SignedIn::until([&] { return device.model->series().pointCount() == 61; }));
    QList<double> expected;
    for (int i = 0; i <= 60; ++i)
        expected.append(i);
    QCOMPARE(valuesOf(device.model->series()), expected);
    const auto reads = api.requests(u"/api/v2/devices/dev-1/telemetry"_s);
    QCOMPARE(reads.size(), 1);
    QCOMPARE(reads.first().query.queryItemValue(u"start"_s, QUrl::FullyDecoded),
             QString::fromLatin1(toRfc3339(at(-50)))); // from the newest we had, not the whole window
}

void TelemetryTest::latestValuesFollowTheLiveSocket()
{
    OpenDevice device;
    QVERIFY(device.open());
    QCOMPARE(device.model->latest().value(u"temp_c"_s).toDouble(), 21.5); // the device's state
    device.world.api.addTelemetry(u"dev-1"_s, point(-1, 30));
    QVERIFY(SignedIn::until([&] { return device.model->latest().value(u"temp_c"_s).toDouble() == 30.0; }));
    device.world.api.addTelemetry(u"dev-1"_s, point(-30, 10)); // late: in the chart, but not the latest
    QVERIFY(SignedIn::until([&] { return device.model->series().pointCount() == 2; }));
    QCOMPARE(device.model->latest().value(u"temp_c"_s).toDouble(), 30.0);
    QCOMPARE(device.model->latest().value(u"battery_pct"_s).toInt(), 87);
}

void TelemetryTest::aWiderRangeIsRead()
{
    OpenDevice device;
    for (int minutes = 0; minutes < 300; ++minutes)
        device.world.api.telemetry[u"dev-1"_s].append(point(-minutes * 60, minutes));
    QVERIFY(device.open());
    QVERIFY(SignedIn::until([&] { return device.model->series().pointCount() == 61; }));
    device.model->setRange(std::chrono::hours{6});
    QVERIFY(SignedIn::until([&] { return device.model->series().pointCount() == 300; }));
    device.model->setRange(std::chrono::minutes{15});
    QCOMPARE(device.model->series().pointCount(), 16);
}

void TelemetryTest::leavingEndsEverything()
{
    OpenDevice device;
    QVERIFY(device.open());
    device.world.api.holdAnswers(true);
    device.world.api.forgetRequests();
    device.model->reload();
    QVERIFY(SignedIn::until([&] { return device.world.api.requests().size() == 2; }));
    QSignalSpy changes(device.model.get(), &DeviceModel::deviceChanged);
    device.model->close();
    device.world.api.holdAnswers(false);
    QVERIFY(SignedIn::until([&] {
        const auto requests = device.world.api.liveRequests();
        return std::any_of(requests.begin(), requests.end(), [](const wire::LiveRequest &request) {
            return request.action == wire::LiveRequest::Action::Unsubscribe
                && request.channel == wire::LiveChannel::Device && request.deviceId == u"dev-1"_s;
        });
    }));
    QCOMPARE(device.model->phase(), Phase::Idle);
    QCOMPARE(changes.count(), 0);
}

void TelemetryTest::anUnknownDeviceIsSaid()
{
    OpenDevice device;
    QVERIFY(device.open());
    device.model->open(u"nobody"_s);
    QVERIFY(SignedIn::until([&] { return device.model->phase() == Phase::Failed; }));
    QCOMPARE(device.model->problem().code, u"not_found"_s);
}

PULSE_TEST_CASE(TelemetryTest)
#include "telemetry_test.moc"
