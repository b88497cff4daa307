// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tells a running broker to read its configuration and users again, and waits until it has.
#pragma once

#include "standalone/data_folder.h"

namespace pulse::standalone {

QString brokerConfigurationFile(const DataPaths &paths);
QString brokerUsersFile(const DataPaths &paths);

// Blocks until the broker has read the users its configuration names: milliseconds, or seconds when thousands
// of clients are connected, whom it checks again. No broker running is success: it reads everything when it
// starts. Requires: the caller holds the lock of the broker's users, so no two reloads meet and nobody else
// of us reads them.
Result<> reloadBroker(const DataPaths &paths);

// Forces the broker to write its memory down now.
void saveBroker(const DataPaths &paths);

// Changes to the broker's files take turns: waits up to ten seconds.
Result<Descriptor> lockBrokerUsers(const DataPaths &paths);

} // namespace pulse::standalone
