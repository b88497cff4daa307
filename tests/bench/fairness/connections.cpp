// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Connections and descriptors: 1,500 half-open connections, opened again as they are ended, to a server that
// may have 1,024 descriptors. The neighbour is a load balancer that asks for health, a connection each time.
#include "bench/fairness/cases.h"

#include <deque>

namespace pulse::bench {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr size_t kHalfOpen = 1'500;

class Connections final : public FairnessCase {
public:
    QString name() const override { return u"connections"_s; }
    QStringList environment() const override { return {u"PULSE_HTTP_REQUESTS_PER_MINUTE_PER_ADDRESS=0"_s}; }
    int descriptorLimit() const override { return 1'024; }

    Result<> begin(Rig &rig) override
    {
        m_loops.start([this, port = rig.port](const std::atomic_bool &isOver) {
            std::deque<PlainClient> halfOpen;
            while (!isOver) {
                halfOpen.emplace_back(port);
                m_opened += halfOpen.back().send("GET /api/v2/health HTTP/1.1\r\n") ? 1 : 0;
                if (halfOpen.size() <= kHalfOpen)
                    continue;
                halfOpen.pop_front();
                std::this_thread::sleep_for(10ms); // at its worst by how many there are, not by how often
            }
        });
        while (m_opened < static_cast<int>(kHalfOpen))
            std::this_thread::sleep_for(10ms);
        return {};
    }
    void end() override { m_loops.stop(); }

    Latencies neighbour(Rig &rig, int count) override
    {
        Latencies latencies;
        for (int i = 0; i < count; ++i) {
            const auto begin = std::chrono::steady_clock::now();
            PlainClient client(rig.port);
            const int status = client.send(getRequest("/api/v2/health")) ? client.readAnswer() : 0;
            latencies.add(begin, status);
        }
        return latencies;
    }
    Verdict judge(const Shown &shown) const override
    {
        return {shown.refused == 0 && shown.besideP99 <= 100, u"health answers, p99 <= 100 ms"_s};
    }
    QJsonObject more() const override { return {{u"half_open_opened"_s, m_opened.load()}}; }

private:
    Loops m_loops;
    std::atomic_int m_opened = 0;
};

} // namespace

std::unique_ptr<FairnessCase> connections() { return std::make_unique<Connections>(); }

} // namespace pulse::bench
