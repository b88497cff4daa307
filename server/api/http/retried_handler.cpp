// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/http/retried_handler.h"

#include "base/logging.h"
#include "store/postgres/database_error.h"

Q_LOGGING_CATEGORY(lcApiRetry, "pulse.api")

namespace pulse::api {

Result<Reply> handleWithRetries(const Handler &handler, const Request &request, store::Connection &connection)
{
    auto reply = handler(request, connection);
    for (int tries = 1; tries < kMostTries; ++tries) {
        if (reply || reply.error().code != QLatin1StringView(store::kTransactionConflict))
            break;
        qCInfo(lcApiRetry).noquote() << "transaction undone for another's, once more"
                                     << kv("endpoint", wire::endpoint(request.endpoint).path)
                                     << kv("tries", tries);
        reply = handler(request, connection);
    }
    return reply;
}

} // namespace pulse::api
