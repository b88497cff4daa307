// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench blindness [--devices N]: the broker is away for five times the interval after which 5,000 devices
// count as silent. No alert of theirs, one of the system's; none afterwards before a probe has come back and
// a full interval has passed; then one that falls silent is found in time.
#include "e2e/servers/silence_rig.h"
#include "support/process/spin.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <cstdio>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kBeat = 5s;
constexpr auto kStale = 10s;
constexpr double kLimitMs = 1'500;

void pass(std::chrono::milliseconds time)
{
    test::spinUntil([] { return false; }, time);
}

Result<QJsonObject> measure(int devices)
{
    PULSE_TRY(const auto rig,
              test::SilenceRig::start({.program = QCoreApplication::applicationDirPath() + u"/pulse-server"_s,
                                       .devices = devices,
                                       .stale = kStale,
                                       .beat = kBeat,
                                       .durability = test::Durability::Real,
                                       .databaseSettings = {u"track_commit_timestamp=on"_s}}));
    pass(kBeat + kStale);
    PULSE_CHECK(rig->broker().stop());
    pass(5 * kStale);
    QJsonObject result{{u"bench"_s, u"blindness"_s},
                       {u"devices"_s, devices},
                       {u"interval_s"_s, static_cast<qint64>(kStale.count())},
                       {u"away_s"_s, static_cast<qint64>((5 * kStale).count())},
                       {u"alerts_while_away"_s, rig->number(u"SELECT count(*) FROM alert"_s)},
                       {u"system_alerts"_s, rig->number(u"SELECT count(*) FROM system_alert"_s)}};
    rig->fleet().setSilent(0, 1); // does not come back: the first that may be found
    PULSE_CHECK(rig->broker().restart());
    if (!rig->server().waitUntilReceiving())
        return fail(ErrorKind::Unavailable, u"the server does not come back"_s);
    const QString back = rig->text(u"SELECT clock_timestamp()"_s); // no probe can have returned much earlier
    const auto isFound = [&](int count) {
        return test::spinUntil([&] { return rig->number(u"SELECT count(*) FROM alert"_s) >= count; }, 60s,
                               50ms);
    };
    if (!isFound(1))
        return fail(ErrorKind::Internal, u"who did not come back is not found"_s);
    result.insert(
        u"first_alert_after_ms"_s,
        rig->number(
            u"SELECT round(1000 * extract(epoch FROM min(created_at) - '%1')) FROM alert"_s.arg(back)));
    rig->fleet().setSilent(1, 1);
    if (!isFound(2))
        return fail(ErrorKind::Internal, u"who fell silent is not found"_s);
    result.insert(u"found_after_deadline_ms"_s,
                  rig->number(u"SELECT round(1000 * extract(epoch FROM pg_xact_commit_timestamp(a.xmin) - "
                              "s.last_seen_at - interval '%1 s')) FROM alert AS a JOIN device_state AS s "
                              "USING (device_key) ORDER BY alert_id DESC LIMIT 1"_s.arg(kStale.count())));
    pass(kStale);
    result.insert(u"alerts_in_all"_s, rig->number(u"SELECT count(*) FROM alert"_s));
    result.insert(u"system_alerts_in_all"_s, rig->number(u"SELECT count(*) FROM system_alert"_s));
    result.insert(u"limit_ms"_s, kLimitMs);
    return result;
}

bool isWell(const QJsonObject &result)
{
    const auto number = [&result](const char *name) {
        return result.value(QLatin1StringView(name)).toDouble();
    };
    // The server says that it receives when it is subscribed, a moment before its first probe.
    return number("alerts_while_away") == 0 && number("system_alerts") == 1 && number("alerts_in_all") == 2
        && number("system_alerts_in_all") == 1
        && number("first_alert_after_ms") >= 1'000 * kStale.count() - 100
        && number("found_after_deadline_ms") <= kLimitMs;
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCommandLineParser options;
    options.addOption({u"devices"_s, u"that publish"_s, u"N"_s, u"5000"_s});
    options.process(application);
    const auto result = measure(std::max(2, options.value(u"devices"_s).toInt()));
    if (!result) {
        std::fprintf(stderr, "blindness: %s\n", qPrintable(result.error().what));
        return 1;
    }
    std::printf("%s\n", QJsonDocument(*result).toJson(QJsonDocument::Compact).constData());
    return isWell(*result) ? 0 : 1;
}
