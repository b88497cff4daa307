// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A day that a device may have had, a reading a minute: temperature follows the time of day, the battery
// drains and is charged, and now and then something is wrong for some minutes. Calm where DeviceModel is
// lively, so that what is looked at later tells a story. Time and randomness are arguments.
#pragma once

#include "simulator/device_model.h"

namespace pulse::simulator {

// Thread safety: none. Invariants: the same random numbers and times give the same values.
class DayModel {
public:
    explicit DayModel(Random random);

    // The next minute. Requires: times a minute apart.
    const Measurements &step(Instant time);
    const Measurements &measurements() const { return m_now; }

private:
    // What can go wrong, for some minutes.
    enum class Incident { None, Vibration, Radio };

    void beginIncident();
    double warmth(Instant time);

    Random m_random;
    Measurements m_now;
    double m_baseTemp; // °C, mean of the day
    double m_dailySwing; // °C, to either side
    double m_weather = 0; // °C, wanders slowly
    bool m_isCharging = false;
    Incident m_incident = Incident::None;
    int m_minutesLeft = 0; // of the incident
};

} // namespace pulse::simulator
