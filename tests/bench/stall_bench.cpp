// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench stall [--seconds N]: a device that sends 4 messages a second, of 5 allowed, through a minute without
// PostgreSQL, without the server, without the link. Mostly idle; what counts is that none is RATE_LIMITED.
#include "e2e/servers/stall_rig.h"
#include "support/process/spin.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <cstdio>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using test::Outage;

namespace {

void pass(std::chrono::seconds time)
{
    test::spinUntil([] { return false; }, time);
}

Result<> suffer(test::StallRig &rig, std::chrono::seconds time)
{
    const std::pair<Outage, const char *> outages[] = {{Outage::Database, "database"},
                                                       {Outage::Server, "server"},
                                                       {Outage::Link, "link"},
                                                       {Outage::CutLink, "cut link"}};
    pass(10s);
    for (const auto &[outage, name] : outages) {
        std::fprintf(stderr, "stall: %s, %lld s\n", name, static_cast<long long>(time.count()));
        PULSE_CHECK(rig.begin(outage));
        pass(time);
        PULSE_CHECK(rig.end(outage));
        pass(15s);
    }
    rig.device().stop();
    const auto isDone = [&] { return rig.stored() + rig.rateLimited() >= rig.device().sent(); };
    if (!test::spinUntil(isDone, 60s))
        return fail(ErrorKind::Internal, u"not everything came in:\n"_s + rig.serverOutput());
    return {};
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCommandLineParser options;
    options.addOption({u"seconds"_s, u"of each outage"_s, u"N"_s, u"60"_s});
    options.process(application);
    const std::chrono::seconds time{std::max(1, options.value(u"seconds"_s).toInt())};
    auto rig = test::StallRig::start({QCoreApplication::applicationDirPath() + u"/pulse-server"_s});
    const auto done = rig ? suffer(**rig, time) : Result<>(tl::unexpected(rig.error()));
    if (!done) {
        std::fprintf(stderr, "stall: %s\n", qPrintable(done.error().what));
        return 1;
    }
    test::StallRig &stalled = **rig;
    const QJsonObject result{{u"bench"_s, u"stall"_s},
                             {u"seconds_each"_s, static_cast<qint64>(time.count())},
                             {u"per_second"_s, 4},
                             {u"sent"_s, stalled.device().sent()},
                             {u"stored"_s, stalled.stored()},
                             {u"rate_limited"_s, stalled.rateLimited()}};
    std::printf("%s\n", QJsonDocument(result).toJson(QJsonDocument::Compact).constData());
    const bool isWell = stalled.rateLimited() == 0 && stalled.stored() == stalled.device().sent();
    return isWell && !stalled.device().isBroken() ? 0 : 1;
}
