// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Live sockets: one user opens as many as it can and keeps them. The neighbour opens its own, one at a time.
#include "bench/fairness/cases.h"

#include <deque>

namespace pulse::bench {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

class Sockets final : public FairnessCase {
public:
    QString name() const override { return u"sockets"_s; }
    QStringList environment() const override
    {
        return {u"PULSE_HTTP_REQUESTS_PER_MINUTE=0"_s, u"PULSE_HTTP_REQUESTS_PER_MINUTE_PER_USER=0"_s};
    }
    Result<> begin(Rig &rig) override
    {
        m_loops.start([this, port = rig.port, token = rig.greedyToken](const std::atomic_bool &isOver) {
            std::deque<PlainClient> open;
            while (!isOver) {
                PlainClient client(port);
                if (upgrade(client, token)) {
                    open.push_back(std::move(client));
                    m_open = static_cast<int>(open.size());
                } else {
                    ++m_refused;
                }
            }
        });
        while (m_refused == 0)
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
            latencies.add(begin, upgrade(client, rig.quietToken) ? 200 : 0);
        }
        return latencies;
    }
    QJsonObject more() const override
    {
        return {{u"greedy_has"_s, m_open.load()}, {u"greedy_refused"_s, m_refused.load()}};
    }

private:
    Loops m_loops;
    std::atomic_int m_open = 0;
    std::atomic_int m_refused = 0;
};

} // namespace

std::unique_ptr<FairnessCase> sockets() { return std::make_unique<Sockets>(); }

} // namespace pulse::bench
