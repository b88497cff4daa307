// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One connection to PostgreSQL (libpq), that prepares each named statement once and opens itself again after
// a loss.
//
// Thread safety: none; a thread owns its connection.
// Invariants: between scopes no transaction is open. Text comes back in UTC with ISO dates.
#pragma once

#include "base/result.h"
#include "store/postgres/interrupt.h"
#include "store/postgres/param.h"
#include "store/postgres/rows.h"

#include <QSet>
#include <functional>
#include <memory>

struct pg_conn;

namespace pulse::store {

struct ConnectionConfig {
    QByteArray conninfo; // libpq's keywords; holds a password, so it is never logged
    QByteArray applicationName = "pulse";
    std::chrono::milliseconds statementTimeout{0}; // 0: none
    // PostgreSQL ends the session of a client it has not heard for so long: one that holds a lock must not
    // keep it when it is frozen or gone. 0: never
    std::chrono::seconds silenceTimeout{0};
};

class Connection {
public:
    explicit Connection(ConnectionConfig config);
    ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    // Opens unless open. Every query does so by itself, unless a transaction is (or was) open.
    Result<> ensureOpen();
    void close();
    bool isOpen() const;
    bool
    hasFailedTransaction() const; // a statement failed in the open one: PostgreSQL will only roll it back

    // A statement by name from sql/queries.
    Result<Rows> query(const char *name, const Params &params = {}) { return run(name, params, 0); }
    // The same with columns in binary form, for Rows::int8 and its like: hot paths.
    Result<Rows> queryBinary(const char *name, const Params &params) { return run(name, params, 1); }

    // For BEGIN, COMMIT and SET ROLE (scope.cpp) and for migrations; text only, never with values in it.
    Result<> command(const QByteArray &sql);
    Result<Rows> select(const QByteArray &sql);

    // SQLSTATE of the last failure ("23505"); empty when the server did not answer.
    const QByteArray &lastState() const { return m_lastState; }

    // LISTEN/NOTIFY: the payloads that have arrived; reads the socket without blocking.
    Result<QList<QByteArray>> takeNotifications();
    int socket() const; // -1 when closed

    // While it is raised no named statement begins (`abandoned`, Unavailable); ROLLBACK still does. Outlives
    // the connection.
    void heed(Interrupt *interrupt) { m_interrupt = interrupt; }

    // Asked before a scope's COMMIT; its error undoes the transaction instead. See CommitGuard.
    using CommitCheck = std::function<Result<>()>;
    void checkCommits(CommitCheck check) { m_commitCheck = std::move(check); }
    Result<> mayCommit() const { return m_commitCheck ? m_commitCheck() : Result<>{}; }

private:
    Result<Rows> run(const char *name, const Params &params, int resultFormat);
    Result<Rows> take(pg_result *result);
    Result<> prepare(const char *name);
    Result<Rows> failure(const char *message, const char *state);

    ConnectionConfig m_config;
    std::unique_ptr<pg_conn, void (*)(pg_conn *)> m_connection;
    QSet<QByteArray> m_prepared;
    QByteArray m_lastState;
    Interrupt *m_interrupt = nullptr;
    CommitCheck m_commitCheck;
};

// For as long as it lives nothing is committed that `check` is against: whoever asked may have lost the right
// to since then.
class CommitGuard {
public:
    CommitGuard(Connection &connection, Connection::CommitCheck check)
        : m_connection(connection)
    {
        m_connection.checkCommits(std::move(check));
    }
    ~CommitGuard() { m_connection.checkCommits({}); }
    CommitGuard(const CommitGuard &) = delete;
    CommitGuard &operator=(const CommitGuard &) = delete;

private:
    Connection &m_connection;
};

// What a caller can do about a SQLSTATE: class 08, 40, 53, 57 try again; 22, 23 the input; else a bug or a
// wrong setup.
ErrorKind kindOfState(const QByteArray &state);

// A statement, or several for one answer, took longer than they may: the database is there, and the same
// question will take as long again.
tl::unexpected<Error> tooSlow();

} // namespace pulse::store
