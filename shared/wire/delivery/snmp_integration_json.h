// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// SNMP integrations on the wire. Communities, user names and passwords go in and never come out; what is
// shown beside host and port says how a trap is secured, and by which engine.
#pragma once

#include "model/integration.h"
#include "model/snmp_config.h"
#include "wire/core/noun.h"

namespace pulse::wire {

const Noun<model::SnmpConfig> &snmpConfigNoun(); // as it is sealed; written but for its security
const Noun<model::SnmpConfig> &snmpSecurityNoun(); // snmp_config of a body
const Noun<model::SnmpConfig> &shownSnmpNoun();
QJsonObject snmpBodySchema(BodyKind kind);
inline QJsonObject toJson(const model::SnmpConfig &config) { return snmpConfigNoun().json(config); }
inline model::SnmpConfig snmpConfigFrom(const QJsonObject &json)
{
    return snmpConfigNoun().read(json).value_or(model::SnmpConfig{});
}

// Applies a POST or PATCH body {name, snmp_host, snmp_port, snmp_version, snmp_config, snmp_oid_prefix,
// inform, enabled}. Within snmp_config too, what is not named stays as it was; a change of version clears
// what belongs to the other. Whether the host may be reached and the library can do the algorithms is judged
// by delivery.
Result<model::ConfiguredIntegration> applySnmpBody(model::ConfiguredIntegration snmp, const QJsonObject &body,
                                                   BodyKind kind);

// The snmpEngineID that an integration's traps come from, for as long as it lives (RFC 3411: octets, format
// 5, the sixteen of its id). One each, because keys belong to an engine and a user name: with a common one,
// two tenants with the same user name would sign with each other's keys.
QByteArray snmpEngineId(const QString &integrationId);

} // namespace pulse::wire
