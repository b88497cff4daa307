// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What ingest refused lately, as operators see it across tenants.
#pragma once

#include "model/quarantine.h"
#include "store/tenancy/scope.h"

#include <QList>

namespace pulse::store {

struct QuarantineFilter {
    int minutes = 60; // back from now
    QString tenantId; // empty: every tenant
};

Result<QList<model::QuarantineEvent>> quarantineEvents(const OperatorScope &scope,
                                                       const QuarantineFilter &filter,
                                                       int limit); // newest first
Result<QList<model::QuarantineCount>> quarantineCounts(const OperatorScope &scope,
                                                       const QuarantineFilter &filter);

} // namespace pulse::store
