// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/local_accounts.h"

#include "auth/client_network.h"
#include "auth/password.h"
#include "base/logging.h"
#include "model/words.h"
#include "store/accounts/login_network_table.h"
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

} // namespace

LocalAccounts::LocalAccounts(const Clock &clock, const TokenIssuer &issuer, LocalAccountsConfig config)
    : m_clock(clock)
    , m_issuer(issuer)
    , m_config(config)
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
    PULSE_TRY(wire::Session session,
              open(*account, QUuid::createUuid().toString(QUuid::WithoutBraces), scope));
    PULSE_CHECK(store::session::forgetExpired(scope, m_clock.now()));
    if (const QString network = networkOf(credentials.address); !network.isEmpty())
        PULSE_CHECK(store::login_network::remember(scope, account->key, network, m_clock.now()));
    PULSE_CHECK(scope.commit());
    qCInfo(lcAuthAccounts).noquote() << "signed in" << kv("user", account->userId);
    return session;
}

Result<wire::Session> LocalAccounts::open(const Account &account, const QString &family,
                                          const store::AuthScope &scope)
{
    wire::Session session;
    session.expiresIn = m_config.accessLifetime;
    session.refreshExpiresIn = m_config.refreshIdle;
    session.login = account.login;
    session.role = model::word(account.role);
    session.tenantId = account.tenantId;
    PULSE_TRY(session.refreshToken, newRefreshToken());
    PULSE_TRY(session.accessToken,
              m_issuer.issue({account.userId, account.login, account.role, account.tenantId, family},
                             m_config.accessLifetime));
    const Instant now = m_clock.now();
    PULSE_CHECK(store::session::add(
        scope, {hashOf(session.refreshToken), family, account.key, now, now + m_config.refreshIdle}));
    return session;
}

Result<wire::Session> LocalAccounts::refresh(const QString &refreshToken, store::Connection &connection)
{
    const QByteArray tokenHash = hashOf(refreshToken);
    PULSE_TRY(store::AuthScope scope, store::AuthScope::begin(connection));
    PULSE_TRY(const auto token, store::session::findForUse(scope, tokenHash));
    if (!token)
        return wrongRefreshToken();
    const Account &account = token->account;
    if (token->isUsed || !account.isEnabled || !account.isTenantActive) {
        PULSE_CHECK(store::session::endFamily(scope, token->family));
        PULSE_CHECK(scope.commit());
        if (token->isUsed)
            qCWarning(lcAuthAccounts).noquote()
                << "refresh token used again, session ended" << kv("user", account.userId);
        return wrongRefreshToken();
    }
    const Instant now = m_clock.now();
    if (now >= token->expiresAt)
        return wrongRefreshToken();
    PULSE_CHECK(store::session::markUsed(scope, tokenHash, now));
    PULSE_TRY(wire::Session session, open(account, token->family, scope));
    PULSE_CHECK(scope.commit());
    return session;
}

} // namespace pulse::auth
