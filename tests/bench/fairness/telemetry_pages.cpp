// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/fairness/telemetry_pages.h"

#include "mqtt/publisher.h"
#include "support/process/spin.h"

namespace pulse::bench {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int kReadings = 1'000;
constexpr int kMetrics = 250;

QByteArray metricsJson(int reading)
{
    QByteArray json;
    for (int i = 0; i < kMetrics; ++i)
        json += (i > 0 ? ",\"metric_" : "\"metric_") + QByteArray::number(100 + i)
            + "\":" + QByteArray::number(reading + i) + ".123456";
    return json;
}

} // namespace

Result<> storePage(Rig &rig)
{
    const QString tenant = u"greedy"_s;
    for (const QString &setting : {u"RATE_LIMIT_RPS"_s, u"RATE_LIMIT_BURST"_s})
        PULSE_CHECK(rig.product.run({u"setting"_s, u"set"_s, setting, u"1000000"_s, u"--tenant"_s, tenant}));
    PULSE_TRY(const QByteArray token, rig.product.addDevice(tenant, u"wide"_s, u"hall"_s));
    mqtt::PublisherConfig config;
    config.address.port = rig.product.mqttPort();
    config.address.user = tenant + u"/device/wide"_s;
    config.address.password = token;
    mqtt::Publisher publisher(config, {});
    publisher.start();
    for (int i = 0; i < kReadings; ++i) {
        const QByteArray payload = "{\"site_id\":\"hall\",\"provision_token\":\"" + token + "\",\"metrics\":{"
            + metricsJson(i) + "}}";
        if (!test::spinUntil([&] { return publisher.canPublish() && publisher.unanswered() < 100; }, 60s)
            || !publisher.publish({"tenant/greedy/device/wide/telemetry", payload, 1, false}))
            return fail(ErrorKind::Internal, u"the readings could not be published"_s);
    }
    const QString page = u"/api/v2/devices/wide/telemetry?limit=1000"_s;
    const bool isStored = test::spinUntil(
        [&] {
            const auto answer = rig.product.call("GET", page);
            return answer.json.value(u"count"_s).toInt() == kReadings;
        },
        120s);
    return isStored ? Result<>() : fail(ErrorKind::Internal, u"the readings did not arrive"_s);
}

QByteArray pageRequest(const Rig &rig)
{
    return getRequest("/api/v2/devices/wide/telemetry?limit=1000", rig.greedyToken);
}

QStringList withoutRequestLimits()
{
    return {u"PULSE_HTTP_REQUESTS_PER_MINUTE=0"_s, u"PULSE_HTTP_REQUESTS_PER_MINUTE_PER_USER=0"_s};
}

} // namespace pulse::bench
