// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who has signed in from where, in memory: it is asked for each attempt, and must not cost a stranger's
// attempt a look into the database. The table is store/accounts/login_network_table.
//
// Thread safety: none by itself; share it in a Mutex.
// Invariants: at most kMostOfOne networks of a login, and only of logins that exist: bounded by the accounts.
#pragma once

#include "store/accounts/login_network_table.h"

#include <QHash>

namespace pulse::auth {

class KnownNetworks {
public:
    bool isKnown(const QString &login, const QString &network, Instant now) const;
    void add(const store::login_network::LoginNetwork &use);

private:
    QHash<QString, QHash<QString, Instant>> m_lastAt; // by login, by network
};

} // namespace pulse::auth
