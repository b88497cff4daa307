// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/load/load.h"

#include "support/process/spin.h"

#include <algorithm>

namespace pulse::chaos {

using namespace std::chrono_literals;

Load::Load(Fleet &fleet, quint16 port, int messagesPerSecond)
    : m_fleet(fleet)
    , m_messagesPerSecond(messagesPerSecond)
{
    for (size_t i = 0; i < kConnections; ++i)
        m_senders.push_back(std::make_unique<Sender>(fleet, port, QStringLiteral("gateway-%1").arg(i)));
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { talk(); });
    m_since.start();
    m_timer.start(10ms);
}

// What a slow moment kept us from saying is not made up for beyond a tenth of a second.
void Load::talk()
{
    const qint64 milliseconds = std::min<qint64>(m_since.restart(), 100);
    for (qint64 i = 0; i < milliseconds * m_messagesPerSecond / 1000; ++i) {
        Parcel parcel = m_fleet.speak();
        m_senders[parcel.device % kConnections]->send(std::move(parcel));
    }
}

bool Load::isAllAccepted() const
{
    return std::all_of(m_senders.begin(), m_senders.end(),
                       [](const auto &sender) { return sender->waiting() == 0; });
}

bool Load::finish(std::chrono::milliseconds timeout)
{
    m_timer.stop();
    if (!test::spinUntil([this] { return isAllAccepted(); }, timeout))
        return false;
    m_senders.front()->send(m_fleet.speakLast());
    return test::spinUntil([this] { return isAllAccepted(); }, timeout);
}

qint64 Load::refused() const
{
    qint64 count = 0;
    for (const auto &sender : m_senders)
        count += sender->refused();
    return count;
}

qint64 Load::repeated() const
{
    qint64 count = 0;
    for (const auto &sender : m_senders)
        count += sender->repeated();
    return count;
}

} // namespace pulse::chaos
