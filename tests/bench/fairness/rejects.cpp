// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Refused messages: one device publishes 13,333 a second that are no JSON, at QoS 1, for as long as the
// neighbour is measured (the finding: 160,000 in 12 s).
#include "bench/fairness/cases.h"
#include "bench/fairness/reading_latency.h"
#include "mqtt/packet.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace pulse::bench {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

namespace {

constexpr double kRejectsPerSecond = 13'333;

class Rejects final : public FairnessCase {
public:
    QString name() const override { return u"rejects"_s; }

    Result<> prepare(Rig &rig) override
    {
        PULSE_CHECK(m_latency.prepare(rig.product));
        PULSE_TRY(m_token, rig.product.addDevice(u"greedy"_s, u"flood"_s, u"s"_s));
        return {};
    }
    Result<> begin(Rig &rig) override
    {
        m_loops.start(
            [this, port = rig.product.mqttPort()](const std::atomic_bool &isOver) { flood(port, isOver); });
        return {};
    }
    void end() override { m_loops.stop(); }
    Latencies neighbour(Rig &rig, int count) override { return m_latency.measure(rig.product, count); }
    Verdict judge(const Shown &shown) const override
    {
        return {shown.refused == 0 && shown.besideP99 <= 500, u"publish to visible p99 <= 500 ms"_s};
    }
    QJsonObject more() const override
    {
        return {{u"bad_messages"_s, static_cast<qint64>(m_sent.load())},
                {u"bad_per_second"_s, m_rate.load()}};
    }

private:
    static int connectTo(quint16 port)
    {
        const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0)
            return descriptor;
        ::close(descriptor);
        return -1;
    }

    QByteArray connectPacket() const
    {
        mqtt::Connect connect;
        connect.clientId = "greedy/device/flood";
        connect.user = "greedy/device/flood";
        connect.password = m_token;
        QByteArray bytes;
        mqtt::appendConnect(bytes, connect);
        return bytes;
    }

    void flood(quint16 port, const std::atomic_bool &isOver)
    {
        const int broker = connectTo(port);
        const QByteArray hello = connectPacket();
        if (broker < 0
            || ::send(broker, hello.constData(), static_cast<size_t>(hello.size()), MSG_NOSIGNAL) < 0)
            return;
        const auto since = Steady::now();
        char answers[65'536];
        while (!isOver) {
            const std::chrono::duration<double> passed = Steady::now() - since;
            QByteArray bytes;
            for (; static_cast<double>(m_sent) < passed.count() * kRejectsPerSecond && bytes.size() < 60'000;
                 ++m_sent) {
                mqtt::Publish publish;
                publish.topic = "tenant/greedy/device/flood/telemetry";
                publish.payload = "no JSON at all";
                publish.qos = 1;
                publish.id = static_cast<quint16>(m_sent % 65'535 + 1);
                mqtt::appendPublish(bytes, publish);
            }
            for (qsizetype at = 0; at < bytes.size();) {
                const auto sent = ::send(broker, bytes.constData() + at,
                                         static_cast<size_t>(bytes.size() - at), MSG_NOSIGNAL);
                if (sent < 0)
                    return;
                at += sent;
                while (::recv(broker, answers, sizeof answers, MSG_DONTWAIT) > 0) { }
            }
            m_rate = static_cast<double>(m_sent) / std::max(passed.count(), 0.001);
            std::this_thread::sleep_for(1ms);
        }
        ::close(broker);
    }

    ReadingLatency m_latency;
    QByteArray m_token;
    std::atomic<quint64> m_sent = 0;
    std::atomic<double> m_rate = 0;
    Loops m_loops;
};

} // namespace

std::unique_ptr<FairnessCase> rejects() { return std::make_unique<Rejects>(); }

} // namespace pulse::bench
