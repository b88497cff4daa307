// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What ingest benches measure: a broker and a PostgreSQL set up as a standalone server sets up its own, and
// `pulse-server serve` between them.
//
// Thread safety: none. Requires: a QCoreApplication.
#pragma once

#include "bench/load/counting_consumer.h"
#include "bench/load/process_figures.h"
#include "bench/load/publisher_farm.h"
#include "standalone/queue_bounds.h"
#include "support/broker/broker.h"
#include "support/postgres/postgres_cluster.h"
#include "support/receivers/http_receiver.h"

#include <QJsonObject>
#include <QTemporaryDir>

namespace pulse::bench {

// The broker's queue for one client, as a standalone server bounds it.
standalone::QueueBounds brokerQueue();

class Rig {
public:
    static Result<std::unique_ptr<Rig>> start(const FleetShape &shape);
    ~Rig();

    // A broker that remembers nothing.
    Result<> freshBroker();
    // The fleet in a database of its own; the one before is dropped.
    Result<> freshDatabase();
    // `pulse-server serve`, leading and subscribed. `brokerSocket`: empty for the broker's own.
    Result<> launchServer(const QString &brokerSocket = {});
    bool stopServer(); // SIGTERM; true when it ended cleanly

    FarmConfig farmConfig() const;
    ConsumerConfig consumerConfig() const;

    QString path(const QString &name) const { return m_folder.filePath(name); } // in a private folder
    test::Broker &broker() { return *m_broker; }
    test::ChildProcess &server() { return *m_server; }
    const test::PostgresCluster &cluster() const { return *m_cluster; }
    const test::TestDatabase &database() const { return *m_database; }

    double metric(const QByteArray &name) const; // of the server, now; 0 when it has none of that name
    quint64 stored() const; // readings committed since the server started, by its own count
    Result<qint64> number(const QString &sql) const; // of the database

    // Readings, devices with state, alerts, transitions and jobs, counted in SQL.
    Result<QJsonObject> counted() const;

private:
    explicit Rig(const FleetShape &shape);
    Result<> writeFiles() const;
    QByteArray configuration(const QString &brokerSocket) const;

    const FleetShape m_shape;
    QTemporaryDir m_folder;
    test::HttpReceiver m_sink; // of the alerts
    std::unique_ptr<test::PostgresCluster> m_cluster;
    std::unique_ptr<test::TestDatabase> m_database;
    std::unique_ptr<test::Broker> m_broker;
    std::unique_ptr<test::ChildProcess> m_server;
    QString m_url;
};

} // namespace pulse::bench
