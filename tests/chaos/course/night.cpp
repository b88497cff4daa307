// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/course/night.h"

#include "chaos/course/absent_receiver.h"
#include "mqtt/publisher.h"
#include "support/broker/broker.h"
#include "support/broker/quick_publisher.h"
#include "support/postgres/postgres_cluster.h"
#include "support/process/served.h"
#include "support/process/shifted_time.h"
#include "support/process/spin.h"
#include "vault/vault.h"

#include <QHash>
#include <array>
#include <cstdio>

namespace pulse::chaos {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int kSteps = 6; // of an outage; in each alerts open, others close, and the server restarts
constexpr int kAlerts = 2; // that open in a step
constexpr auto kPatience = 120s; // for whatever must happen in real time

// Each has an integration and a route of its own. The last hears of one alert a night.
const std::array kManners{Absence{"gone", {}, true}, Absence{"overloaded", {.status = 503}},
                          Absence{"hanging", {.manner = test::HttpAnswer::Manner::Stall}},
                          Absence{"forbidding", {.status = 401}},
                          Absence{"broken, and lonely", {.status = 500}, false, "lonely-"}};

class Nights {
public:
    explicit Nights(QString program)
        : m_program(std::move(program))
    {
    }

    Result<NightReport> run(const QList<std::chrono::hours> &outages)
    {
        PULSE_CHECK(prepare());
        for (const std::chrono::hours outage : outages) {
            PULSE_CHECK(beAway(outage));
            PULSE_CHECK(catchUp());
            std::fprintf(stderr, "chaos: %lld hours are over\n", static_cast<long long>(outage.count()));
        }
        PULSE_CHECK(judge());
        return m_report;
    }

private:
    Result<> prepare();
    Result<> install();
    Result<> launch();
    Result<> say(const QByteArray &device, double value);
    Result<> step(int step);
    Result<> beAway(std::chrono::hours outage);
    Result<> catchUp();
    Result<> restart();
    Result<> waitUntilQuiet();
    QHash<QByteArray, qsizetype> arrivals();
    Result<> judge();
    Result<> waitFor(const char *what, const QString &sql, const QString &expected);
    Result<qint64> number(const QString &sql) const;
    QByteArray device(const char *prefix) { return prefix + QByteArray::number(++m_devices); }

    const QString m_program;
    std::unique_ptr<test::ShiftedTime> m_time;
    std::unique_ptr<test::PostgresCluster> m_cluster;
    std::optional<test::TestDatabase> m_database;
    std::unique_ptr<test::Broker> m_broker;
    std::unique_ptr<test::Served> m_server;
    std::vector<std::unique_ptr<AbsentReceiver>> m_receivers;
    std::unique_ptr<mqtt::Publisher> m_publisher;
    QList<QByteArray> m_open; // devices whose alerts are
    int m_devices = 0;
    qint64 m_said = 0;
    qint64 m_answered = 0; // by the broker
    NightReport m_report;
};

Result<> Nights::prepare()
{
    PULSE_TRY(m_time, test::ShiftedTime::create());
    PULSE_TRY(m_cluster, test::PostgresCluster::start(test::Durability::None, {}, m_time->environment()));
    PULSE_TRY(m_database, m_cluster->createDatabase());
    PULSE_TRY(m_broker, test::Broker::start());
    for (const Absence &absence : kManners)
        m_receivers.push_back(std::make_unique<AbsentReceiver>(absence));
    PULSE_CHECK(install());
    PULSE_CHECK(launch());
    m_publisher = std::make_unique<mqtt::Publisher>(
        test::quickPublisher(m_broker->port()),
        mqtt::PublisherEvents{[this](std::span<const mqtt::Settlement> settled) {
                                  m_answered += static_cast<qint64>(settled.size());
                              },
                              [] {}, [] {}, [](const Error &) {}});
    m_publisher->start();
    return {};
}

// A rule, and a route to each receiver. Nobody falls silent: the clock jumps by hours.
Result<> Nights::install()
{
    PULSE_CHECK(m_database->execute(
        u"INSERT INTO tenant (tenant_id, name) VALUES ('acme', 'Acme');"
        "INSERT INTO site (tenant_key, site_id) SELECT tenant_key, 'north' FROM tenant;"
        "UPDATE app_settings SET value = '1000000' WHERE key IN ('RATE_LIMIT_RPS', 'RATE_LIMIT_BURST');"
        "UPDATE app_settings SET value = '86400' WHERE key = 'HEARTBEAT_STALE_SECONDS';"
        "INSERT INTO alert_rule (tenant_key, name, metric_name, operator, threshold, severity)"
        " SELECT tenant_key, 'hot', 'temp_c', 'GT', 40, 5 FROM tenant;"
        "INSERT INTO device (tenant_key, device_id, site_key, token_hash)"
        " SELECT tenant_key, kind || '-' || n, site_key, sha256('token'::bytea)"
        "   FROM site, generate_series(1, 500) AS n, unnest('{pump,lonely}'::text[]) AS kind"_s));
    PULSE_TRY(const auto vault, vault::Vault::open({{}, QByteArray(32, 7).toBase64()})); // as Served's
    int number = 0;
    for (const auto &receiver : m_receivers) {
        const QString id = u"00000000-0000-4000-8000-%1"_s.arg(++number, 12, 10, QLatin1Char('0'));
        const QByteArray webhook =
            R"({"url":"http://127.0.0.1:)" + QByteArray::number(receiver->port()) + R"(/","headers":{}})";
        const QByteArray sealed = vault.seal(webhook, "integration:" + id.toLatin1());
        PULSE_CHECK(m_database->execute(
            u"WITH i AS (INSERT INTO integration (tenant_key, integration_id, name, type, sealed)"
            " SELECT tenant_key, '%1', '%2', 'webhook', '\\x%3' FROM tenant RETURNING tenant_key, "
            "integration_key)"
            "INSERT INTO integration_route (tenant_key, integration_key, name, alert_types, device_prefixes,"
            " deliver_on) SELECT tenant_key, integration_key, '%2', '{THRESHOLD}', '{%4}', '{OPEN,CLOSED}' FROM i"_s
                .arg(id, QString::fromLatin1(receiver->absence().name), QString::fromLatin1(sealed.toHex()),
                     QString::fromLatin1(receiver->absence().prefix))));
    }
    return {};
}

Result<> Nights::launch()
{
    QStringList allowed;
    for (const auto &receiver : m_receivers)
        allowed.append(u"127.0.0.1/32:%1"_s.arg(receiver->port()));
    test::ServedConfig config{m_program, m_database->appConnInfo(), m_broker->port()};
    config.environment = m_time->environment()
        + QStringList{u"PULSE_DELIVERY_ALLOW="_s + allowed.join(u','), u"PULSE_DELIVERY_ALLOW_HTTP=true"_s,
                      u"PULSE_DELIVERY_TIMEOUT_SECONDS=2"_s, u"PULSE_DELIVERY_LEASE_MARGIN_SECONDS=5"_s};
    PULSE_TRY(m_server, test::Served::start(config));
    if (!m_server->waitUntilReceiving(kPatience))
        return fail(ErrorKind::Unavailable,
                    u"the server does not receive:\n"_s + m_server->process().output());
    return {};
}

Result<> Nights::say(const QByteArray &device, double value)
{
    const QByteArray payload = "{\"ts\":\"" + toRfc3339(m_time->now())
        + R"(","site_id":"north","provision_token":"token","metrics":{"temp_c":)" + QByteArray::number(value)
        + "}}";
    const auto canSend = [this] { return m_publisher->canPublish(); };
    if (!test::spinUntil(canSend, kPatience))
        return fail(ErrorKind::Unavailable, u"the broker takes nothing"_s);
    PULSE_CHECK(m_publisher->publish({"tenant/acme/device/" + device + "/telemetry", payload, 1, false}));
    ++m_said;
    return {};
}

Result<qint64> Nights::number(const QString &sql) const
{
    PULSE_TRY(const QStringList rows, m_database->query(sql));
    return rows.value(0).toLongLong();
}

Result<> Nights::waitFor(const char *what, const QString &sql, const QString &expected)
{
    QString last;
    const auto isSo = [&] {
        const auto rows = m_database->query(sql);
        last = rows ? rows->value(0) : rows.error().what;
        return last == expected;
    };
    if (test::spinUntil(isSo, kPatience, 50ms))
        return {};
    return fail(ErrorKind::Unavailable,
                u"%1: %2 instead of %3; the server says:\n%4"_s.arg(
                    QString::fromLatin1(what), last, expected, m_server->process().output().right(4'000)));
}

// Nothing is under way, and nothing could be: what is due waits for a circuit, or for what comes before it.
Result<> Nights::waitUntilQuiet()
{
    return waitFor(
        "deliveries go on and on",
        u"SELECT count(*) FROM delivery_job AS j"
        "  LEFT JOIN integration_health AS h USING (integration_key)"
        " WHERE j.status = 'PROCESSING'"
        "    OR (j.status = 'PENDING' AND j.next_run_at <= now()"
        "        AND coalesce(h.open_until, '-infinity') <= now()"
        "        AND NOT EXISTS (SELECT FROM delivery_job AS earlier"
        "                         WHERE earlier.alert_id = j.alert_id AND earlier.route_key = j.route_key"
        "                           AND earlier.status = 'PENDING'"
        "                           AND earlier.transition_id < j.transition_id))"_s,
        u"0"_s);
}

// In order and by force, by turns; with whatever is in flight.
Result<> Nights::restart()
{
    if (++m_report.restarts % 2 == 0)
        m_server->kill();
    else if (m_server->stop() != 0)
        return fail(ErrorKind::Internal, u"the server does not end well:\n"_s + m_server->process().output());
    PULSE_CHECK(m_server->launch());
    if (!m_server->waitUntilReceiving(kPatience))
        return fail(ErrorKind::Unavailable, u"the server does not receive"_s);
    return {};
}

// Some open, of those of earlier steps some close; the lonely one opens with the first.
Result<> Nights::step(int step)
{
    const qsizetype toClose = std::min<qsizetype>(m_open.size(), step == 0 ? 0 : 1);
    for (qsizetype i = 0; i < toClose; ++i)
        PULSE_CHECK(say(m_open.takeFirst(), 30));
    for (int i = 0; i < kAlerts; ++i) {
        m_open.append(device("pump-"));
        PULSE_CHECK(say(m_open.last(), 50));
    }
    if (step == 0) {
        m_open.append(device("lonely-"));
        PULSE_CHECK(say(m_open.last(), 50));
    }
    return waitFor("readings", u"SELECT count(*) FROM reading"_s, QString::number(m_said));
}

Result<> Nights::beAway(std::chrono::hours outage)
{
    for (const auto &receiver : m_receivers)
        receiver->leave();
    for (int i = 0; i < kSteps; ++i) {
        PULSE_CHECK(step(i));
        PULSE_CHECK(restart());
        PULSE_CHECK(waitUntilQuiet());
        PULSE_CHECK(m_time->shiftBy(std::chrono::milliseconds(outage) / kSteps));
        PULSE_CHECK(waitUntilQuiet());
    }
    return {};
}

// They are back: minutes later everything has arrived, and what ends now too.
Result<> Nights::catchUp()
{
    for (const auto &receiver : m_receivers)
        receiver->comeBack();
    for (auto minutes = 0min; minutes <= 20min; minutes += 1min) {
        PULSE_CHECK(waitUntilQuiet());
        PULSE_TRY(const qint64 waiting,
                  number(u"SELECT count(*) FROM delivery_job WHERE status IN ('PENDING', 'PROCESSING')"_s));
        if (waiting == 0) {
            m_report.longestCatchUp = std::max(m_report.longestCatchUp, minutes);
            while (!m_open.isEmpty())
                PULSE_CHECK(say(m_open.takeFirst(), 30));
            PULSE_CHECK(waitFor("readings", u"SELECT count(*) FROM reading"_s, QString::number(m_said)));
            return waitFor("unfinished",
                           u"SELECT count(*) FROM delivery_job WHERE status IN ('PENDING', 'PROCESSING')"_s,
                           u"0"_s);
        }
        PULSE_CHECK(m_time->shiftBy(1min));
    }
    return fail(ErrorKind::Unavailable, u"the receivers are back, and do not get what waited for them"_s);
}

// The first arrival of each, by id: receivers have ids of their own.
QHash<QByteArray, qsizetype> Nights::arrivals()
{
    QHash<QByteArray, qsizetype> places;
    for (const auto &receiver : m_receivers) {
        const QList<QByteArray> ids = receiver->arrivals();
        for (qsizetype i = 0; i < ids.size(); ++i) {
            m_report.repeated += places.contains(ids[i]);
            if (!places.contains(ids[i]))
                places.insert(ids[i], i);
        }
    }
    return places;
}

Result<> Nights::judge()
{
    if (m_server->stop() != 0)
        return fail(ErrorKind::Internal, u"the server does not end well"_s);
    PULSE_TRY(m_report.attempts, number(u"SELECT count(*) FROM delivery_attempt"_s));
    PULSE_TRY(const QStringList rows,
              m_database->query(
                  u"SELECT concat_ws(' ', deliver_on_event, 't' || transition_id || '-r' || route_key,"
                  " alert_id || '/' || route_key, status) FROM delivery_job ORDER BY transition_id"_s));
    QHash<QByteArray, qsizetype> places = arrivals();
    QHash<QString, qsizetype> began; // by alert and route
    for (const QString &row : rows) {
        const QStringList job = row.split(u' ');
        const bool isOpening = job[0] == "OPEN"_L1;
        const qsizetype at = places.value(job[1].toLatin1(), -1);
        places.remove(job[1].toLatin1());
        ++(isOpening ? m_report.opened : m_report.closed);
        m_report.lost += at < 0;
        m_report.dead += job[3] == "FAILED"_L1;
        if (at >= 0 && isOpening)
            began.insert(job[2], at);
        else if (at >= 0)
            m_report.outOfOrder += began.value(job[2], at) >= at;
    }
    m_report.unknown = places.size();
    return {};
}

} // namespace

bool NightReport::isGood() const
{
    return opened > 0 && opened == closed && lost == 0 && dead == 0 && outOfOrder == 0 && unknown == 0;
}

QJsonObject NightReport::toJson() const
{
    return {{u"opened"_s, opened},
            {u"closed"_s, closed},
            {u"lost"_s, lost},
            {u"dead"_s, dead},
            {u"out_of_order"_s, outOfOrder},
            {u"unknown"_s, unknown},
            {u"repeated"_s, repeated},
            {u"attempts"_s, attempts},
            {u"restarts"_s, restarts},
            {u"longest_catch_up_minutes"_s, static_cast<qint64>(longestCatchUp.count())}};
}

Result<NightReport> runNights(const QString &program, const QList<std::chrono::hours> &outages)
{
    return Nights(program).run(outages);
}

} // namespace pulse::chaos
