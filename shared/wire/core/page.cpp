// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/core/page.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

Result<int> wholeNumberFrom(const QUrlQuery &query, const QString &name, int fallback, int least, int most)
{
    if (!query.hasQueryItem(name))
        return fallback;
    bool isNumber = false;
    const int value = query.queryItemValue(name).toInt(&isNumber);
    if (!isNumber || value < least || value > most)
        return invalidField(name,
                            u"%1 must be a whole number from %2 to %3"_s.arg(name).arg(least).arg(most));
    return value;
}

Result<model::PageRequest> pageRequestFrom(const QUrlQuery &query, int defaultLimit, int mostLimit)
{
    model::PageRequest request;
    PULSE_TRY(request.limit, wholeNumberFrom(query, u"limit"_s, defaultLimit, 1, mostLimit));
    PULSE_TRY(request.offset, wholeNumberFrom(query, u"offset"_s, 0, 0, 10'000));
    request.after = query.queryItemValue(u"after"_s, QUrl::FullyDecoded);
    if (!request.after.isEmpty() && request.offset != 0)
        return invalidField(u"after"_s, u"after and offset exclude each other"_s);
    return request;
}

QJsonObject pageJson(const QString &itemsName, const QJsonArray &items, qint64 total, bool isTotalEstimate,
                     const QString &next, const model::PageRequest &request)
{
    return {{itemsName, items},
            {u"count"_s, items.size()},
            {u"total"_s, total},
            {u"total_is_estimate"_s, isTotalEstimate},
            {u"limit"_s, request.limit},
            {u"offset"_s, request.offset},
            {u"next"_s, next.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(next)}};
}

} // namespace pulse::wire
