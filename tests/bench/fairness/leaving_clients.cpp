// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Database workers: clients ask for pages of some megabytes, pipelined, and are gone before the first answer.
#include "bench/fairness/cases.h"
#include "bench/fairness/telemetry_pages.h"

namespace pulse::bench {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int kClients = 4;
constexpr int kPipelined = 16;
constexpr auto kStay = 20ms; // long enough for the first to have begun

class LeavingClients final : public FairnessCase {
public:
    QString name() const override { return u"leaving_clients"_s; }
    QStringList environment() const override { return withoutRequestLimits(); }
    Result<> prepare(Rig &rig) override { return storePage(rig); }
    Result<> begin(Rig &rig) override
    {
        for (int i = 0; i < kClients; ++i)
            m_loops.start(
                [this, port = rig.port, request = pageRequest(rig)](const std::atomic_bool &isOver) {
                    while (!isOver) {
                        PlainClient client(port);
                        m_asked += client.send(request.repeated(kPipelined)) ? kPipelined : 0;
                        std::this_thread::sleep_for(kStay);
                    }
                });
        return {};
    }
    void end() override { m_loops.stop(); }
    QJsonObject more() const override { return {{u"asked_and_left"_s, m_asked.load()}}; }

private:
    Loops m_loops;
    std::atomic_int m_asked = 0;
};

} // namespace

std::unique_ptr<FairnessCase> leavingClients() { return std::make_unique<LeavingClients>(); }

} // namespace pulse::bench
