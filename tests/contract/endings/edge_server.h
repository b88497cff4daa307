// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One server of an installation as its people meet it: the door, accounts, live sockets and the change feed,
// on a database that others share. It reads (GET /api/v2/devices), changes (PATCH /api/v2/devices/{id}) and
// streams without end (POST /api/v2/alert-rules/backtest, as far as somebody reads).
#pragma once

#include "auth/local_accounts.h"
#include "auth/sign_in_desk.h"
#include "contract/door/door_fixture.h"
#include "live/change_follower.h"

namespace pulse::test {

struct EdgeServerConfig {
    QString database; // of the login role
    QString feed; // the same, for the change feed's own connection
    auth::SigningKeys keys; // every server's
    bool isListening = true; // else the feed is only looked at every two seconds
    std::chrono::milliseconds staleAfter{10'000};
};

class EdgeServer {
public:
    explicit EdgeServer(const EdgeServerConfig &config);
    ~EdgeServer() { stop(); }

    Result<> start();
    void stop();
    quint16 port() const { return m_door.port(); }
    qsizetype requestsUnderWay() const { return m_door.requestsUnderWay(); }
    bool isCurrent() const { return m_sessions.isCurrent(); }

    // One request on a connection of its own.
    Answer call(const QByteArray &method, const QByteArray &path, const QByteArray &token = {},
                const QJsonObject &body = {}) const;
    wire::Session signIn(const QString &login, const QString &password) const; // empty: refused

private:
    api::HttpDoorConfig doorConfig();
    api::Handlers handlers();

    SystemClock m_clock;
    auth::TokenIssuer m_issuer;
    auth::TokenVerifier m_verifier{m_clock};
    auth::SessionRegister m_sessions;
    auth::LocalAccounts m_accounts;
    auth::SignInDesk m_signIns;
    const QByteArray m_database;
    store::DatabaseWorkers m_workers;
    live::StoreFeed m_feed{m_workers};
    live::Hub m_hub{{}, m_feed};
    live::ChangeFollower m_follower;
    api::HttpDoor m_door;
};

} // namespace pulse::test
