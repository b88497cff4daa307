// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// MQTT control packet types (§2.1.2) and one packet as it lies in a read buffer.
#pragma once

#include <QByteArrayView>

namespace pulse::mqtt {

enum class PacketType : quint8 {
    Connect = 1,
    Connack = 2,
    Publish = 3,
    Puback = 4,
    Pubrec = 5,
    Pubrel = 6,
    Pubcomp = 7,
    Subscribe = 8,
    Suback = 9,
    Unsubscribe = 10,
    Unsuback = 11,
    Pingreq = 12,
    Pingresp = 13,
    Disconnect = 14,
    Auth = 15,
};

// A packet without its fixed header. Valid as long as the buffer it points into.
struct Frame {
    PacketType type{};
    quint8 flags = 0; // low four bits of the first byte
    QByteArrayView body;
};

} // namespace pulse::mqtt
