// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A PostgreSQL of our own in the data folder: Unix socket only, durable, passwords kept in DATA/secrets.
// Databases, roles and everything else inside are made by server/store over the connections named here.
//
//   auto postgres = PrivatePostgres::prepare(folder);       // initdb the first time
//   supervisor.start(postgres->program(), kPostgresStartsWithin);
//   connect(postgres->ownerConnInfo("postgres"));
#pragma once

#include "standalone/child.h"
#include "standalone/data_folder.h"
#include "standalone/postgres_programs.h"

namespace pulse::standalone {

// Recovery after a power cut reads up to max_wal_size.
inline constexpr std::chrono::minutes kPostgresStartsWithin{3};

class PrivatePostgres {
public:
    // Makes the cluster when there is none, writes its settings, ends what a killed server left running.
    // Blocks: seconds the first time; stopped() when the interruption comes. A first start that was
    // interrupted begins anew.
    static Result<PrivatePostgres> prepare(const DataFolder &folder, const Interruption &interruption = {});

    ChildProgram program() const;

    // libpq's keywords. The owner is a superuser: migrations only. The login role is made by whoever holds
    // the owner, with loginPassword(), NOINHERIT.
    QByteArray ownerConnInfo(const QByteArray &database = "pulse") const;
    QByteArray loginConnInfo(const QByteArray &database = "pulse") const;
    static QByteArray ownerRole() { return "pulse_owner"; }
    static QByteArray loginRole() { return "pulse_login"; }
    const QByteArray &loginPassword() const { return m_loginPassword; }

private:
    PrivatePostgres() = default;
    Result<> readSecrets(bool hasCluster);
    Result<> initialise(const Interruption &interruption);
    Result<> writeSettings() const;
    QByteArray connInfo(const QByteArray &role, const QByteArray &password, const QByteArray &database) const;

    DataPaths m_paths;
    QString m_sockets;
    PostgresPrograms m_programs;
    QByteArray m_ownerPassword;
    QByteArray m_loginPassword;
};

} // namespace pulse::standalone
