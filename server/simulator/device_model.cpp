// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/device_model.h"

#include <algorithm>
#include <cmath>

namespace pulse::simulator {

namespace {

constexpr double kSpikeChance = 0.05;

double walk(double value, double step, double least, double most, Random &random)
{
    return std::clamp(value + random.between(-step, step), least, most);
}

double nextBattery(double battery, const ModelKnobs &knobs, Random &random)
{
    const double drain = knobs.drainMean + random.between(-knobs.drainJitter, knobs.drainJitter);
    battery -= std::max(0.0, drain);
    if (random.chance(knobs.rechargeChance))
        battery += random.between(knobs.rechargeMin, knobs.rechargeMax);
    return std::clamp(battery, knobs.batteryFloor, 100.0);
}

double vibration(Random &random)
{
    return random.chance(kSpikeChance) ? random.between(5, 15) : random.between(0.1, 3);
}

void appendMember(QByteArray &json, const char *name, double value)
{
    json += ",\"";
    json += name;
    json += "\":";
    json += QByteArray::number(value, 'f', 2);
}

} // namespace

Measurements firstMeasurements(const ModelKnobs &knobs, Random &random)
{
    Measurements first;
    first.batteryPct = random.between(std::max(60.0, knobs.batteryFloor), 100);
    first.tempC = random.between(18, 29);
    first.rssiDbm = static_cast<int>(random.between(-105, -70));
    first.snrDb = random.between(0, 15);
    first.pressurePsi = random.between(25, 45);
    first.humidityPct = random.between(30, 70);
    first.vibrationG = random.between(0.1, 3);
    return first;
}

Measurements nextMeasurements(Measurements last, const ModelKnobs &knobs, Random &random)
{
    last.batteryPct = nextBattery(last.batteryPct, knobs, random);
    last.tempC = walk(last.tempC, 0.6, 10, 45, random);
    last.rssiDbm = static_cast<int>(std::lround(walk(last.rssiDbm, 3, -125, -50, random)));
    last.snrDb = walk(last.snrDb, 1, -20, 30, random);
    last.pressurePsi = walk(last.pressurePsi, 0.8, 10, 60, random);
    last.humidityPct = walk(last.humidityPct, 1, 10, 99, random);
    last.vibrationG = vibration(random);
    return last;
}

QByteArray encodeMeasurements(const Measurements &m, bool hasExtraMetrics)
{
    QByteArray json = "\"battery_pct\":" + QByteArray::number(m.batteryPct, 'f', 2);
    appendMember(json, "temp_c", m.tempC);
    json += ",\"rssi_dbm\":" + QByteArray::number(m.rssiDbm);
    appendMember(json, "snr_db", m.snrDb);
    json += m.isUplinkOk ? ",\"uplink_ok\":true" : ",\"uplink_ok\":false";
    if (hasExtraMetrics) {
        appendMember(json, "pressure_psi", m.pressurePsi);
        appendMember(json, "humidity_pct", m.humidityPct);
        appendMember(json, "vibration_g", m.vibrationG);
    }
    return json;
}

DeviceModel::DeviceModel(const FleetDevice &device, const ModelKnobs &knobs, Random random)
    : m_payload(device)
    , m_knobs(knobs)
    , m_random(random)
    , m_measurements(firstMeasurements(knobs, m_random))
{
}

QByteArray DeviceModel::step(MessageType type, Instant time)
{
    ++m_seq;
    if (type == MessageType::Heartbeat)
        return m_payload.build(type, time, m_seq, {});
    m_measurements = nextMeasurements(m_measurements, m_knobs, m_random);
    return m_payload.build(type, time, m_seq, encodeMeasurements(m_measurements, m_knobs.hasExtraMetrics));
}

QByteArray DeviceModel::tell(const Measurements &measurements, Instant time)
{
    ++m_seq;
    m_measurements = measurements;
    return m_payload.build(MessageType::Telemetry, time, m_seq,
                           encodeMeasurements(m_measurements, m_knobs.hasExtraMetrics));
}

} // namespace pulse::simulator
