// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A receiver of webhooks that goes away in its own manner, and comes back on the port it had. What it took
// meanwhile and before is remembered.
//
// Thread safety: none.
#pragma once

#include "support/receivers/http_receiver.h"

namespace pulse::chaos {

struct Absence {
    const char *name;
    test::HttpAnswer answer; // while it is away
    bool isGone = false; // instead: nobody listens
    const char *prefix = "pump-"; // of the devices it hears of
};

class AbsentReceiver {
public:
    explicit AbsentReceiver(const Absence &absence); // at first it is there

    quint16 port() const { return m_port; }
    const Absence &absence() const { return m_absence; }

    // While nothing is on its way to it.
    void leave();
    void comeBack();
    QList<QByteArray> arrivals(); // the ids of what it took, in order

private:
    void keepArrivals();

    const Absence m_absence;
    std::unique_ptr<test::HttpReceiver> m_door;
    quint16 m_port = 0;
    qsizetype m_seen = 0; // requests whose fate is known
    qsizetype m_refused = -1; // those from here on were refused; -1: it is there
    QList<QByteArray> m_arrivals;
};

} // namespace pulse::chaos
