// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The packets a server sends, read from the body of a frame. Whatever the bytes, the answer is a value or a
// Fault. Views point into the frame.
#pragma once

#include "mqtt/packet_type.h"
#include "mqtt/reason_code.h"

#include <QByteArray>
#include <QByteArrayView>
#include <optional>

namespace pulse::mqtt {

// §3.2. Limits the broker does not name have the values the standard gives them.
struct Connack {
    bool isSessionPresent = false;
    ReasonCode reason = ReasonCode::Success;
    quint16 receiveMaximum = 65'535;
    quint8 maximumQos = 2;
    bool isRetainAvailable = true;
    quint32 maximumPacketSize = 0xFFFFFFFF;
    std::optional<quint32> sessionExpirySeconds; // if the broker chose another than we asked for
    std::optional<quint16> serverKeepAliveSeconds;
    QByteArray assignedClientId;
    QByteArray reasonString;
};

// §3.3
struct ReceivedPublish {
    QByteArrayView topic;
    QByteArrayView payload;
    quint16 id = 0; // 0 with QoS 0
    quint8 qos = 0;
    bool isRetained = false;
    bool isDuplicate = false;
};

// §3.4 PUBACK, §3.5 PUBREC, §3.6 PUBREL, §3.7 PUBCOMP
struct Acknowledgement {
    quint16 id = 0;
    ReasonCode reason = ReasonCode::Success;
    QByteArrayView reasonString;
};

// §3.9, §3.11: one reason code for each filter, in the order of the SUBSCRIBE or UNSUBSCRIBE.
struct Suback {
    quint16 id = 0;
    QByteArrayView reasons;
};

// §3.14
struct Disconnect {
    ReasonCode reason = ReasonCode::Success;
    QByteArrayView reasonString;
};

Decoded<Connack> decodeConnack(const Frame &frame);
Decoded<ReceivedPublish> decodePublish(const Frame &frame);
Decoded<Acknowledgement> decodeAcknowledgement(const Frame &frame);
Decoded<Suback> decodeSuback(const Frame &frame);
Decoded<Suback> decodeUnsuback(const Frame &frame);
Decoded<Disconnect> decodeDisconnect(const Frame &frame);

} // namespace pulse::mqtt
