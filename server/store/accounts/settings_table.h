// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Settings as operators manage them: a tenant's own, else the installation's. What they mean is
// tenant_settings's. Setting ends with a row in the change feed; the caller commits.
#pragma once

#include "store/tenancy/scope.h"
#include "store/tenancy/tenant_settings.h"

#include <QMap>

namespace pulse::store {

// The words as they stand; an invalid tenant: the installation's own.
Result<QMap<QString, QString>> effectiveSettings(const OperatorScope &scope, TenantKey tenant);

// `tenantId` empty: the whole installation. Invalid naming `key` or `value`.
Result<> setSetting(const OperatorScope &scope, const QString &tenantId, const Setting &setting);
// The tenant has the installation's again.
Result<> clearSetting(const OperatorScope &scope, const QString &tenantId, const QString &key);

} // namespace pulse::store
