// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A broker that says what the test wants, right or wrong, and remembers what it was told.
#pragma once

#include "mqtt/broker_address.h"
#include "mqtt/packet_reader.h"

#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <vector>

namespace pulse::mqtt {

struct Told {
    PacketType type{};
    quint8 flags = 0;
    QByteArray body;
    int connection = 0; // from 1
};

class ScriptedBroker final : public QObject {
    Q_OBJECT

public:
    ScriptedBroker();

    BrokerAddress address() const;

    QByteArray connack = QByteArray::fromHex("2003000000"); // empty: silence
    bool isSubackSent = true; // each filter granted QoS 1
    bool isPubackSent = true; // QoS 1 only
    QByteArray pubackReason; // a reason code, appended to it
    bool returnsProbes = false; // hands what is published at QoS 1 back to the client
    char unsuback = '\0'; // the answer for each filter
    bool hangsUpAfterConnack = false;

    void say(const QByteArray &bytes); // on the latest connection
    void sayHex(const char *hex) { say(QByteArray::fromHex(hex)); }
    void publish(quint16 id, const QByteArray &topic = "t", quint8 qos = 1);
    void hangUp();

    int connections() const { return m_connections; }
    const std::vector<Told> &told() const { return m_told; }
    std::vector<Told> told(PacketType type) const;
    // A packet of this type, the index-th from 0, has come (the event loop turns meanwhile).
    bool waitFor(PacketType type, size_t index = 0) const;

private:
    void accept();
    void take();
    void answer(const Frame &frame);
    void takePublish(const Frame &frame);

    QTcpServer m_server;
    QPointer<QTcpSocket> m_client;
    PacketReader m_reader{1'000'000};
    std::vector<Told> m_told;
    int m_connections = 0;
    quint16 m_lastId = 0; // of what was handed back
};

} // namespace pulse::mqtt
