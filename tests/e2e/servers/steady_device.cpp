// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "e2e/servers/steady_device.h"

#include "base/clock.h"

namespace pulse::test {

namespace {

mqtt::PublisherConfig configFor(quint16 port)
{
    mqtt::PublisherConfig config;
    config.address.port = port;
    return config;
}

} // namespace

SteadyDevice::SteadyDevice(SteadyDeviceConfig config)
    : m_config(std::move(config))
    , m_publisher(configFor(m_config.port),
                  {[this](std::span<const mqtt::Settlement> settlements) {
                       for (const mqtt::Settlement &settlement : settlements) {
                           const bool isTaken = settlement.outcome == mqtt::Settlement::Outcome::Accepted;
                           m_answered += isTaken ? 1 : 0;
                           m_isBroken = m_isBroken || !isTaken;
                       }
                   },
                   {},
                   [this] { m_pace.start(m_config.interval); },
                   {}})
{
    m_pace.setTimerType(Qt::PreciseTimer);
    connect(&m_pace, &QTimer::timeout, this, &SteadyDevice::publish);
}

void SteadyDevice::start() { m_publisher.start(); }

void SteadyDevice::publish()
{
    const QByteArray payload = m_config.payloadHead + R"(,"ts":")" + toRfc3339(SystemClock().now())
        + R"(","metrics":{"count":)" + QByteArray::number(m_sent) + "}}";
    if (m_publisher.publish({m_config.topic, payload, 1, false}))
        ++m_sent;
    else
        m_isBroken = true;
    m_publisher.flush();
}

} // namespace pulse::test
