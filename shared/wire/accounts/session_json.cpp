// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/accounts/session_json.h"

#include "wire/core/json.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

QJsonObject toJson(const Session &session)
{
    return {{u"access_token"_s, session.accessToken},
            {u"token_type"_s, u"Bearer"_s},
            {u"expires_in"_s, static_cast<qint64>(session.expiresIn.count())},
            {u"refresh_token"_s, session.refreshToken},
            {u"refresh_expires_in"_s, static_cast<qint64>(session.refreshExpiresIn.count())},
            {u"user"_s,
             QJsonObject{{u"login"_s, session.login},
                         {u"role"_s, session.role},
                         {u"tenant_id"_s, orNull(session.tenantId)}}}};
}

Result<Session> sessionFrom(const QJsonObject &json)
{
    Session session;
    session.accessToken = json.value(u"access_token"_s).toString();
    session.refreshToken = json.value(u"refresh_token"_s).toString();
    if (session.accessToken.isEmpty())
        return invalidField(u"access_token"_s, u"not a session"_s);
    session.expiresIn = std::chrono::seconds{json.value(u"expires_in"_s).toInteger(0)};
    session.refreshExpiresIn = std::chrono::seconds{json.value(u"refresh_expires_in"_s).toInteger(0)};
    const QJsonObject user = json.value(u"user"_s).toObject();
    session.login = user.value(u"login"_s).toString();
    session.role = user.value(u"role"_s).toString();
    session.tenantId = user.value(u"tenant_id"_s).toString();
    return session;
}

} // namespace pulse::wire
