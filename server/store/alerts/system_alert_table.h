// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// System alerts: written by the pipeline, read and acknowledged by operators. Every change has its row in the
// change feed, in the same transaction.
#pragma once

#include "model/page.h"
#include "model/system_alert.h"
#include "store/tenancy/scope.h"

namespace pulse::store {

// Opens it, or brings the open one of its tenant, kind and subject up to date. News takes an acknowledgement
// back.
Result<> raiseSystemAlert(const SystemScope &scope, const model::SystemAlert &alert, bool isNews);
// Clears the open one, if there is one, at alert.clearedAt, with alert.details.
Result<> clearSystemAlert(const SystemScope &scope, const model::SystemAlert &alert);
// What was cleared long ago, but for the newest of each kind.
Result<> forgetSystemAlerts(const SystemScope &scope, std::chrono::days after);

Result<QList<model::SystemAlert>> openSystemAlerts(const SystemScope &scope); // of the installation
// Open ones about a tenant that were brought up to date before then.
Result<QList<model::SystemAlert>> tenantAlertsBefore(const SystemScope &scope, model::SystemAlertKind kind,
                                                     Instant updated);
// The details of the newest one of the installation, open or not; empty when there was none.
Result<QJsonObject> newestDetails(const SystemScope &scope, model::SystemAlertKind kind);

Result<model::Page<model::SystemAlert>> listSystemAlerts(const OperatorScope &scope, bool onlyOpen,
                                                         const model::PageRequest &page); // newest first
Result<model::Page<model::SystemAlert>> listSystemAlerts(const TenantScope &scope, bool onlyOpen,
                                                         const model::PageRequest &page); // of the tenant
// The alert as it is then. Idempotent: the first who acknowledged stays named. Conflict: it is over.
Result<model::SystemAlert> acknowledgeSystemAlert(const OperatorScope &scope, qint64 systemAlertId,
                                                  const QString &by);

} // namespace pulse::store
