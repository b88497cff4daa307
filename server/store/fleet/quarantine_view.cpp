// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/fleet/quarantine_view.h"

namespace pulse::store {

namespace {

const Query<model::QuarantineEvent> kEvents{"quarantine_view.events",
                                            {
                                                column("ingested_at", &model::QuarantineEvent::ingestedAt),
                                                column("tenant_id", &model::QuarantineEvent::tenantId),
                                                column("site_id", &model::QuarantineEvent::siteId),
                                                column("device_id", &model::QuarantineEvent::deviceId),
                                                column("msg_type", &model::QuarantineEvent::msgType),
                                                knownColumn("reason", &model::QuarantineEvent::reason),
                                            }};
const Query<model::QuarantineCount> kCounts{"quarantine_view.counts",
                                            {knownColumn("reason", &model::QuarantineCount::reason),
                                             column("count", &model::QuarantineCount::count)}};

} // namespace

Result<QList<model::QuarantineEvent>> quarantineEvents(const OperatorScope &scope,
                                                       const QuarantineFilter &filter, int limit)
{
    return scope.all(kEvents, {filter.minutes, Param::orNull(filter.tenantId), limit});
}

Result<QList<model::QuarantineCount>> quarantineCounts(const OperatorScope &scope,
                                                       const QuarantineFilter &filter)
{
    return scope.all(kCounts, {filter.minutes, Param::orNull(filter.tenantId)});
}

} // namespace pulse::store
