// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The server: everything it is made of, wired once, in order of dependence.
//
// Threads, all of them:
//   main        HTTP, WebSocket, the hub, timers, the watch (and the children of a standalone server)
//   pulse-ingest   BrokerSource: socket, decode
//   writer      IngestStage: admit, insert, evaluate, commit; owns the connection that holds the ingest lock
//   workers     DatabaseWorkers: API queries, N of them, a connection each
//   sign-in     SignInDesk: passwords, two of them, a connection each
//   canceller   DatabaseWorkers: asks PostgreSQL to end what nobody waits for
//   delivery    DeliverStage: claims and records; a connection
//   webhook     WebhookChannel: curl; and the resolver's
//   email       EmailChannel: curl
//   mqtt        MqttChannel: sockets to brokers that are not ours
//   snmp        SnmpChannel: Net-SNMP, all receivers at once
//   providers   DocumentFetcher: keys of OpenID providers; curl
//   follower    ChangeFollower: LISTEN; a connection
//   recorder    SystemAlertRecorder: writes what the watch found; a connection
#pragma once

#include "api/door/http_door.h"
#include "api/operation/health_resource.h"
#include "api/operation/openapi_resource.h"
#include "api/resource/resource_handlers.h"
#include "app/configuration.h"
#include "app/id_watch.h"
#include "app/metrics.h"
#include "auth/local_accounts.h"
#include "auth/provider_keys.h"
#include "auth/sign_in_desk.h"
#include "base/interruption.h"
#include "delivery/email/email_channel.h"
#include "delivery/mqtt/mqtt_channel.h"
#include "delivery/outbound/saving_guard.h"
#include "delivery/snmp/snmp_channel.h"
#include "delivery/webhook/webhook_channel.h"
#include "live/change_follower.h"
#include "live/store_feed.h"
#include "pipeline/delivery/deliver_stage.h"
#include "pipeline/ingest/broker_source.h"
#include "pipeline/watch/watch_stage.h"
#include "standalone/bound_port.h"
#include "standalone/queue_bounds.h"
#include "store/postgres/database_workers.h"
#include "store/postgres/sealer.h"
#include "vault/vault.h"

namespace pulse::app {

// What a start may be handed: a port that was bound before, and what ends its waiting for the database.
struct ServerStart {
    std::optional<standalone::BoundPort> http = {};
    Interruption interruption = {};
};

// Thread safety: main thread. stop() is idempotent and bounded, and drains what was taken in.
class Application final : public Service {
public:
    static Result<std::unique_ptr<Application>> create(const Configuration &configuration,
                                                       ServerStart start = {});
    ~Application() override;

    Result<> start() override;
    void stop() override;

    quint16 httpPort() const;
    // True when this server leads and its subscription exists: what a device publishes from now on is not
    // lost.
    bool isReceiving();
    bool isCompleteUpTo(Instant time); // what was published before is committed
    bool hasFailed();
    // What the broker had queued when this server began to receive is committed.
    bool hasDrained();
    void endBrokerSession(); // for good: the broker forgets session and queue; before stop()

private:
    struct Parts {
        vault::Vault vault;
        auth::SigningKeys keys;
        delivery::GuardSettings guard;
        standalone::BoundPort http;
    };
    Application(const Configuration &configuration, Parts parts);

    pipeline::IngestHooks ingestHooks();
    live::RevocationHooks revocationHooks();
    Result<> loadSessions();
    void sendNow(model::IntegrationType type, delivery::Message message, delivery::Channel::Done done);
    pipeline::WatchHooks watchHooks();
    api::HttpDoorConfig doorConfig();
    api::Handlers handlers();
    api::Health health() const;
    standalone::QueueBounds brokerQueueBounds() const; // zeros: not known
    QByteArray metrics();

    const Configuration m_configuration;
    const vault::Vault m_vault;
    std::optional<standalone::BoundPort> m_boundHttp; // until the door listens there
    store::DatabaseClock m_clock;

    auth::TokenIssuer m_issuer;
    auth::TokenVerifier m_verifier{m_clock};
    auth::ProviderKeys m_providers;
    auth::LocalAccounts m_accounts;
    auth::SessionRegister m_sessions;
    auth::SignInDesk m_signIns;

    store::DatabaseWorkers m_workers;
    live::StoreFeed m_feed{m_workers};
    live::Hub m_hub{{}, m_feed};
    live::ChangeFollower m_follower;

    delivery::AddressGuard m_guard;
    delivery::SystemResolver m_resolver;
    const delivery::SavingGuard m_savingGuard{m_guard, m_resolver, {.most = api::lookUpSlots().all}};
    delivery::WebhookChannel m_webhooks;
    delivery::SnmpChannel m_snmp;
    delivery::EmailChannel m_email;
    delivery::MqttChannel m_mqtt;
    const pipeline::DeliverStage::Channels m_channels;
    pipeline::DeliverStage m_delivery;

    IngestMeters m_meters;
    pipeline::IngestStage m_ingest;
    pipeline::BrokerSource m_source;
    pipeline::BrokerWatch m_brokerWatch;
    IdWatch m_ids;
    pipeline::WatchStage m_watch;
    api::HttpDoor m_door;
};

// The settings of one connection, named for what it serves (pg_stat_activity shows it).
store::ConnectionConfig connectionFor(const Configuration &configuration, const QByteArray &purpose);

// How to reach the store's seals from the vault.
store::Sealer sealerOf(const vault::Vault &vault);
Result<vault::Vault> openVault(const Configuration &configuration);

} // namespace pulse::app
