// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The plugin of the private broker (plugin/broker_plugin.cpp), which this program carries in it: whoever owns
// the data folder need not be able to read where Pulse is installed.
#pragma once

#include "standalone/data_folder.h"

namespace pulse::standalone {

// Writes it into the data folder, and tries whether programs can be loaded from there. Forbidden where the
// folder lies on a file system that executes nothing.
Result<QString> writeBrokerPlugin(const DataPaths &paths);

} // namespace pulse::standalone
