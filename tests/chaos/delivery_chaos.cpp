// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// chaos delivery [--rounds N] [--seed S]: the server is killed, again and again, while it delivers. Every job
// must arrive, a repeat under the id it had, none may stay claimed beyond its lease, and of no alert may the
// end arrive before the beginning.
// chaos delivery --night: receivers are away for 1, 5 and 70 hours of a clock that jumps, while alerts open
// and close and the server is restarted; once they are back each gets everything, in order. Prints one JSON
// object; ends with 1 when something is not as it should be.
#include "chaos/course/course.h"
#include "chaos/course/night.h"
#include "support/postgres/row_reader.h"
#include "support/process/spin.h"
#include "support/receivers/busy_receiver.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <cstdio>

using namespace pulse;
using namespace pulse::chaos;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int kRate = 600; // messages a second
// A lease is three seconds here; whoever looks for those that ended does so four times in each.
const QStringList kShortLeases{u"PULSE_DELIVERY_TIMEOUT_SECONDS=2"_s,
                               u"PULSE_DELIVERY_LEASE_MARGIN_SECONDS=1"_s,
                               u"PULSE_DELIVERY_MAX_ATTEMPTS=100"_s};
constexpr auto kLeaseGrace = "5 s";

struct Arrived {
    QByteArray id;
    QByteArray body;
};

struct Verdict {
    qint64 jobs = 0;
    qint64 lost = 0; // never arrived
    qint64 unknown = 0; // arrivals under an id of no job, or with another body than before
    qint64 repeated = 0; // arrivals beyond the first
    qint64 outOfOrder = 0; // ends that arrived before their beginning
    qint64 stuck = 0; // claimed beyond their lease, whenever somebody looked
    qint64 unfinished = 0;
};

class DeliveryCourse {
public:
    DeliveryCourse(int rounds, quint64 seed)
        : m_rounds(rounds)
        , m_seed(seed)
        , m_random(seed)
        , m_receiver([this](const test::Arrival &arrival) {
            m_arrived.lock()->push_back({arrival.webhookId, arrival.body});
        })
    {
    }

    Result<Verdict> run()
    {
        InstallationOptions options;
        options.program = QCoreApplication::applicationDirPath() + u"/pulse-server"_s;
        options.webhookPort = m_receiver.port();
        options.environment = kShortLeases;
        PULSE_TRY(m_installation, Installation::start(options));
        Fleet fleet(m_installation->plant(), m_seed);
        Load load(fleet, m_installation->devicePort(), kRate);
        for (int round = 1; round <= m_rounds; ++round) {
            PULSE_CHECK(strike());
            if (round % 20 == 0)
                std::fprintf(stderr, "chaos: %d of %d rounds\n", round, m_rounds);
        }
        PULSE_CHECK(settle(load));
        return judge();
    }

private:
    // Somewhere in the next deliveries; now and then before the server has done anything.
    Result<> strike()
    {
        const int more = std::uniform_int_distribution(0, 120)(m_random);
        const qint64 count = m_receiver.count() + more;
        if (!test::spinUntil([&] { return m_receiver.count() >= count; }, 60s, 1ms))
            return fail(ErrorKind::Unavailable,
                        u"nothing is delivered any more; the server says:\n"_s
                            + m_installation->lastWordsOfServer());
        PULSE_CHECK(m_installation->killServer());
        return lookForStuck();
    }

    Result<> lookForStuck()
    {
        PULSE_TRY(
            const auto rows,
            m_installation->owner().select(
                "SELECT count(*) FROM delivery_job WHERE status = 'PROCESSING' AND lease_until < now() - "
                "interval '"
                + QByteArray(kLeaseGrace) + "'"));
        m_verdict.stuck += test::RowReader(rows).integer();
        return {};
    }

    Result<> settle(Load &load)
    {
        if (!load.finish(60s))
            return fail(ErrorKind::Unavailable, u"the broker does not accept all messages"_s);
        PULSE_CHECK(waitForLast(*m_installation));
        const auto isQuiet = [this] {
            const auto rows = m_installation->owner().select(
                "SELECT count(*) FROM delivery_job WHERE status IN ('PENDING', 'PROCESSING')");
            m_verdict.unfinished = rows ? test::RowReader(*rows).integer() : -1;
            return m_verdict.unfinished == 0;
        };
        test::spinUntil(isQuiet, 120s, 100ms);
        PULSE_CHECK(lookForStuck());
        if (!m_installation->stopServer())
            return fail(ErrorKind::Internal,
                        u"the server does not end well:\n"_s + m_installation->lastWordsOfServer());
        return {};
    }

    Result<Verdict> judge()
    {
        const std::vector<Arrived> arrived = *m_arrived.lock();
        QHash<QByteArray, qsizetype> first; // place in `arrived`, by id
        for (size_t i = 0; i < arrived.size(); ++i) {
            const auto place = static_cast<qsizetype>(i);
            const auto known = first.find(arrived[i].id);
            if (known == first.end()) {
                first.insert(arrived[i].id, place);
                continue;
            }
            ++m_verdict.repeated;
            m_verdict.unknown += arrived[i].body != arrived[static_cast<size_t>(*known)].body;
        }
        PULSE_TRY(const auto rows,
                  m_installation->owner().select(
                      "SELECT 't' || transition_id || '-r' || route_key, alert_id || '/' || route_key, "
                      "deliver_on_event FROM delivery_job"));
        QHash<QByteArray, qsizetype> opened; // by alert and route
        std::vector<std::pair<QByteArray, qsizetype>> closed;
        for (int i = 0; i < rows.size(); ++i) {
            test::RowReader row(rows, i);
            const QByteArray id = row.bytes();
            const QByteArray way = row.bytes();
            const qsizetype place = first.value(id, -1);
            ++m_verdict.jobs;
            m_verdict.lost += place < 0;
            const QByteArray event = row.bytes();
            if (event == "OPEN")
                opened.insert(way, place);
            else if (event == "CLOSED")
                closed.push_back({way, place});
            first.remove(id);
        }
        m_verdict.unknown += first.size();
        for (const auto &[way, place] : closed)
            m_verdict.outOfOrder += opened.value(way, -1) > place;
        return m_verdict;
    }

    const int m_rounds;
    const quint64 m_seed;
    std::mt19937_64 m_random;
    Mutex<std::vector<Arrived>> m_arrived;
    test::BusyReceiver m_receiver;
    std::unique_ptr<Installation> m_installation;
    Verdict m_verdict;
};

int report(QJsonObject json, bool isGood, qint64 milliseconds)
{
    json.insert(u"chaos"_s, u"delivery"_s);
    json.insert(u"seconds"_s, static_cast<double>(milliseconds) / 1'000);
    std::printf("%s\n", QJsonDocument(json).toJson(QJsonDocument::Compact).constData());
    return isGood ? 0 : 1;
}

int runNights()
{
    QElapsedTimer timer;
    timer.start();
    const auto nights =
        chaos::runNights(QCoreApplication::applicationDirPath() + u"/pulse-server"_s, {1h, 5h, 70h});
    if (!nights) {
        std::fprintf(stderr, "chaos: %s\n", qPrintable(nights.error().what));
        return 1;
    }
    QJsonObject json = nights->toJson();
    json.insert(u"hours_away"_s, QJsonArray{1, 5, 70});
    return report(json, nights->isGood(), timer.elapsed());
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({{u"rounds"_s, u"Kills of the server."_s, u"number"_s, u"10"_s},
                       {u"night"_s, u"Receivers that are away for hours."_s},
                       {u"seed"_s, u"Repeats what the devices say; else one is made up."_s, u"number"_s}});
    parser.process(application);
    if (parser.isSet(u"night"_s))
        return runNights();
    const int rounds = parser.value(u"rounds"_s).toInt();
    const quint64 seed =
        parser.isSet(u"seed"_s) ? parser.value(u"seed"_s).toULongLong() : std::random_device()();
    std::fprintf(stderr, "chaos: seed %llu\n", seed);
    QElapsedTimer timer;
    timer.start();
    DeliveryCourse course(rounds, seed);
    const auto verdict = course.run();
    if (!verdict) {
        std::fprintf(stderr, "chaos: %s\n", qPrintable(verdict.error().what));
        return 1;
    }
    const QJsonObject json{{u"rounds"_s, rounds},
                           {u"jobs"_s, verdict->jobs},
                           {u"lost"_s, verdict->lost},
                           {u"out_of_order"_s, verdict->outOfOrder},
                           {u"repeated"_s, verdict->repeated},
                           {u"unknown"_s, verdict->unknown},
                           {u"stuck"_s, verdict->stuck},
                           {u"unfinished"_s, verdict->unfinished},
                           {u"seed"_s, QString::number(seed)}};
    const bool isGood = verdict->jobs > 0 && verdict->lost == 0 && verdict->outOfOrder == 0
        && verdict->unknown == 0 && verdict->stuck == 0 && verdict->unfinished == 0;
    return report(json, isGood, timer.elapsed());
}
