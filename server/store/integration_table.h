// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A tenant's integrations; so far webhooks can be made and changed. The whole configuration is sealed for the
// context integration:<integration_id>; `config` shows what may be shown. Every change ends with a row in the
// change feed; the caller commits. Requires: what was validated (wire/integration_json, and the address by
// delivery).
#pragma once

#include "store/scope.h"
#include "store/sealer.h"
#include "wire/integration_json.h"
#include "wire/page.h"

namespace pulse::store {

QByteArray sealContext(const QString &integrationId);

// Oldest first.
Result<wire::Page<model::Integration>> listIntegrations(const TenantScope &scope,
                                                        const wire::PageRequest &page);
Result<model::Integration> integrationById(const TenantScope &scope, const QString &integrationId);

// With its secrets, locked until the end. Conflict for an integration of another type.
Result<wire::WebhookIntegration> webhookToChange(const TenantScope &scope, const Sealer &sealer,
                                                 const QString &integrationId);

Result<model::Integration> createWebhook(const TenantScope &scope, const Sealer &sealer,
                                         const wire::WebhookIntegration &webhook);
Result<model::Integration> changeWebhook(const TenantScope &scope, const Sealer &sealer,
                                         const wire::WebhookIntegration &webhook);
Result<> removeIntegration(const TenantScope &scope, const QString &integrationId); // and its routes

} // namespace pulse::store
