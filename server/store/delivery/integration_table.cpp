// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/delivery/integration_table.h"

#include "model/words.h"
#include "store/tenancy/configured_noun.h"
#include "store/tenancy/keyset_list.h"
#include "store/tenancy/quota.h"

#include <QJsonDocument>
#include <QUuid>

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

RowShape<model::Integration> integrationShape()
{
    using model::Integration;
    return {
        column("integration_key", &Integration::key),
        column("tenant_id", &Integration::tenantId),
        column("integration_id", &Integration::integrationId),
        column("name", &Integration::name),
        column("type", &Integration::type),
        column("enabled", &Integration::isEnabled),
        column("config", &Integration::config),
        column("created_at", &Integration::createdAt),
        column("updated_at", &Integration::updatedAt),
    };
}

struct SealedIntegration {
    model::Integration integration;
    QByteArray sealed;
};

const ConfiguredNoun kIntegration{u"integration_id"_s, u"there is no such integration"_s,
                                  "integration.remove"};
const KeysetList<model::Integration> kIntegrations{
    {"integration.list", integrationShape()},
    "integration.count",
    {by(&model::Integration::createdAt), byUuid(&model::Integration::integrationId)}};
const Query<model::Integration> kOneIntegration{"integration.one", integrationShape()};
const Query<SealedIntegration> kIntegrationToChange{
    "integration.one_to_change",
    RowShape{column("sealed", &SealedIntegration::sealed)}.with(&SealedIntegration::integration,
                                                                integrationShape())};
const Query<model::Integration> kCreateIntegration{"integration.create", integrationShape()};
const Query<model::Integration> kChangeIntegration{"integration.change", integrationShape()};

Result<QByteArray> sealed(const Sealer &sealer, const QJsonObject &config, const QString &integrationId)
{
    return sealer.seal(QJsonDocument(config).toJson(QJsonDocument::Compact), sealContext(integrationId));
}

} // namespace

QByteArray sealContext(const QString &integrationId)
{
    return "integration:" + integrationId.toLower().toLatin1();
}

Result<model::Page<model::Integration>> listIntegrations(const TenantScope &scope,
                                                         const model::PageRequest &page,
                                                         std::optional<model::IntegrationType> type)
{
    return kIntegrations.read(scope, page, {type ? Param(model::word(*type)) : Param(std::nullopt)});
}

Result<model::Integration> integrationById(const TenantScope &scope, const QString &integrationId)
{
    return kIntegration.one(scope, kOneIntegration, integrationId);
}

Result<model::ConfiguredIntegration> unsealedIntegration(const TenantScope &scope, const Sealer &sealer,
                                                         const QString &integrationId)
{
    PULSE_TRY(const SealedIntegration row, kIntegration.one(scope, kIntegrationToChange, integrationId));
    const auto plain = sealer.unseal(row.sealed, sealContext(row.integration.integrationId));
    if (!plain) // not the caller's mistake, whatever the vault calls it
        return fail(ErrorKind::Internal, u"%1: %2"_s.arg(integrationId, plain.error().what),
                    u"config_unreadable"_s);
    return model::ConfiguredIntegration{row.integration, QJsonDocument::fromJson(*plain).object()};
}

Result<model::Integration> createIntegration(const TenantScope &scope, const Sealer &sealer,
                                             const model::ConfiguredIntegration &wanted)
{
    const model::Integration &integration = wanted.integration;
    const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    PULSE_TRY(const QByteArray config, sealed(sealer, wanted.fullConfig, id));
    PULSE_TRY(auto created,
              scope.one(kCreateIntegration,
                        {scope.tenant(), id, integration.name, model::word(integration.type),
                         integration.isEnabled, integration.config, Param::bytea(config)}));
    PULSE_CHECK(checkIntegrationQuota(scope));
    PULSE_CHECK(recordConfigChange(scope, scope.tenant()));
    return created;
}

Result<model::Integration> changeIntegration(const TenantScope &scope, const Sealer &sealer,
                                             const model::ConfiguredIntegration &wanted)
{
    const model::Integration &integration = wanted.integration;
    PULSE_TRY(const QByteArray config, sealed(sealer, wanted.fullConfig, integration.integrationId));
    PULSE_TRY(auto changed,
              scope.one(kChangeIntegration,
                        {integration.key, integration.name, integration.isEnabled, integration.config,
                         Param::bytea(config)},
                        kIntegration.missing));
    PULSE_CHECK(scope.query("integration.begin_anew", {integration.key}));
    PULSE_CHECK(recordConfigChange(scope, scope.tenant()));
    return changed;
}

Result<> removeIntegration(const TenantScope &scope, const QString &integrationId)
{
    return kIntegration.remove(scope, integrationId);
}

} // namespace pulse::store
