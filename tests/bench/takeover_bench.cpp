// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench takeover [ROUNDS [DEVICES]]: two servers on one database and one broker, 2,000 messages a second. In
// each round the leader is killed: how long until the other one's first row is committed? At the end one is
// frozen instead. Then everything is compared with what an undisturbed server makes of the same messages.
#include "e2e/servers/paced_publisher.h"
#include "e2e/servers/plant.h"
#include "store/postgres/connection.h"
#include "support/broker/broker.h"
#include "support/process/served.h"
#include "support/process/spin.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <cstdio>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Steady = std::chrono::steady_clock;
using Servers = std::array<std::unique_ptr<test::Served>, 2>;

constexpr int kPerSecond = 2'000;
constexpr int kSecondsPerRound = 5; // of load: some before the kill, some for the other to come back
constexpr int kFrozenSeconds = 30;
constexpr double kLimitMs = 5'000;

struct Shape {
    int rounds = 10;
    int devices = 1'000;
    int rowsPerDevice() const
    {
        return std::max(1, kPerSecond * (rounds * kSecondsPerRound + kFrozenSeconds) / devices);
    }
    qint64 total() const { return qint64{devices} * rowsPerDevice(); }
};

// A database and a broker for servers.
struct Place {
    static Result<std::unique_ptr<Place>> create(const test::PostgresCluster &cluster, int devices)
    {
        PULSE_TRY(auto database, cluster.createDatabase());
        PULSE_CHECK(test::installPlant(database, devices));
        PULSE_TRY(auto broker, test::Broker::start());
        return std::unique_ptr<Place>(new Place{std::move(database), std::move(broker)});
    }
    Result<std::unique_ptr<test::Served>> serve() const
    {
        return test::Served::start({QCoreApplication::applicationDirPath() + u"/pulse-server"_s,
                                    database.appConnInfo(), broker->port()});
    }
    bool hasStored(qint64 count) const
    {
        return test::spinUntil([&] { return test::countReadings(database) >= count; }, 120s);
    }

    test::TestDatabase database;
    std::unique_ptr<test::Broker> broker;
};

// True when a message that was received after `moment` is committed: states commit with their readings.
bool isHeardSince(store::Connection &owner, Instant moment)
{
    const auto rows =
        owner.select("SELECT 1 FROM device_state WHERE last_seen_at > '" + toRfc3339(moment) + "' LIMIT 1");
    return rows && rows->size() > 0;
}

// Milliseconds from the leader's end until the other one's first commit.
Result<double> measureTakeover(store::Connection &owner, const std::function<void()> &endLeader)
{
    const auto begin = Steady::now();
    endLeader();
    const Instant ended = SystemClock().now();
    if (!test::spinUntil([&] { return isHeardSince(owner, ended); }, 120s))
        return fail(ErrorKind::Unavailable, u"nobody takes over"_s);
    return std::chrono::duration<double, std::milli>(Steady::now() - begin).count();
}

struct Figures {
    std::vector<double> killed;
    double frozen = 0;
};

Result<> strike(const Shape &shape, store::Connection &owner, Servers &servers,
                test::PacedPublisher &publisher, Figures &figures)
{
    size_t leader = 0;
    for (int round = 0; round < shape.rounds; ++round) {
        const auto due = static_cast<size_t>(kPerSecond) * (round * kSecondsPerRound + 2);
        if (!publisher.waitForAnswers(due))
            return fail(ErrorKind::Unavailable, u"the broker does not answer"_s);
        PULSE_TRY(const double took, measureTakeover(owner, [&] { servers[leader]->kill(); }));
        figures.killed.push_back(took);
        PULSE_CHECK(servers[leader]->launch());
        leader = 1 - leader;
    }
    test::ChildProcess &frozen = servers[leader]->process();
    PULSE_TRY(figures.frozen, measureTakeover(owner, [&] { frozen.pause(); }));
    frozen.resume();
    return {};
}

Result<QStringList> disturbed(const test::PostgresCluster &cluster, const Shape &shape,
                              const std::vector<mqtt::Publication> &messages, Figures &figures)
{
    PULSE_TRY(const auto place, Place::create(cluster, shape.devices));
    store::Connection owner({place->database.adminConnInfo().toUtf8(), "bench"});
    Servers servers;
    for (auto &server : servers) {
        PULSE_TRY(server, place->serve());
        if (!servers[0]->waitUntilReceiving())
            return fail(ErrorKind::Unavailable, servers[0]->process().output());
    }
    test::PacedPublisher publisher(place->broker->port(), messages, kPerSecond);
    publisher.start();
    PULSE_CHECK(strike(shape, owner, servers, publisher, figures));
    if (!publisher.finish() || !place->hasStored(shape.total()))
        return fail(ErrorKind::Unavailable, u"not everything was stored"_s);
    owner.close();
    return test::outcomeOf(place->database);
}

Result<QStringList> undisturbed(const test::PostgresCluster &cluster, const Shape &shape,
                                const std::vector<mqtt::Publication> &messages)
{
    PULSE_TRY(const auto place, Place::create(cluster, shape.devices));
    PULSE_TRY(const auto server, place->serve());
    if (!server->waitUntilReceiving())
        return fail(ErrorKind::Unavailable, server->process().output());
    test::PacedPublisher publisher(place->broker->port(), messages, 1'000'000);
    publisher.start();
    if (!publisher.finish() || !place->hasStored(shape.total()))
        return fail(ErrorKind::Unavailable, u"not everything was stored undisturbed"_s);
    return test::outcomeOf(place->database);
}

Result<bool> run(const Shape &shape)
{
    PULSE_TRY(const auto cluster, test::PostgresCluster::start(test::Durability::Real));
    const auto begin = SystemClock().now() - std::chrono::milliseconds{shape.total()} - 1min;
    const auto messages = test::plantMessages(shape.devices, shape.rowsPerDevice(), begin);
    Figures figures;
    PULSE_TRY(const QStringList found, disturbed(*cluster, shape, messages, figures));
    PULSE_TRY(const QStringList expected, undisturbed(*cluster, shape, messages));
    const QStringList differences = test::differences(expected, found);
    for (const QString &line : differences.mid(0, 10))
        std::fprintf(stderr, "takeover: differs: %s\n", qPrintable(line));
    std::sort(figures.killed.begin(), figures.killed.end());
    const double most = figures.killed.back();
    const QJsonObject result{{u"bench"_s, u"takeover"_s},
                             {u"rounds"_s, shape.rounds},
                             {u"devices"_s, shape.devices},
                             {u"messages_per_s"_s, kPerSecond},
                             {u"messages"_s, shape.total()},
                             {u"p50_ms"_s, figures.killed[figures.killed.size() / 2]},
                             {u"max_ms"_s, most},
                             {u"limit_ms"_s, kLimitMs},
                             {u"frozen_ms"_s, figures.frozen},
                             {u"compared"_s, expected.size()},
                             {u"differences"_s, differences.size()}};
    std::printf("%s\n", QJsonDocument(result).toJson(QJsonDocument::Compact).constData());
    return most <= kLimitMs && differences.isEmpty();
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = application.arguments();
    Shape shape;
    shape.rounds = std::max(1, arguments.value(1, u"10"_s).toInt());
    shape.devices = std::max(1, arguments.value(2, u"1000"_s).toInt());
    const auto isGood = run(shape);
    if (!isGood)
        std::fprintf(stderr, "takeover: %s\n", qPrintable(isGood.error().what));
    return isGood && *isGood ? 0 : 1;
}
