// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Settings of the installation and of one tenant, as operators set them; what they mean is
// store/tenancy/tenant_settings's.
#pragma once

#include "admin/operator.h"
#include "store/accounts/settings_table.h"

namespace pulse::admin {

// `tenantId` empty: the whole installation.
Result<> setSetting(const Operator &by, const QString &tenantId, const store::Setting &setting);
// What is in force, by key: a tenant's own, else the installation's.
Result<QMap<QString, QString>> effectiveSettings(const Operator &by, const QString &tenantId);

} // namespace pulse::admin
