// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One device at a broker that nobody disturbs, and behind it everything that can be: the link to the server,
// the server, its database.
//
// Thread safety: one thread, with an event loop that turns: the link runs through it.
#pragma once

#include "e2e/servers/steady_device.h"
#include "support/broker/broker.h"
#include "support/postgres/frozen_postgres.h"
#include "support/process/served.h"
#include "support/process/tcp_relay.h"

namespace pulse::test {

enum class Outage {
    Database, // frozen: it holds its connections and says nothing
    Server, // killed, and started again
    Link, // hanging: nobody is told
    CutLink, // reset, and not made again
};

struct StallRigConfig {
    QString program; // the pulse-server to run
    QString limits = {}; // SQL; empty: as an installation has them
    std::chrono::milliseconds interval{250}; // of the device
    QStringList environment = {}; // of the server
};

class StallRig {
public:
    static Result<std::unique_ptr<StallRig>> start(const StallRigConfig &config);

    Result<> begin(Outage outage);
    Result<> end(Outage outage); // the server is receiving again, or will be by itself

    SteadyDevice &device() { return *m_device; }
    qint64 stored() const; // -1: the database does not say
    qint64 rateLimited() const;
    QString serverOutput() const { return m_server->process().output(); }

private:
    StallRig() = default;
    qint64 number(const QString &sql) const;

    std::unique_ptr<PostgresCluster> m_cluster;
    std::unique_ptr<TestDatabase> m_database;
    std::unique_ptr<Broker> m_broker;
    std::unique_ptr<TcpRelay> m_link;
    std::unique_ptr<Served> m_server;
    std::unique_ptr<SteadyDevice> m_device;
    std::unique_ptr<FrozenPostgres> m_frozen;
};

} // namespace pulse::test
