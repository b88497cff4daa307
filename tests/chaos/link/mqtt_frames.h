// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Just enough MQTT 5 to count what passes a relay; written anew, so that it does not share a mistake with the
// session it watches.
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <functional>

namespace pulse::chaos {

enum class MqttType : quint8 { Connect = 1, Publish = 3, Puback = 4, Subscribe = 8, Suback = 9 };

// §2.1.1: a packet without its fixed header.
struct MqttFrame {
    MqttType type{};
    quint8 flags = 0;
    QByteArrayView body;
};

// §3.3
struct MqttPublish {
    quint16 id = 0; // 0 with QoS 0
    bool isDuplicate = false;
    QByteArrayView topic;
    QByteArrayView payload;
};

MqttPublish readPublish(const MqttFrame &frame);
quint16 readPacketId(const MqttFrame &frame); // of an acknowledgement

// Cuts a stream into packets.
class MqttFrames {
public:
    void take(QByteArrayView bytes, const std::function<void(const MqttFrame &)> &each);

private:
    QByteArray m_rest;
};

} // namespace pulse::chaos
