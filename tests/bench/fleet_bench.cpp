// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench fleet [--seconds N]: what a larger fleet costs. The same load from 1,000, 10,000 and 100,000 devices,
// each with its rules, state and alerts in memory, each publishing several times in the window.
#include "bench/load/turn.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonArray>
#include <algorithm>
#include <cstdio>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

struct Size {
    int devices = 0;
    double perSecond = 0;
    double rssMegabytes = 0;
    qint64 spoke = 0; // devices with state: those that were heard
};

Result<Size> measure(int devices, std::chrono::seconds window)
{
    bench::TurnPlan plan{20s, window, {}};
    plan.fleet.devices = devices;
    plan.fleet.messagesPerSecond = 100'000;
    PULSE_TRY(const auto rig, bench::Rig::start(plan.fleet));
    PULSE_TRY(const auto turn, bench::measurePulse(*rig, plan));
    return Size{devices, turn.window.perSecond, turn.rssMegabytes,
                turn.counted[u"device_states"_s].toInteger()};
}

Result<> run(std::chrono::seconds window)
{
    std::vector<Size> sizes;
    QJsonArray rows;
    for (const int devices : {1'000, 10'000, 100'000}) {
        PULSE_TRY(const Size size, measure(devices, window));
        const double bytesEach = sizes.empty()
            ? 0
            : (size.rssMegabytes - sizes.front().rssMegabytes) * 1e6 / (devices - sizes.front().devices);
        rows.append(QJsonObject{{u"devices"_s, devices},
                                {u"spoke"_s, size.spoke},
                                {u"per_second"_s, std::round(size.perSecond)},
                                {u"rss_mb"_s, size.rssMegabytes},
                                {u"bytes_per_device"_s, std::round(bytesEach)}});
        sizes.push_back(size);
    }
    const auto [least, most] = std::minmax_element(
        sizes.begin(), sizes.end(), [](const Size &a, const Size &b) { return a.perSecond < b.perSecond; });
    bench::print({{u"bench"_s, u"fleet"_s},
                  {u"sizes"_s, rows},
                  {u"largest_to_smallest"_s, sizes.back().perSecond / sizes.front().perSecond},
                  {u"least_to_most"_s, least->perSecond / most->perSecond}});
    return {};
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption seconds(u"seconds"_s, {}, u"N"_s, u"30"_s);
    parser.addOption(seconds);
    parser.process(application);
    const auto done = run(std::chrono::seconds{parser.value(seconds).toInt()});
    if (!done)
        std::fprintf(stderr, "fleet: %s\n", qPrintable(done.error().what));
    return done ? 0 : 1;
}
