// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who is signed in: a local account's tokens, refreshed before they expire and on demand.
//
// Thread safety: the thread that owns the object.
// Invariants: accessToken() is non-empty exactly in SignedIn; at most one refresh is on its way, however many
// ask.
#pragma once

#include "base/backoff.h"
#include "client/http_transport.h"
#include "client/secret_store.h"
#include "wire/accounts/session_json.h"

#include <QPointer>
#include <QTimer>
#include <memory>
#include <vector>

namespace pulse::client {

class Session : public QObject {
    Q_OBJECT

public:
    enum class State { SignedOut, SigningIn, SignedIn };
    Q_ENUM(State)

    Session(HttpTransport &transport, std::unique_ptr<SecretStore> secrets, QObject *parent = nullptr);

    State state() const { return m_state; }
    const QString &accessToken() const { return m_accessToken; }
    const QString &login() const { return m_login; }
    const QString &tenantId() const { return m_tenantId; }
    const QString &role() const { return m_role; }
    bool isOperator() const; // sees system alerts instead of a tenant's devices
    bool mayChange() const; // an administrator of the tenant, not a viewer

    void signIn(const QString &login, const QString &password);
    // Here at once, whatever the server says; it is asked to end the session everywhere.
    void signOut();

    // Gets a new access token; `done` hears whether there is one. Joins a refresh that is already on its way.
    void refresh(QObject *context, std::function<void(bool)> done);

signals:
    void stateChanged(pulse::client::Session::State state);
    void signInFailed(const pulse::wire::Problem &problem);
    void ended(const pulse::wire::Problem &problem); // not by signOut(): the server said no

private:
    struct Waiting {
        QPointer<QObject> context;
        std::function<void(bool)> done;
    };

    void setState(State state);
    void take(const wire::Session &session);
    void sendRefresh();
    void onRefreshed(Answer<QJsonObject> answer);
    void answerWaiting(bool isRefreshed);
    void end(const wire::Problem &problem);
    void clear();
    QString secretName() const;

    HttpTransport &m_transport;
    std::unique_ptr<SecretStore> m_secrets;
    std::unique_ptr<QObject> m_calls; // context of what is on its way; replaced on sign-out
    State m_state = State::SignedOut;
    QString m_accessToken;
    QString m_login;
    QString m_tenantId;
    QString m_role;
    QTimer m_refreshTimer;
    Backoff m_backoff{std::chrono::seconds{1}, std::chrono::seconds{30}};
    int m_failures = 0;
    bool m_isRefreshing = false;
    std::vector<Waiting> m_waiting;
};

} // namespace pulse::client
