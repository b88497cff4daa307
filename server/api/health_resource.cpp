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
    return {{u"status"_s, isGood ? u"ok"_s : u"failed"_s}, {u"ms"_s, static_cast<double>(timer.nsecsElapsed()) / 1e6}};
}

Reply health(const std::function<IngestHealth()> &ingest, store::Connection &connection)
{
    bool isGood = false;
    QJsonObject checks{{u"database"_s, databaseCheck(connection, isGood)}};
    if (ingest) {
        const IngestHealth state = ingest();
        isGood = isGood && state.isGood;
        checks.insert(u"ingest"_s, QJsonObject{{u"status"_s, state.isGood ? u"ok"_s : u"failed"_s},
                                               {u"state"_s, state.state},
                                               {u"lag_seconds"_s, state.lagSeconds}});
    }
    return Reply::json({{u"status"_s, isGood ? u"ok"_s : u"failed"_s},
                        {u"service"_s, u"pulse"_s},
                        {u"api_version"_s, u"v2"_s},
                        {u"checks"_s, checks}},
                       isGood ? 200 : 503);
}

} // namespace

void addHealthHandler(Handlers &handlers, std::function<IngestHealth()> ingest)
{
    handlers.insert(wire::EndpointId::Health,
                    [ingest = std::move(ingest)](const Request &, store::Connection &connection) -> Result<Reply> {
                        return health(ingest, connection);
                    });
}

} // namespace pulse::api
