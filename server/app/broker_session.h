// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// From the configuration: the installation's session at its broker.
#pragma once

#include "app/configuration.h"
#include "pipeline/ingest/broker_source.h"

namespace pulse::app {

mqtt::SessionConfig sessionConfig(const Configuration &configuration);

pipeline::BrokerSource::Topics topicsOf(const BrokerSettings &broker);

} // namespace pulse::app
