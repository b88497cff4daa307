// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench endings: two servers on one database, somebody with requests, a live socket and a back-test on both.
// For each way in which a session ends: how long until each of them is over? One line of JSON an ending, in
// milliseconds from before the act; the first server is notified of changes, the second only looks every two
// seconds. The last line sums up.
#include "contract/endings/installation.h"
#include "contract/endings/visit.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <algorithm>
#include <cmath>
#include <cstdio>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using test::Visit;

namespace {

constexpr double kLimitMs = 5'000;

void print(const QJsonObject &line)
{
    std::printf("%s\n", QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

double msBetween(Visit::Steady::time_point begin, const std::optional<Visit::Steady::time_point> &end)
{
    return end ? std::round(std::chrono::duration<double, std::milli>(*end - begin).count() * 10) / 10 : -1;
}

QJsonObject figuresOf(const Visit &visit, Visit::Steady::time_point begin)
{
    return {{u"http_ms"_s, msBetween(begin, visit.httpEnd)},
            {u"socket_ms"_s, msBetween(begin, visit.socketEnd)},
            {u"backtest_ms"_s, msBetween(begin, visit.streamEnd)}};
}

double mostOf(const QJsonObject &figures)
{
    double most = 0;
    for (const QJsonValue &figure : figures)
        most = std::max(most, figure.toDouble());
    return most;
}

// The longest any of it took.
Result<double> measure(test::Installation &installation, const test::Ending &ending)
{
    PULSE_TRY(const test::Person person, installation.admit(QString::fromLatin1(ending.name)));
    Visit first(installation.first(), person.token());
    Visit second(installation.second(), person.token());
    if (!test::spinUntil([&] { return first.isOpen() && second.isOpen(); }, 60s))
        return fail(ErrorKind::Unavailable, u"a server does not let people in"_s);
    const auto begin = Visit::Steady::now();
    PULSE_CHECK(ending.end(installation, person));
    const auto isOver = [&] {
        const bool isFirstOver = first.hasEnded();
        return second.hasEnded() && isFirstOver;
    };
    if (!test::spinUntil(isOver, 60s))
        return fail(ErrorKind::Unavailable, u"%1 does not end"_s.arg(QString::fromLatin1(ending.name)));
    const QJsonObject notified = figuresOf(first, begin);
    const QJsonObject polling = figuresOf(second, begin);
    print({{u"bench"_s, u"endings"_s},
           {u"ending"_s, QString::fromLatin1(ending.name)},
           {u"notified"_s, notified},
           {u"polling"_s, polling}});
    return std::max(mostOf(notified), mostOf(polling));
}

Result<bool> run()
{
    PULSE_TRY(const auto installation, test::Installation::create());
    double most = 0;
    for (const test::Ending &ending : test::endings()) {
        PULSE_TRY(const double took, measure(*installation, ending));
        most = std::max(most, took);
    }
    print({{u"bench"_s, u"endings"_s},
           {u"endings"_s, static_cast<qint64>(test::endings().size())},
           {u"max_ms"_s, most},
           {u"limit_ms"_s, kLimitMs}});
    return most <= kLimitMs;
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const auto isGood = run();
    if (!isGood)
        std::fprintf(stderr, "endings: %s\n", qPrintable(isGood.error().what));
    return isGood && *isGood ? 0 : 1;
}
