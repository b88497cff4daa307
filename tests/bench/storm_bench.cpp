// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench storm [--openings N]: everything breaks at once. Ten tenants, two integrations each; every alert is
// two deliveries. All must exist, all must arrive, and the server's memory must not grow with them.
#include "bench/load/delivery_world.h"
#include "bench/load/process_figures.h"
#include "support/process/spin.h"
#include "support/receivers/busy_receiver.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonDocument>
#include <cmath>
#include <cstdio>
#include <unistd.h>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int kTenants = 10;
constexpr int kBatch = 1'000; // openings in one transaction

Result<QJsonObject> measure(int openings)
{
    test::BusyReceiver receiver([](const test::Arrival &) {});
    PULSE_TRY(const auto world, bench::DeliveryWorld::create());
    world->allow(receiver.port());
    const auto webhook =
        bench::DeliveryWorld::signedWebhook(u"http://127.0.0.1:%1/hook"_s.arg(receiver.port()));
    for (int i = 0; i < kTenants; ++i)
        PULSE_CHECK(world->addTenant({2, {model::IntegrationType::Webhook, webhook}}));
    PULSE_CHECK(world->start({}, 30s));
    const double before = bench::rssMegabytes(::getpid());
    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < openings / kBatch; ++i)
        PULSE_CHECK(world->open({{static_cast<size_t>(i % kTenants), kBatch}}));
    const qint64 jobs = 2 * openings;
    double most = before;
    const auto isDone = [&] {
        most = std::max(most, bench::rssMegabytes(::getpid()));
        return world->stage().counts().delivered >= jobs;
    };
    const bool isDelivered = test::spinUntil(isDone, 600s, 20ms);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    world->stop();
    PULSE_TRY(const qint64 existing, world->number("SELECT count(*) FROM delivery_job"));
    PULSE_TRY(const qint64 delivered,
              world->number("SELECT count(*) FROM delivery_job WHERE status = 'COMPLETED'"));
    if (!isDelivered || existing != jobs || delivered != jobs)
        return fail(ErrorKind::Internal,
                    u"%1 of %2 deliveries exist, %3 arrived"_s.arg(existing).arg(jobs).arg(delivered));
    return QJsonObject{{u"bench"_s, u"storm"_s},
                       {u"openings"_s, openings},
                       {u"jobs"_s, existing},
                       {u"delivered"_s, delivered},
                       {u"seconds"_s, std::round(took.count() * 10) / 10},
                       {u"rss_before_mb"_s, std::round(before)},
                       {u"rss_most_mb"_s, std::round(most)}};
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOption({u"openings"_s, u"Alerts, by thousands."_s, u"number"_s, u"50000"_s});
    parser.process(application);
    const auto result = measure(parser.value(u"openings"_s).toInt());
    if (!result) {
        std::fprintf(stderr, "storm: %s\n", qPrintable(result.error().what));
        return 1;
    }
    std::printf("%s\n", QJsonDocument(*result).toJson(QJsonDocument::Compact).constData());
    return 0;
}
