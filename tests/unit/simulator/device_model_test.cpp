// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Devices measure within their ranges, the same for the same seed, and say it in the predecessor's fields.
#include "simulator/day_model.h"
#include "support/suite/test_case.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>
#include <set>

using namespace pulse;
using namespace pulse::simulator;
using namespace Qt::StringLiterals;

namespace {

const FleetDevice kDevice{u"enabled"_s, u"lab-1"_s, u"dev-0001"_s, u"tok-dev-0001"_s};
const Instant kNoon{std::chrono::seconds{1'900'000'000}};

QJsonObject object(const QByteArray &json) { return QJsonDocument::fromJson(json).object(); }

struct Range {
    const char *metric;
    double least;
    double most;
};

constexpr Range kRanges[] = {{"battery_pct", 10, 100}, {"temp_c", 10, 45},       {"rssi_dbm", -125, -50},
                             {"snr_db", -20, 30},      {"pressure_psi", 10, 60}, {"humidity_pct", 10, 99},
                             {"vibration_g", 0, 15}};

} // namespace

class DeviceModelTest : public QObject {
    Q_OBJECT

private slots:
    void metricsStayInTheirRanges();
    void valuesMoveThroughTheirRanges();
    void oneVibrationInTwentyIsASpike();
    void batteryDrainsAndCharges();
    void batteryStopsAtItsFloor();
    void sameSeedSaysTheSame();
    void devicesOfOneSeedDiffer();
    void aDayHasItsWarmAndItsColdHours();
    void aDayHasFewIncidents();
    void payloadHasExactlyTheseFields();
    void extraMetricsCanBeLeftOut();
    void awkwardTextIsStillJson();
    void numbersKeepTheirKind_data();
    void numbersKeepTheirKind();
};

void DeviceModelTest::metricsStayInTheirRanges()
{
    DeviceModel model(kDevice, {}, Random(7));
    for (int i = 0; i < 20'000; ++i) {
        const QJsonObject metrics =
            object(model.step(MessageType::Telemetry, kNoon))[u"metrics"_s].toObject();
        QCOMPARE(metrics.size(), 8);
        for (const Range &range : kRanges) {
            const double value = metrics[QLatin1StringView(range.metric)].toDouble(1e9);
            QVERIFY2(value >= range.least && value <= range.most, range.metric);
        }
        QCOMPARE(metrics[u"rssi_dbm"_s].toDouble(), metrics[u"rssi_dbm"_s].toInt());
        QCOMPARE(metrics[u"uplink_ok"_s], QJsonValue(true));
    }
}

void DeviceModelTest::valuesMoveThroughTheirRanges()
{
    Random random(3);
    Measurements now = firstMeasurements({}, random);
    double warmest = now.tempC;
    double coldest = now.tempC;
    for (int i = 0; i < 50'000; ++i) {
        now = nextMeasurements(now, {}, random);
        warmest = std::max(warmest, now.tempC);
        coldest = std::min(coldest, now.tempC);
    }
    QVERIFY(warmest > 40);
    QVERIFY(coldest < 15);
}

void DeviceModelTest::oneVibrationInTwentyIsASpike()
{
    Random random(11);
    Measurements now = firstMeasurements({}, random);
    int spikes = 0;
    constexpr int kSteps = 20'000;
    for (int i = 0; i < kSteps; ++i) {
        now = nextMeasurements(now, {}, random);
        QVERIFY(now.vibrationG < 3 || now.vibrationG >= 5);
        spikes += now.vibrationG >= 5 ? 1 : 0;
    }
    QVERIFY(std::abs(spikes - kSteps / 20) < kSteps / 200);
}

void DeviceModelTest::batteryDrainsAndCharges()
{
    Random random(5);
    Measurements now;
    ModelKnobs knobs;
    knobs.rechargeChance = 0;
    for (int i = 0; i < 1'000; ++i) {
        const double before = now.batteryPct;
        now = nextMeasurements(now, knobs, random);
        QVERIFY(now.batteryPct <= before);
    }
    QVERIFY(now.batteryPct > 75 && now.batteryPct < 85);
    knobs.rechargeChance = 1;
    const double before = now.batteryPct;
    now = nextMeasurements(now, knobs, random);
    QVERIFY(now.batteryPct > before + 4.9 && now.batteryPct <= before + 15);
}

void DeviceModelTest::batteryStopsAtItsFloor()
{
    Random random(5);
    ModelKnobs knobs;
    knobs.batteryFloor = 33;
    knobs.drainMean = 5;
    knobs.rechargeChance = 0;
    Measurements now = firstMeasurements(knobs, random);
    for (int i = 0; i < 100; ++i)
        now = nextMeasurements(now, knobs, random);
    QCOMPARE(now.batteryPct, 33.0);
}

void DeviceModelTest::sameSeedSaysTheSame()
{
    DeviceModel left(kDevice, {}, Random(42, 3));
    DeviceModel right(kDevice, {}, Random(42, 3));
    QByteArray last;
    for (int i = 0; i < 500; ++i) {
        const QByteArray said = left.step(MessageType::Telemetry, kNoon);
        QCOMPARE(said, right.step(MessageType::Telemetry, kNoon));
        QVERIFY(said != last);
        last = said;
    }
}

void DeviceModelTest::devicesOfOneSeedDiffer()
{
    std::set<QByteArray> said;
    for (quint64 index = 0; index < 100; ++index)
        said.insert(DeviceModel(kDevice, {}, Random(42, index)).step(MessageType::Telemetry, kNoon));
    QCOMPARE(said.size(), size_t{100});
}

void DeviceModelTest::aDayHasItsWarmAndItsColdHours()
{
    const Instant midnight{std::chrono::days{20'000}};
    double warmest = -100;
    double coldest = 100;
    Instant warmestAt;
    DayModel day(Random(3, 1));
    for (int minute = 0; minute < 24 * 60; ++minute) {
        const Measurements &now = day.step(midnight + std::chrono::minutes{minute});
        if (now.tempC > warmest) {
            warmest = now.tempC;
            warmestAt = midnight + std::chrono::minutes{minute};
        }
        coldest = std::min(coldest, now.tempC);
    }
    QVERIFY2(warmest - coldest > 3, qPrintable(QString::number(warmest - coldest)));
    QVERIFY(warmestAt > midnight + std::chrono::hours{11} && warmestAt < midnight + std::chrono::hours{19});
}

void DeviceModelTest::aDayHasFewIncidents()
{
    const Instant midnight{std::chrono::days{20'000}};
    int shaking = 0;
    int quiet = 0;
    for (quint64 device = 0; device < 50; ++device) {
        DayModel day(Random(2, device));
        bool wasShaking = false;
        for (int minute = 0; minute < 24 * 60; ++minute) {
            const Measurements &now = day.step(midnight + std::chrono::minutes{minute});
            QVERIFY(now.batteryPct >= 10 && now.batteryPct <= 100);
            QVERIFY(now.tempC >= 10 && now.tempC <= 45);
            QVERIFY(now.rssiDbm >= -125 && now.rssiDbm <= -50);
            const bool isShaking = now.vibrationG > 5;
            shaking += isShaking && !wasShaking;
            quiet += !isShaking;
            wasShaking = isShaking;
        }
    }
    QVERIFY2(shaking >= 5 && shaking <= 40, qPrintable(QString::number(shaking)));
    QVERIFY(quiet > 50 * 24 * 60 * 95 / 100);
}

void DeviceModelTest::payloadHasExactlyTheseFields()
{
    DeviceModel model(kDevice, {}, Random(1));
    const QJsonObject heartbeat = object(model.step(MessageType::Heartbeat, kNoon));
    const QStringList fields{u"device_id"_s, u"metrics"_s, u"msg_type"_s,  u"provision_token"_s,
                             u"seq"_s,       u"site_id"_s, u"tenant_id"_s, u"ts"_s};
    QCOMPARE(heartbeat.keys(), fields);
    QCOMPARE(heartbeat[u"ts"_s].toString().toLatin1(), toRfc3339(kNoon));
    QCOMPARE(heartbeat[u"tenant_id"_s].toString(), kDevice.tenantId);
    QCOMPARE(heartbeat[u"site_id"_s].toString(), kDevice.siteId);
    QCOMPARE(heartbeat[u"device_id"_s].toString(), kDevice.deviceId);
    QCOMPARE(heartbeat[u"provision_token"_s].toString(), kDevice.token);
    QCOMPARE(heartbeat[u"msg_type"_s].toString(), u"heartbeat"_s);
    QCOMPARE(heartbeat[u"seq"_s], QJsonValue(1));
    QCOMPARE(heartbeat[u"metrics"_s], QJsonValue(QJsonObject()));
    const QJsonObject telemetry = object(model.step(MessageType::Telemetry, kNoon));
    QCOMPARE(telemetry.keys(), fields);
    QCOMPARE(telemetry[u"msg_type"_s].toString(), u"telemetry"_s);
    QCOMPARE(telemetry[u"seq"_s], QJsonValue(2));
    QCOMPARE(model.topic(MessageType::Heartbeat), "tenant/enabled/device/dev-0001/heartbeat");
    QCOMPARE(model.topic(MessageType::Telemetry), "tenant/enabled/device/dev-0001/telemetry");
}

void DeviceModelTest::extraMetricsCanBeLeftOut()
{
    ModelKnobs knobs;
    knobs.hasExtraMetrics = false;
    const QByteArray said = DeviceModel(kDevice, knobs, Random(1)).step(MessageType::Telemetry, kNoon);
    QCOMPARE(object(said)[u"metrics"_s].toObject().keys(),
             QStringList({u"battery_pct"_s, u"rssi_dbm"_s, u"snr_db"_s, u"temp_c"_s, u"uplink_ok"_s}));
}

void DeviceModelTest::awkwardTextIsStillJson()
{
    const QString awkward = u"a\"b\\c\né\u0001☃"_s;
    const QByteArray json = '[' + jsonString(awkward) + ']';
    QCOMPARE(QJsonDocument::fromJson(json).array().first().toString(), awkward);
}

void DeviceModelTest::numbersKeepTheirKind_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("whole") << 5.0 << QByteArray("5.0");
    QTest::newRow("negative") << -70.0 << QByteArray("-70.0");
    QTest::newRow("shortest") << 0.1 << QByteArray("0.1");
    QTest::newRow("all digits") << 45.8680769 << QByteArray("45.8680769");
    QTest::newRow("large") << 1e21 << QByteArray("1e+21");
}

void DeviceModelTest::numbersKeepTheirKind()
{
    QFETCH(double, value);
    QFETCH(QByteArray, json);
    QCOMPARE(jsonNumber(value), json);
}

PULSE_TEST_CASE(DeviceModelTest)
#include "device_model_test.moc"
