// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// libpq's blocking calls, ended by an Interruption: connecting may take as long as a network is silent, and a
// migration as long as a table is large.
//
// Thread safety: any thread, each its own connections. A connection attempt that was interrupted goes on by
// itself on a thread of its own and is thrown away; the process is about to end then.
#pragma once

#include "base/interruption.h"

#include <QByteArray>
#include <vector>

struct pg_conn;
struct pg_result;

namespace pulse::store {

// While it lives, connections that are used on this thread are interrupted so. One a thread at a time.
class Interruptible {
public:
    explicit Interruptible(const Interruption &interruption);
    ~Interruptible();
    Interruptible(const Interruptible &) = delete;
    Interruptible &operator=(const Interruptible &) = delete;

    static const Interruption &here(); // of this thread; one that never comes, when there is none
};

struct ConnectionKeyword {
    QByteArray name;
    QByteArray value;
};

// As PQconnectdbParams with expand_dbname; nullptr when interrupted.
pg_conn *connectUnlessInterrupted(const std::vector<ConnectionKeyword> &keywords,
                                  const Interruption &interruption);

// The last result of what was sent, as PQexec would return it. When interrupted the statement is cancelled,
// the connection is of no use any more, and it is nullptr.
pg_result *resultUnlessInterrupted(pg_conn *connection, const Interruption &interruption);

} // namespace pulse::store
