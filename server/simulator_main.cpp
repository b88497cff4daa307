// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// pulse-simulator: a fleet of devices on a broker, until told to stop. See --help.
#include "base/logging.h"
#include "simulator/configuration.h"

#include <QCoreApplication>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <sys/resource.h>
#include <unistd.h>

using namespace pulse;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using std::chrono::steady_clock;

namespace {

constexpr auto kStatusEvery = 10s;

sigset_t blockStopSignals()
{
    sigset_t stopSignals;
    sigemptyset(&stopSignals);
    sigaddset(&stopSignals, SIGTERM);
    sigaddset(&stopSignals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stopSignals, nullptr); // threads made later inherit it
    return stopSignals;
}

// A socket each, and some for the process itself.
Result<> allowSockets(size_t devices)
{
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    const rlim_t wanted = devices + 128;
    if (limit.rlim_cur >= wanted)
        return {};
    limit.rlim_cur = std::min(wanted, limit.rlim_max);
    if (limit.rlim_cur < wanted || setrlimit(RLIMIT_NOFILE, &limit) != 0)
        return fail(ErrorKind::Invalid,
                    u"%1 devices need %2 open files; ulimit -n allows %3"_s.arg(devices).arg(wanted).arg(
                        limit.rlim_max));
    return {};
}

void printStatus(const simulator::Fleet &fleet)
{
    std::fprintf(stderr, "fleet %s\n", simulator::toText(fleet.counts(), fleet.size()).constData());
}

// Until a signal, or `runFor` is over when it is not 0; says how the fleet does meanwhile.
void watch(const simulator::Fleet &fleet, const sigset_t &stopSignals, std::chrono::milliseconds runFor)
{
    const auto start = steady_clock::now();
    const auto end = runFor > 0ms ? start + runFor : steady_clock::time_point::max();
    for (auto status = start + kStatusEvery;;) {
        const auto left = std::max<steady_clock::duration>(0ms, std::min(status, end) - steady_clock::now());
        const timespec wait{std::chrono::duration_cast<std::chrono::seconds>(left).count(),
                            (left % 1s) / 1ns};
        const int signal = sigtimedwait(&stopSignals, nullptr, &wait);
        if (signal > 0 || steady_clock::now() >= end)
            return;
        if (steady_clock::now() < status) // interrupted by a signal of no concern
            continue;
        status += kStatusEvery;
        printStatus(fleet);
    }
}

Result<> run(simulator::SimulatorOptions options)
{
    PULSE_TRY(auto devices, simulator::devicesOf(options));
    PULSE_CHECK(simulator::loadReplay(options));
    PULSE_CHECK(allowSockets(devices.size()));
    const sigset_t stopSignals = blockStopSignals();
    options.fleet.onFinished = [] { kill(getpid(), SIGTERM); }; // a replay that is through ends as by hand
    simulator::Fleet fleet(options.fleet, std::move(devices));
    PULSE_CHECK(fleet.start());
    watch(fleet, stopSignals, options.runFor);
    fleet.stop();
    printStatus(fleet);
    const auto refused = fleet.counts().refused;
    return refused == 0 ? Result<>() : fail(ErrorKind::Forbidden, u"%1 messages were refused"_s.arg(refused));
}

Result<> runAsTold(const QStringList &arguments)
{
    PULSE_TRY(const auto options,
              simulator::readOptions(arguments, QProcessEnvironment::systemEnvironment()));
    if (options.wantsHelp)
        std::fputs(qPrintable(simulator::helpText()), stdout);
    else if (options.wantsVersion)
        std::puts("pulse-simulator " PULSE_VERSION);
    else
        return run(options);
    return {};
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"pulse-simulator"_s);
    installLogFormat();
    // A line for each of thousands of connections says less than the status line; QT_LOGGING_RULES brings
    // them back.
    QLoggingCategory::setFilterRules(u"pulse.mqtt.warning=false"_s);
    const auto done = runAsTold(QCoreApplication::arguments());
    if (done)
        return 0;
    std::fprintf(stderr, "pulse-simulator: %s\n", qPrintable(done.error().what));
    return done.error().kind == ErrorKind::Invalid ? 2 : 1;
}
