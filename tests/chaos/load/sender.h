// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One connection that carries the messages of its devices to the broker at QoS 1, in order, and begins again
// with the first unanswered one after every loss: what a careful device does.
//
// Thread safety: one thread, with an event loop.
#pragma once

#include "chaos/load/fleet.h"
#include "mqtt/publisher.h"

#include <deque>

namespace pulse::chaos {

class Sender final : public QObject {
    Q_OBJECT

public:
    Sender(Fleet &fleet, quint16 port, const QString &user);

    void send(Parcel parcel);
    size_t waiting() const { return m_unsent.size() + m_unanswered.size(); }
    qint64 refused() const { return m_refused; } // by the broker, which must not happen
    qint64 repeated() const { return m_repeated; } // sent again because nobody answered

private:
    struct InFlight {
        quint64 token = 0;
        Parcel parcel;
    };

    void sendMore();
    void take(std::span<const mqtt::Settlement> settlements);
    void takeBack();

    Fleet &m_fleet;
    std::deque<Parcel> m_unsent;
    std::deque<InFlight> m_unanswered; // in order of sending
    qint64 m_refused = 0;
    qint64 m_repeated = 0;
    mqtt::Publisher m_publisher;
};

} // namespace pulse::chaos
