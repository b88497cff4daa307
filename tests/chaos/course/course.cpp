// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/course/course.h"

#include "support/postgres/row_reader.h"
#include "support/process/spin.h"

#include <QElapsedTimer>
#include <cstdio>

namespace pulse::chaos {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

InstallationOptions installationFor(const CourseOptions &options)
{
    InstallationOptions installation;
    installation.program = options.program;
    // What a killed broker still knows is what it saved last.
    if (options.killsBroker)
        installation.brokerConfiguration = "autosave_interval 1";
    if (options.isStolen)
        installation.brokerConfiguration = "max_inflight_messages 1000";
    installation.tiesIdsToAccounts = !options.isStolen;
    return installation;
}

Result<> strike(Rounds &rounds, const CourseOptions &options)
{
    for (int round = 1; round <= options.rounds; ++round) {
        PULSE_CHECK(options.killsBroker ? rounds.strikeBroker() : rounds.strikeAtRandom());
        if (round % 20 == 0)
            std::fprintf(stderr, "chaos: %d of %d rounds\n", round, options.rounds);
    }
    return rounds.waitForWork();
}

} // namespace

Result<> waitForLast(Installation &installation)
{
    const QByteArray count = "SELECT count(*) FROM reading WHERE device_key = "
        + QByteArray::number(installation.plant().devices.back().key);
    const auto isStored = [&] {
        const auto rows = installation.owner().select(count);
        return rows && test::RowReader(*rows).integer() > 0;
    };
    if (!test::spinUntil(isStored, 120s))
        return fail(ErrorKind::Unavailable,
                    u"the last message is not stored; the server says:\n"_s
                        + installation.lastWordsOfServer());
    return {};
}

Result<> settle(Installation &installation, Load &load)
{
    if (!load.finish(60s))
        return fail(ErrorKind::Unavailable, u"the broker does not accept all messages"_s);
    PULSE_CHECK(waitForLast(installation));
    if (!installation.stopServer())
        return fail(ErrorKind::Internal,
                    u"the server does not end well:\n"_s + installation.lastWordsOfServer());
    return {};
}

Result<Course> runCourse(const CourseOptions &options)
{
    PULSE_TRY(const auto installation, Installation::start(installationFor(options)));
    QElapsedTimer timer;
    timer.start();
    Fleet fleet(installation->plant(), options.seed);
    Load load(fleet, installation->devicePort(),
              options.isStolen ? kMessagesPerSecondStolen : kMessagesPerSecond);
    Rounds rounds(*installation, fleet, options.seed);
    Course course;
    if (options.isStolen) {
        PULSE_TRY(course.thefts, stealAgainAndAgain(*installation, fleet, rounds, options.rounds));
        PULSE_CHECK(rounds.waitForWork());
    } else {
        const Burglars burglars(*installation, options.seed);
        PULSE_CHECK(strike(rounds, options));
        course.burglaries = burglars.tries();
        course.burgled = burglars.taken();
    }
    PULSE_CHECK(settle(*installation, load));
    PULSE_TRY(course.judgement, judge(installation->plant(), fleet, installation->owner()));
    course.rounds = rounds.counts();
    course.broker = installation->broker().counts();
    course.published = fleet.acceptedCount();
    course.unheard = fleet.unheardCount();
    course.repeated = load.repeated();
    course.answersWithheld = installation->commits().answersWithheld();
    course.seconds = static_cast<double>(timer.elapsed()) / 1000.0;
    if (load.refused() > 0)
        course.judgement.differences.add(u"the broker refused %1 messages"_s.arg(load.refused()));
    return course;
}

} // namespace pulse::chaos
