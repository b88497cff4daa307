// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Unsent bytes of live sockets: four of them send pings as fast as they can and read nothing, and come again
// when they are ended. The neighbour is a load balancer that asks for health.
#include "bench/fairness/cases.h"

namespace pulse::bench {

using namespace Qt::StringLiterals;

namespace {

constexpr int kSockets = 4;

QByteArray pings()
{
    // Masked with zeros, 125 bytes: the most that a control frame holds (RFC 6455, 5.5).
    const QByteArray ping = QByteArray::fromHex("89fd00000000") + QByteArray(125, 'p');
    return ping.repeated(500);
}

class UnreadPings final : public FairnessCase {
public:
    QString name() const override { return u"unread_pings"_s; }
    QStringList environment() const override { return {u"PULSE_HTTP_REQUESTS_PER_MINUTE_PER_ADDRESS=0"_s}; }

    Result<> begin(Rig &rig) override
    {
        for (int i = 0; i < kSockets; ++i)
            m_loops.start([this, port = rig.port, token = rig.greedyToken](const std::atomic_bool &isOver) {
                while (!isOver)
                    flood(port, token, isOver);
            });
        return {};
    }
    void end() override { m_loops.stop(); }

    Latencies neighbour(Rig &rig, int count) override
    {
        return measureGets(rig.port, getRequest("/api/v2/health"), count);
    }
    Verdict judge(const Shown &shown) const override
    {
        return {shown.refused == 0 && shown.besideP99 <= 100 && shown.memoryPeak - shown.memoryBefore <= 60,
                u"health p99 <= 100 ms, memory <= 60 MB above"_s};
    }
    QJsonObject more() const override { return {{u"sockets_opened"_s, m_opened.load()}}; }

private:
    void flood(quint16 port, const QByteArray &token, const std::atomic_bool &isOver)
    {
        PlainClient client(port);
        if (!upgrade(client, token))
            return std::this_thread::sleep_for(std::chrono::milliseconds{100});
        ++m_opened;
        const QByteArray bytes = pings();
        while (!isOver && client.send(bytes)) { }
    }

    Loops m_loops;
    std::atomic_int m_opened = 0;
};

} // namespace

std::unique_ptr<FairnessCase> unreadPings() { return std::make_unique<UnreadPings>(); }

} // namespace pulse::bench
