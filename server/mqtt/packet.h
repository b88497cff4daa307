// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The packets a client sends, written at the end of a buffer that goes out in one write.
#pragma once

#include "mqtt/packet_type.h"
#include "mqtt/reason_code.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <optional>
#include <span>

namespace pulse::mqtt {

// §3.1.2.5: what the broker publishes when the connection ends without a DISCONNECT.
struct Will {
    QByteArray topic; // UTF-8, no wildcards
    QByteArray payload;
    quint8 qos = 1; // 0 to 2
};

// §3.1. Topic Alias Maximum is never sent, so it is 0: the broker must not use aliases towards us.
struct Connect {
    QByteArray clientId = {}; // empty: the broker assigns one (needs Clean Start)
    QByteArray user = {}; // empty: none
    QByteArray password = {};
    bool isCleanStart = false;
    quint16 keepAliveSeconds = 30;
    quint32 sessionExpirySeconds = 0; // 0xFFFFFFFF: the session never expires (§3.1.2.11.2)
    quint16 receiveMaximum = 65'535; // §3.1.2.11.3; never 0
    quint32 maximumPacketSize = 1'048'576; // §3.1.2.11.4; never 0
    std::optional<Will> will = {};
};

// §3.3.2.3.7: for whoever receives the message.
struct UserProperty {
    QByteArray name; // UTF-8, like the value
    QByteArray value;
};

// §3.3, with the properties that describe the payload; what is empty is left out.
struct Publish {
    QByteArrayView topic = {};
    QByteArrayView payload = {};
    quint16 id = 0; // of QoS 1 and 2
    quint8 qos = 0;
    bool isRetained = false;
    bool isDuplicate = false;
    bool isText = false; // Payload Format Indicator (§3.3.2.3.2): UTF-8
    QByteArrayView contentType = {}; // §3.3.2.3.9
    std::span<const UserProperty> userProperties = {};
};

// §3.8.3.1
enum class RetainHandling : quint8 { SendAlways = 0, SendIfNew = 1, DoNotSend = 2 };
struct TopicFilter {
    QByteArray filter;
    quint8 qos = 1;
    RetainHandling retained = RetainHandling::DoNotSend;
};

void appendConnect(QByteArray &out, const Connect &connect);
void appendPublish(QByteArray &out, const Publish &publish);
void appendPuback(QByteArray &out, quint16 id); // Success
void appendPubrel(QByteArray &out, quint16 id); // Success
void appendSubscribe(QByteArray &out, quint16 id, std::span<const TopicFilter> filters);
void appendUnsubscribe(QByteArray &out, quint16 id, const QList<QByteArray> &filters);
void appendPingreq(QByteArray &out);
void appendDisconnect(QByteArray &out, ReasonCode reason);
void appendDisconnectForGood(QByteArray &out); // the broker forgets the session at once

// Bytes appendPublish() will write; to hold against the broker's Maximum Packet Size (§3.2.2.3.6).
qsizetype encodedSize(const Publish &publish);

} // namespace pulse::mqtt
