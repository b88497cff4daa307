// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// pulse-server standalone: the product with a PostgreSQL and a broker of its own, in one folder. First start
// makes everything, and names the file that the accounts are in; every start after that finds it there.
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
#include <atomic>

namespace pulse::app {

class StandaloneServer final : public QObject, public Service {
    Q_OBJECT

public:
    // Becomes the owner of the folder, binds the ports, and makes or finds what is in the folder. The
    // interruption ends the waiting of this and of start(), with stopped(); what has begun ends in order
    // then.
    static Result<std::unique_ptr<StandaloneServer>> create(const CommandLine &line,
                                                            const Interruption &interruption);
    ~StandaloneServer() override;

    Result<> start() override; // children, schema, accounts, server; the ready file once devices may come
    // In place of start(): children, schema, and another session at the broker under another id.
    Result<> switchSession();
    void stop() override; // everything, in the reverse of it, within 10 s

private:
    struct Ports {
        standalone::BoundPort http;
        standalone::BoundPort mqtt;
    };
    struct Parts {
        standalone::DataFolder folder;
        Ports ports;
        standalone::PrivatePostgres postgres;
        standalone::PrivateBroker broker;
    };
    StandaloneServer(const CommandLine &line, Parts parts, const Interruption &interruption);
    static Result<Ports> bindPorts(const CommandLine &line, const HttpSettings &http,
                                   const standalone::PortListeners &listeners);

    Result<> startChildren();
    Result<> prepareDatabase();
    Result<> prepareAccounts();
    Result<> keepSeed(const DemoSeed &seed) const;
    Result<QList<DemoAccount>> loadDemo();
    Result<DemoContext> demoContext(store::Connection &connection) const;
    Result<> startFleet();
    bool isHistoryIn(); // the demo's readings of the day before its start are committed, or there are none
    void look(); // each moment until everything answers
    Result<> open();
    Result<> announce();

    const CommandLine m_line;
    const Interruption m_interruption;
    standalone::DataFolder m_folder;
    std::optional<Ports> m_ports; // until they are put to use
    standalone::PrivatePostgres m_postgres;
    standalone::PrivateBroker m_broker;
    standalone::ReadyFile m_ready;
    standalone::Supervisor m_supervisor;
    Configuration m_configuration;
    std::unique_ptr<simulator::WebhookSink> m_sink;
    std::unique_ptr<Application> m_application;
    std::vector<simulator::FleetDevice> m_demoDevices;
    std::unique_ptr<simulator::Fleet> m_fleet;
    bool m_hasHistoryToTell = false;
    std::atomic<bool> m_isHistoryTold{false}; // set by the fleet's thread
    std::optional<Instant> m_historyToldAt;
    int m_shownProgress = -1; // percent
    QTimer m_looking;
    bool m_areDevicesAdmitted = false;
    bool m_isAnnounced = false;
};

// For commands beside a running standalone server.
Result<> becomeOwnerOf(const QString &dataFolder);
Result<Configuration> standaloneConfiguration(const QString &dataFolder);
admin::BrokerAccounts standaloneAccounts(const QString &dataFolder);
PasswordKeeper standalonePasswords(const QString &dataFolder);

} // namespace pulse::app
