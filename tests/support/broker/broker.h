// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A real Mosquitto on a private port, Unix socket and folder; ended by its exact pid.
//
// Thread safety: none.
#pragma once

#include "base/result.h"
#include "support/process/child_process.h"

#include <QByteArray>
#include <QList>
#include <QTemporaryDir>
#include <memory>
#include <utility>

namespace pulse::test {

struct BrokerOptions {
    QByteArray configuration = {}; // further lines of mosquitto.conf, before the listeners
    QList<std::pair<QString, QString>> accounts = {}; // user and password; none: everybody may come in
    QByteArray listenerLines = {}; // after the TCP listener, e.g. its certificates
    QList<std::pair<QString, QByteArray>> files = {}; // name and content, written to the folder first
};

// Queues without bound, keeps sessions over stop() and restart(), publishes $SYS each second.
class Broker {
public:
    static Result<std::unique_ptr<Broker>> start(const BrokerOptions &options = {});

    quint16 port() const { return m_port; } // on 127.0.0.1; the same after restart()
    pid_t pid() const { return m_process->pid(); }
    QString socketPath() const { return m_folder.filePath(QStringLiteral("broker.sock")); }
    QString folder() const { return m_folder.path(); }
    QString output() const { return m_process ? m_process->output() : QString(); }

    // Orderly: it writes its sessions and queues to disk.
    Result<> stop();
    // What is not on disk is lost.
    void kill();
    Result<> restart();

    void pause() { m_process->pause(); } // alive and silent
    void resume() { m_process->resume(); }

private:
    explicit Broker(const BrokerOptions &options);
    Result<> prepare();
    Result<> writeFile(const QString &name, const QByteArray &content) const;
    Result<> launch();
    QByteArray configuration() const;

    BrokerOptions m_options;
    QTemporaryDir m_folder;
    quint16 m_port = 0;
    std::unique_ptr<ChildProcess> m_process;
};

} // namespace pulse::test
