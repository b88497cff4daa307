// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a fleet does on its thread: every tick, connect a few more, and send what is due.
#pragma once

#include "simulator/day_model.h"
#include "simulator/fleet.h"
#include "simulator/uplink.h"

#include <QObject>
#include <QTimer>

namespace pulse::simulator {

// Thread safety: its thread's, except the constructor and, once the thread has ended, the destructor.
// Invariants: sockets exist between begin() and the end of the thread only.
class FleetRunner final : public QObject {
    Q_OBJECT

public:
    FleetRunner(FleetConfig config, std::vector<FleetDevice> devices, Mutex<FleetCounts> &shared);
    ~FleetRunner() override;

    void begin();
    void beginStop(); // ends the thread's event loop when all is answered or drainTimeout has passed

private:
    struct Device {
        Device(FleetRunner &runner, size_t index);
        DeviceModel model;
        Uplink uplink;
        DayModel past;
        int told = 0; // minutes of the history
    };

    void tick();
    void connectSome(Elapsed elapsed);
    void sendDue(Elapsed elapsed);
    void sendReplay();
    void sendHistory();
    void tellHistory(Device &device);
    void finish();
    void leaveWhenAnswered();
    Elapsed elapsed() const; // since start

    const FleetConfig m_config;
    const std::vector<FleetDevice> m_identities;
    Mutex<FleetCounts> &m_shared;
    SystemClock m_clock;
    FleetCounts m_counts; // of this thread; copied into m_shared each tick
    Schedule m_schedule;
    Payload m_replayPayload;
    QByteArray m_replayMember; // "metric":
    QTimer m_timer;
    std::vector<std::unique_ptr<Device>> m_devices;
    std::chrono::steady_clock::time_point m_startedAt;
    Elapsed m_speaksSince{0}; // of now: when the history was through
    Instant m_historyEnd;
    std::optional<std::chrono::steady_clock::time_point> m_replayStartedAt; // when the device first connected
    std::optional<std::chrono::steady_clock::time_point> m_leaveBy;
    size_t m_replayed = 0; // rows handed to the uplink
    bool m_isFinished = false;
};

} // namespace pulse::simulator
