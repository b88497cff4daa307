// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// bench guessing [--attempts N]: 100,000 wrong passwords for one login, from 50 networks with 20 connections
// each, all asking on as soon as they are answered, while its owner signs in from a network they have signed
// in from before, and from new ones. One line of JSON: what the owner waited for, and how many guesses were
// checked, extrapolated to a day.
#include "bench/fairness/fairness_case.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <poll.h>

using namespace pulse;
using namespace pulse::bench;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

namespace {

constexpr int kNetworks = 50;
constexpr int kConnections = 20; // of each
constexpr int kOwnersTries = 3;
constexpr double kAtOnceMs = 2'000;
constexpr double kNewMs = 35'000;
constexpr auto kLongest = 10min;

quint32 addressIn(int network) { return 0x7f00'0001U | static_cast<quint32>(network) << 8; } // 127.0.N.1

QByteArray signInRequest(const QString &login, const QString &password)
{
    const QByteArray body =
        QJsonDocument(QJsonObject{{u"username"_s, login}, {u"password"_s, password}}).toJson();
    return "POST /api/auth/token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: "
        + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

// All connections on one thread: it costs the machine little beside the server.
class Flood {
public:
    Flood(quint16 port, QByteArray request)
        : m_port(port)
        , m_request(std::move(request))
    {
        for (int i = 0; i < kNetworks * kConnections; ++i)
            m_clients.emplace_back(connect(i));
    }
    void start()
    {
        m_loop.start([this](const std::atomic_bool &isOver) {
            while (!isOver)
                turn();
        });
    }
    void stop() { m_loop.stop(); }

    qint64 answered() const { return m_checked + m_refused + m_other; }
    qint64 checked() const { return m_checked; }
    qint64 refused() const { return m_refused; }
    qint64 other() const { return m_other; }

private:
    PlainClient connect(int index) const
    {
        PlainClient client(m_port, addressIn(1 + index % kNetworks));
        client.send(m_request);
        return client;
    }
    void turn()
    {
        std::vector<pollfd> sockets;
        for (const auto &client : m_clients)
            sockets.push_back({client->socket(), POLLIN, 0});
        if (::poll(sockets.data(), sockets.size(), 100) <= 0)
            return;
        for (size_t i = 0; i < sockets.size(); ++i) {
            if (sockets[i].revents != 0)
                next(static_cast<int>(i));
        }
    }
    void next(int index)
    {
        auto &client = m_clients[static_cast<size_t>(index)];
        const int status = client->readAnswer();
        ++(status == 401 ? m_checked : status == 429 ? m_refused : m_other);
        if (status == 0 || !client->send(m_request))
            client.emplace(connect(index));
    }

    const quint16 m_port;
    const QByteArray m_request;
    std::vector<std::optional<PlainClient>> m_clients;
    std::atomic<qint64> m_checked = 0;
    std::atomic<qint64> m_refused = 0;
    std::atomic<qint64> m_other = 0;
    Loops m_loop;
};

Latencies signIns(quint16 port, const QByteArray &request, const QList<quint32> &addresses)
{
    Latencies latencies;
    for (const quint32 address : addresses) {
        PlainClient client(port, address);
        const auto begun = Steady::now();
        latencies.add(begun, client.send(request) ? client.readAnswer() : 0);
    }
    return latencies;
}

double longest(const Latencies &latencies) { return std::round(latencies.quantile(1)); }

struct Owner {
    Latencies known;
    Latencies fresh;
};

struct Login {
    QString name;
    QString password;
};

Result<Login> addOwner(test::Product &product)
{
    const QString name = u"owner"_s;
    PULSE_TRY(
        const QString printed,
        product.run({u"user"_s, u"add"_s, name, u"--print-password"_s, u"--role"_s, u"operator_admin"_s}));
    const Login owner{name, printed.section(u"password\t"_s, 1).section(u'\n', 0, 0).trimmed()};
    PULSE_CHECK(product.signIn(owner.name, owner.password)); // from 127.0.0.1
    return owner;
}

bool waitFor(const Flood &flood, qint64 answers)
{
    const auto deadline = Steady::now() + kLongest;
    while (flood.answered() < answers && Steady::now() < deadline)
        std::this_thread::sleep_for(50ms);
    return flood.answered() >= answers;
}

QJsonObject figures(const Flood &flood, const Owner &owner, std::chrono::duration<double> took)
{
    const double aDay = static_cast<double>(flood.checked()) / took.count() * 86'400;
    return {{u"bench"_s, u"guessing"_s},
            {u"networks"_s, kNetworks},
            {u"connections"_s, kNetworks * kConnections},
            {u"attempts"_s, flood.answered()},
            {u"seconds"_s, std::round(took.count())},
            {u"checked"_s, flood.checked()},
            {u"refused"_s, flood.refused()},
            {u"other"_s, flood.other()},
            {u"guesses_a_day"_s, std::round(aDay)},
            {u"known_ms"_s, longest(owner.known)},
            {u"new_ms"_s, longest(owner.fresh)},
            {u"owner_refused"_s, owner.known.refused + owner.fresh.refused}};
}

Result<bool> run(const QString &server, qint64 attempts)
{
    PULSE_TRY(const auto product,
              test::Product::start(
                  {.program = server, .environment = {u"PULSE_HTTP_REQUESTS_PER_MINUTE_PER_ADDRESS=0"_s}}));
    PULSE_TRY(const Login login, addOwner(*product));
    const auto port = static_cast<quint16>(QUrl(product->httpUrl()).port());
    const QByteArray right = signInRequest(login.name, login.password);
    const auto begun = Steady::now();
    Flood flood(port, signInRequest(login.name, u"not the password"_s));
    flood.start();
    if (!waitFor(flood, attempts / 50))
        return fail(ErrorKind::Internal, u"the flood is not answered"_s);
    Owner owner;
    owner.known = signIns(port, right, QList<quint32>(kOwnersTries, addressIn(0)));
    owner.fresh = signIns(port, right, {addressIn(201), addressIn(202), addressIn(203)});
    const bool isWhole = waitFor(flood, attempts);
    const std::chrono::duration<double> took = Steady::now() - begun;
    flood.stop();
    std::printf("%s\n",
                QJsonDocument(figures(flood, owner, took)).toJson(QJsonDocument::Compact).constData());
    return isWhole && owner.known.refused + owner.fresh.refused == 0 && longest(owner.known) <= kAtOnceMs
        && longest(owner.fresh) <= kNewMs;
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCommandLineParser options;
    options.addOption({u"attempts"_s, u"wrong passwords"_s, u"N"_s, u"100000"_s});
    options.process(application);
    const auto isWell = run(QCoreApplication::applicationDirPath() + u"/pulse-server"_s,
                            std::max(1'000, options.value(u"attempts"_s).toInt()));
    if (!isWell) {
        std::fprintf(stderr, "guessing: %s\n", qPrintable(isWell.error().what));
        return 1;
    }
    return *isWell ? 0 : 1;
}
