// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One pulse-server serve, as an operator runs it: on a database and a broker that the test brings, with a
// configuration file in a folder of its own. Several on one database and broker are servers of one
// installation.
//
//   auto server = Served::start({.program = …, .database = database->appConnInfo(), .brokerPort =
//   broker->port()}); QVERIFY((*server)->waitUntilReceiving());
//
// Thread safety: none. Requires: a QCoreApplication.
#pragma once

#include "base/result.h"
#include "support/process/child_process.h"

#include <QJsonObject>
#include <QTemporaryDir>
#include <memory>

namespace pulse::test {

struct ServedConfig {
    QString program; // the pulse-server to run
    QString database; // conninfo of the login role
    quint16 brokerPort = 0; // on 127.0.0.1
    QStringList environment = {}; // PULSE_SECTION_KEY=… wins over what we write
};

class Served {
public:
    // Runs, and answers on HTTP.
    static Result<std::unique_ptr<Served>> start(const ServedConfig &config);
    static Result<std::unique_ptr<Served>> begin(const ServedConfig &config); // runs

    Result<> launch(); // again, after kill() or stop()
    Result<> waitUntilServing();
    void kill(); // SIGKILL, and waits until it is gone
    std::optional<int> stop(std::chrono::milliseconds timeout = std::chrono::seconds{
                                30}); // SIGTERM; its exit code

    ChildProcess &process() { return *m_process; } // pause(), resume(), output()
    const QString &httpUrl() const { return m_httpUrl; }

    // A command with this server's configuration; what it printed. The event loop turns.
    Result<QString> command(const QStringList &arguments) const;

    // GET /api/v2/health: empty when it does not answer. Too dear to ask all the time: strangers are limited.
    QJsonObject health() const;

    // By its log. Receiving: it leads and has subscribed, so what devices publish from now on is not lost.
    bool isLeading() const
    {
        return saysLast(QStringLiteral("ingest leading"), QStringLiteral("ingest not leading"));
    }
    bool isReceiving() const
    {
        return saysLast(QStringLiteral("source receiving"), QStringLiteral("source not receiving"));
    }
    bool waitUntilReceiving(std::chrono::milliseconds timeout = std::chrono::seconds{60});

private:
    explicit Served(ServedConfig config);
    Result<> writeConfiguration() const;
    Result<> run();
    bool saysLast(const QString &what, const QString &opposite) const;

    const ServedConfig m_config;
    QTemporaryDir m_folder{QStringLiteral("/tmp/pulse-served-XXXXXX")};
    QString m_httpUrl;
    std::unique_ptr<ChildProcess> m_process;
};

} // namespace pulse::test
