// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reason codes of MQTT 5 (§2.4), and the error value of everything that reads bytes from a broker.
#pragma once

#include "base/result.h"

#include <QString>
#include <tl/expected.hpp>

namespace pulse::mqtt {

// Success is also Normal disconnection and Granted QoS 0. Below 0x80: it worked.
enum class ReasonCode : quint8 {
    Success = 0x00,
    GrantedQos1 = 0x01,
    GrantedQos2 = 0x02,
    NoMatchingSubscribers = 0x10,
    NoSubscriptionExisted = 0x11,
    UnspecifiedError = 0x80,
    MalformedPacket = 0x81,
    ProtocolError = 0x82,
    ImplementationSpecificError = 0x83,
    UnsupportedProtocolVersion = 0x84,
    ClientIdentifierNotValid = 0x85,
    BadUserNameOrPassword = 0x86,
    NotAuthorized = 0x87,
    ServerUnavailable = 0x88,
    ServerBusy = 0x89,
    Banned = 0x8A,
    ServerShuttingDown = 0x8B,
    BadAuthenticationMethod = 0x8C,
    KeepAliveTimeout = 0x8D,
    SessionTakenOver = 0x8E,
    TopicFilterInvalid = 0x8F,
    TopicNameInvalid = 0x90,
    PacketIdentifierInUse = 0x91,
    PacketIdentifierNotFound = 0x92,
    ReceiveMaximumExceeded = 0x93,
    TopicAliasInvalid = 0x94,
    PacketTooLarge = 0x95,
    MessageRateTooHigh = 0x96,
    QuotaExceeded = 0x97,
    AdministrativeAction = 0x98,
    PayloadFormatInvalid = 0x99,
    RetainNotSupported = 0x9A,
    QosNotSupported = 0x9B,
    UseAnotherServer = 0x9C,
    ServerMoved = 0x9D,
    SharedSubscriptionsNotSupported = 0x9E,
    ConnectionRateExceeded = 0x9F,
    MaximumConnectTime = 0xA0,
    SubscriptionIdentifiersNotSupported = 0xA1,
    WildcardSubscriptionsNotSupported = 0xA2,
};

inline bool isFailure(ReasonCode reason) { return static_cast<quint8>(reason) >= 0x80; }

// "not authorized"; a code the standard does not know is "reason 0xf3".
QString toWords(ReasonCode reason);

// "mqtt_0x87": for programs and for whoever looks it up in the standard.
QString codeOf(ReasonCode reason);

// Forbidden when the broker says no to who we are, Unavailable when trying again may help, else Internal.
ErrorKind errorKind(ReasonCode reason);

// Bytes that must end the connection, and the reason we give the broker (§4.13). Costs nothing to return.
struct [[nodiscard]] Fault {
    ReasonCode reason = ReasonCode::MalformedPacket;
    const char *what = "";
};

template <class T = void> using Decoded = tl::expected<T, Fault>;

inline tl::unexpected<Fault> malformed(const char *what)
{
    return tl::unexpected<Fault>(Fault{ReasonCode::MalformedPacket, what});
}

inline tl::unexpected<Fault> protocolError(const char *what)
{
    return tl::unexpected<Fault>(Fault{ReasonCode::ProtocolError, what});
}

} // namespace pulse::mqtt
