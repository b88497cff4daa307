// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What ingest refused: counted always, kept where a tenant's settings say so. SystemScope only; operators
// look at it through quarantine_view.
#pragma once

#include "model/quarantine.h"
#include "store/scope.h"

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
    TenantKey tenant;
    QByteArray topic;
    QByteArray payloadSealed; // null: not kept
};
Result<> keepRejects(const SystemScope &scope, std::span<const KeptReject> rejects);

} // namespace pulse::store
