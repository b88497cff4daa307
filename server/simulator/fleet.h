// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A fleet of devices on a broker: one connection each, QoS 1, all on one thread of its own. To look at and to
// load with.
#pragma once

#include "base/mutex.h"
#include "base/service.h"
#include "mqtt/broker_address.h"
#include "simulator/device_model.h"
#include "simulator/fleet_file.h"
#include "simulator/schedule.h"

#include <QThread>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace pulse::simulator {

class FleetRunner;

// The first device publishes these instead of measuring; the fleet is finished when all are answered.
struct Replay {
    std::vector<ReplayRow> rows;
    QString metric = QStringLiteral("value");
    double speed = 1; // recorded seconds in one second; 0: as fast as one device is answered
};

// Before a fleet speaks of now, each device tells of the time before, as fast as it is answered: a reading a
// minute, by a DayModel.
struct History {
    int minutes = 24 * 60;
};

struct FleetConfig {
    mqtt::BrokerAddress broker =
        {}; // user and password are each device's: TENANT/device/DEVICE and its token
    Periods periods = {};
    OutagePlan outage = {};
    ModelKnobs model = {};
    double messagesPerSecond =
        0; // over the whole fleet, periods keep their proportion; 0: the periods as they are
    bool saysStatus = false; // online when it connects, offline when it leaves and as its will
    int connectsPerSecond = 200; // also after the broker was away: each waits its random share of the whole
    quint64 seed = 1;
    std::optional<Replay> replay = {};
    std::optional<History> history = {}; // not with a replay
    std::chrono::milliseconds drainTimeout{2'000};
    // On the fleet's thread, once, when a replay or the history is through: every message of it was answered.
    std::function<void()> onFinished = {};
};

struct FleetCounts {
    quint64 published = 0; // messages handed to the broker, each once
    quint64 repeated = 0; // and again, because the connection ended before the answer
    quint64 acknowledged = 0;
    quint64 refused = 0; // the broker answered no
    quint64 dropped = 0; // the device's queue was full
    quint64 skipped = 0; // not even generated: this thread was late
    quint64 disconnections = 0; // attempts that failed among them
    size_t connected = 0;
    QString
        lastRefusal; // of a message; apart, because Mosquitto 2.0.11 ends the connection behind its refusal
    QString lastError; // of a connection
};

QByteArray toText(const FleetCounts &counts, size_t devices); // one line, key=value

// Thread safety: start() and stop() from the owner's thread; counts() from any.
// Invariants: a device begins to speak when it has connected once; what it measures while cut off is not
// sent. stop() says nothing new, waits up to drainTimeout for answers, and leaves.
class Fleet final : public Service {
public:
    Fleet(FleetConfig config, std::vector<FleetDevice> devices);
    ~Fleet() override;

    Result<> start() override;
    void stop() override;

    FleetCounts counts() const { return *m_counts.lock(); }
    size_t size() const { return m_size; }

private:
    mutable Mutex<FleetCounts> m_counts;
    size_t m_size;
    std::unique_ptr<FleetRunner> m_runner; // lives on m_thread while that runs
    QThread m_thread;
};

} // namespace pulse::simulator
