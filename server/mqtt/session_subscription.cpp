// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Of the session: what it subscribes to, and what the broker says of itself.
#include "mqtt/session.h"

#include "mqtt/logging_category.h"

#include <charconv>

namespace pulse::mqtt {

using namespace Qt::StringLiterals;

namespace {

// The packets we send that want an answer are few and never overlap, so each kind has an identifier of its
// own (§2.2.1); 1 is the probe's.
constexpr quint16 kSubscribeId = 2;
constexpr quint16 kSubscribeBrokerId = 3;
constexpr quint16 kUnsubscribeProbeId = 4;
constexpr quint16 kUnsubscribeAllId = 5;

constexpr QByteArrayView kDroppedTopic = "$SYS/broker/publish/messages/dropped";
constexpr QByteArrayView kStoredBytesTopic = "$SYS/broker/store/messages/bytes";
constexpr QByteArrayView kStoredMessagesTopic = "$SYS/broker/store/messages/count";

} // namespace

// After every CONNACK: a session that is present need not be the one we left (§3.2.2.1.1). The last
// connection may have ended between CONNACK and SUBSCRIBE, another client may have had our id, the filters
// may have changed. What the session really held is told by the answer to an UNSUBSCRIBE of our own probe
// (§3.11.3). Retain Handling 2 keeps retained messages from being replayed (§3.8.3.1). The broker's own
// figures are asked for with the retained value, since they are sent only when they change.
void Session::subscribe(bool isExpected, bool isSessionPresent)
{
    if (m_config.watchesBroker) {
        const TopicFilter figures[] = {{kDroppedTopic.toByteArray(), 0, RetainHandling::SendAlways},
                                       {kStoredBytesTopic.toByteArray(), 0, RetainHandling::SendAlways},
                                       {kStoredMessagesTopic.toByteArray(), 0, RetainHandling::SendAlways}};
        appendSubscribe(m_connection.out(), kSubscribeBrokerId, figures);
    }
    if (!isSessionPresent)
        m_probeInFlight.clear();
    if (isExpected && isSessionPresent && hasProbes())
        appendUnsubscribe(m_connection.out(), kUnsubscribeProbeId, {{m_probeTopic}});
    if (m_config.isLeaving)
        appendUnsubscribe(m_connection.out(), kUnsubscribeAllId, m_config.topicFilters);
    if (!m_filters.empty())
        appendSubscribe(m_connection.out(), kSubscribeId, m_filters);
    if (!m_probeInFlight.isEmpty()) // §4.4 [MQTT-4.4.0-1]
        writeProbe(true);
    m_connection.flush();
    if (m_filters.empty())
        becomeReady();
}

Decoded<> Session::takeSuback(const Frame &frame)
{
    PULSE_TRY(const Suback suback, decodeSuback(frame));
    if (suback.id == kSubscribeBrokerId) {
        for (const char reason : suback.reasons) {
            if (isFailure(static_cast<ReasonCode>(reason)))
                qCWarning(lcMqtt) << "the broker does not let us read what it says of itself";
        }
        return {};
    }
    if (suback.id != kSubscribeId || suback.reasons.size() != static_cast<qsizetype>(m_filters.size()))
        return protocolError("SUBACK does not match our SUBSCRIBE"); // §3.9.3
    for (size_t i = 0; i < m_filters.size(); ++i) {
        const auto reason = static_cast<ReasonCode>(suback.reasons[static_cast<qsizetype>(i)]);
        if (reason != ReasonCode::GrantedQos1) {
            refuseSubscription(reason, m_filters[i].filter);
            return {};
        }
    }
    m_hasSession = true;
    becomeReady();
    return {};
}

// Nobody but us ends the subscription to our probe. Where it is gone, the session we knew is gone with it,
// and so is what was queued in it, whatever Session Present says.
Decoded<> Session::takeUnsuback(const Frame &frame)
{
    PULSE_TRY(const Suback unsuback, decodeUnsuback(frame));
    if (unsuback.id == kUnsubscribeAllId)
        return {};
    if (unsuback.id != kUnsubscribeProbeId || unsuback.reasons.size() != 1)
        return protocolError("UNSUBACK does not match our UNSUBSCRIBE"); // §3.11.3
    if (static_cast<ReasonCode>(unsuback.reasons[0]) == ReasonCode::NoSubscriptionExisted)
        noticeLoss();
    return {};
}

// A filter that is refused, or granted at QoS 0, breaks the promise: say so and try again, since access can
// be repaired.
void Session::refuseSubscription(ReasonCode reason, const QByteArray &filter)
{
    const QString why = reason == ReasonCode::Success ? u"granted QoS 0 only"_s : toWords(reason);
    const QString what = u"subscription %1 refused: %2"_s.arg(QString::fromUtf8(filter), why);
    qCCritical(lcMqtt).noquote() << "subscription refused" << kv("filter", filter) << kv("reason", why);
    m_connection.end(ReasonCode::ImplementationSpecificError, {errorKind(reason), what});
}

void Session::becomeReady()
{
    m_state.lock()->isReady = true;
    if (hasProbes()) {
        m_echo.begin(std::chrono::steady_clock::now());
        m_probeTimer.start(m_config.probeInterval);
        sendProbe();
    }
    if (m_events.readyToReceive)
        m_events.readyToReceive();
}

// False when it is none of the figures.
bool Session::takeBrokerFigure(const ReceivedPublish &publish)
{
    std::optional<quint64> SessionState::*figure = nullptr;
    if (publish.topic == kDroppedTopic)
        figure = &SessionState::brokerDropped;
    else if (publish.topic == kStoredBytesTopic)
        figure = &SessionState::brokerStoredBytes;
    else if (publish.topic == kStoredMessagesTopic)
        figure = &SessionState::brokerStoredMessages;
    else
        return false;
    quint64 value = 0;
    const auto [end, error] = std::from_chars(publish.payload.begin(), publish.payload.end(), value);
    if (error == std::errc{} && end == publish.payload.end())
        (*m_state.lock()).*figure = value;
    return true;
}

} // namespace pulse::mqtt
