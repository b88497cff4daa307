// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/token_issuer.h"

#include "model/words.h"

#include <QJsonDocument>
#include <QUuid>

namespace pulse::auth {

using namespace Qt::StringLiterals;

TokenIssuer::TokenIssuer(const Clock &clock, const QString &issuer, SigningKeys keys)
    : m_clock(clock)
    , m_issuer(ourIssuer(issuer))
    , m_keys(std::move(keys))
{
}

Result<QString> TokenIssuer::issue(const TokenSubject &subject, std::chrono::seconds lifetime) const
{
    const qint64 now = std::chrono::floor<std::chrono::seconds>(m_clock.now()).time_since_epoch().count();
    QJsonObject claims{{u"iss"_s, m_issuer.issuer},
                       {u"aud"_s, m_issuer.audience},
                       {u"sub"_s, subject.subject},
                       {u"preferred_username"_s, subject.login},
                       {u"role"_s, QString(model::word(subject.role))},
                       {u"sid"_s, subject.sessionId},
                       {u"jti"_s, QUuid::createUuid().toString(QUuid::WithoutBraces)},
                       {u"iat"_s, now},
                       {u"exp"_s, now + static_cast<qint64>(lifetime.count())}};
    if (!subject.tenantId.isEmpty())
        claims.insert(u"tenant_id"_s, subject.tenantId);
    const JoseKey key = m_keys.lock()->active;
    PULSE_TRY(const QByteArray token, sign(QJsonDocument(claims).toJson(QJsonDocument::Compact), key));
    return QString::fromLatin1(token);
}

QJsonObject TokenIssuer::jwks() const { return m_keys.lock()->jwks; }

void TokenIssuer::replaceKeys(SigningKeys keys) { *m_keys.lock() = std::move(keys); }

} // namespace pulse::auth
