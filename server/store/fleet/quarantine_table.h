// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What ingest refused: counted always, kept where a tenant's settings say so. SystemScope only; operators
// look at it through quarantine_view.
#pragma once

#include "model/quarantine.h"
#include "store/postgres/sealer.h"
#include "store/tenancy/scope.h"

namespace pulse::store {

struct RejectCount {
    Instant minute;
    TenantKey tenant; // invalid: unknown
    model::RejectReason reason = model::RejectReason::BadJson;
    std::int64_t count = 0;
};
Result<> countRejects(const SystemScope &scope, std::span<const RejectCount> counts);

struct KeptReject {
    model::QuarantineEvent event;
    TenantKey tenant; // a known one
    QByteArray topic;
    QByteArray payloadSealed; // null: not kept
};
Result<> keepRejects(const SystemScope &scope, std::span<const KeptReject> rejects);

struct KeptBound {
    TenantKey tenant;
    std::int64_t rows = 0;
    std::int64_t bytes = 0;
};
// Lets the oldest leave, so that what is kept of these tenants is within their bounds. Costs what leaves, not
// what is kept; of a bound that was lowered by far, the rest leaves with the next call.
Result<> boundRejects(const SystemScope &scope, std::span<const KeptBound> bounds);

// What a sealed payload is bound to.
inline constexpr char kQuarantineContext[] = "quarantine";

// A message that was kept, as it arrived: what it takes to ingest it again.
struct KeptMessage {
    QByteArray topic;
    QByteArray payload;
    Instant receivedAt;
    model::RejectReason reason = model::RejectReason::BadJson;
};
// NotFound: it left, or was kept without its payload.
Result<KeptMessage> keptMessage(const SystemScope &scope, TenantKey tenant, std::int64_t eventId,
                                const Sealing &unseal);

} // namespace pulse::store
