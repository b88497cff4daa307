// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What an administrator can set: a TOML file, and PULSE_SECTION_KEY in the environment, which wins. Unknown
// keys are errors; every error says where.
#pragma once

#include "base/result.h"

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
    int workers = 3; // connections for the API
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
    int queueMib = 0; // of memory that the broker's queue may take; 0: not known, or our own choice
};

struct HttpSettings {
    QString address = QStringLiteral("127.0.0.1");
    int port = 8080;
    int maxConnections = 2'000;
    QStringList corsOrigins;
    int requestsPerMinute = 600; // per tenant
};

struct DeliverySettings {
    QStringList allow; // "127.0.0.1/32:9999": networks and ports the address guard lets through
    bool allowsHttp = false;
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
    int largestBatch = 2'500;
    int watchdogSeconds = 15; // 0: none
};

Result<Configuration> readConfiguration(const QString &file, const QProcessEnvironment &environment);
Result<Configuration> parseConfiguration(const QByteArray &toml, const QString &name,
                                         const QProcessEnvironment &environment);

// Every setting as section.key, for the documentation and its test.
QStringList settingNames();

} // namespace pulse::app
