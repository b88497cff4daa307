// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/local_accounts.h"

#include "auth/client_network.h"
#include "auth/password.h"
#include "auth/password_policy.h"
#include "base/logging.h"
#include "model/words.h"
#include "store/accounts/login_network_table.h"
#include "store/tenancy/revocation.h"
#include "store/tenancy/scope.h"

#include <QCryptographicHash>
#include <QUuid>
#include <sodium.h>

Q_LOGGING_CATEGORY(lcAuthAccounts, "pulse.auth")

namespace pulse::auth {

using namespace Qt::StringLiterals;
using store::account::Account;

namespace {

constexpr int kTokenBytes = 32;
constexpr int kLongestAddress = 64; // characters, of what is kept
constexpr int kLongestUserAgent = 256;

// 256 bits of randomness need no slow hash and no salt.
QByteArray hashOf(const QString &token)
{
    return QCryptographicHash::hash(token.toUtf8(), QCryptographicHash::Sha256);
}

Result<QString> newRefreshToken()
{
    if (sodium_init() < 0)
        return fail(ErrorKind::Internal, u"libsodium does not start"_s);
    QByteArray bytes(kTokenBytes, Qt::Uninitialized);
    randombytes_buf(bytes.data(), static_cast<size_t>(bytes.size()));
    return QString::fromLatin1(
        bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

tl::unexpected<Error> wrongCredentials()
{
    return fail(ErrorKind::Unauthenticated, u"The user name or the password is wrong."_s,
                u"invalid_credentials"_s);
}

tl::unexpected<Error> wrongRefreshToken()
{
    return fail(ErrorKind::Unauthenticated, u"The session has ended; sign in again."_s, u"refresh_invalid"_s);
}

// 403: a 401 would say that the token is no good, and clients would sign in anew.
tl::unexpected<Error> wrongPassword()
{
    return fail(ErrorKind::Forbidden, u"The old password is wrong."_s, u"wrong_password"_s,
                u"old_password"_s);
}

// A refresh that shows that the session must not go on.
std::optional<model::SessionEnd> reasonToEnd(const store::session::Token &token)
{
    if (token.isUsed)
        return model::SessionEnd::TokenReused;
    if (!token.account.isEnabled)
        return model::SessionEnd::Disabled;
    if (!token.account.isTenantActive)
        return model::SessionEnd::TenantSuspended;
    return std::nullopt;
}

} // namespace

LocalAccounts::LocalAccounts(const Clock &clock, const TokenIssuer &issuer, LocalAccountsConfig config)
    : m_clock(clock)
    , m_issuer(issuer)
    , m_config(config)
    , m_changes(AttemptLimiter(config.passwordChanges))
{
}

// No transaction stays open while the password is hashed.
Result<Account> LocalAccounts::check(const Credentials &credentials, store::Connection &connection)
{
    if (credentials.password.toUtf8().size() > kLongestPassword || credentials.login.toUtf8().size() > 128)
        return wrongCredentials();
    std::optional<Account> account;
    {
        PULSE_TRY(store::AuthScope scope, store::AuthScope::begin(connection));
        PULSE_TRY(account, store::account::findByLogin(scope, credentials.login));
        PULSE_CHECK(scope.commit());
    }
    const bool isRight = account ? isPassword(credentials.password, account->passwordHash)
                                 : pretendToVerify(credentials.password);
    if (!isRight || !account->isEnabled)
        return wrongCredentials();
    if (!account->isTenantActive)
        return fail(ErrorKind::Forbidden, u"This tenant is suspended."_s, u"tenant_suspended"_s);
    return *account;
}

Result<wire::Session> LocalAccounts::signIn(const Credentials &credentials, store::Connection &connection)
{
    auto account = check(credentials, connection);
    if (!account) {
        qCInfo(lcAuthAccounts).noquote()
            << "sign-in refused" << kv("code", account.error().code) << kv("address", credentials.address);
        return tl::unexpected(std::move(account).error());
    }
    PULSE_TRY(store::AuthScope scope, store::AuthScope::begin(connection));
    // Changed while the password was hashed: whoever did so ended sessions, and would have missed this one.
    PULSE_TRY(const auto held, store::account::hold(scope, account->userId));
    if (!held || !held->isEnabled || held->passwordHash != account->passwordHash)
        return wrongCredentials();
    PULSE_TRY(wire::Session session, open(*held, credentials, scope));
    if (const QString network = networkOf(credentials.address); !network.isEmpty())
        PULSE_CHECK(store::login_network::remember(scope, account->key, network, m_clock.now()));
    PULSE_CHECK(scope.commit());
    qCInfo(lcAuthAccounts).noquote() << "signed in" << kv("user", account->userId);
    return session;
}

Result<LocalAccounts::Tokens> LocalAccounts::makeTokens(const Account &account, const QString &sessionId,
                                                        Instant now, Instant end) const
{
    const auto left = std::chrono::floor<std::chrono::seconds>(end - now);
    if (left.count() < 1)
        return wrongRefreshToken();
    Tokens tokens;
    wire::Session &session = tokens.session;
    session.expiresIn = std::min(m_config.accessLifetime, left);
    session.refreshExpiresIn = std::min(m_config.refreshIdle, left);
    session.login = account.login;
    session.role = model::word(account.role);
    session.tenantId = account.tenantId;
    PULSE_TRY(session.refreshToken, newRefreshToken());
    PULSE_TRY(session.accessToken,
              m_issuer.issue({account.userId, account.login, account.role, account.tenantId, sessionId},
                             session.expiresIn));
    tokens.accessEnd = now + session.expiresIn;
    tokens.refreshEnd = now + session.refreshExpiresIn;
    return tokens;
}

Result<wire::Session> LocalAccounts::open(const Account &account, const Credentials &credentials,
                                          const store::AuthScope &scope)
{
    const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const Instant now = m_clock.now();
    const Instant end = now + m_config.sessionMost;
    PULSE_TRY(Tokens tokens, makeTokens(account, id, now, end));
    PULSE_CHECK(store::session::open(scope,
                                     {id, account.key, now, end, tokens.accessEnd,
                                      credentials.address.left(kLongestAddress),
                                      credentials.userAgent.left(kLongestUserAgent)}));
    PULSE_CHECK(store::session::addToken(
        scope, {hashOf(tokens.session.refreshToken), id, account.key, now, tokens.refreshEnd}));
    PULSE_CHECK(store::session::forgetExpired(scope, now));
    return std::move(tokens).session;
}

Result<wire::Session> LocalAccounts::goOn(const store::session::Token &token, const store::AuthScope &scope)
{
    const Instant now = m_clock.now();
    PULSE_TRY(Tokens tokens, makeTokens(token.account, token.sessionId, now, token.endsAt));
    PULSE_CHECK(store::session::use(scope, token.sessionId, now, tokens.accessEnd));
    PULSE_CHECK(store::session::addToken(
        scope,
        {hashOf(tokens.session.refreshToken), token.sessionId, token.account.key, now, tokens.refreshEnd}));
    return std::move(tokens).session;
}

Result<wire::Session> LocalAccounts::refresh(const QString &refreshToken, store::Connection &connection)
{
    const QByteArray tokenHash = hashOf(refreshToken);
    PULSE_TRY(store::AuthScope scope, store::AuthScope::begin(connection));
    PULSE_TRY(const auto token, store::session::findForUse(scope, tokenHash));
    const Instant now = m_clock.now();
    if (!token || token->hasEnded || now >= token->endsAt)
        return wrongRefreshToken();
    if (const auto why = reasonToEnd(*token)) {
        PULSE_CHECK(store::revocation::endSession(scope, token->sessionId, token->account.userId, *why));
        PULSE_CHECK(scope.commit());
        if (token->isUsed)
            qCWarning(lcAuthAccounts).noquote()
                << "refresh token used again, session ended" << kv("user", token->account.userId);
        return wrongRefreshToken();
    }
    if (now >= token->expiresAt)
        return wrongRefreshToken();
    PULSE_CHECK(store::session::markUsed(scope, tokenHash, now));
    PULSE_TRY(wire::Session session, goOn(*token, scope));
    PULSE_CHECK(scope.commit());
    return session;
}

// Whoever has somebody's token for a moment guesses their password no faster than a stranger.
tl::expected<void, Refusal> LocalAccounts::changePassword(const model::Principal &person,
                                                          const PasswordChange &change,
                                                          store::Connection &connection)
{
    const QByteArray name = person.subject.toUtf8();
    if (const auto wait = m_changes.lock()->attempt(name, m_clock.now()); wait.count() > 0)
        return tl::unexpected(Refusal{
            Error{ErrorKind::TooMany, u"Too many attempts; wait a while."_s, u"too_many_requests"_s, {}},
            wait});
    if (auto replaced = replacePassword(person, change, connection); !replaced)
        return tl::unexpected(Refusal{std::move(replaced).error()});
    m_changes.lock()->forget(name);
    qCInfo(lcAuthAccounts).noquote() << "password changed" << kv("user", person.subject);
    return {};
}

// No transaction stays open while passwords are hashed.
Result<> LocalAccounts::replacePassword(const model::Principal &person, const PasswordChange &change,
                                        store::Connection &connection)
{
    if (person.issuer != m_issuer.issuer().issuer)
        return fail(ErrorKind::Forbidden, u"This account's password is kept where it signs in."_s,
                    u"no_local_account"_s);
    std::optional<Account> account;
    {
        PULSE_TRY(store::AuthScope scope, store::AuthScope::begin(connection));
        PULSE_TRY(account, store::account::hold(scope, person.subject));
        PULSE_CHECK(scope.commit());
    }
    if (!account || !isPassword(change.oldPassword, account->passwordHash))
        return wrongPassword();
    PULSE_CHECK(checkPassword(u"new_password"_s, change.newPassword));
    PULSE_TRY(const QString hash, hashPassword(change.newPassword));
    PULSE_TRY(store::AuthScope scope, store::AuthScope::begin(connection));
    PULSE_TRY(const bool isReplaced, store::account::replacePasswordHash(scope, *account, hash));
    if (!isReplaced)
        return wrongPassword();
    PULSE_CHECK(store::revocation::endSessionsOf(scope, account->key, model::SessionEnd::PasswordChanged,
                                                 person.sessionId));
    return scope.commit();
}

} // namespace pulse::auth
