// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench ack [--rate N] [--seconds N]: how long a message waits for its acknowledgement at half of what Pulse
// can take, seen from outside: a relay between broker and server looks at the clock. Of every 500th message
// it asks another connection, while it holds the acknowledgement back, whether the reading is there.
#include "bench/load/ack_relay.h"
#include "bench/load/turn.h"
#include "store/postgres/connection.h"
#include "support/process/spin.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <algorithm>
#include <cstdio>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

double percentile(const std::vector<double> &sorted, double share)
{
    return sorted.empty() ? 0
                          : sorted[std::min(sorted.size() - 1,
                                            static_cast<size_t>(share * static_cast<double>(sorted.size())))];
}

QByteArray between(const QByteArray &text, const QByteArray &before, char after)
{
    const qsizetype begin = text.indexOf(before) + before.size();
    return text.mid(begin, text.indexOf(after, begin) - begin);
}

// Half of what was committed a second at full speed.
Result<double> halfOfFullSpeed(bench::Rig &rig)
{
    PULSE_TRY(const auto turn, bench::measurePulse(rig, {10s, 20s, {}}));
    return turn.window.perSecond / 2;
}

Result<bench::AckResults> measure(bench::Rig &rig, double rate, std::chrono::seconds time)
{
    PULSE_CHECK(rig.freshBroker());
    PULSE_CHECK(rig.freshDatabase());
    store::Connection observer({rig.database().adminConnInfo().toUtf8(), "bench observer"});
    bench::AckRelayConfig config;
    config.listenPath = rig.path(u"relay"_s);
    config.brokerPath = rig.broker().socketPath();
    config.isStored = [&observer](const QByteArray &topic, const QByteArray &payload) {
        const auto rows = observer.select(
            "SELECT 1 FROM reading JOIN device USING (device_key) WHERE device_id = '"
            + topic.split('/').value(3) + "' AND ts = '" + between(payload, "\"ts\":\"", '"') + "'");
        return rows && rows->size() == 1;
    };
    bench::AckRelay relay(config);
    PULSE_CHECK(relay.start());
    PULSE_CHECK(rig.launchServer(config.listenPath));
    bench::FarmConfig farmConfig = rig.farmConfig();
    farmConfig.perSecond = rate;
    farmConfig.depth = 0;
    bench::PublisherFarm farm(farmConfig, bench::FleetShape{});
    PULSE_CHECK(farm.start());
    const auto wait = [](std::chrono::seconds span) { test::spinUntil([] { return false; }, span); };
    wait(10s);
    const quint64 before = farm.published();
    relay.setRecording(true);
    wait(time);
    relay.setRecording(false);
    const double published =
        static_cast<double>(farm.published() - before) / static_cast<double>(time.count());
    farm.stop();
    if (!rig.stopServer() || published < 0.97 * rate)
        return fail(ErrorKind::Unavailable,
                    u"published %1 a second instead of %2"_s.arg(published).arg(rate));
    relay.stop();
    return relay.results();
}

Result<> run(double rate, std::chrono::seconds time)
{
    PULSE_TRY(const auto rig, bench::Rig::start({}));
    if (rate <= 0) {
        PULSE_TRY(rate, halfOfFullSpeed(*rig));
    }
    PULSE_TRY(bench::AckResults results, measure(*rig, rate, time));
    std::sort(results.milliseconds.begin(), results.milliseconds.end());
    bench::print({{u"bench"_s, u"ack"_s},
                  {u"per_second"_s, std::round(rate)},
                  {u"messages"_s, static_cast<qint64>(results.milliseconds.size())},
                  {u"p50_ms"_s, percentile(results.milliseconds, 0.5)},
                  {u"p99_ms"_s, percentile(results.milliseconds, 0.99)},
                  {u"max_ms"_s, percentile(results.milliseconds, 1)},
                  {u"limit_p50_ms"_s, 15},
                  {u"limit_p99_ms"_s, 60},
                  {u"sampled"_s, static_cast<qint64>(results.sampled)},
                  {u"invisible"_s, static_cast<qint64>(results.invisible)}});
    return {};
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption rate(u"rate"_s, {}, u"N"_s, u"0"_s);
    const QCommandLineOption seconds(u"seconds"_s, {}, u"N"_s, u"30"_s);
    parser.addOptions({rate, seconds});
    parser.process(application);
    const auto done = run(parser.value(rate).toDouble(), std::chrono::seconds{parser.value(seconds).toInt()});
    if (!done)
        std::fprintf(stderr, "ack: %s\n", qPrintable(done.error().what));
    return done ? 0 : 1;
}
