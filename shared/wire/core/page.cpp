// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/core/page.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

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
