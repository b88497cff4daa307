// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The devices that benches publish as: who they are in the database, and what their messages look like.
// Payloads are 200 bytes with 6 metrics; every message has a time of its own, so it is a reading of its own.
//
// Thread safety: values; a DeviceFrame belongs to one publisher.
#pragma once

#include "base/clock.h"
#include "support/postgres/postgres_cluster.h"

#include <QByteArray>
#include <functional>

namespace pulse::bench {

struct FleetShape {
    int devices = 10'000;
    int tenants = 10;
    int rulesPerTenant = 10; // of which three name a metric in the payload
    int messagesPerTransition = 100; // every how many messages of a device an alert opens or closes
    double messagesPerSecond = 1'000; // what the limits of one device allow; on, and never reached
};

// Tenants, sites, devices with their tokens, limits and rules.
Result<> enrol(const test::TestDatabase &database, const FleetShape &shape);

// For each tenant a webhook, whose configuration the function seals for its id, and a route that sends it
// every opening and closing.
using SealFor = std::function<QByteArray(const QString &integrationId)>;
Result<> routeTo(const test::TestDatabase &database, const FleetShape &shape, const SealFor &sealFor);

QByteArray tenantOf(const FleetShape &shape, int device);
QByteArray deviceId(int device);
QByteArray tokenOf(int device);

// One device's PUBLISH packet (MQTT 5, QoS 1), made once and rewritten in place for every message.
class DeviceFrame {
public:
    static constexpr qsizetype kPayloadBytes = 200;

    DeviceFrame(const FleetShape &shape, int device);

    // The packet with this identifier and a new reading of this time; valid until the next call.
    const QByteArray &next(quint16 packetId, Instant now);

private:
    void write(qsizetype at, quint64 value, int digits);

    QByteArray m_bytes;
    qsizetype m_id = 0; // where things stand in the packet
    qsizetype m_ts = 0;
    qsizetype m_temperature = 0;
    qsizetype m_humidity = 0;
    int m_messagesPerTransition;
    quint64 m_count;
    Instant m_lastTs;
};

} // namespace pulse::bench
