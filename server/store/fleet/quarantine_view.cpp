// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/fleet/quarantine_view.h"

#include "base/logging.h"
#include "model/words.h"

Q_LOGGING_CATEGORY(lcStoreQuarantine, "pulse.store")

namespace pulse::store {

namespace {

// Reasons are our own words; one that this build does not know came from a newer one.
std::optional<model::RejectReason> knownReason(const QString &word)
{
    const auto reason = model::fromWord<model::RejectReason>(word);
    if (!reason)
        qCWarning(lcStoreQuarantine).noquote() << "unknown quarantine reason" << kv("reason", word);
    return reason;
}

} // namespace

Result<QList<model::QuarantineEvent>> quarantineEvents(const OperatorScope &scope,
                                                       const QuarantineFilter &filter, int limit)
{
    PULSE_TRY(const Rows rows,
              scope.query("quarantine_view.events", {filter.minutes, Param::orNull(filter.tenantId), limit}));
    QList<model::QuarantineEvent> events;
    for (int i = 0; i < rows.size(); ++i) {
        RowReader row = rows.row(i);
        model::QuarantineEvent event;
        event.ingestedAt = row.instant();
        event.tenantId = row.text();
        event.siteId = row.text();
        event.deviceId = row.text();
        event.msgType = row.text();
        const auto reason = knownReason(row.text());
        if (!reason)
            continue;
        event.reason = *reason;
        events.append(event);
    }
    return events;
}

Result<QList<model::QuarantineCount>> quarantineCounts(const OperatorScope &scope,
                                                       const QuarantineFilter &filter)
{
    PULSE_TRY(const Rows rows,
              scope.query("quarantine_view.counts", {filter.minutes, Param::orNull(filter.tenantId)}));
    QList<model::QuarantineCount> counts;
    for (int i = 0; i < rows.size(); ++i) {
        RowReader row = rows.row(i);
        if (const auto reason = knownReason(row.text()))
            counts.append({*reason, row.integer()});
    }
    return counts;
}

} // namespace pulse::store
