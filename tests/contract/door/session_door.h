// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A door behind which people sign in: ada of tenant-a (customer_admin), bob of tenant-b (customer_viewer) and
// op, an operator, all with the password "correct horse", in a database of their own. No change feed is
// followed: hear() tells the door what one would.
#pragma once

#include "api/accounts/session_resource.h"
#include "door_fixture.h"
#include "support/postgres/postgres_cluster.h"

namespace pulse::test {

class SessionDoor {
protected:
    void open();
    void close();
    void start(auth::LocalAccountsConfig accounts = {}, api::HttpDoorConfig door = {});
    void hear();

    Answer call(const QByteArray &bytes);
    Answer signIn(const QString &login, const QString &password);
    Answer refresh(const QString &token);
    Answer devices(const QString &token); // who the door thinks it is
    Answer as(const QString &token, const QByteArray &method, const QByteArray &path,
              const QJsonObject &body = {});
    static wire::Session sessionOf(const Answer &answer);
    static QString codeOf(const Answer &answer);

    std::unique_ptr<TestDatabase> m_database;
    std::unique_ptr<auth::LocalAccounts> m_accounts;
    std::unique_ptr<auth::SignInDesk> m_desk;
    std::unique_ptr<Door> m_door;
};

} // namespace pulse::test
