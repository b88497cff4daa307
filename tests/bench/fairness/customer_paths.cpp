// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Requests: 64 connections that ask for /customer/alert-rules as fast as they are answered. Nobody has a
// limit by the minute here, because the neighbour is measured with more requests than such a limit lets
// through.
#include "bench/fairness/cases.h"
#include "bench/fairness/telemetry_pages.h"

namespace pulse::bench {

using namespace Qt::StringLiterals;

namespace {

constexpr int kConnections = 64;

class CustomerPaths final : public FairnessCase {
public:
    QString name() const override { return u"customer_paths"_s; }
    QStringList environment() const override { return withoutRequestLimits(); }
    Result<> begin(Rig &rig) override
    {
        const QByteArray request = getRequest("/customer/alert-rules", rig.greedyToken);
        for (int i = 0; i < kConnections; ++i)
            m_loops.start([this, port = rig.port, request](const std::atomic_bool &isOver) {
                PlainClient client(port);
                while (!isOver && client.send(request)) {
                    const int status = client.readAnswer();
                    if (status == 0)
                        return;
                    ++(status == 200 ? m_answered : m_refused);
                }
            });
        return {};
    }
    void end() override { m_loops.stop(); }
    QJsonObject more() const override
    {
        return {{u"answered"_s, m_answered.load()}, {u"refused"_s, m_refused.load()}};
    }

private:
    Loops m_loops;
    std::atomic_int m_answered = 0;
    std::atomic_int m_refused = 0;
};

} // namespace

std::unique_ptr<FairnessCase> customerPaths() { return std::make_unique<CustomerPaths>(); }

} // namespace pulse::bench
