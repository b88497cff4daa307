// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/delivery/integration_table.h"

#include "model/words.h"
#include "store/postgres/cursor.h"
#include "store/tenancy/config_change.h"
#include "store/tenancy/quota.h"

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

Result<QByteArray> sealed(const Sealer &sealer, const QJsonObject &config, const QString &integrationId)
{
    return sealer.seal(QJsonDocument(config).toJson(QJsonDocument::Compact), sealContext(integrationId));
}

} // namespace

QByteArray sealContext(const QString &integrationId)
{
    return "integration:" + integrationId.toLower().toLatin1();
}

Result<wire::Page<model::Integration>> listIntegrations(const TenantScope &scope,
                                                        const wire::PageRequest &page,
                                                        std::optional<model::IntegrationType> type)
{
    const Param ofType = type ? Param(model::word(*type)) : Param(std::nullopt);
    PULSE_TRY(const QStringList after, cursorValues(page.after, 2));
    if (!page.after.isEmpty() && (!parseIso8601(after[0].toLatin1()) || !checkUuid(u"after"_s, after[1])))
        return invalidField(u"after"_s, u"after is not a cursor of this list"_s);
    PULSE_TRY(
        const Rows rows,
        scope.query("integration.list",
                    {Param::orNull(after[0]), Param::orNull(after[1]), page.limit + 1, page.offset, ofType}));
    PULSE_TRY(const Rows counted, scope.query("integration.count", {kExactTotal + 1, ofType}));
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

Result<model::ConfiguredIntegration> unsealedIntegration(const TenantScope &scope, const Sealer &sealer,
                                                         const QString &integrationId)
{
    PULSE_CHECK(checkUuid(u"integration_id"_s, integrationId));
    PULSE_TRY(RowReader row, scope.one("integration.one_to_change", {integrationId}, kNoSuchIntegration));
    model::ConfiguredIntegration configured;
    configured.integration = integrationFromRow(row);
    const auto plain = sealer.unseal(row.bytea(), sealContext(configured.integration.integrationId));
    if (!plain) // not the caller's mistake, whatever the vault calls it
        return fail(ErrorKind::Internal, u"%1: %2"_s.arg(integrationId, plain.error().what),
                    u"config_unreadable"_s);
    configured.fullConfig = QJsonDocument::fromJson(*plain).object();
    return configured;
}

Result<model::Integration> createIntegration(const TenantScope &scope, const Sealer &sealer,
                                             const model::ConfiguredIntegration &wanted)
{
    const model::Integration &integration = wanted.integration;
    const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    PULSE_TRY(const QByteArray config, sealed(sealer, wanted.fullConfig, id));
    PULSE_TRY(const Rows rows,
              scope.query("integration.create",
                          {scope.tenant(), id, integration.name, model::word(integration.type),
                           integration.isEnabled, integration.config, Param::bytea(config)}));
    PULSE_CHECK(checkIntegrationQuota(scope));
    PULSE_CHECK(recordConfigChange(scope, scope.tenant()));
    RowReader row = rows.first();
    return integrationFromRow(row);
}

Result<model::Integration> changeIntegration(const TenantScope &scope, const Sealer &sealer,
                                             const model::ConfiguredIntegration &wanted)
{
    const model::Integration &integration = wanted.integration;
    PULSE_TRY(const QByteArray config, sealed(sealer, wanted.fullConfig, integration.integrationId));
    PULSE_TRY(RowReader row,
              scope.one("integration.change",
                        {integration.key, integration.name, integration.isEnabled, integration.config,
                         Param::bytea(config)},
                        kNoSuchIntegration));
    PULSE_CHECK(scope.query("integration.begin_anew", {integration.key}));
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
