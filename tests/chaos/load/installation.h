// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pulse as an operator runs it: pulse-server serve between a Mosquitto and a PostgreSQL that syncs to disk,
// all our own, with relays on the links; and everything that can be done to it.
//
//   devices ──relay──► broker ◄──relay── pulse-server ──relay──► PostgreSQL
//
// Thread safety: one thread, with an event loop.
#pragma once

#include "chaos/link/commit_cut.h"
#include "chaos/load/broker_watch.h"
#include "chaos/load/plant.h"
#include "support/broker/broker.h"
#include "support/postgres/postgres_cluster.h"

#include <QTemporaryDir>

namespace pulse::chaos {

struct InstallationOptions {
    QString program; // pulse-server
    int devicesPerTenant = 40;
    QByteArray brokerConfiguration = {}; // further lines
    // As the private broker of a standalone server: a device's id is its account's name, and the server comes
    // by a Unix socket. Else anybody may have any id.
    bool tiesIdsToAccounts = false;
    // Where deliveries go; 0: nobody listens, so they fail, and are tried again beside everything else.
    quint16 webhookPort = 0;
    QStringList environment = {}; // of the server: PULSE_DELIVERY_…
};

class Installation {
public:
    static Result<std::unique_ptr<Installation>> start(const InstallationOptions &options);
    ~Installation();

    const Plant &plant() const { return m_plant; }
    quint16 devicePort() const { return m_deviceLink->port(); }
    quint16 brokerPort() const { return m_broker->port(); } // not through a relay
    BrokerWatch &broker() { return m_brokerWatch; }
    CommitCut &commits() { return m_commitCut; }
    store::Connection &owner() { return *m_owner; } // not through a relay

    Result<> killServer(); // and starts it again
    Result<> crashDatabase(); // pg_ctl stop -m immediate, and starts it again
    Result<> restartBroker(); // in order
    Result<> killBroker(); // and starts it again
    void cutServerLink() { m_brokerLink->cut(); } // to the broker
    void cutDeviceLinks() { m_deviceLink->cut(); }

    bool stopServer(); // in order; true when it ended well
    QString lastWordsOfServer() const; // for whoever must find out what went wrong

private:
    Installation() = default;
    Result<> prepare(const InstallationOptions &options);
    Result<> writeConfiguration() const;
    Result<> launchServer();

    QTemporaryDir m_folder{QStringLiteral("/tmp/pulse-chaos-XXXXXX")};
    QString m_program;
    QStringList m_environment;
    quint16 m_webhookPort = 0;
    Plant m_plant;
    BrokerWatch m_brokerWatch;
    CommitCut m_commitCut;
    std::unique_ptr<test::PostgresCluster> m_cluster;
    std::optional<test::TestDatabase> m_database;
    std::unique_ptr<store::Connection> m_owner;
    std::unique_ptr<test::Broker> m_broker;
    std::unique_ptr<Relay> m_databaseLink;
    std::unique_ptr<Relay> m_brokerLink;
    std::unique_ptr<Relay> m_deviceLink;
    std::unique_ptr<test::ChildProcess> m_server;
};

} // namespace pulse::chaos
