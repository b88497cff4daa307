// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One MQTT delivery: a connection of its own to the vetted address, one message, its receipt.
//
// Thread safety: one thread, with an event loop, which nothing here blocks.
// Invariants: `ended` is called once, from the event loop, after dial() and unless stop() came first; it must
// not destroy the transfer, but may arrange for it (deleteLater()).
#pragma once

#include "delivery/job/attempt.h"
#include "delivery/mqtt/mqtt_request.h"

#include <QObject>

namespace pulse::delivery {

class MqttTransfer final : public QObject {
    Q_OBJECT

public:
    using Ended = std::function<void(Attempt)>;

    MqttTransfer(MqttRequest request, Ended ended);
    ~MqttTransfer() override;

    const HostTarget &target() const { return m_request.target; }

    struct Dial {
        QList<IpAddress> addresses; // one after the other until one can be connected to
        QString caFile = {}; // PEM; empty: the authorities that the system trusts
        std::chrono::milliseconds timeout{0}; // to connect, for all of them together
    };
    // Requires: the guard allows each of the addresses, and there is one.
    void dial(Dial dial);
    void stop();
    bool isDialled() const { return m_publisher != nullptr; }
    // With what was dialled. Requires: dial().
    Attempt failed(const QString &code) const;

private:
    void dialNext();
    mqtt::PublisherConfig publisherConfig(const IpAddress &address) const;
    mqtt::PublisherEvents publisherEvents();
    void publish();
    void settled(const mqtt::Settlement &settlement);
    void disconnected(const Error &why);
    void end(Attempt attempt);

    const MqttRequest m_request;
    Ended m_ended; // null once it was called
    Dial m_dial;
    std::chrono::milliseconds m_share{0}; // of one address
    QString m_address;
    std::unique_ptr<mqtt::Publisher> m_publisher;
    bool m_isSent = false;
};

} // namespace pulse::delivery
