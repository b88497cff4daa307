// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/watch/broker_watch.h"

#include <QUuid>

namespace pulse::pipeline {

namespace {

// A session that ends with its connection and takes no messages; a name nobody else has.
mqtt::SessionConfig watching(const mqtt::SessionConfig &ingest)
{
    mqtt::SessionConfig config;
    config.address = ingest.address;
    config.clientId = ingest.clientId + "-watch-" + QUuid::createUuid().toByteArray(QUuid::Id128);
    config.sessionExpirySeconds = 0;
    config.backoff = {ingest.backoff.cap, ingest.backoff.cap};
    config.probeInterval = std::chrono::milliseconds{0};
    config.watchesBroker = true;
    return config;
}

} // namespace

BrokerWatch::BrokerWatch(const mqtt::SessionConfig &ingest, const Clock &clock)
    : m_session(watching(ingest), {}, clock)
{
}

BrokerWatch::~BrokerWatch() { stop(); }

Result<> BrokerWatch::start()
{
    m_session.start();
    return {};
}

void BrokerWatch::stop() { m_session.stop(); }

BrokerFigures BrokerWatch::figures() const
{
    const mqtt::SessionState state = m_session.state();
    return {state.brokerDropped, state.brokerStoredBytes, state.brokerStoredMessages, state.connectedSince};
}

} // namespace pulse::pipeline
