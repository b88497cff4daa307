// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Database workers and unsent bytes: pages of telemetry of some megabytes, pipelined on several connections
// that read them, again and again.
#include "bench/fairness/cases.h"
#include "bench/fairness/telemetry_pages.h"

namespace pulse::bench {

using namespace Qt::StringLiterals;

namespace {

constexpr int kReaders = 8;
constexpr int kAtOnce = 8;

class BigAnswers final : public FairnessCase {
public:
    QString name() const override { return u"big_answers"_s; }
    QStringList environment() const override { return withoutRequestLimits(); }
    Result<> prepare(Rig &rig) override { return storePage(rig); }
    Result<> begin(Rig &rig) override
    {
        for (int i = 0; i < kReaders; ++i)
            m_loops.start(
                [this, port = rig.port, request = pageRequest(rig)](const std::atomic_bool &isOver) {
                    while (!isOver)
                        readPages(port, request, isOver);
                });
        return {};
    }
    void end() override { m_loops.stop(); }
    QJsonObject more() const override
    {
        return {{u"answered"_s, m_answered.load()}, {u"refused"_s, m_refused.load()}};
    }

private:
    void readPages(quint16 port, const QByteArray &request, const std::atomic_bool &isOver)
    {
        PlainClient client(port);
        while (!isOver && client.send(request.repeated(kAtOnce))) {
            for (int i = 0; i < kAtOnce; ++i) {
                const int status = client.readAnswer();
                if (status == 0)
                    return;
                ++(status == 200 ? m_answered : m_refused);
            }
        }
    }

    Loops m_loops;
    std::atomic_int m_answered = 0;
    std::atomic_int m_refused = 0;
};

} // namespace

std::unique_ptr<FairnessCase> bigAnswers() { return std::make_unique<BigAnswers>(); }

} // namespace pulse::bench
