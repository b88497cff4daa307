// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Two servers on one database, people who are signed in there, and every way in which their sessions end. The
// first server hears of changes by NOTIFY, the second only looks every two seconds.
#pragma once

#include "edge_server.h"
#include "support/postgres/postgres_cluster.h"

#include <QTemporaryDir>
#include <array>

namespace pulse::test {

struct Person {
    QString login;
    QString tenantId; // whose only one it is
    wire::Session session;
    wire::Session other; // signed in a second time
    QByteArray token() const { return session.accessToken.toLatin1(); }
};

class Installation {
public:
    // `staleAfter`: of the second server.
    static Result<std::unique_ptr<Installation>> create(std::chrono::milliseconds staleAfter = 10s);
    ~Installation();

    EdgeServer &first() { return *m_servers[0]; }
    EdgeServer &second() { return *m_servers[1]; }
    const TestDatabase &database() const { return *m_database; }
    static QString password() { return QStringLiteral("correct horse"); }

    Result<Person> admit(const QString &name); // into a tenant of their own, and lets them sign in
    Result<> byOperator(const std::function<Result<>(const store::OperatorScope &)> &act) const;

    // The second server's feed loses its connection and gets no other, until it may again.
    Result<> cutFeed();
    bool mendFeed();
    Result<> restartSecond(); // another one in its place

private:
    Installation() = default;
    Result<> start(std::chrono::milliseconds staleAfter);
    EdgeServerConfig configOf(bool isSecond) const;

    std::unique_ptr<TestDatabase> m_database;
    QTemporaryDir m_sockets; // a way to the database that can be taken away
    QString m_target; // where it leads
    const auth::SigningKeys m_keys = newSigningKeys();
    std::chrono::milliseconds m_staleAfter{0};
    std::array<std::unique_ptr<EdgeServer>, 2> m_servers;
};

struct Ending {
    const char *name;
    std::function<Result<>(Installation &, const Person &)> end; // the person's session
};
const std::vector<Ending> &endings();

} // namespace pulse::test
