// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Files that a standalone installation keeps for itself and for commands beside it: its configuration, the
// demo's fleet, the accounts. All are readable by the folder's owner only.
#pragma once

#include "app/configuration.h"
#include "app/demo.h"
#include "simulator/fleet.h"
#include "standalone/data_folder.h"
#include "standalone/private_broker.h"
#include "standalone/private_postgres.h"

namespace pulse::app {

// DATA/secrets/pulse.toml: what `serve` and the commands read. Written anew at each start; the environment
// still wins.
QString configurationFile(const standalone::DataPaths &paths);
Result<Configuration> writeConfiguration(const standalone::DataPaths &paths,
                                         const standalone::PrivatePostgres &postgres,
                                         const standalone::PrivateBroker &broker);

// DATA/credentials: one line an account, its login and its password; another password takes the line's place.
Result<> keepCredentials(const standalone::DataPaths &paths, const QList<DemoAccount> &accounts);

// DATA/secrets/fleet.tsv: tenant, site, device, token, as pulse-simulator reads it.
Result<> writeFleet(const standalone::DataPaths &paths, const QList<DemoDevice> &devices);
Result<std::vector<simulator::FleetDevice>> readFleet(const standalone::DataPaths &paths);

} // namespace pulse::app
