// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Of the session: the probes it publishes to itself, and what follows when they do not come back.
#include "mqtt/session.h"

#include "mqtt/logging_category.h"

namespace pulse::mqtt {

using namespace Qt::StringLiterals;

namespace {

constexpr quint16 kProbeId = 1; // see session_subscription.cpp for the others

} // namespace

// One at a time: while the broker does not answer, more of them would say nothing new.
void Session::sendProbe()
{
    if (!m_connection.isOpen())
        return;
    const bool isHeldUp = m_isReadPaused || m_order.waiting() > 0;
    const QString deafness = m_echo.deafness(std::chrono::steady_clock::now(), isHeldUp);
    if (!deafness.isEmpty())
        return endDeaf(deafness);
    if (!m_probeInFlight.isEmpty())
        return;
    m_probeInFlight = encodeProbe({m_clock.now(), connectionMark()});
    writeProbe(false);
    m_connection.flush();
}

void Session::writeProbe(bool isDuplicate)
{
    Publish probe;
    probe.topic = m_probeTopic;
    probe.payload = m_probeInFlight;
    probe.id = kProbeId;
    probe.qos = 1;
    probe.isDuplicate = isDuplicate;
    appendPublish(m_connection.out(), probe);
}

Decoded<> Session::takePuback(const Frame &frame)
{
    PULSE_TRY(const Acknowledgement puback, decodeAcknowledgement(frame));
    if (puback.id != kProbeId || m_probeInFlight.isEmpty())
        return protocolError("PUBACK for nothing we sent");
    m_probeInFlight.clear();
    m_echo.taken(puback.reason, std::chrono::steady_clock::now());
    if (isFailure(puback.reason))
        qCWarning(lcMqtt).noquote() << "probe refused" << kv("topic", m_probeTopic)
                                    << kv("reason", toWords(puback.reason));
    return {};
}

void Session::noteProbe(QByteArrayView payload)
{
    const auto probe = parseProbe(payload);
    if (probe && probe->connection == connectionMark())
        m_echo.returned();
}

// Connecting anew subscribes anew, which mends most causes; the backoff bounds the rest.
void Session::endDeaf(const QString &why)
{
    {
        auto state = m_state.lock();
        ++state->deafTimes;
        state->deafWhy = why;
    }
    qCCritical(lcMqtt).noquote() << "the session is deaf, connecting anew" << kv("client", m_config.clientId)
                                 << kv("why", why);
    m_connection.end(ReasonCode::ImplementationSpecificError, {ErrorKind::Unavailable, why, u"deaf"_s});
}

} // namespace pulse::mqtt
