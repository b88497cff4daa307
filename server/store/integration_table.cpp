// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/integration_table.h"

#include "model/words.h"
#include "store/config_change.h"
#include "store/cursor.h"

#include <QJsonDocument>
#include <QUuid>

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

const auto kNoSuchIntegration = u"there is no such integration"_s;

model::Integration integrationFromRow(RowReader &row)
{
    model::Integration integration;
    integration.key = row.key<IntegrationKey>();
    integration.tenantId = row.text();
    integration.integrationId = row.text();
    integration.name = row.text();
    integration.type =
        model::fromWord<model::IntegrationType>(row.text()).value_or(model::IntegrationType::Webhook);
    integration.isEnabled = row.boolean();
    integration.config = row.json();
    integration.createdAt = row.instant();
    integration.updatedAt = row.instant();
    return integration;
}

Result<QByteArray> sealedConfig(const Sealer &sealer, const wire::WebhookConfig &config,
                                const QString &integrationId)
{
    const QByteArray plain = QJsonDocument(wire::toJson(config)).toJson(QJsonDocument::Compact);
    return sealer.seal(plain, sealContext(integrationId));
}

} // namespace

QByteArray sealContext(const QString &integrationId)
{
    return "integration:" + integrationId.toLower().toLatin1();
}

Result<wire::Page<model::Integration>> listIntegrations(const TenantScope &scope,
                                                        const wire::PageRequest &page)
{
    PULSE_TRY(const QStringList after, cursorValues(page.after, 2));
    if (!page.after.isEmpty() && (!parseRfc3339(after[0].toLatin1()) || !checkUuid(u"after"_s, after[1])))
        return invalidField(u"after"_s, u"after is not a cursor of this list"_s);
    PULSE_TRY(const Rows rows,
              scope.query("integration.list",
                          {Param::orNull(after[0]), Param::orNull(after[1]), page.limit + 1, page.offset}));
    PULSE_TRY(const Rows counted, scope.query("integration.count", {kExactTotal + 1}));
    const Total total = totalOf(counted.first().integer());
    wire::Page<model::Integration> integrations{{}, total.value, total.isEstimate, {}};
    for (int i = 0; i < std::min(rows.size(), page.limit); ++i) {
        RowReader row = rows.row(i);
        integrations.items.append(integrationFromRow(row));
    }
    if (rows.size() > page.limit) {
        const model::Integration &last = integrations.items.last();
        integrations.next = cursorOf({QString::fromLatin1(toRfc3339(last.createdAt)), last.integrationId});
    }
    return integrations;
}

Result<model::Integration> integrationById(const TenantScope &scope, const QString &integrationId)
{
    PULSE_CHECK(checkUuid(u"integration_id"_s, integrationId));
    PULSE_TRY(RowReader row, scope.one("integration.one", {integrationId}, kNoSuchIntegration));
    return integrationFromRow(row);
}

Result<wire::WebhookIntegration> webhookToChange(const TenantScope &scope, const Sealer &sealer,
                                                 const QString &integrationId)
{
    PULSE_CHECK(checkUuid(u"integration_id"_s, integrationId));
    PULSE_TRY(RowReader row, scope.one("integration.one_to_change", {integrationId}, kNoSuchIntegration));
    wire::WebhookIntegration webhook;
    webhook.integration = integrationFromRow(row);
    if (webhook.integration.type != model::IntegrationType::Webhook)
        return fail(ErrorKind::Conflict, u"this integration is not a webhook"_s, u"wrong_integration_type"_s);
    const auto plain = sealer.unseal(row.bytea(), sealContext(webhook.integration.integrationId));
    if (!plain) // not the caller's mistake, whatever the vault calls it
        return fail(ErrorKind::Internal, u"%1: %2"_s.arg(integrationId, plain.error().what),
                    u"config_unreadable"_s);
    webhook.config = wire::webhookConfigFrom(QJsonDocument::fromJson(*plain).object());
    return webhook;
}

Result<model::Integration> createWebhook(const TenantScope &scope, const Sealer &sealer,
                                         const wire::WebhookIntegration &webhook)
{
    const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    PULSE_TRY(const QByteArray sealed, sealedConfig(sealer, webhook.config, id));
    PULSE_TRY(const Rows rows,
              scope.query("integration.create",
                          {scope.tenant(), id, webhook.integration.name,
                           model::word(model::IntegrationType::Webhook), webhook.integration.isEnabled,
                           webhook.integration.config, Param::bytea(sealed)}));
    PULSE_CHECK(recordConfigChange(scope, scope.tenant()));
    RowReader row = rows.first();
    return integrationFromRow(row);
}

Result<model::Integration> changeWebhook(const TenantScope &scope, const Sealer &sealer,
                                         const wire::WebhookIntegration &webhook)
{
    const model::Integration &integration = webhook.integration;
    PULSE_TRY(const QByteArray sealed, sealedConfig(sealer, webhook.config, integration.integrationId));
    PULSE_TRY(RowReader row,
              scope.one("integration.change",
                        {integration.key, integration.name, integration.isEnabled, integration.config,
                         Param::bytea(sealed)},
                        kNoSuchIntegration));
    PULSE_CHECK(recordConfigChange(scope, scope.tenant()));
    return integrationFromRow(row);
}

Result<> removeIntegration(const TenantScope &scope, const QString &integrationId)
{
    PULSE_CHECK(checkUuid(u"integration_id"_s, integrationId));
    PULSE_TRY(const Rows removed, scope.query("integration.remove", {integrationId}));
    if (removed.affected() == 0)
        return fail(ErrorKind::NotFound, kNoSuchIntegration);
    return recordConfigChange(scope, scope.tenant());
}

} // namespace pulse::store
