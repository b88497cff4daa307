// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which QoS 1 messages of one connection wait for their PUBACK, in the order they came. Batches may commit in
// any order; PUBACKs go out in the order of the PUBLISH packets (§4.6 [MQTT-4.6.0-2]), so one that is early
// waits here.
//
// Thread safety: one thread.
// Invariants: an identifier waits at most once, so never more than 65,535 wait.
#pragma once

#include "mqtt/reason_code.h"

#include <deque>
#include <vector>

namespace pulse::mqtt {

class AcknowledgementOrder {
public:
    AcknowledgementOrder();

    // Fault: an identifier that is still waiting (§2.2.1).
    Decoded<> received(quint16 id);

    // False: nothing of that identifier waits, or it was acknowledged already.
    bool acknowledge(quint16 id);

    // The identifiers whose turn has come; they wait no more.
    std::vector<quint16> takeReady();

    size_t waiting() const { return m_waiting.size(); }
    void clear();

private:
    struct Waiting {
        quint16 id = 0;
        bool isAcknowledged = false;
    };

    std::deque<Waiting> m_waiting;
    quint64 m_firstPlace = 1; // the place of m_waiting.front()
    std::vector<quint64> m_placeOf; // by identifier; 0: does not wait
};

} // namespace pulse::mqtt
