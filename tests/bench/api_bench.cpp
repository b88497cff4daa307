// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench api [--seconds N] [--server FILE]: 16 clients that keep their connections ask as fast as they are
// answered, for a page of 100 of 1,000 devices, for a page of 100 of 1,000 alerts, and for what needs no
// database (health). One line of JSON: requests a second, p50 and p99 of each. --server: another build's
// pulse-server, to compare with in the same session.
#include "bench/fairness/fairness_case.h"
#include "bench/fairness/telemetry_pages.h"
#include "bench/load/process_figures.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonDocument>
#include <QUrl>
#include <cmath>
#include <cstdio>
#include <mutex>

using namespace pulse;
using namespace pulse::bench;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int kConnections = 16;

struct Plan {
    QString server;
    std::chrono::seconds time{5};
};

Result<> fill(test::Product &product)
{
    PULSE_CHECK(
        product.execute("INSERT INTO site (tenant_key, site_id) SELECT tenant_key, 'hall' FROM tenant"));
    PULSE_CHECK(product.execute(
        "INSERT INTO device (tenant_key, device_id, site_key) SELECT s.tenant_key, 'd' || n, s.site_key "
        "FROM site AS s, generate_series(1, 1000) AS n"));
    PULSE_CHECK(
        product.execute("INSERT INTO metric (tenant_key, name) SELECT tenant_key, 'temp_c' FROM tenant"));
    PULSE_CHECK(product.execute(
        "INSERT INTO device_state (device_key, tenant_key, status, last_seen_at, last_state_change_at, "
        "last_ts, "
        "codes, \"values\") SELECT d.device_key, d.tenant_key, 'ONLINE', now(), now(), now(), "
        "ARRAY[m.metric_key << 2], '{21.5}' FROM device AS d JOIN metric AS m USING (tenant_key)"));
    return product.execute("INSERT INTO alert (alert_id, tenant_key, device_key, alert_type, fingerprint, "
                           "severity, confidence, summary, "
                           "created_at, updated_at, opened_ts) SELECT row_number() OVER (), tenant_key, "
                           "device_key, 'NO_HEARTBEAT', 'NO_HEARTBEAT:' "
                           "|| device_id, 3, 1, 'no heartbeat', now(), now(), now() FROM device");
}

QJsonObject measure(quint16 port, const QByteArray &request, const Plan &plan)
{
    Latencies all;
    std::mutex guard;
    Loops loops;
    const auto begun = std::chrono::steady_clock::now();
    for (int i = 0; i < kConnections; ++i)
        loops.start([&](const std::atomic_bool &isOver) {
            PlainClient client(port);
            Latencies mine;
            while (!isOver) {
                const auto asked = std::chrono::steady_clock::now();
                if (!client.send(request))
                    break;
                mine.add(asked, client.readAnswer());
            }
            const std::scoped_lock lock(guard);
            all.ms.insert(all.ms.end(), mine.ms.begin(), mine.ms.end());
            all.refused += mine.refused;
        });
    std::this_thread::sleep_for(plan.time);
    loops.stop();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    return {{u"per_second"_s, std::round(static_cast<double>(all.ms.size()) / took.count())},
            {u"p50_ms"_s, std::round(all.quantile(0.5) * 100) / 100},
            {u"p99_ms"_s, std::round(all.quantile(0.99) * 100) / 100},
            {u"refused"_s, all.refused}};
}

Result<> run(const Plan &plan)
{
    PULSE_TRY(const auto product,
              test::Product::start({.program = plan.server,
                                    .environment = withoutRequestLimits()
                                        + QStringList{u"PULSE_HTTP_REQUESTS_PER_MINUTE_PER_ADDRESS=0"_s}}));
    PULSE_CHECK(product->addTenant(u"acme"_s));
    PULSE_CHECK(fill(*product));
    const auto port = static_cast<quint16>(QUrl(product->httpUrl()).port());
    const QByteArray &token = product->accessToken();
    const std::pair<QString, QByteArray> routes[]{
        {u"devices"_s, getRequest("/api/v2/devices?limit=100", token)},
        {u"alerts"_s, getRequest("/api/v2/alerts?limit=100", token)},
        {u"trivial"_s, getRequest("/api/v2/health?live", token)}};
    QJsonObject line{{u"bench"_s, u"api"_s}, {u"connections"_s, kConnections}};
    for (const auto &[name, request] : routes) {
        measure(port, request, {{}, 1s}); // connections, plans and caches are not what is measured
        line.insert(name, measure(port, request, plan));
    }
    line.insert(u"server_mb"_s, std::round(rssMegabytes(product->process().pid())));
    std::printf("%s\n", QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
    return {};
}

Plan planFrom(const QCoreApplication &application)
{
    QCommandLineParser parser;
    const QCommandLineOption seconds(u"seconds"_s, {}, u"N"_s, u"5"_s);
    const QCommandLineOption server(u"server"_s, {}, u"FILE"_s,
                                    QCoreApplication::applicationDirPath() + u"/pulse-server"_s);
    parser.addOptions({seconds, server});
    parser.process(application);
    return {parser.value(server), std::chrono::seconds(std::max(1, parser.value(seconds).toInt()))};
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const auto done = run(planFrom(application));
    if (!done)
        std::fprintf(stderr, "api: %s\n", qPrintable(done.error().what));
    return done ? 0 : 1;
}
