// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/day_model.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace pulse::simulator {

using namespace std::chrono_literals;

namespace {

constexpr double kIncidentChance = 0.0005; // a minute: two devices in three have one a day
constexpr double kRadioShare = 0.6; // of incidents; the others are vibration
constexpr double kDrain = 0.02; // percent of battery a minute
constexpr double kCharge = 1.2;
constexpr double kChargesBelow = 15;
constexpr double kChargesUntil = 92;
constexpr auto kWarmest = 15h; // of the day, UTC

} // namespace

DayModel::DayModel(Random random)
    : m_random(random)
    , m_now(firstMeasurements({}, m_random))
    , m_baseTemp(m_random.between(18, 25))
    , m_dailySwing(m_random.between(2, 5.5))
{
    m_now.batteryPct = m_random.between(25, 100);
    m_now.rssiDbm = static_cast<int>(m_random.between(-95, -70));
}

double DayModel::warmth(Instant time)
{
    m_weather = std::clamp(m_weather + m_random.between(-0.08, 0.08), -2.0, 2.0);
    const auto ofDay = time.time_since_epoch() % 24h - kWarmest;
    const double turn = std::chrono::duration<double, std::ratio<86'400>>(ofDay).count();
    return m_baseTemp + m_weather + m_dailySwing * std::cos(2 * std::numbers::pi * turn)
        + m_random.between(-0.15, 0.15);
}

void DayModel::beginIncident()
{
    m_incident = m_random.chance(kRadioShare) ? Incident::Radio : Incident::Vibration;
    m_minutesLeft =
        static_cast<int>(m_incident == Incident::Radio ? m_random.between(12, 45) : m_random.between(3, 12));
}

const Measurements &DayModel::step(Instant time)
{
    if (m_incident != Incident::None && --m_minutesLeft <= 0)
        m_incident = Incident::None;
    else if (m_incident == Incident::None && m_random.chance(kIncidentChance))
        beginIncident();
    m_now.tempC = std::clamp(warmth(time), 10.0, 45.0);
    m_now.humidityPct = std::clamp(95 - 1.8 * m_now.tempC + m_random.between(-1, 1), 10.0, 99.0);
    m_isCharging = m_isCharging ? m_now.batteryPct < kChargesUntil : m_now.batteryPct < kChargesBelow;
    m_now.batteryPct = std::clamp(m_now.batteryPct + (m_isCharging ? kCharge : -kDrain), 10.0, 100.0);
    const bool isWeak = m_incident == Incident::Radio;
    m_now.rssiDbm =
        static_cast<int>(isWeak ? m_random.between(-118, -111)
                                : std::clamp(m_now.rssiDbm + m_random.between(-2, 3), -98.0, -65.0));
    m_now.snrDb = isWeak ? m_random.between(-12, -4) : m_random.between(6, 12);
    m_now.pressurePsi = std::clamp(m_now.pressurePsi + m_random.between(-0.3, 0.3), 25.0, 45.0);
    m_now.vibrationG =
        m_incident == Incident::Vibration ? m_random.between(5.5, 12) : m_random.between(0.4, 1.6);
    return m_now;
}

} // namespace pulse::simulator
