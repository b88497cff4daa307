// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What SNMP receivers are told of how often, and since when, our engines run: by servers of one installation.
#include "delivery_jobs.h"
#include "pipeline/delivery/deliver_stage.h"
#include "support/process/spin.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace std::chrono_literals;
using namespace pulse;
using namespace pulse::test;
using model::IntegrationType;

namespace {

// Takes everything, remembers with what.
class TakingChannel final : public delivery::Channel {
public:
    Result<> start() override { return {}; }
    void stop() override { }
    void attempt(delivery::Message message, Done done) override
    {
        taken.lock()->append(message);
        done({.outcome = delivery::Outcome::Delivered});
    }
    std::chrono::milliseconds longestAttempt() const override { return 1s; }

    Mutex<QList<delivery::Message>> taken;
};

// A server that sends by SNMP only.
struct SnmpServer {
    explicit SnmpServer(const DeliveryJobs &jobs)
        : stage(jobs.config(), unsealPlain, {{IntegrationType::Snmp, &channel}}, clock, {.poll = 5ms})
    {
    }
    bool takes(qsizetype count)
    {
        return spinUntil([&] { return channel.taken.lock()->size() >= count; }, 10s);
    }

    SystemClock clock;
    TakingChannel channel;
    pipeline::DeliverStage stage;
};

} // namespace

class EngineBootTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void eachServerThatStartsRaisesTheEnginesBoots();
    void allServersSendWithTheSameBoots();

private:
    std::optional<DeliveryJobs> m_jobs;
};

void EngineBootTest::init()
{
    m_jobs.reset();
    auto database = PostgresCluster::create();
    QVERIFY2(database, database ? "" : qPrintable(database.error().what));
    m_jobs.emplace(*std::move(database));
}

void EngineBootTest::eachServerThatStartsRaisesTheEnginesBoots()
{
    const qint64 integration = m_jobs->integration();
    m_jobs->sql(u"UPDATE integration SET type = 'snmp'; UPDATE snmp_engine SET booted_at = '2026-01-01'"_s);
    for (int boots = 1; boots <= 3; ++boots) {
        SnmpServer server(*m_jobs);
        QVERIFY(server.stage.start());
        for (int i = 1; i <= 2; ++i) {
            m_jobs->add({.transition = 10 * boots + i, .alert = 10 * boots + i, .integration = integration});
            QVERIFY(server.takes(i));
            const delivery::Message message = server.channel.taken.lock()->last();
            QCOMPARE(message.boot.boots, boots);
            QCOMPARE(server.stage.engineBoot().boots, boots); // what test deliveries go with
            QVERIFY(message.boot.at > parseIso8601("2026-01-02T00:00:00Z").value());
            QCOMPARE(message.integrationId, m_jobs->sql(u"SELECT integration_id FROM integration"_s));
        }
        server.stage.stop();
    }
    QCOMPARE(m_jobs->sql(u"SELECT boots FROM snmp_engine"_s), u"3"_s);
}

// Otherwise a receiver that heard the younger one refuses the elder.
void EngineBootTest::allServersSendWithTheSameBoots()
{
    const qint64 integration = m_jobs->integration();
    m_jobs->sql(u"UPDATE integration SET type = 'snmp'"_s);
    SnmpServer elder(*m_jobs);
    QVERIFY(elder.stage.start());
    m_jobs->add({.transition = 1, .integration = integration});
    QVERIFY(elder.takes(1));
    {
        SnmpServer younger(*m_jobs);
        QVERIFY(younger.stage.start());
        QVERIFY(spinUntil([&] { return m_jobs->sql(u"SELECT boots FROM snmp_engine"_s) == u"2"_s; }, 10s));
    }
    m_jobs->add({.transition = 2, .alert = 2, .integration = integration});
    QVERIFY(elder.takes(2));
    QCOMPARE(elder.channel.taken.lock()->last().boot.boots, 2);
}

PULSE_TEST_CASE(EngineBootTest)
#include "engine_boot_test.moc"
