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
#include "delivery/outbound/outbox.h"

#include <QObject>

namespace pulse::delivery {

class MqttTransfer final : public QObject {
    Q_OBJECT

public:
    using Ended = std::function<void(Attempt)>;

    MqttTransfer(MqttRequest request, Ended ended);
    ~MqttTransfer() override;

    const HostTarget &target() const { return m_request.target; }

    // One address after the other until one can be connected to, all within `timeout`. `caFile`: PEM; empty:
    // the authorities that the system trusts.
    void dial(const VettedDestination &destination, const QString &caFile, std::chrono::milliseconds timeout);
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
    QList<IpAddress> m_left; // of the destination, to be tried
    QString m_caFile;
    std::chrono::milliseconds m_share{0}; // of one address
    QString m_address;
    std::unique_ptr<mqtt::Publisher> m_publisher;
    bool m_isSent = false;
};

} // namespace pulse::delivery
