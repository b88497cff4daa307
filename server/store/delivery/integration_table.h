// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A tenant's integrations, of whatever type. The whole configuration is sealed for the context
// integration:<integration_id>; `config` shows what may be shown. Every change ends with a row in the change
// feed; the caller commits. Requires: what was validated (wire/integration_json, and the address by
// delivery).
#pragma once

#include "model/integration.h"
#include "model/page.h"
#include "store/postgres/sealer.h"
#include "store/tenancy/scope.h"

namespace pulse::store {

QByteArray sealContext(const QString &integrationId);

// Oldest first; of one type, or of all.
Result<model::Page<model::Integration>>
listIntegrations(const TenantScope &scope, const model::PageRequest &page,
                 std::optional<model::IntegrationType> type = std::nullopt);
Result<model::Integration> integrationById(const TenantScope &scope, const QString &integrationId);

// With its secrets, locked until the end.
Result<model::ConfiguredIntegration> unsealedIntegration(const TenantScope &scope, const Sealer &sealer,
                                                         const QString &integrationId);

Result<model::Integration> createIntegration(const TenantScope &scope, const Sealer &sealer,
                                             const model::ConfiguredIntegration &wanted); // gets a new id
Result<model::Integration> changeIntegration(const TenantScope &scope, const Sealer &sealer,
                                             const model::ConfiguredIntegration &wanted);
Result<> removeIntegration(const TenantScope &scope, const QString &integrationId); // and its routes

} // namespace pulse::store
