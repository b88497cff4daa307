// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mqtt/acknowledgement_order.h"

#include <utility>

namespace pulse::mqtt {

AcknowledgementOrder::AcknowledgementOrder()
    : m_placeOf(65'536, 0)
{
}

Decoded<> AcknowledgementOrder::received(quint16 id)
{
    if (m_placeOf[id] != 0)
        return tl::unexpected(Fault{ReasonCode::PacketIdentifierInUse, "identifier is not acknowledged yet"});
    m_placeOf[id] = m_firstPlace + m_waiting.size();
    m_waiting.push_back({id, false});
    return {};
}

bool AcknowledgementOrder::acknowledge(quint16 id)
{
    const quint64 place = m_placeOf[id];
    if (place == 0)
        return false;
    Waiting &waiting = m_waiting[place - m_firstPlace];
    return !std::exchange(waiting.isAcknowledged, true);
}

std::vector<quint16> AcknowledgementOrder::takeReady()
{
    std::vector<quint16> ready;
    while (!m_waiting.empty() && m_waiting.front().isAcknowledged) {
        const quint16 id = m_waiting.front().id;
        ready.push_back(id);
        m_placeOf[id] = 0;
        m_waiting.pop_front();
        ++m_firstPlace;
    }
    return ready;
}

void AcknowledgementOrder::clear()
{
    for (const Waiting &waiting : m_waiting)
        m_placeOf[waiting.id] = 0;
    m_waiting.clear();
    m_firstPlace = 1;
}

} // namespace pulse::mqtt
