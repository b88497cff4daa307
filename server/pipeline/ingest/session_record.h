// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whether this installation has a session at its broker, kept in the database: so that a server that connects
// for the first time, after a restart or in place of another, knows a lost session from one that never was.
//
// Thread safety: isKnown() and noteSubscribed() from any thread; the rest is the writer's.
#pragma once

#include "store/postgres/connection.h"

#include <atomic>

namespace pulse::pipeline {

class SessionRecord {
public:
    explicit SessionRecord(QByteArray clientId) // empty: there is no broker, and nothing is kept
        : m_clientId(std::move(clientId))
    {
    }

    Result<> load(store::Connection &connection); // on taking the lead
    Result<> keep(store::Connection &connection); // writes once, after noteSubscribed()

    bool isKnown() const { return m_isKnown; }
    void noteSubscribed() { m_isKnown = true; }

private:
    const QByteArray m_clientId;
    std::atomic<bool> m_isKnown{false};
    bool m_isKept = false;
};

} // namespace pulse::pipeline
