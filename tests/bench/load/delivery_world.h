// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A database that syncs to disk, with tenants, sealed integrations and routes in it, alerts that open as
// ingest opens them, and the deliveries of one server: what is measured without a broker in between.
//
// Thread safety: none, but for the stage and the channels.
#pragma once

#include "delivery/snmp/snmp_channel.h"
#include "delivery/webhook/webhook_channel.h"
#include "model/route.h"
#include "pipeline/delivery/deliver_stage.h"
#include "support/postgres/postgres_cluster.h"
#include "vault/vault.h"

#include <QHash>
#include <QJsonArray>

namespace pulse::bench {

// Loopback addresses as they are; names never resolve: their name server does not answer.
class SilentResolver final : public delivery::Resolver {
public:
    void resolve(const QString &, Done done) override;

private:
    Mutex<std::vector<Done>> m_asked;
};

class DeliveryWorld {
public:
    static Result<std::unique_ptr<DeliveryWorld>> create();

    // Webhooks or SNMP integrations of a new tenant, and a route to each. Returns the tenant's place.
    Result<size_t> addTenant(const std::vector<std::pair<model::IntegrationType, QJsonObject>> &integrations);
    static QJsonObject signedWebhook(const QString &url);

    struct Opening {
        size_t tenant = 0;
        int count = 1; // alerts
        std::optional<size_t> route = {}; // only this one's jobs; else all routes match
    };
    // Alerts open, in one transaction, as a batch of ingest would; returns the jobs made.
    Result<qint64> open(const std::vector<Opening> &openings);

    void allow(quint16 port); // before start()
    Result<> start(pipeline::DeliverSettings settings, std::chrono::milliseconds timeout);
    void stop();
    pipeline::DeliverStage &stage() { return *m_stage; }
    Result<qint64> number(const QByteArray &sql);
    Result<QHash<QByteArray, Instant>> jobsMadeAt(); // by webhook-id

    // The same requests by the same channel, with nothing around it: how many a second the receiver and curl
    // are good for.
    Result<double> perSecondWithoutDatabase(int count, int inFlight);

private:
    struct Tenant {
        TenantKey key;
        QString id;
        std::vector<model::Route> routes;
        QList<QJsonObject> configs;
    };

    explicit DeliveryWorld(vault::Vault vault);
    Result<model::Route> addIntegration(Tenant &tenant, model::IntegrationType type,
                                        const QJsonObject &config);

    vault::Vault m_vault;
    SystemClock m_clock;
    SilentResolver m_resolver;
    delivery::GuardSettings m_guard{.allowsHttp = true};
    std::unique_ptr<test::PostgresCluster> m_cluster;
    std::optional<test::TestDatabase> m_database;
    std::unique_ptr<store::Connection> m_owner;
    std::unique_ptr<store::Connection> m_writer;
    std::vector<Tenant> m_tenants;
    std::unique_ptr<delivery::WebhookChannel> m_webhooks;
    std::unique_ptr<delivery::SnmpChannel> m_snmp;
    std::unique_ptr<pipeline::DeliverStage> m_stage;
};

double percentile(std::vector<double> values, double share); // 0 of none

} // namespace pulse::bench
