// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One device as state: what it measures walks at random within the predecessor's ranges. Time and randomness
// are arguments.
#pragma once

#include "simulator/payload.h"
#include "simulator/random.h"

namespace pulse::simulator {

struct ModelKnobs {
    double batteryFloor = 10; // percent
    double drainMean = 0.02; // percent a telemetry message
    double drainJitter = 0.02;
    double rechargeChance = 0.002; // a telemetry message
    double rechargeMin = 5;
    double rechargeMax = 15;
    bool hasExtraMetrics = true; // pressure, humidity, vibration
};

struct Measurements {
    double batteryPct = 100; // floor to 100
    double tempC = 25; // 10 to 45
    int rssiDbm = -85; // -125 to -50
    double snrDb = 8; // -20 to 30
    bool isUplinkOk = true; // a device without uplink cannot say so
    double pressurePsi = 35; // 10 to 60
    double humidityPct = 50; // 10 to 99
    double vibrationG = 1; // below 3; one in twenty is a spike of 5 to 15
};

Measurements firstMeasurements(const ModelKnobs &knobs, Random &random);
Measurements nextMeasurements(Measurements last, const ModelKnobs &knobs, Random &random);

// The members of "metrics".
QByteArray encodeMeasurements(const Measurements &measurements, bool hasExtraMetrics);

// Thread safety: none. Invariants: the same seed, knobs and calls give the same bytes.
class DeviceModel {
public:
    DeviceModel(const FleetDevice &device, const ModelKnobs &knobs, Random random);

    const QByteArray &topic(MessageType type) const { return m_payload.topic(type); }

    // The next message. `seq` counts what the device had to say, so what an outage swallowed is a gap.
    QByteArray step(MessageType type, Instant time);

    // A message about the past; what comes next goes on from there.
    QByteArray tell(const Measurements &measurements, Instant time);

    const Measurements &measurements() const { return m_measurements; }

private:
    Payload m_payload;
    ModelKnobs m_knobs;
    Random m_random;
    Measurements m_measurements;
    quint64 m_seq = 0;
};

} // namespace pulse::simulator
