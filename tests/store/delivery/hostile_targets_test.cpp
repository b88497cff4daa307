// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Jobs of integrations that somebody put into the database: each channel refuses each of them when it dials,
// and the refusal is in the attempt's record. How saving refuses them is tests/contract/resources.
#include "delivery/email/email_channel.h"
#include "delivery/mqtt/mqtt_channel.h"
#include "delivery/snmp/snmp_channel.h"
#include "delivery/webhook/webhook_channel.h"
#include "delivery_jobs.h"
#include "pipeline/delivery/deliver_stage.h"
#include "support/process/spin.h"
#include "support/receivers/fake_resolver.h"
#include "support/receivers/hostile_hosts.h"
#include "support/receivers/http_receiver.h"
#include "support/receivers/loopback_sink.h"
#include "support/suite/test_case.h"
#include "wire/delivery/email_json.h"
#include "wire/delivery/mqtt_json.h"
#include "wire/delivery/snmp_integration_json.h"

#include <QTest>

using namespace std::chrono_literals;
using namespace pulse;
using namespace pulse::test;
using model::IntegrationType;

namespace {

QJsonObject configTo(IntegrationType type, const QString &host, quint16 port)
{
    switch (type) {
    case IntegrationType::Webhook: return {{u"url"_s, u"http://%1:%2/"_s.arg(host).arg(port)}};
    case IntegrationType::Snmp: {
        model::SnmpConfig snmp;
        snmp.host = host;
        snmp.port = port;
        snmp.community = u"public"_s;
        return wire::toJson(snmp);
    }
    case IntegrationType::Email: {
        wire::EmailConfig email;
        email.smtp.host = host;
        email.smtp.port = port;
        email.smtp.fromAddress = u"a@example.com"_s;
        email.recipients.to = QStringList{u"b@example.com"_s};
        return wire::toJson(email);
    }
    case IntegrationType::Mqtt: {
        wire::MqttConfig mqtt;
        mqtt.broker.url = u"mqtt://%1:%2"_s.arg(host).arg(port);
        mqtt.topic = u"alerts/{tenant_id}/x"_s;
        return wire::toJson(mqtt);
    }
    }
    Q_UNREACHABLE();
}

// A stage with all four channels, to which the operator has opened one port of one address.
struct AllChannels {
    AllChannels(const DeliveryJobs &jobs, quint16 opened)
        : webhooks({.guard = guardFor(opened)}, resolver, clock)
        , snmp({.guard = guardFor(opened)}, resolver, clock)
        , email({.guard = guardFor(opened)}, resolver, clock)
        , mqtt({.guard = guardFor(opened)}, resolver)
        , stage(jobs.config(), unsealPlain,
                {{IntegrationType::Webhook, &webhooks},
                 {IntegrationType::Snmp, &snmp},
                 {IntegrationType::Email, &email},
                 {IntegrationType::Mqtt, &mqtt}},
                clock, onlyOnce())
    {
    }
    static delivery::GuardSettings guardFor(quint16 opened)
    {
        return {.allowsHttp = true,
                .allowsPlainMqtt = true,
                .allowed = {{delivery::Network::parse(u"127.0.0.1/32"_s).value(), opened}}};
    }
    static pipeline::DeliverSettings onlyOnce()
    {
        pipeline::DeliverSettings settings;
        settings.retry.waits = 0ms; // dead with the first attempt
        settings.poll = 200ms;
        return settings;
    }

    SystemClock clock;
    FakeResolver resolver;
    delivery::WebhookChannel webhooks;
    delivery::SnmpChannel snmp;
    delivery::EmailChannel email;
    delivery::MqttChannel mqtt;
    pipeline::DeliverStage stage;
};

} // namespace

class HostileTargetsTest : public QObject {
    Q_OBJECT
private slots:
    void eachRefusalIsRecorded();

private:
    qint64 addJob(IntegrationType type, const QString &host, quint16 port);

    std::optional<DeliveryJobs> m_jobs;
    qint64 m_count = 0;
};

// Its id; each has an integration and an alert of its own.
qint64 HostileTargetsTest::addJob(IntegrationType type, const QString &host, quint16 port)
{
    const QByteArray json = QJsonDocument(configTo(type, host, port)).toJson(QJsonDocument::Compact);
    const qint64 integration =
        m_jobs
            ->sql(u"WITH id AS (SELECT gen_random_uuid() AS id) INSERT INTO integration (tenant_key, "
                  "integration_id, name, type, sealed) SELECT 1, id, 'x', '%1', "
                  "convert_to('integration:' || id || '|', 'UTF8') || decode('%2', 'hex') FROM id "
                  "RETURNING integration_key"_s.arg(model::word(type), QString::fromLatin1(json.toHex())))
            .toLongLong();
    ++m_count;
    return m_jobs->add({.transition = m_count, .alert = m_count, .integration = integration});
}

void HostileTargetsTest::eachRefusalIsRecorded()
{
    auto database = PostgresCluster::create();
    QVERIFY2(database, database ? "" : qPrintable(database.error().what));
    m_jobs.emplace(*std::move(database));
    HttpReceiver receiver;
    LoopbackSink sink(elsewhere() + QStringList{u"127.0.0.1"_s});
    QVERIFY(sink.isListening());
    AllChannels channels(*m_jobs, receiver.port());
    for (const HostileHosts &entry : hostileHosts()) {
        for (const QString &host : entry.hosts) {
            channels.resolver.script(host.toLower(), {{u"127.0.0.2"_s}});
            for (const auto type : {IntegrationType::Webhook, IntegrationType::Snmp, IntegrationType::Email,
                                    IntegrationType::Mqtt})
                addJob(type, host, sink.port());
        }
    }
    const qint64 hostile = m_count;
    QVERIFY(hostile >= 4 * 80);
    const qint64 control = addJob(IntegrationType::Webhook, u"127.0.0.1"_s, receiver.port());
    QVERIFY(channels.stage.start());
    QVERIFY(spinUntil(
        [&] {
            return m_jobs->sql(
                       u"SELECT count(*) FROM delivery_job WHERE status IN ('PENDING', 'PROCESSING')"_s)
                == u"0"_s;
        },
        60s, 50ms));
    channels.stage.stop();
    QCOMPARE(m_jobs
                 ->sql(u"SELECT count(*) FROM delivery_attempt WHERE NOT ok AND error LIKE '%\\_blocked:%' "
                       "AND address IS NULL"_s)
                 .toLongLong(),
             hostile);
    QCOMPARE(m_jobs->sql(u"SELECT coalesce(string_agg(DISTINCT error, ' '), '') FROM delivery_attempt "
                         "WHERE NOT ok AND error NOT LIKE '%\\_blocked:%'"_s),
             QString());
    QCOMPARE(sink.contacts(), 0);
    QCOMPARE(m_jobs->statusOf(control), u"COMPLETED"_s);
    QCOMPARE(receiver.connectionCount(), 1);
}

PULSE_TEST_CASE(HostileTargetsTest)
#include "hostile_targets_test.moc"
