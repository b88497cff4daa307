// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/delivery/typed_integration.h"
#include "api/resource/resources.h"
#include "delivery/snmp/snmp_library.h"
#include "wire/delivery/snmp_integration_json.h"

namespace pulse::api {

using namespace Qt::StringLiterals;

void addSnmpHandlers(Handlers &handlers, const ResourceContext &context)
{
    TypedIntegration snmp;
    snmp.type = model::IntegrationType::Snmp;
    snmp.endpoints = {wire::EndpointId::SnmpIntegrations,      wire::EndpointId::SnmpIntegration,
                      wire::EndpointId::CreateSnmpIntegration, wire::EndpointId::ChangeSnmpIntegration,
                      wire::EndpointId::DeleteSnmpIntegration, wire::EndpointId::TestSnmpIntegration};
    snmp.applyBody = wire::applySnmpBody;
    snmp.checkDestination = [check =
                                 context.checkHost](const model::ConfiguredIntegration &wanted) -> Result<> {
        const model::SnmpConfig config = wire::snmpConfigFrom(wanted.fullConfig);
        PULSE_CHECK(delivery::checkSnmpAlgorithms(config));
        return check(config.host, static_cast<quint16>(config.port), u"snmp_host"_s);
    };
    addTypedIntegrationHandlers(handlers, context, snmp);
}

} // namespace pulse::api
