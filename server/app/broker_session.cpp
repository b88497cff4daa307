// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/broker_session.h"

#include <algorithm>

namespace pulse::app {

using namespace std::chrono_literals;

mqtt::SessionConfig sessionConfig(const Configuration &configuration)
{
    const BrokerSettings &broker = configuration.broker;
    mqtt::SessionConfig config;
    config.address.socketPath = broker.socket;
    config.address.host = broker.host;
    config.address.port = static_cast<quint16>(broker.port);
    config.address.isTls = broker.usesTls;
    config.address.caFile = broker.caFile;
    config.address.user = broker.user;
    config.address.password = broker.password.toUtf8();
    config.clientId = broker.clientId.toUtf8();
    config.topicFilters = {"tenant/+/device/+/+"};
    config.receiveMaximum = static_cast<quint16>(std::clamp(2 * configuration.largestBatch, 1, 65'535));
    config.backoff = {100ms, 5s};
    config.isLeaving = broker.isLeaving;
    return config;
}

pipeline::BrokerSource::Topics topicsOf(const BrokerSettings &broker)
{
    using Topics = pipeline::BrokerSource::Topics;
    return broker.provesDevices ? Topics::OfTheirDevices : Topics::Anybodys;
}

} // namespace pulse::app
