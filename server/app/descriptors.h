// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How many files and sockets this process may have, and how many of them clients may use up.
#pragma once

#include "api/http/door_config.h"
#include "app/configuration.h"

namespace pulse::app {

// Raises the soft limit to the hard one (RLIMIT_NOFILE), as far as is of use; the limit then in force.
int raiseDescriptorLimit();

// What the configuration asks for, within the descriptors: those that database, broker, deliveries and
// look-ups may need are kept for them. Neither one address nor live sockets get more than half.
void fitConnections(api::DoorLimits &limits, const Configuration &configuration, int descriptors);

// All that the configuration says of the door's limits, within the descriptors of this process.
api::DoorLimits doorLimits(const Configuration &configuration);

} // namespace pulse::app
