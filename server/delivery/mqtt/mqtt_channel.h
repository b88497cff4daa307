// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// MQTT: a message for an alert, to a broker that the integration names. One thread carries all connections; a
// broker that never answers holds a socket and nothing else, so it delays nobody.
#pragma once

#include "base/mutex.h"
#include "delivery/job/channel.h"
#include "delivery/mqtt/mqtt_transfer.h"

#include <QThread>
#include <QTimer>
#include <map>

namespace pulse::delivery {

struct MqttSettings {
    std::chrono::milliseconds timeout{30'000}; // from attempt() to its end, look-up included
    GuardSettings guard = {};
    QString caFile = {}; // authorities to trust instead of the system's
    bool allowsAnyTopic = false; // otherwise a tenant publishes below alerts/TENANT/ only
    size_t mostInFlight = 256; // beyond it: request_error:busy
};

class MqttChannel final : public Channel {
public:
    // `resolver` outlives the channel.
    MqttChannel(MqttSettings settings, Resolver &resolver);
    ~MqttChannel() override;

    Result<> start() override;
    void stop() override; // ends what is in flight
    void attempt(Message message, Done done) override;
    std::chrono::milliseconds longestAttempt() const override { return m_settings.timeout; }

private:
    using SteadyTime = std::chrono::steady_clock::time_point;

    struct Arrived {
        Message message;
        Done done;
        SteadyTime startedAt;
    };
    // Where other threads leave work; outlives us when a look-up does.
    struct Door {
        QObject *desk = nullptr; // on the thread, to post to; null: closed
        size_t inFlight = 0;
    };
    using SharedDoor = std::shared_ptr<Mutex<Door>>;
    struct LateDeleter {
        void operator()(QObject *object) const { object->deleteLater(); } // it may be who calls
    };
    struct InFlight {
        QString messageId;
        Done done;
        SteadyTime startedAt;
        std::unique_ptr<QTimer, LateDeleter> deadline = {};
        std::unique_ptr<MqttTransfer, LateDeleter> transfer = {};
    };

    void accept(Arrived arrived);
    void lookUp(std::uint64_t id, const HostTarget &target);
    void onResolved(std::uint64_t id, const Result<VettedDestination> &destination);
    void expire(std::uint64_t id);
    void finish(std::uint64_t id, Attempt attempt);
    void endAll();

    const MqttSettings m_settings;
    const Outbox m_outbox;
    SharedDoor m_door;
    QThread m_thread;
    std::unique_ptr<QObject> m_desk;
    // The thread's own from here.
    std::map<std::uint64_t, InFlight> m_inFlight;
    std::uint64_t m_lastId = 0;
};

} // namespace pulse::delivery
