// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A server whose devices are heard once an interval each and may fall silent, on a broker that can be
// stopped.
//
// Thread safety: one thread, with an event loop.
#pragma once

#include "e2e/servers/beating_fleet.h"
#include "support/broker/broker.h"
#include "support/postgres/postgres_cluster.h"
#include "support/process/served.h"

namespace pulse::test {

struct SilenceRigConfig {
    QString program; // the pulse-server to run
    int devices = 20;
    std::chrono::seconds stale{5}; // HEARTBEAT_STALE_SECONDS; alerts come with it
    std::chrono::milliseconds beat{1'000};
    Durability durability = Durability::None;
    QStringList databaseSettings = {}; // of PostgreSQL
    QStringList environment = {}; // of the server
};

class SilenceRig {
public:
    // Everybody has been heard.
    static Result<std::unique_ptr<SilenceRig>> start(const SilenceRigConfig &config);

    BeatingFleet &fleet() { return *m_fleet; }
    Broker &broker() { return *m_broker; }
    Served &server() { return *m_server; }
    const TestDatabase &database() const { return *m_database; }

    qint64 number(const QString &sql) const; // -1: the database does not say
    QString text(const QString &sql) const;

private:
    SilenceRig() = default;

    std::unique_ptr<PostgresCluster> m_cluster;
    std::unique_ptr<TestDatabase> m_database;
    std::unique_ptr<Broker> m_broker;
    std::unique_ptr<Served> m_server;
    std::unique_ptr<BeatingFleet> m_fleet;
};

} // namespace pulse::test
