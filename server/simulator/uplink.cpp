// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/uplink.h"

#include <algorithm>

namespace pulse::simulator {

using Outcome = mqtt::Settlement::Outcome;

namespace {

mqtt::PublisherConfig withWill(mqtt::PublisherConfig config, const StatusMessages &status)
{
    if (!status.topic.isEmpty())
        config.will = mqtt::Will{status.topic, status.offline};
    return config;
}

} // namespace

Uplink::Uplink(mqtt::PublisherConfig config, FleetCounts &counts, StatusMessages status)
    : m_counts(counts)
    , m_status(std::move(status))
    , m_publisher(withWill(std::move(config), m_status), events())
{
}

mqtt::PublisherEvents Uplink::events()
{
    mqtt::PublisherEvents events;
    events.settled = [this](std::span<const mqtt::Settlement> settlements) { settle(settlements); };
    events.canPublish = [this] { pump(); };
    events.connected = [this] {
        m_hasConnected = true;
        m_counts.connected += std::exchange(m_isCounted, true) ? 0 : 1;
        say(m_status.online);
    };
    events.disconnected = [this](const Error &why) { noteDisconnected(why); };
    return events;
}

void Uplink::start() { m_publisher.start(); }

void Uplink::say(const QByteArray &status)
{
    if (m_status.topic.isEmpty() || !m_publisher.canPublish())
        return;
    if (const auto said = m_publisher.publish({m_status.topic, status, 0}); !said)
        m_counts.lastRefusal = said.error().what;
}

void Uplink::sayGoodbye()
{
    say(m_status.offline);
    m_publisher.flush();
}

void Uplink::send(const QByteArray &topic, const QByteArray &payload)
{
    Q_ASSERT(hasRoom());
    m_waiting.push_back({{topic, payload}});
    pump();
}

void Uplink::pump()
{
    while (!m_waiting.empty() && m_publisher.canPublish() && publishFirst()) { }
}

// False: not now. What the broker does not allow at all is refused like what it answers with no.
bool Uplink::publishFirst()
{
    Waiting &first = m_waiting.front();
    const auto token = m_publisher.publish(first.publication);
    if (!token && token.error().kind == ErrorKind::Unavailable)
        return false;
    ++(first.isRepeated ? m_counts.repeated : m_counts.published);
    if (token) {
        m_unanswered.push_back({*token, std::move(first.publication)});
    } else {
        ++m_counts.refused;
        m_counts.lastRefusal = token.error().what;
    }
    m_waiting.pop_front();
    return true;
}

void Uplink::settle(std::span<const mqtt::Settlement> settlements)
{
    std::deque<Waiting> again;
    for (const mqtt::Settlement &settlement : settlements) {
        const auto found =
            std::find_if(m_unanswered.begin(), m_unanswered.end(),
                         [&settlement](const Unanswered &sent) { return sent.token == settlement.token; });
        if (found == m_unanswered.end())
            continue;
        if (settlement.outcome == Outcome::Unknown) {
            again.push_back({std::move(found->publication), true});
        } else if (settlement.outcome == Outcome::Refused) {
            ++m_counts.refused;
            m_counts.lastRefusal = toWords(settlement.reason);
        } else {
            ++m_counts.acknowledged;
        }
        m_unanswered.erase(found);
    }
    m_waiting.insert(m_waiting.begin(), std::make_move_iterator(again.begin()),
                     std::make_move_iterator(again.end()));
    pump();
}

void Uplink::noteDisconnected(const Error &why)
{
    m_counts.connected -= std::exchange(m_isCounted, false) ? 1 : 0;
    ++m_counts.disconnections;
    m_counts.lastError = why.what;
}

} // namespace pulse::simulator
