// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The whole product as a user has it: pulse-server standalone in a folder and on ports of its own, its
// command line, its API. For end-to-end tests and benches.
//
// Thread safety: none. Requires: a QCoreApplication.
#pragma once

#include "base/result.h"
#include "store/postgres/connection.h"
#include "support/process/child_process.h"

#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QTemporaryDir>
#include <memory>

namespace pulse::test {

struct ProductOptions {
    QString program; // the pulse-server to run
    bool isDemo = false;
    QStringList environment = {}; // PULSE_DELIVERY_ALLOW=… and the like
    std::optional<Account> runAs = {};
    QString folderName = QStringLiteral("data"); // below a folder of our own
};

struct Answer {
    int status = 0;
    QJsonObject json;
};

class Product {
public:
    static Result<std::unique_ptr<Product>> start(const ProductOptions &options);
    ~Product();

    Result<> launch(); // again, after kill() or stop(); same folder, same MQTT port
    void kill(); // SIGKILL, and waits until it is gone
    bool stop(); // SIGTERM; true when it ended by itself, cleanly

    // The command line on this installation's folder; what it printed.
    Result<QString> run(const QStringList &arguments);

    const QString &dataFolder() const { return m_data; }
    const QString &httpUrl() const { return m_httpUrl; }
    quint16 mqttPort() const { return m_mqttPort; }
    ChildProcess &process() { return *m_process; }

    // One number, asked of the database as the owner of the schema: what was stored is what is counted.
    Result<qint64> number(const QByteArray &sql);
    Result<> execute(const QByteArray &sql); // as the same

    Result<> signIn(const QString &login, const QString &password);
    Result<> signInAgain(); // as before, after a restart
    Result<> signInAsTenant(); // the administrator that addTenant() made last
    Result<> signInAsOperator(); // made when first asked for
    const QByteArray &accessToken() const { return m_token; }
    Answer call(const QByteArray &method, const QString &path, const QJsonObject &body = {});

    // A tenant with an administrator who is signed in.
    Result<> addTenant(const QString &tenantId);
    // A login at the broker that Pulse's registry knows nothing of.
    Result<> addBrokerLogin(const QString &user, const QByteArray &password);

    // A device; its token, which is its MQTT password too.
    Result<QByteArray> addDevice(const QString &tenantId, const QString &deviceId, const QString &siteId);

private:
    explicit Product(const ProductOptions &options);
    QString readyValue(const QString &name) const;
    Result<store::ConnectionConfig> ownerOfSchema() const;

    ProductOptions m_options;
    QTemporaryDir m_folder;
    QString m_data;
    QString m_httpUrl;
    quint16 m_mqttPort = 0;
    QByteArray m_token;
    struct Login {
        QString name;
        QString password;
    };
    Result<Login> addUser(const QString &login, const QStringList &options);
    Login m_signedIn;
    Login m_tenantAdmin;
    Login m_operator;
    std::unique_ptr<ChildProcess> m_process;
    QNetworkAccessManager m_network;
};

} // namespace pulse::test
