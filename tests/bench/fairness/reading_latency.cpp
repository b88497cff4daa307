// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/fairness/reading_latency.h"

#include "support/process/spin.h"

namespace pulse::bench {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Result<> ReadingLatency::prepare(test::Product &product)
{
    for (const QString &key : {u"RATE_LIMIT_RPS"_s, u"RATE_LIMIT_BURST"_s})
        PULSE_CHECK(product.run({u"setting"_s, u"set"_s, key, u"1000000"_s, u"--tenant"_s, u"quiet"_s}));
    PULSE_TRY(m_token, product.addDevice(u"quiet"_s, u"probe"_s, u"s"_s));
    mqtt::PublisherConfig config;
    config.address.port = product.mqttPort();
    config.address.user = u"quiet/device/probe"_s;
    config.address.password = m_token;
    m_publisher = std::make_unique<mqtt::Publisher>(config, mqtt::PublisherEvents{});
    m_publisher->start();
    if (!test::spinUntil([this] { return m_publisher->canPublish(); }, 10s))
        return fail(ErrorKind::Unavailable, u"the broker does not let the neighbour in"_s);
    return {};
}

Latencies ReadingLatency::measure(test::Product &product, int count)
{
    const QByteArray newest = "SELECT coalesce(max(\"values\"[1]), 0)::bigint FROM device_state "
                              "JOIN device USING (device_key) WHERE device_id = 'probe'";
    Latencies latencies;
    for (int i = 0; i < count; ++i) {
        const int seq = ++m_seq;
        const QByteArray payload = R"({"site_id":"s","provision_token":")" + m_token
            + R"(","metrics":{"seq":)" + QByteArray::number(seq) + "}}";
        const auto begin = std::chrono::steady_clock::now();
        const auto isVisible = [&] { return product.number(newest).value_or(0) >= seq; };
        if (!m_publisher->publish({"tenant/quiet/device/probe/telemetry", payload, 1, false}))
            ++latencies.refused;
        m_publisher->flush();
        if (!test::spinUntil(isVisible, 60s, 1ms))
            ++latencies.refused;
        latencies.ms.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
    }
    return latencies;
}

} // namespace pulse::bench
