// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// pulse-server standalone: the product with a PostgreSQL and a broker of its own, in one folder. First start
// makes everything and prints the accounts once; every start after that finds it there.
//
// Thread safety: main thread (children die with the thread that started them).
#pragma once

#include "app/admin_commands.h"
#include "app/application.h"
#include "app/demo.h"
#include "simulator/fleet.h"
#include "simulator/webhook_sink.h"
#include "standalone/data_folder.h"
#include "standalone/private_broker.h"
#include "standalone/private_postgres.h"
#include "standalone/ready_file.h"
#include "standalone/supervisor.h"

#include <QTimer>

namespace pulse::app {

class StandaloneServer final : public QObject, public Service {
    Q_OBJECT

public:
    // Becomes the owner of the folder and makes or finds what is in it.
    static Result<std::unique_ptr<StandaloneServer>> create(const CommandLine &line);
    ~StandaloneServer() override;

    Result<> start() override; // children, schema, accounts, server; the ready file once devices may come
    // In place of start(): children, schema, and another session at the broker under another id.
    Result<> switchSession();
    void stop() override; // everything, in the reverse of it, within 10 s

private:
    StandaloneServer(const CommandLine &line, standalone::DataFolder folder,
                     standalone::PrivatePostgres postgres, standalone::PrivateBroker broker);

    Result<> startChildren();
    Result<> prepareDatabase();
    Result<> prepareAccounts();
    Result<> startDemo();
    Result<> loadDemo(DemoSeed &seed);
    void look(); // each moment until everything answers
    Result<> announce();

    const CommandLine m_line;
    standalone::DataFolder m_folder;
    standalone::PrivatePostgres m_postgres;
    standalone::PrivateBroker m_broker;
    standalone::ReadyFile m_ready;
    standalone::Supervisor m_supervisor;
    Configuration m_configuration;
    std::unique_ptr<simulator::WebhookSink> m_sink;
    std::unique_ptr<Application> m_application;
    std::vector<simulator::FleetDevice> m_demoDevices;
    std::unique_ptr<simulator::Fleet> m_fleet;
    QTimer m_looking;
    bool m_isAnnounced = false;
};

// For commands beside a running standalone server.
Result<> becomeOwnerOf(const QString &dataFolder);
Result<Configuration> standaloneConfiguration(const QString &dataFolder);
BrokerLogins standaloneLogins(const QString &dataFolder);

} // namespace pulse::app
