// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/alerts/alert_row.h"

#include "model/words.h"

namespace pulse::store {

std::optional<model::Shelf> shelfFromRow(RowReader &row)
{
    const auto until = row.optionalInstant();
    const QString reason = row.text();
    const QString by = row.text();
    const bool isOneShot = row.boolean();
    return until ? std::optional(model::Shelf{*until, reason, by, isOneShot}) : std::nullopt;
}

model::Alert alertFromRow(RowReader row)
{
    model::Alert alert;
    alert.alertId = row.integer();
    alert.tenantId = row.text();
    alert.deviceId = row.text();
    alert.siteId = row.text();
    alert.type = model::fromWord<model::AlertType>(row.text()).value_or(model::AlertType::Threshold);
    alert.fingerprint = row.text();
    alert.severity = static_cast<int>(row.integer());
    alert.confidence = row.number();
    alert.summary = row.text();
    alert.details = row.json();
    alert.createdAt = row.instant();
    alert.updatedAt = row.instant();
    alert.clearedAt = row.optionalInstant();
    alert.acknowledgedAt = row.optionalInstant();
    alert.acknowledgedBy = row.text();
    alert.shelf = shelfFromRow(row);
    alert.isAnnounced = row.boolean();
    alert.openedTs = row.instant();
    alert.clearedTs = row.optionalInstant();
    return alert;
}

} // namespace pulse::store
