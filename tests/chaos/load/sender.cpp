// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/load/sender.h"

#include "support/broker/quick_publisher.h"

namespace pulse::chaos {

namespace {

mqtt::PublisherConfig publisherOf(quint16 port, const QString &user)
{
    mqtt::PublisherConfig config = test::quickPublisher(port);
    config.address.user = user;
    return config;
}

} // namespace

Sender::Sender(Fleet &fleet, quint16 port, const QString &user)
    : m_fleet(fleet)
    , m_publisher(publisherOf(port, user),
                  {[this](std::span<const mqtt::Settlement> settlements) { take(settlements); },
                   [this] { sendMore(); }, [this] { sendMore(); }, [](const Error &) {}})
{
    m_publisher.start();
}

void Sender::send(Parcel parcel)
{
    m_unsent.push_back(std::move(parcel));
    sendMore();
}

void Sender::sendMore()
{
    while (!m_unsent.empty() && m_publisher.canPublish()) {
        const auto token = m_publisher.publish({m_unsent.front().topic, m_unsent.front().payload, 1, false});
        if (!token)
            return;
        m_unanswered.push_back({*token, std::move(m_unsent.front())});
        m_unsent.pop_front();
    }
}

// The broker answers in order, so what is settled is in front.
void Sender::take(std::span<const mqtt::Settlement> settlements)
{
    using Outcome = mqtt::Settlement::Outcome;
    for (const mqtt::Settlement &settlement : settlements) {
        if (settlement.outcome == Outcome::Unknown) { // it and all that follow
            takeBack();
            return;
        }
        if (m_unanswered.empty() || m_unanswered.front().token != settlement.token)
            qFatal("the broker does not answer in order");
        if (settlement.outcome == Outcome::Accepted)
            m_fleet.accepted(m_unanswered.front().parcel,
                             settlement.reason != mqtt::ReasonCode::NoMatchingSubscribers);
        else
            ++m_refused;
        m_unanswered.pop_front();
    }
}

void Sender::takeBack()
{
    m_repeated += static_cast<qint64>(m_unanswered.size());
    for (; !m_unanswered.empty(); m_unanswered.pop_back())
        m_unsent.push_front(std::move(m_unanswered.back().parcel));
}

} // namespace pulse::chaos
