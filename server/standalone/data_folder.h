// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The one folder a standalone Pulse lives in, and where everything is in it.
#pragma once

#include "standalone/posix.h"

namespace pulse::standalone {

// Names only; also for a command that works beside a running server.
struct DataPaths {
    QString root; // absolute

    QString run() const { return root + QStringLiteral("/run"); }
    QString secrets() const { return root + QStringLiteral("/secrets"); }
    QString log() const { return root + QStringLiteral("/log"); }
    QString postgres() const { return root + QStringLiteral("/postgres"); }
    QString broker() const { return root + QStringLiteral("/broker"); }

    QString lock() const { return run() + QStringLiteral("/lock"); }
    QString ready() const { return run() + QStringLiteral("/ready"); }
    QString socketsRecord() const { return run() + QStringLiteral("/sockets"); }
    QString brokerPid() const { return run() + QStringLiteral("/broker.pid"); }
    QString brokerUsersLock() const { return run() + QStringLiteral("/broker-users.lock"); }
    QString vaultKey() const { return secrets() + QStringLiteral("/vault.key"); }
    // Only while the key is replaced: the one before, which opens what it sealed.
    QString oldVaultKey() const { return secrets() + QStringLiteral("/vault.old.key"); }
    QString postgresSecrets() const { return secrets() + QStringLiteral("/postgres.json"); }
    QString brokerSecret() const { return secrets() + QStringLiteral("/broker"); }
    // The server's client id at the broker. A folder of before it was kept has none: it is pulse-ingest
    // there.
    QString brokerClientId() const { return secrets() + QStringLiteral("/broker-client-id"); }
    QString credentials() const { return root + QStringLiteral("/credentials"); }
};

DataPaths dataPaths(const QString &folder);

// Invariants: holds the folder's lock while it lives, so no two servers use one folder.
class DataFolder {
public:
    // Makes what is missing inside. Requires: becomeOwner(path) before.
    // Conflict, with the pid of the other server, when one runs on this folder.
    static Result<DataFolder> open(const QString &path);
    DataFolder(DataFolder &&) noexcept = default;
    DataFolder &operator=(DataFolder &&) noexcept = default;
    ~DataFolder(); // removes the sockets' folder

    const DataPaths &paths() const { return m_paths; }
    // A short private folder for Unix sockets, whose paths end at 107 bytes however deep the data folder
    // lies. The same one again after a crash, because what was left over may still use it. In /tmp rather
    // than in the user's runtime folder, which goes when they log out.
    const QString &sockets() const { return m_sockets; }

private:
    DataFolder(DataPaths paths, Descriptor lock);
    Result<> makeSockets();

    DataPaths m_paths;
    Descriptor m_lock;
    QString m_sockets;
};

} // namespace pulse::standalone
