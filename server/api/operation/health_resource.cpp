// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/operation/health_resource.h"

#include "wire/core/json.h"

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

QJsonObject named(const QString &status)
{
    return {{u"status"_s, status}, {u"service"_s, u"pulse"_s}, {u"api_version"_s, u"v2"_s}};
}

Reply healthReply(const Health &health)
{
    const bool isReceiving = health.service.isReceiving;
    QJsonObject ingest{{u"status"_s, isReceiving ? u"ok"_s : u"degraded"_s}};
    if (!isReceiving)
        ingest.insert(u"since"_s, wire::toJson(health.service.since));
    const QJsonObject database{{u"status"_s, health.isDatabaseAnswering ? u"ok"_s : u"failed"_s}};
    QJsonObject json = named(!health.isDatabaseAnswering ? u"failed"_s
                                 : isReceiving           ? u"ok"_s
                                                         : u"degraded"_s);
    json.insert(u"checks"_s, QJsonObject{{u"database"_s, database}, {u"ingest"_s, ingest}});
    return Reply::json(json, health.isDatabaseAnswering ? 200 : 503);
}

} // namespace

QuickHandler healthHandler(std::function<Health()> health)
{
    return [health = std::move(health)](const Request &request) {
        if (request.query.hasQueryItem(u"live"_s))
            return Reply::json(named(u"ok"_s));
        return healthReply(health());
    };
}

} // namespace pulse::api
