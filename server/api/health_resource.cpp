// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/health_resource.h"

#include "store/scope.h"

#include <QElapsedTimer>

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

// A transaction as sign-in would use it: the connection, the role and the schema are there.
QJsonObject databaseCheck(store::Connection &connection, bool &isGood)
{
    QElapsedTimer timer;
    timer.start();
    auto scope = store::AuthScope::begin(connection);
    const Result<> checked = scope ? scope->commit() : Result<>(tl::unexpected(scope.error()));
    isGood = checked.has_value();
    return {{u"status"_s, isGood ? u"ok"_s : u"failed"_s},
            {u"ms"_s, static_cast<double>(timer.nsecsElapsed()) / 1e6}};
}

Reply health(const std::function<QJsonObject()> &state, store::Connection &connection)
{
    bool isServing = false;
    const QJsonObject database = databaseCheck(connection, isServing);
    QJsonObject checks = state ? state() : QJsonObject();
    const QString status = checks.take(u"status"_s).toString(u"ok"_s);
    checks.insert(u"database"_s, database);
    return Reply::json({{u"status"_s, isServing ? status : u"failed"_s},
                        {u"service"_s, u"pulse"_s},
                        {u"api_version"_s, u"v2"_s},
                        {u"checks"_s, checks}},
                       isServing ? 200 : 503);
}

} // namespace

Handlers healthHandlers(std::function<QJsonObject()> state)
{
    Handlers handlers;
    handlers.insert(
        wire::EndpointId::Health,
        [state = std::move(state)](const Request &, store::Connection &connection) -> Result<Reply> {
            return health(state, connection);
        });
    return handlers;
}

} // namespace pulse::api
