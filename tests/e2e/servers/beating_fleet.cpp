// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "e2e/servers/beating_fleet.h"

#include "support/broker/quick_publisher.h"

#include <algorithm>

namespace pulse::test {

using namespace std::chrono_literals;

BeatingFleet::BeatingFleet(quint16 port, int devices, std::chrono::milliseconds interval)
    : m_isSilent(static_cast<size_t>(devices), false)
    , m_interval(interval)
    , m_publisher(quickPublisher(port),
                  {{}, [this] { publishMore(); }, {}, [this](const Error &) { m_due.clear(); }})
{
    connect(&m_pace, &QTimer::timeout, this, &BeatingFleet::takeTurns);
}

void BeatingFleet::start()
{
    m_since.start();
    m_pace.start(5ms);
    m_publisher.start();
}

void BeatingFleet::setSilent(int first, int count, bool isSilent)
{
    std::fill_n(m_isSilent.begin() + first, count, isSilent);
}

void BeatingFleet::speakAtOnce(int first, int count)
{
    for (int device = first; device < first + count; ++device)
        m_due.push_back(device);
    publishMore();
}

void BeatingFleet::takeTurns()
{
    const auto devices = static_cast<qint64>(m_isSilent.size());
    const qint64 due = m_since.elapsed() * devices / m_interval.count();
    for (; m_turn < due; ++m_turn) {
        const auto device = static_cast<int>(m_turn % devices);
        if (m_publisher.isConnected() && !m_isSilent[static_cast<size_t>(device)])
            m_due.push_back(device);
    }
    publishMore();
}

void BeatingFleet::publishMore()
{
    while (!m_due.empty() && m_publisher.canPublish()) {
        const QByteArray number = QByteArray::number(m_due.front());
        const QByteArray payload =
            R"({"site_id":"north","provision_token":"token-)" + number + R"(","metrics":{"temp_c":21.5}})";
        if (!m_publisher.publish({"tenant/acme/device/device-" + number + "/telemetry", payload, 1, false}))
            return;
        m_due.pop_front();
    }
    m_publisher.flush();
}

} // namespace pulse::test
