// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench hanging [--seconds N] [--rate N]: 1,000 integrations of many tenants that work, first alone, then
// beside 100 of another tenant that never end what they begin: they do not answer, do not finish TLS, their
// name server is silent, or they are SNMP receivers that acknowledge nothing. Latency is from the commit of a
// job to its arrival.
#include "bench/load/delivery_world.h"
#include "support/process/spin.h"
#include "support/receivers/busy_receiver.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonDocument>
#include <QUdpSocket>
#include <cmath>
#include <cstdio>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using model::IntegrationType;

namespace {

constexpr int kTenants = 100;
constexpr int kIntegrationsEach = 10;
constexpr int kHanging = 100;
constexpr auto kTick = 20ms;

struct Options {
    std::chrono::seconds time{20};
    int rate = 400; // deliveries a second
};

struct Side {
    double p50 = 0;
    double p99 = 0;
    qint64 delivered = 0;
    qint64 hanging = 0; // attempts at those that hang, ended
    int inFlight = 0; // in the end
};

// Four kinds, in turn.
std::pair<IntegrationType, QJsonObject> hangingOne(int number, quint16 silent, quint16 deaf)
{
    switch (number % 4) {
    case 0:
        return {IntegrationType::Webhook,
                bench::DeliveryWorld::signedWebhook(u"http://127.0.0.1:%1/"_s.arg(silent))};
    case 1:
        return {IntegrationType::Webhook,
                bench::DeliveryWorld::signedWebhook(u"https://127.0.0.1:%1/"_s.arg(silent))};
    case 2:
        return {IntegrationType::Webhook,
                bench::DeliveryWorld::signedWebhook(u"https://receiver-%1.example/"_s.arg(number))};
    default:
        return {IntegrationType::Snmp,
                {{u"snmp_host"_s, u"127.0.0.1"_s},
                 {u"snmp_port"_s, deaf},
                 {u"snmp_version"_s, u"3"_s},
                 {u"inform"_s, true},
                 {u"username"_s, u"watcher"_s},
                 {u"security_level"_s, u"authNoPriv"_s},
                 {u"auth_protocol"_s, u"SHA256"_s},
                 {u"auth_password"_s, u"auth-pass-phrase"_s}}};
    }
}

class Course {
public:
    explicit Course(const Options &options)
        : m_options(options)
        , m_receiver([this](const test::Arrival &arrival) { m_arrivals.lock()->push_back(arrival); })
    {
    }

    Result<Side> run(bool hasHanging)
    {
        PULSE_TRY(m_world, bench::DeliveryWorld::create());
        m_deaf.bind(QHostAddress::LocalHost);
        for (const quint16 port : {m_receiver.port(), m_silent.port(), m_deaf.localPort()})
            m_world->allow(port);
        const auto works =
            bench::DeliveryWorld::signedWebhook(u"http://127.0.0.1:%1/hook"_s.arg(m_receiver.port()));
        for (int i = 0; i < kTenants; ++i)
            PULSE_CHECK(m_world->addTenant({kIntegrationsEach, {IntegrationType::Webhook, works}}));
        if (hasHanging)
            PULSE_CHECK(addHanging());
        PULSE_CHECK(m_world->start({}, 2s));
        PULSE_TRY(const qint64 made, openPaced());
        if (!test::spinUntil([&] { return m_receiver.count() >= made; }, 60s))
            return fail(ErrorKind::Unavailable, u"not everything arrived"_s);
        return judge();
    }

private:
    Result<> addHanging()
    {
        std::vector<std::pair<IntegrationType, QJsonObject>> integrations;
        for (int i = 0; i < kHanging; ++i)
            integrations.push_back(hangingOne(i, m_silent.port(), m_deaf.localPort()));
        PULSE_TRY(const size_t tenant, m_world->addTenant(integrations));
        PULSE_CHECK(m_world->open({{tenant, 50}})); // 5,000 deliveries
        return {};
    }

    Result<qint64> openPaced()
    {
        const auto perTick = static_cast<int>(m_options.rate * kTick / 1s);
        const auto began = std::chrono::steady_clock::now();
        qint64 made = 0;
        for (auto next = began; next < began + m_options.time; next += kTick) {
            test::spinUntil([next] { return std::chrono::steady_clock::now() >= next; }, 1s, 1ms);
            std::vector<bench::DeliveryWorld::Opening> openings;
            for (int i = 0; i < perTick; ++i, ++made)
                openings.push_back({static_cast<size_t>(made % kTenants), 1,
                                    static_cast<size_t>(made / kTenants) % kIntegrationsEach});
            PULSE_CHECK(m_world->open(openings));
        }
        return made;
    }

    Result<Side> judge()
    {
        Side side;
        side.inFlight = m_world->stage().counts().inFlight;
        m_world->stop();
        PULSE_TRY(const auto made, m_world->jobsMadeAt());
        std::vector<double> waits;
        for (const test::Arrival &arrival : *m_arrivals.lock()) {
            const auto at = std::chrono::time_point_cast<std::chrono::microseconds>(arrival.at);
            waits.push_back(
                std::chrono::duration<double, std::milli>(at - made.value(arrival.webhookId)).count());
        }
        side.delivered = static_cast<qint64>(waits.size());
        side.p50 = bench::percentile(waits, 0.5);
        side.p99 = bench::percentile(waits, 0.99);
        PULSE_TRY(side.hanging, m_world->number("SELECT count(*) FROM delivery_attempt WHERE NOT ok"));
        return side;
    }

    const Options m_options;
    Mutex<std::vector<test::Arrival>> m_arrivals;
    test::SilentListener m_silent;
    QUdpSocket m_deaf;
    test::BusyReceiver m_receiver;
    std::unique_ptr<bench::DeliveryWorld> m_world;
};

double rounded(double value) { return std::round(value * 100) / 100; }

Result<QJsonObject> measure(const Options &options)
{
    PULSE_TRY(const Side alone, Course(options).run(false));
    PULSE_TRY(const Side beside, Course(options).run(true));
    return QJsonObject{{u"bench"_s, u"hanging"_s},
                       {u"healthy"_s, kTenants * kIntegrationsEach},
                       {u"hanging"_s, kHanging},
                       {u"per_second"_s, options.rate},
                       {u"delivered"_s, beside.delivered},
                       {u"hanging_attempts"_s, beside.hanging},
                       {u"p50_ms"_s, rounded(beside.p50)},
                       {u"p99_ms"_s, rounded(beside.p99)},
                       {u"p50_alone_ms"_s, rounded(alone.p50)},
                       {u"p99_alone_ms"_s, rounded(alone.p99)},
                       {u"ratio"_s, rounded(beside.p99 / alone.p99)}};
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({{u"seconds"_s, u"Of each of the two runs."_s, u"number"_s, u"20"_s},
                       {u"rate"_s, u"Deliveries a second that work."_s, u"number"_s, u"400"_s}});
    parser.process(application);
    const auto result =
        measure({std::chrono::seconds{parser.value(u"seconds"_s).toInt()}, parser.value(u"rate"_s).toInt()});
    if (!result) {
        std::fprintf(stderr, "hanging: %s\n", qPrintable(result.error().what));
        return 1;
    }
    std::printf("%s\n", QJsonDocument(*result).toJson(QJsonDocument::Compact).constData());
    return 0;
}
