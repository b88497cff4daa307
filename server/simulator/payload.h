// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a device says, as bytes: ts, tenant_id, site_id, device_id, msg_type, seq, provision_token, metrics.
// Everything that does not change is escaped once.
#pragma once

#include "base/clock.h"
#include "simulator/fleet_device.h"

#include <QByteArray>

namespace pulse::simulator {

enum class MessageType : quint8 { Heartbeat, Telemetry };

QByteArray jsonString(const QString &text); // with its quotes

// A number with a point or an exponent, shortest that reads back the same: a metric keeps its kind from
// message to message.
QByteArray jsonNumber(double value);

class Payload {
public:
    explicit Payload(const FleetDevice &device);

    const QByteArray &topic(MessageType type) const { return m_topics[static_cast<size_t>(type)]; }

    // What the device says of itself, on a topic of its own: when it connects, when it leaves, and as its
    // will.
    const QByteArray &statusTopic() const { return m_statusTopic; }
    QByteArray status(bool isOnline) const;

    // `metrics` are the members of an object, without its braces.
    QByteArray build(MessageType type, Instant ts, quint64 seq, const QByteArray &metrics) const;

private:
    QByteArray m_topics[2];
    QByteArray m_statusTopic;
    QByteArray m_token; // as JSON
    QByteArray m_afterTs[2];
    QByteArray m_afterSeq;
};

} // namespace pulse::simulator
