// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// chaos ingest [--rounds N] [--thefts N] [--broker-crashes N] [--seed S]: what the broker accepted is stored
// exactly once, and what follows from it is what an oracle computes, whatever happens to server, database,
// broker and the links between them, and whoever tries to steal the server's session every two seconds.
// Prints one JSON object; then one of a course at a broker that permits such thefts, where what is lost must
// have been on its way between a theft and the server's next subscription; then one of a course in which the
// broker is killed and may lose what was in its memory. Ends with 1 when something is not as it should be.
//
// A seed repeats the blows and what the devices say, not the moments at which they meet.
#include "chaos/course/course.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonDocument>
#include <cstdio>
#include <random>

using namespace pulse;
using namespace pulse::chaos;
using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds kMostAfterTheft{5};

QJsonObject blowCounts(const RoundCounts &counts)
{
    const auto count = [&counts](Blow blow) { return counts.blows[static_cast<size_t>(blow)]; };
    return {{u"server_kills"_s, count(Blow::KillServer)},
            {u"database_crashes"_s, count(Blow::CrashDatabase)},
            {u"broker_restarts"_s, count(Blow::RestartBroker)},
            {u"cut_links"_s, count(Blow::CutLink)},
            {u"cut_commits"_s, count(Blow::CutCommit)}};
}

QJsonObject ordinaryReport(const CourseOptions &options, const Course &course)
{
    return {{u"chaos"_s, u"ingest"_s},
            {u"rounds"_s, options.rounds},
            {u"published"_s, course.published},
            {u"redelivered"_s, course.broker.redelivered},
            {u"kills_with_unacked"_s, course.rounds.killsWithUnacknowledged},
            {u"lost"_s, course.judgement.lost},
            {u"duplicated"_s, course.judgement.duplicated},
            {u"oracle_differences"_s, course.judgement.differences.count()},
            {u"blows"_s, blowCounts(course.rounds)},
            {u"commits_unheard"_s, course.answersWithheld},
            {u"repeated_by_devices"_s, course.repeated},
            {u"thefts_tried"_s, course.burglaries},
            {u"handed_to_thieves"_s, course.burgled},
            {u"readings"_s, course.judgement.readings},
            {u"alerts"_s, course.judgement.alerts},
            {u"transitions"_s, course.judgement.transitions},
            {u"jobs"_s, course.judgement.jobs},
            {u"seed"_s, QString::number(options.seed)},
            {u"seconds"_s, course.seconds}};
}

QJsonObject theftReport(const CourseOptions &options, const Course &course)
{
    return {{u"chaos"_s, u"ingest"_s},
            {u"thefts"_s, course.thefts.thefts},
            {u"published"_s, course.published},
            {u"lost"_s, course.judgement.lost},
            {u"lost_between_theft_and_suback"_s, course.judgement.lostToThieves},
            {u"handed_to_thieves"_s, course.thefts.handedOver},
            {u"longest_away_ms"_s, qint64{course.thefts.longestAway.count()}},
            {u"longest_unsaid_ms"_s, qint64{course.thefts.longestUnsaid.count()}},
            {u"duplicated"_s, course.judgement.duplicated},
            {u"oracle_differences"_s, course.judgement.differences.count()},
            {u"seed"_s, QString::number(options.seed)},
            {u"seconds"_s, course.seconds}};
}

QJsonObject crashReport(const CourseOptions &options, const Course &course)
{
    return {{u"chaos"_s, u"ingest"_s},
            {u"broker_crashes"_s, options.rounds},
            {u"published"_s, course.published},
            {u"broker_crash_lost"_s, course.judgement.lost},
            {u"of_these_without_subscriber"_s, course.unheard},
            {u"resurrected"_s, course.broker.resurrected},
            {u"duplicated"_s, course.judgement.duplicated},
            {u"oracle_differences"_s, course.judgement.differences.count()},
            {u"seconds"_s, course.seconds}};
}

bool complain(const QString &what)
{
    std::fprintf(stderr, "chaos: %s\n", qPrintable(what));
    return false;
}

bool print(const Course &course, const QJsonObject &report)
{
    for (const QString &difference : course.judgement.differences.kept())
        complain(difference);
    std::printf("%s\n", QJsonDocument(report).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
    return course.judgement.duplicated == 0 && course.judgement.differences.count() == 0;
}

bool runOrdinary(const CourseOptions &options)
{
    if (options.rounds == 0)
        return true;
    const auto course = runCourse(options);
    if (!course)
        return complain(course.error().what);
    const bool isGood = print(*course, ordinaryReport(options, *course)) && course->judgement.lost == 0;
    if (course->burgled > 0)
        return complain(u"the broker handed messages to a thief"_s);
    const int kills = course->rounds.blows[static_cast<size_t>(Blow::KillServer)];
    if (2 * course->rounds.killsWithUnacknowledged < kills)
        return complain(u"too few kills met unacknowledged messages"_s);
    return isGood;
}

bool runThefts(CourseOptions options)
{
    if (options.rounds == 0)
        return true;
    options.isStolen = true;
    const auto course = runCourse(options);
    if (!course)
        return complain(course.error().what);
    const bool isGood = print(*course, theftReport(options, *course)) && course->judgement.lost == 0;
    if (course->thefts.longestAway > kMostAfterTheft || course->thefts.longestUnsaid > kMostAfterTheft)
        return complain(u"the server was away, or the theft unsaid, for too long"_s);
    return isGood;
}

bool runBrokerCrashes(CourseOptions options)
{
    if (options.rounds == 0)
        return true;
    options.killsBroker = true;
    const auto course = runCourse(options);
    return course ? print(*course, crashReport(options, *course)) : complain(course.error().what);
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions(
        {{u"rounds"_s, u"Blows against server, database, broker and links."_s, u"number"_s, u"20"_s},
         {u"broker-crashes"_s, u"Kills of the broker, in a course of their own."_s, u"number"_s, u"5"_s},
         {u"thefts"_s,
          u"Thefts of the server's session, in a course of their own, at a broker that permits them."_s,
          u"number"_s, u"10"_s},
         {u"seed"_s, u"Repeats a course; else one is made up."_s, u"number"_s}});
    parser.process(application);
    CourseOptions options;
    options.program = QCoreApplication::applicationDirPath() + u"/pulse-server"_s;
    options.seed = parser.isSet(u"seed"_s) ? parser.value(u"seed"_s).toULongLong() : std::random_device()();
    std::fprintf(stderr, "chaos: seed %llu\n", options.seed);
    options.rounds = parser.value(u"rounds"_s).toInt();
    bool isGood = runOrdinary(options);
    options.rounds = parser.value(u"thefts"_s).toInt();
    isGood = runThefts(options) && isGood;
    options.rounds = parser.value(u"broker-crashes"_s).toInt();
    return runBrokerCrashes(options) && isGood ? 0 : 1;
}
