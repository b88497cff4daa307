// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The private broker: devices of one tenant connect again and again, subscribe to thousands of filters, leave
// retained messages on as many topics, and send the largest messages there are. The neighbour is a device of
// another tenant: from its publish until everybody can read it.
#include "bench/fairness/cases.h"
#include "bench/fairness/reading_latency.h"
#include "bench/load/process_figures.h"

#include <QFile>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

namespace pulse::bench {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QByteArray number16(qsizetype value)
{
    return QByteArray(1, static_cast<char>(value >> 8)) + static_cast<char>(value & 0xff);
}

QByteArray sized(const QByteArray &text) { return number16(text.size()) + text; }

QByteArray packet(char first, const QByteArray &body)
{
    QByteArray bytes(1, first);
    qsizetype length = body.size();
    do {
        bytes += static_cast<char>(length % 128 | (length > 127 ? 128 : 0));
        length /= 128;
    } while (length > 0);
    return bytes + body;
}

// An MQTT 3.1.1 client that blocks while it sends, and throws away what it is told.
class Client {
public:
    Client(quint16 port, const QByteArray &user, const QByteArray &password)
        : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(m_socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0)
            send(packet('\x10',
                        sized("MQTT") + QByteArray::fromHex("04c2003c") + sized("x") + sized(user)
                            + sized(password)));
    }
    ~Client() { ::close(m_socket); }
    Q_DISABLE_COPY_MOVE(Client)

    bool send(const QByteArray &bytes)
    {
        for (qsizetype sent = 0; sent < bytes.size();) {
            const auto count = ::send(m_socket, bytes.constData() + sent,
                                      static_cast<size_t>(bytes.size() - sent), MSG_NOSIGNAL);
            if (count <= 0)
                return false;
            sent += count;
        }
        char told[65'536];
        while (::recv(m_socket, told, sizeof told, MSG_DONTWAIT) > 0) { }
        return true;
    }
    bool waitForAnswer() { return ::recv(m_socket, m_answer, sizeof m_answer, 0) > 0; }

private:
    int m_socket;
    char m_answer[256] = {};
};

QByteArray publish(const QByteArray &topic, const QByteArray &payload, bool isRetained)
{
    return packet(isRetained ? '\x33' : '\x32', sized(topic) + number16(1) + payload);
}

QByteArray thousandFilters(int from)
{
    QByteArray body = number16(1);
    for (int i = 0; i < 1'000; ++i)
        body += sized("filter/" + QByteArray::number(from + i)) + '\0';
    return packet('\x82', body);
}

class BrokerCase final : public FairnessCase {
public:
    QString name() const override { return u"broker"_s; }

    Result<> prepare(Rig &rig) override
    {
        test::Product &product = rig.product;
        m_port = product.mqttPort();
        PULSE_CHECK(m_latency.prepare(product));
        for (QByteArray &token : m_greedyTokens) {
            const auto index = static_cast<int>(&token - m_greedyTokens.data());
            PULSE_TRY(token, product.addDevice(u"greedy"_s, u"d%1"_s.arg(index), u"site-1"_s));
        }
        QFile pid(product.dataFolder() + u"/run/broker.pid"_s);
        if (!pid.open(QIODevice::ReadOnly))
            return fail(ErrorKind::Internal, u"the broker's pid cannot be read"_s);
        m_broker = pid.readAll().trimmed().toInt();
        m_memoryBefore = rssMegabytes(m_broker);
        return {};
    }

    Result<> begin(Rig &) override
    {
        using Act = void (BrokerCase::*)(const std::atomic_bool &);
        for (const Act act : {&BrokerCase::connectAgain, &BrokerCase::subscribe, &BrokerCase::retain,
                              &BrokerCase::sendLarge}) {
            m_loops.start([this, act](const std::atomic_bool &isOver) {
                while (!isOver)
                    (this->*act)(isOver);
            });
        }
        return {};
    }
    void end() override
    {
        m_memoryAfter = rssMegabytes(m_broker);
        m_loops.stop();
    }

    Latencies neighbour(Rig &rig, int count) override { return m_latency.measure(rig.product, count); }
    Verdict judge(const Shown &shown) const override
    {
        return {shown.refused == 0 && shown.besideP99 <= 1'000 && m_memoryAfter - m_memoryBefore <= 60,
                u"publish to visible p99 <= 1 s, the broker's memory <= 60 MB above"_s};
    }
    QJsonObject more() const override
    {
        return {{u"connections"_s, m_connections.load()}, {u"filters_asked_for"_s, m_filters.load()},
                {u"retained_sent"_s, m_retained.load()},  {u"large_sent"_s, m_large.load()},
                {u"broker_mb_before"_s, m_memoryBefore},  {u"broker_mb_after"_s, m_memoryAfter}};
    }

private:
    QByteArray user(size_t device) const { return "greedy/device/d" + QByteArray::number(device); }
    Client client(size_t device) const { return {m_port, user(device), m_greedyTokens[device]}; }

    void connectAgain(const std::atomic_bool &)
    {
        Client one = client(0);
        m_connections += one.waitForAnswer() ? 1 : 0;
    }
    void subscribe(const std::atomic_bool &isOver)
    {
        Client one = client(1);
        while (!isOver && one.send(thousandFilters(m_filters)))
            m_filters += 1'000;
    }
    void retain(const std::atomic_bool &isOver)
    {
        Client one = client(2);
        const QByteArray payload(1'000, 'r');
        while (
            !isOver
            && one.send(publish("tenant/" + user(2) + "/t" + QByteArray::number(m_retained), payload, true)))
            ++m_retained;
    }
    void sendLarge(const std::atomic_bool &isOver)
    {
        Client one = client(3);
        const QByteArray payload(262'000, 'l');
        while (!isOver && one.send(publish("tenant/" + user(3) + "/telemetry", payload, true))) {
            ++m_large;
            std::this_thread::sleep_for(10ms); // 25 MB a second: the rest is the loopback's
        }
    }

    Loops m_loops;
    quint16 m_port = 0;
    pid_t m_broker = 0;
    std::array<QByteArray, 4> m_greedyTokens;
    ReadingLatency m_latency;
    double m_memoryBefore = 0;
    double m_memoryAfter = 0;
    std::atomic_int m_connections = 0;
    std::atomic_int m_filters = 0;
    std::atomic_int m_retained = 0;
    std::atomic_int m_large = 0;
};

} // namespace

std::unique_ptr<FairnessCase> broker() { return std::make_unique<BrokerCase>(); }

} // namespace pulse::bench
