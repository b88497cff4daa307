// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mqtt/reason_code.h"

#include <algorithm>
#include <array>

namespace pulse::mqtt {

using namespace Qt::StringLiterals;

namespace {

struct ReasonWords {
    ReasonCode reason;
    const char *words;
};

constexpr std::array kReasonWords{
    ReasonWords{ReasonCode::Success, "success"},
    ReasonWords{ReasonCode::GrantedQos1, "granted QoS 1"},
    ReasonWords{ReasonCode::GrantedQos2, "granted QoS 2"},
    ReasonWords{ReasonCode::NoMatchingSubscribers, "no matching subscribers"},
    ReasonWords{ReasonCode::NoSubscriptionExisted, "no subscription existed"},
    ReasonWords{ReasonCode::UnspecifiedError, "unspecified error"},
    ReasonWords{ReasonCode::MalformedPacket, "malformed packet"},
    ReasonWords{ReasonCode::ProtocolError, "protocol error"},
    ReasonWords{ReasonCode::ImplementationSpecificError, "implementation specific error"},
    ReasonWords{ReasonCode::UnsupportedProtocolVersion, "unsupported protocol version"},
    ReasonWords{ReasonCode::ClientIdentifierNotValid, "client identifier not valid"},
    ReasonWords{ReasonCode::BadUserNameOrPassword, "bad user name or password"},
    ReasonWords{ReasonCode::NotAuthorized, "not authorized"},
    ReasonWords{ReasonCode::ServerUnavailable, "server unavailable"},
    ReasonWords{ReasonCode::ServerBusy, "server busy"},
    ReasonWords{ReasonCode::Banned, "banned"},
    ReasonWords{ReasonCode::ServerShuttingDown, "server shutting down"},
    ReasonWords{ReasonCode::BadAuthenticationMethod, "bad authentication method"},
    ReasonWords{ReasonCode::KeepAliveTimeout, "keep alive timeout"},
    ReasonWords{ReasonCode::SessionTakenOver, "session taken over"},
    ReasonWords{ReasonCode::TopicFilterInvalid, "topic filter invalid"},
    ReasonWords{ReasonCode::TopicNameInvalid, "topic name invalid"},
    ReasonWords{ReasonCode::PacketIdentifierInUse, "packet identifier in use"},
    ReasonWords{ReasonCode::PacketIdentifierNotFound, "packet identifier not found"},
    ReasonWords{ReasonCode::ReceiveMaximumExceeded, "receive maximum exceeded"},
    ReasonWords{ReasonCode::TopicAliasInvalid, "topic alias invalid"},
    ReasonWords{ReasonCode::PacketTooLarge, "packet too large"},
    ReasonWords{ReasonCode::MessageRateTooHigh, "message rate too high"},
    ReasonWords{ReasonCode::QuotaExceeded, "quota exceeded"},
    ReasonWords{ReasonCode::AdministrativeAction, "administrative action"},
    ReasonWords{ReasonCode::PayloadFormatInvalid, "payload format invalid"},
    ReasonWords{ReasonCode::RetainNotSupported, "retain not supported"},
    ReasonWords{ReasonCode::QosNotSupported, "QoS not supported"},
    ReasonWords{ReasonCode::UseAnotherServer, "use another server"},
    ReasonWords{ReasonCode::ServerMoved, "server moved"},
    ReasonWords{ReasonCode::SharedSubscriptionsNotSupported, "shared subscriptions not supported"},
    ReasonWords{ReasonCode::ConnectionRateExceeded, "connection rate exceeded"},
    ReasonWords{ReasonCode::MaximumConnectTime, "maximum connect time"},
    ReasonWords{ReasonCode::SubscriptionIdentifiersNotSupported, "subscription identifiers not supported"},
    ReasonWords{ReasonCode::WildcardSubscriptionsNotSupported, "wildcard subscriptions not supported"},
};

QString hexOf(ReasonCode reason)
{
    return u"0x%1"_s.arg(static_cast<unsigned>(reason), 2, 16, QLatin1Char('0'));
}

} // namespace

QString toWords(ReasonCode reason)
{
    const auto known = std::find_if(kReasonWords.begin(), kReasonWords.end(),
                                    [reason](const ReasonWords &row) { return row.reason == reason; });
    if (known != kReasonWords.end())
        return QString::fromLatin1(known->words);
    return u"reason "_s + hexOf(reason);
}

QString codeOf(ReasonCode reason) { return u"mqtt_"_s + hexOf(reason); }

ErrorKind errorKind(ReasonCode reason)
{
    switch (reason) {
    case ReasonCode::ClientIdentifierNotValid:
    case ReasonCode::BadUserNameOrPassword:
    case ReasonCode::NotAuthorized:
    case ReasonCode::Banned:
    case ReasonCode::BadAuthenticationMethod: return ErrorKind::Forbidden;
    case ReasonCode::MalformedPacket:
    case ReasonCode::ProtocolError:
    case ReasonCode::UnsupportedProtocolVersion:
    case ReasonCode::PacketIdentifierInUse:
    case ReasonCode::ReceiveMaximumExceeded:
    case ReasonCode::TopicAliasInvalid: return ErrorKind::Internal;
    case ReasonCode::SessionTakenOver: return ErrorKind::Conflict;
    case ReasonCode::TopicNameInvalid:
    case ReasonCode::TopicFilterInvalid:
    case ReasonCode::PacketTooLarge:
    case ReasonCode::PayloadFormatInvalid:
    case ReasonCode::RetainNotSupported:
    case ReasonCode::QosNotSupported: return ErrorKind::Invalid;
    default: return ErrorKind::Unavailable;
    }
}

} // namespace pulse::mqtt
