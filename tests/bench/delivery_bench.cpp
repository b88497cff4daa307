// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench delivery [--jobs N] [--tenants N]: alerts of many tenants have opened; one server delivers them,
// signed, to a receiver on this machine, and records every attempt. `sink_limit`: the same requests by the
// same channel, without a database. Latency is that of an attempt, from its claim to the receiver's answer.
#include "bench/load/delivery_world.h"
#include "support/process/spin.h"
#include "support/receivers/busy_receiver.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonDocument>
#include <cmath>
#include <cstdio>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

struct Options {
    int jobs = 20'000;
    int tenants = 100;
};

double rounded(double value) { return std::round(value * 100) / 100; }

Result<double> latency(bench::DeliveryWorld &world, const QByteArray &share)
{
    PULSE_TRY(const qint64 milliseconds,
              world.number("SELECT percentile_disc(" + share
                           + ") WITHIN GROUP (ORDER BY latency_ms) FROM delivery_attempt WHERE ok"));
    return static_cast<double>(milliseconds);
}

Result<> openAll(bench::DeliveryWorld &world, const Options &options)
{
    for (int tenant = 0; tenant < options.tenants; ++tenant)
        PULSE_CHECK(world.open({{static_cast<size_t>(tenant), options.jobs / options.tenants}}));
    return {};
}

Result<QJsonObject> measure(const Options &options)
{
    test::BusyReceiver receiver([](const test::Arrival &) {});
    PULSE_TRY(const auto world, bench::DeliveryWorld::create());
    world->allow(receiver.port());
    const auto webhook =
        bench::DeliveryWorld::signedWebhook(u"http://127.0.0.1:%1/hook"_s.arg(receiver.port()));
    for (int i = 0; i < options.tenants; ++i)
        PULSE_CHECK(world->addTenant({{model::IntegrationType::Webhook, webhook}}));
    PULSE_CHECK(openAll(*world, options));
    const pipeline::DeliverSettings settings;
    PULSE_TRY(const double limit, world->perSecondWithoutDatabase(options.jobs, settings.inFlight));
    const auto began = std::chrono::steady_clock::now();
    PULSE_CHECK(world->start(settings, 30s));
    const auto isDone = [&] { return world->stage().counts().delivered >= options.jobs; };
    if (!test::spinUntil(isDone, 300s))
        return fail(ErrorKind::Unavailable, u"not everything was delivered"_s);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    world->stop();
    const double perSecond = options.jobs / took.count();
    PULSE_TRY(const double middle, latency(*world, "0.5"));
    PULSE_TRY(const double late, latency(*world, "0.99"));
    PULSE_TRY(const qint64 recorded, world->number("SELECT count(*) FROM delivery_attempt WHERE ok"));
    return QJsonObject{{u"bench"_s, u"delivery"_s},
                       {u"jobs"_s, options.jobs},
                       {u"tenants"_s, options.tenants},
                       {u"attempts"_s, recorded},
                       {u"per_second"_s, std::round(perSecond)},
                       {u"p50_ms"_s, middle},
                       {u"p99_ms"_s, late},
                       {u"sink_limit"_s, std::round(limit)},
                       {u"ratio"_s, rounded(perSecond / limit)}};
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({{u"jobs"_s, u"Deliveries."_s, u"number"_s, u"20000"_s},
                       {u"tenants"_s, u"Each with one integration."_s, u"number"_s, u"100"_s}});
    parser.process(application);
    const auto result = measure({parser.value(u"jobs"_s).toInt(), parser.value(u"tenants"_s).toInt()});
    if (!result) {
        std::fprintf(stderr, "delivery: %s\n", qPrintable(result.error().what));
        return 1;
    }
    std::printf("%s\n", QJsonDocument(*result).toJson(QJsonDocument::Compact).constData());
    return 0;
}
