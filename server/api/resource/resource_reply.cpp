// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/resource/resource_reply.h"

#include "wire/core/json.h"

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

bool holdsNul(const QJsonValue &value)
{
    if (value.isString())
        return value.toString().contains(QChar(u'\0'));
    const QJsonArray array = value.toArray();
    if (std::any_of(array.begin(), array.end(), holdsNul))
        return true;
    const QJsonObject object = value.toObject();
    for (auto at = object.begin(); at != object.end(); ++at) {
        if (at.key().contains(QChar(u'\0')) || holdsNul(at.value()))
            return true;
    }
    return false;
}

} // namespace

Handler reading(TenantFunction function)
{
    return [function](const Request &request, store::Connection &connection) -> Result<Reply> {
        PULSE_TRY(const store::TenantScope scope, store::TenantScope::begin(connection, request.principal));
        return function(request, scope);
    };
}

Handler changing(TenantFunction function)
{
    return [function](const Request &request, store::Connection &connection) -> Result<Reply> {
        PULSE_TRY(store::TenantScope scope, store::TenantScope::begin(connection, request.principal));
        PULSE_TRY(Reply reply, function(request, scope));
        PULSE_CHECK(scope.commit());
        return reply;
    };
}

QString textOf(const Request &request, const QString &name)
{
    return request.query.queryItemValue(name, QUrl::FullyDecoded);
}

int numberOf(const Request &request, const QString &name)
{
    if (request.query.hasQueryItem(name))
        return textOf(request, name).toInt();
    for (const wire::QueryParameter &parameter : wire::endpoint(request.endpoint).query) {
        if (parameter.name == name)
            return parameter.schema.value(u"default"_s).toInt();
    }
    return 0;
}

std::optional<bool> truthOf(const Request &request, const QString &name)
{
    return request.query.hasQueryItem(name) ? std::optional(textOf(request, name) == "true"_L1)
                                            : std::nullopt;
}

std::optional<Instant> timeOf(const Request &request, const QString &name)
{
    return parseIso8601(textOf(request, name).toLatin1());
}

Result<model::PageRequest> pageOf(const Request &request)
{
    const model::PageRequest page{numberOf(request, u"limit"_s), numberOf(request, u"offset"_s),
                                  textOf(request, u"after"_s)};
    if (!page.after.isEmpty() && page.offset != 0)
        return invalidField(u"after"_s, u"after and offset exclude each other"_s);
    return page;
}

Result<QJsonObject> bodyOf(const Request &request)
{
    PULSE_TRY(const QJsonObject body, wire::parseObject(request.body));
    if (holdsNul(body))
        return fail(ErrorKind::Invalid, u"body must not hold the character U+0000"_s, u"bad_json"_s);
    return body;
}

model::AuditEntry auditEntry(const Request &request, const QString &action, const QString &resourceType)
{
    model::AuditEntry entry;
    entry.userId = request.principal.subject;
    entry.action = action;
    entry.resourceType = resourceType;
    entry.ipAddress = request.peer;
    QByteArray agent = request.headers.value("user-agent").left(500);
    entry.userAgent = QString::fromUtf8(agent.replace('\0', ' '));
    return entry;
}

} // namespace pulse::api
