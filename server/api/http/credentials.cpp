// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/http/credentials.h"

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

QByteArray cookie(const QByteArray &header, const QByteArray &name)
{
    for (const QByteArray &pair : header.split(';')) {
        const QByteArray trimmed = pair.trimmed();
        if (trimmed.startsWith(name + '='))
            return trimmed.mid(name.size() + 1);
    }
    return {};
}

} // namespace

bool isTrustedOrigin(const RequestHead &head, const QStringList &trustedOrigins)
{
    const QString origin = QString::fromLatin1(head.headers.value("origin"));
    if (origin.isEmpty() || trustedOrigins.contains(origin))
        return true;
    const QString host = QString::fromLatin1(head.headers.value("host"));
    return !host.isEmpty() && (origin == "http://"_L1 + host || origin == "https://"_L1 + host);
}

QByteArray tokenOf(const RequestHead &head, const wire::Endpoint &endpoint, const QStringList &trustedOrigins)
{
    const QByteArray authorization = head.headers.value("authorization");
    if (authorization.size() > 7 && authorization.left(7).toLower() == "bearer ")
        return authorization.mid(7).trimmed();
    if (!authorization.isEmpty())
        return authorization; // some other scheme: not a token, so refused as one
    if (endpoint.takesTokenInQuery()) {
        const QString token =
            QUrlQuery(QString::fromLatin1(head.query)).queryItemValue(u"token"_s, QUrl::FullyDecoded);
        if (!token.isEmpty())
            return token.toLatin1();
    }
    if (endpoint.isGuarded() && !isTrustedOrigin(head, trustedOrigins))
        return {};
    return cookie(head.headers.value("cookie"), "pulse_session");
}

void addCorsHeaders(const RequestHead &head, const QStringList &trustedOrigins, Reply &reply)
{
    if (trustedOrigins.isEmpty())
        return;
    reply.headers.emplaceBack("Vary", "Origin");
    const QByteArray origin = head.headers.value("origin");
    if (origin.isEmpty() || !trustedOrigins.contains(QString::fromLatin1(origin)))
        return;
    reply.headers.emplaceBack("Access-Control-Allow-Origin", origin);
    if (head.method != "OPTIONS")
        return;
    reply.headers.emplaceBack("Access-Control-Allow-Methods", "GET, POST, PATCH, DELETE");
    reply.headers.emplaceBack("Access-Control-Allow-Headers", "Authorization, Content-Type");
    reply.headers.emplaceBack("Access-Control-Max-Age", "600");
}

} // namespace pulse::api
