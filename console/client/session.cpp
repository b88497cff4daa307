// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/session.h"

#include "base/logging.h"
#include "model/words.h"
#include "wire/endpoint/endpoints.h"

namespace pulse::client {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcSession, "pulse.client")

HttpRequest post(wire::EndpointId endpoint, QJsonObject body)
{
    return {"POST", wire::pathOf(endpoint), {}, std::move(body), {}};
}

// The server looked at the token and said no; anything else may pass by itself.
bool isFinal(const wire::Problem &problem)
{
    return problem.status >= 400 && problem.status < 500 && problem.status != 408 && problem.status != 429;
}

wire::Problem sessionEnded() { return {401, u"session_ended"_s, {}, {}, {}}; }

} // namespace

Session::Session(HttpTransport &transport, std::unique_ptr<SecretStore> secrets, QObject *parent)
    : QObject(parent)
    , m_transport(transport)
    , m_secrets(std::move(secrets))
    , m_calls(std::make_unique<QObject>())
{
    m_refreshTimer.setSingleShot(true);
    connect(&m_refreshTimer, &QTimer::timeout, this, [this] { refresh(this, [](bool) {}); });
}

QString Session::secretName() const
{
    return u"refresh_token@"_s + m_transport.server().toString(QUrl::RemoveUserInfo);
}

bool Session::mayChange() const { return m_role == model::word(model::Role::CustomerAdmin); }

bool Session::isOperator() const
{
    const auto role = model::fromWord<model::Role>(m_role);
    return role && !model::isCustomer(*role);
}

void Session::signIn(const QString &login, const QString &password)
{
    clear();
    setState(State::SigningIn);
    const QJsonObject body{{u"username"_s, login}, {u"password"_s, password}};
    m_transport.send(post(wire::EndpointId::Token, body), m_calls.get(), [this](Answer<QJsonObject> answer) {
        auto session = answer ? wire::sessionFrom(*answer) : fail(ErrorKind::Invalid, {});
        if (session)
            return take(*session);
        wire::Problem problem =
            answer ? wire::Problem{200, u"bad_answer"_s, {}, session.error().what, {}} : answer.error();
        if (problem.code == "unauthenticated"_L1)
            problem.code = u"invalid_credentials"_s; // nobody is signed in yet, so that is what it means
        setState(State::SignedOut);
        emit signInFailed(problem);
    });
}

void Session::signOut()
{
    if (!m_accessToken.isEmpty())
        m_transport.send({"POST", wire::pathOf(wire::EndpointId::SignOut), {}, {}, m_accessToken},
                         &m_transport, [](const Answer<QJsonObject> &answer) {
                             if (!answer)
                                 qCWarning(lcSession).noquote() << "the server did not end the session"
                                                                << kv("code", answer.error().code);
                         });
    clear();
    setState(State::SignedOut);
}

void Session::take(const wire::Session &session)
{
    m_accessToken = session.accessToken;
    if (!session.refreshToken.isEmpty())
        m_secrets->keep(secretName(), session.refreshToken.toUtf8());
    if (m_state != State::SignedIn) {
        m_login = session.login;
        m_tenantId = session.tenantId;
        m_role = session.role;
    }
    m_failures = 0;
    if (session.expiresIn.count() > 0)
        m_refreshTimer.start(std::chrono::milliseconds(session.expiresIn) * 4 / 5);
    qCInfo(lcSession).noquote() << "session valid" << kv("seconds", session.expiresIn.count());
    setState(State::SignedIn);
}

void Session::refresh(QObject *context, std::function<void(bool)> done)
{
    if (m_state != State::SignedIn)
        return done(false);
    m_waiting.push_back({context, std::move(done)});
    if (!m_isRefreshing)
        sendRefresh();
}

void Session::sendRefresh()
{
    m_isRefreshing = true;
    m_refreshTimer.stop();
    const QJsonObject body{{u"refresh_token"_s, QString::fromUtf8(m_secrets->secret(secretName()))}};
    m_transport.send(post(wire::EndpointId::Refresh, body), m_calls.get(),
                     [this](Answer<QJsonObject> answer) { onRefreshed(std::move(answer)); });
}

void Session::onRefreshed(Answer<QJsonObject> answer)
{
    m_isRefreshing = false;
    if (answer) {
        if (const auto session = wire::sessionFrom(*answer)) {
            take(*session);
            return answerWaiting(true);
        }
    }
    if (!answer && !isFinal(answer.error())) {
        m_refreshTimer.start(m_backoff.delay(++m_failures, jitterRandom()));
        return answerWaiting(false);
    }
    end(sessionEnded());
}

void Session::answerWaiting(bool isRefreshed)
{
    for (const Waiting &waiting : std::exchange(m_waiting, {})) {
        if (waiting.context)
            waiting.done(isRefreshed);
    }
}

void Session::end(const wire::Problem &problem)
{
    qCInfo(lcSession) << "session ended by the server";
    clear();
    setState(State::SignedOut);
    emit ended(problem);
}

void Session::clear()
{
    m_refreshTimer.stop();
    m_calls = std::make_unique<QObject>();
    m_isRefreshing = false;
    m_failures = 0;
    m_accessToken.clear();
    m_login.clear();
    m_tenantId.clear();
    m_role.clear();
    m_secrets->forget(secretName());
    answerWaiting(false);
}

void Session::setState(State state)
{
    if (std::exchange(m_state, state) != state)
        emit stateChanged(state);
}

} // namespace pulse::client
