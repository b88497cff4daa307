// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an administrator can set: a TOML file, and PULSE_SECTION_KEY in the environment, which wins. Unknown
// keys are errors; every error says where.
#pragma once

#include "auth/trusted_issuer.h"

#include <QByteArray>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>
#include <chrono>

namespace pulse::app {

struct DatabaseSettings {
    QString url; // libpq's keywords or URI, as the login role
    QString ownerUrl; // as the owner of the schema: migrate only
    QString loginRole = QStringLiteral("pulse_login"); // whom migrate admits to Pulse's roles
    int workers = 4; // connections for the API
    int workersPerTenant = 2; // of these
    int waitingPerTenant = 100; // requests that wait for one of them
    int startWaitSeconds = 60; // for a database that does not answer yet
    bool allowsFsyncOff = false; // tests and throw-away demos only
};

struct BrokerSettings {
    QString socket; // a Unix socket, which wins over host and port
    QString host = QStringLiteral("127.0.0.1");
    int port = 1883;
    bool usesTls = false;
    QString caFile;
    QString user;
    QString password;
    QString clientId =
        QStringLiteral("pulse-ingest"); // one per installation: a standby takes the session over by it
    bool provesDevices = false; // lets nobody but its device publish to tenant/TENANT/device/DEVICE/+
    // An account like a device's, to try whether ids are tied to accounts; empty: it is not tried.
    QString checkUser;
    QString checkPassword;
    int checkPort = 0; // of the host, where devices connect; 0: where we do
    bool requiresSafeIds = false; // do not start where the answer is no
    bool isLeaving = false; // not a setting: the session is emptied, to be ended
    int queueMib = 0; // of memory that the broker's queue may take; 0: not known, or our own choice
};

struct HttpSettings {
    QString address = QStringLiteral("127.0.0.1");
    int port = 8080;
    int maxConnections = 2'000;
    int connectionsPerAddress = 500; // 0: as many as there may be
    QStringList sharedAddresses; // of proxies: connections from there are not limited by address
    QStringList corsOrigins;
    int requestsPerMinute = 1'200; // per tenant
    int requestsPerMinutePerUser = 600; // of a tenant's user, or an operator
    int requestsPerMinutePerAddress = 600; // without a token
    int liveSockets = 1'000;
    int liveSocketsPerTenant = 200;
    int liveSocketsPerUser = 50;
    int unsentMib = 256; // answers that clients have not read yet: of all, and of one tenant
    int unsentMibPerTenant = 32;
};

struct DeliverySettings {
    QStringList allow; // "127.0.0.1/32:9999": networks and ports the address guard lets through
    bool allowsHttp = false;
    QStringList httpTo; // as `allow`, without TLS; no setting: the demo's own receiver
    bool allowsPlainSmtp = false;
    bool allowsPlainMqtt = false;
    bool allowsAnyMqttTopic = false; // tenants publish beside alerts/TENANT/ too
    QString caFile; // whom receivers' certificates are signed by; empty: the system's authorities
    QString ehloName; // what we call ourselves to mail servers; empty: by the machine's full name, or address
    int timeoutSeconds = 30;
    int maxAttempts = 5;
    int backoffBaseSeconds = 30;
    int backoffMaxSeconds = 7'200;
    int leaseMarginSeconds = 30; // how much longer than an attempt a job is a server's
    int inFlight = 512; // attempts at once, of this server; of one integration, of one tenant
    int perIntegration = 16;
    int perTenant = 64;
    int breakerFailures = 5; // in a row, until an integration is left alone
    int breakerPauseSeconds = 30; // doubling
    int breakerPauseMaxSeconds = 300;
    int failingAlertMinutes = 15;
    int testsPerMinute = 20; // of a tenant's integrations together
    int waitHours = 72; // for an integration that fails; then a delivery is dead
};

struct Configuration {
    DatabaseSettings database;
    BrokerSettings broker;
    HttpSettings http;
    DeliverySettings delivery;
    QString metricsToken; // opens /metrics; empty: only operators may read it
    QString vaultKeys; // in front of those of files; for the environment
    QString vaultKeyFile; // 32 bytes, readable by its owner only
    QStringList oldVaultKeyFiles; // these open, but do not seal
    QString issuer = QStringLiteral("pulse"); // iss of the tokens we sign
    QList<auth::TrustedIssuer> providers; // whose tokens are taken beside these: [[auth.provider]]
    QString providerCaFile; // whom their certificates are signed by; empty: the system's authorities
    int sessionMaxHours = 12; // of a local account, from its sign-in, whatever it does
    int largestBatch = 2'500;
    int watchdogSeconds = 15; // 0: none
};

Result<Configuration> readConfiguration(const QString &file, const QProcessEnvironment &environment);
Result<Configuration> parseConfiguration(const QByteArray &toml, const QString &name,
                                         const QProcessEnvironment &environment);

// Every setting as section.key, for the documentation and its test.
QStringList settingNames();

// A variable PULSE_… that is nothing of ours is an error that names the nearest one: a setting that is
// misspelt would pass in silence. Part of readConfiguration and parseConfiguration.
Result<> checkVariables(const QProcessEnvironment &environment);

} // namespace pulse::app
