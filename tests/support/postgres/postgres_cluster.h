// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A real PostgreSQL for tests: one cluster a test run, one database a test, copied from a migrated template.
//
//   auto database = PostgresCluster::create();
//   QVERIFY2(database, qPrintable(database ? QString() : database.error().what));
//   connect(database->appConnInfo());
//
// Under ctest a test declared with pulse_test(… POSTGRES) shares the cluster that the fixture started; an
// executable run by hand starts one of its own and ends it with itself. Unix socket only, in a private
// folder; as root the cluster runs as `postgres`. Nothing is synced to disk, except in a cluster started with
// Durability::Real.
#pragma once

#include "support/process/child_process.h"

#include <QStringList>
#include <QTemporaryDir>

namespace pulse::test {

// One database. It is dropped with this object; connections still open are ended.
class TestDatabase {
public:
    TestDatabase(QString folder, QString name);
    TestDatabase(TestDatabase &&other) noexcept;
    TestDatabase &operator=(TestDatabase &&other) noexcept;
    ~TestDatabase();

    const QString &name() const { return m_name; }
    // The owner of everything in it, a superuser.
    QString adminConnInfo() const;
    // What the product logs in as: pulse_login, NOINHERIT, a member of pulse_app, _operator, _ingest and
    // _auth.
    QString appConnInfo() const;

    // As the owner: fixtures and looking at what happened.
    Result<> execute(const QString &sql) const;
    // The first column of every row, NULL as a null QString.
    Result<QStringList> query(const QString &sql) const;

private:
    void drop();

    QString m_folder; // of the cluster's socket
    QString m_name;
};

enum class Durability { None, Real };

class PostgresCluster {
public:
    // A database on the cluster of this test run.
    static Result<TestDatabase> create();

    // A cluster of the caller's own, for tests that stop, kill or restart it.
    // `settings`, as name=value, win over ours; `environment` is the server's (support/shifted_time.h).
    static Result<std::unique_ptr<PostgresCluster>> start(Durability durability = Durability::None,
                                                          const QStringList &settings = {},
                                                          const QStringList &environment = {});
    ~PostgresCluster();

    Result<TestDatabase> createDatabase() const;
    QString socketFolder() const { return m_folder.path(); }
    pid_t pid() const { return m_postmaster ? m_postmaster->pid() : -1; }
    void stop(); // fast: sessions are ended, data is written
    void stopImmediately(); // SIGQUIT, as pg_ctl stop -m immediate: sessions die, nothing is written
    void kill(); // SIGKILL to the postmaster: a crash
    Result<> restart(); // after any of the three, on the same data

private:
    PostgresCluster(Durability durability, QStringList settings, QStringList environment);
    void end(int signal);
    Result<> initialise();
    Result<> migrate() const;
    QStringList settings() const;

    QTemporaryDir m_folder;
    Durability m_durability;
    QStringList m_settings; // the caller's
    QStringList m_environment;
    std::unique_ptr<ChildProcess> m_postmaster;
};

} // namespace pulse::test
