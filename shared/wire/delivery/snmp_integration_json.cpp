// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/delivery/snmp_integration_json.h"

#include "wire/delivery/integration_json.h"

#include <QRegularExpression>
#include <QUuid>
#include <algorithm>

namespace pulse::wire {

using namespace Qt::StringLiterals;
using model::SnmpAuthProtocol;
using model::SnmpConfig;
using model::SnmpPrivProtocol;
using model::SnmpSecurityLevel;
using model::SnmpVersion;

QByteArray snmpEngineId(const QString &integrationId)
{
    // 0x80000000 + 99999, the enterprise of the default prefix; then the format.
    return QByteArray::fromHex("8001869f05") + QUuid::fromString(integrationId).toRfc4122();
}

namespace {

void checkSecret(FieldReader &reader, const QString &field, const QString &secret)
{
    const qsizetype bytes = secret.toUtf8().size();
    if (bytes < 8 || bytes > 64) // RFC 3414 §11.2 asks for eight
        reader.reject(field, u"must be 8 to 64 bytes"_s);
}

void checkLength(FieldReader &reader, const QString &field, const QString &text, qsizetype most)
{
    if (text.isEmpty() || text.toUtf8().size() > most)
        reader.reject(field, u"must be 1 to %1 bytes"_s.arg(most));
}

// A field of snmp_config, and when it means something.
struct Belonging {
    QLatin1StringView field;
    bool belongs;
};

QList<Belonging> belongings(const SnmpConfig &config)
{
    const bool isV3 = config.version == SnmpVersion::V3;
    const bool hasAuth = isV3 && config.level != SnmpSecurityLevel::NoAuthNoPriv;
    const bool hasPriv = isV3 && config.level == SnmpSecurityLevel::AuthPriv;
    return {{"community"_L1, !isV3},       {"username"_L1, isV3},         {"security_level"_L1, isV3},
            {"auth_protocol"_L1, hasAuth}, {"auth_password"_L1, hasAuth}, {"priv_protocol"_L1, hasPriv},
            {"priv_password"_L1, hasPriv}};
}

// What the body names must mean something for the version and the level; what was there and means nothing any
// more goes.
void refuseStrays(FieldReader &reader, SnmpConfig &config, const QJsonObject &named)
{
    for (const auto &[field, belongs] : belongings(config)) {
        if (!belongs && named.contains(field) && !named.value(field).isNull())
            reader.reject(field, u"means nothing with this version and security level"_s);
    }
    if (config.version == SnmpVersion::V3)
        config.community.clear();
    else
        config.username.clear();
    if (config.level == SnmpSecurityLevel::NoAuthNoPriv)
        config.authPassword.clear();
    if (config.level != SnmpSecurityLevel::AuthPriv)
        config.privPassword.clear();
}

void checkSecurity(FieldReader &reader, const SnmpConfig &config)
{
    if (config.version == SnmpVersion::V2c)
        return checkLength(reader, u"community"_s, config.community, 64);
    checkLength(reader, u"username"_s, config.username, 32); // SnmpAdminString (SIZE (1..32)) in RFC 3414
    if (config.level != SnmpSecurityLevel::NoAuthNoPriv)
        checkSecret(reader, u"auth_password"_s, config.authPassword);
    if (config.level == SnmpSecurityLevel::AuthPriv)
        checkSecret(reader, u"priv_password"_s, config.privPassword);
}

// Said by the body, or by what it holds: a user is v3, a password is a level.
void impliedLevel(SnmpConfig &config, const QJsonObject &named)
{
    if (config.version == SnmpVersion::V2c)
        config.level = SnmpSecurityLevel::NoAuthNoPriv;
    if (named.contains(u"priv_password"_s) && !named.value(u"priv_password"_s).isNull())
        config.level = SnmpSecurityLevel::AuthPriv;
    else if (named.contains(u"auth_password"_s) && config.level == SnmpSecurityLevel::NoAuthNoPriv)
        config.level = SnmpSecurityLevel::AuthNoPriv;
}

Result<> readSecurity(SnmpConfig &config, const QJsonObject &named)
{
    FieldReader reader(named, u"snmp_config."_s);
    kinds::word<SnmpVersion>().take(reader, u"version"_s, config.version);
    impliedLevel(config, named);
    snmpSecurityNoun().take(reader, config, BodyKind::Create);
    refuseStrays(reader, config, named);
    checkSecurity(reader, config);
    return reader.check();
}

// RFC 2578 §3.5: up to 128 arcs of 32 bits; ours need room for four more.
bool isOidPrefix(const QString &text)
{
    static const QRegularExpression form(u"\\A[0-2](\\.(0|[1-9][0-9]{0,9})){1,99}\\z"_s);
    if (text.size() > 128 || !form.match(text).hasMatch())
        return false;
    const QStringList arcs = text.split(u'.');
    const bool isShort = arcs.first() != "2"_L1; // below iso and itu-t the second arc is small
    if (isShort && arcs.at(1).toUInt() >= 40)
        return false;
    return std::all_of(arcs.begin(), arcs.end(),
                       [](const QString &arc) { return arc.toULongLong() <= 0xffffffffULL; });
}

// Shown when it means something.
template <class M>
Member<SnmpConfig> shownIf(bool (*belongs)(const SnmpConfig &), QLatin1StringView name, M SnmpConfig::*at,
                           const Kind<M> &kind)
{
    return derived<SnmpConfig>(
               name,
               [belongs, at](const SnmpConfig &config) {
                   return belongs(config) ? std::optional(config.*at) : std::nullopt;
               },
               kinds::orAbsent(kind), "Of version 3."_L1)
        .sometimes();
}

bool isV3(const SnmpConfig &config) { return config.version == SnmpVersion::V3; }
bool hasAuth(const SnmpConfig &config)
{
    return isV3(config) && config.level != SnmpSecurityLevel::NoAuthNoPriv;
}
bool hasPriv(const SnmpConfig &config) { return isV3(config) && config.level == SnmpSecurityLevel::AuthPriv; }

} // namespace

const Noun<model::SnmpConfig> &snmpConfigNoun()
{
    static const Noun<SnmpConfig> noun{
        u"SnmpReceiver"_s,
        u"Who is told, and how."_s,
        {member("snmp_host"_L1, &SnmpConfig::host, kinds::text(255), {}).required(),
         member("snmp_port"_L1, &SnmpConfig::port, kinds::integer(1, 65535), {}).written(),
         member("snmp_version"_L1, &SnmpConfig::version, kinds::word<SnmpVersion>(), {}),
         member("snmp_oid_prefix"_L1, &SnmpConfig::oidPrefix, kinds::text(128),
                "PULSE-MIB has its objects below it."_L1)
             .written(),
         member("inform"_L1, &SnmpConfig::isInform, kinds::truth(),
                "Ask for a receipt: delivered then means that the receiver said so."_L1)
             .written(),
         member("community"_L1, &SnmpConfig::community, kinds::text(), {}),
         member("username"_L1, &SnmpConfig::username, kinds::text(), {}),
         member("security_level"_L1, &SnmpConfig::level, kinds::word<SnmpSecurityLevel>(), {}),
         member("auth_protocol"_L1, &SnmpConfig::authProtocol, kinds::word<SnmpAuthProtocol>(), {}),
         member("auth_password"_L1, &SnmpConfig::authPassword, kinds::text(), {}),
         member("priv_protocol"_L1, &SnmpConfig::privProtocol, kinds::word<SnmpPrivProtocol>(), {}),
         member("priv_password"_L1, &SnmpConfig::privPassword, kinds::text(), {})}};
    return noun;
}

const Noun<model::SnmpConfig> &snmpSecurityNoun()
{
    static const Noun<SnmpConfig> noun{
        u"SnmpConfig"_s,
        u"How traps are secured. Goes in and never comes out. What is not named stays as it was."_s,
        {member("version"_L1, &SnmpConfig::version, kinds::word<SnmpVersion>(),
                "Else snmp_version; else 3 when there is a username."_L1)
             .written(),
         member("security_level"_L1, &SnmpConfig::level, kinds::word<SnmpSecurityLevel>(),
                "Else by the passwords given."_L1)
             .written(),
         member("auth_protocol"_L1, &SnmpConfig::authProtocol, kinds::word<SnmpAuthProtocol>(), {}).written(),
         member("priv_protocol"_L1, &SnmpConfig::privProtocol, kinds::word<SnmpPrivProtocol>(),
                "AES is AES-128. What the server's library cannot do is refused."_L1)
             .written(),
         member("community"_L1, &SnmpConfig::community, kinds::secret(64), "Of 2c."_L1).written(),
         member("username"_L1, &SnmpConfig::username, kinds::secret(32), "Of 3."_L1).written(),
         member("auth_password"_L1, &SnmpConfig::authPassword, kinds::secret(64), "8 to 64 bytes."_L1)
             .written(),
         member("priv_password"_L1, &SnmpConfig::privPassword, kinds::secret(64), "8 to 64 bytes."_L1)
             .written()}};
    return noun;
}

const Noun<model::SnmpConfig> &shownSnmpNoun()
{
    static const Noun<SnmpConfig> noun{
        u"ShownSnmpConfig"_s,
        u"What is shown of an SNMP integration."_s,
        {member("snmp_host"_L1, &SnmpConfig::host, kinds::text(), {}),
         member("snmp_port"_L1, &SnmpConfig::port, kinds::integer(), {}),
         member("snmp_version"_L1, &SnmpConfig::version, kinds::word<SnmpVersion>(), {}),
         member("snmp_oid_prefix"_L1, &SnmpConfig::oidPrefix, kinds::text(), {}),
         member("inform"_L1, &SnmpConfig::isInform, kinds::truth(), {}),
         shownIf(isV3, "security_level"_L1, &SnmpConfig::level, kinds::word<SnmpSecurityLevel>()),
         shownIf(hasAuth, "auth_protocol"_L1, &SnmpConfig::authProtocol, kinds::word<SnmpAuthProtocol>()),
         shownIf(hasPriv, "priv_protocol"_L1, &SnmpConfig::privProtocol, kinds::word<SnmpPrivProtocol>())}};
    return noun;
}

QJsonObject snmpBodySchema(BodyKind kind)
{
    return integrationBodySchema(
        kind,
        ObjectSchema()
            .include(snmpConfigNoun().bodySchema(kind))
            .add(u"snmp_version"_s, kinds::word<SnmpVersion>().bodySchema, {}, false)
            .add(u"snmp_config"_s, kinds::reference(snmpSecurityNoun().name), {}, kind == BodyKind::Create)
            .open());
}

Result<model::ConfiguredIntegration> applySnmpBody(model::ConfiguredIntegration snmp, const QJsonObject &body,
                                                   BodyKind kind)
{
    FieldReader reader(body);
    model::Integration &integration = snmp.integration;
    integration.type = model::IntegrationType::Snmp;
    SnmpConfig config = snmpConfigFrom(snmp.fullConfig);
    QJsonObject security;
    QString version;
    integrationNoun().take(reader, integration, kind);
    snmpConfigNoun().take(reader, config, kind);
    if (kind == BodyKind::Create)
        reader.require({u"snmp_config"_s});
    reader.text(u"snmp_version"_s, version);
    reader.object(u"snmp_config"_s, security);
    if (config.host.isEmpty())
        reader.reject(u"snmp_host"_s, u"must not be empty"_s);
    if (!isOidPrefix(config.oidPrefix))
        reader.reject(u"snmp_oid_prefix"_s, u"must be an object identifier in digits and dots"_s);
    PULSE_CHECK(reader.check());
    if (!version.isEmpty()) // said outside of snmp_config as well as in it, as the predecessor shows it
        security.insert(u"version"_s, security.value(u"version"_s).toString(version));
    else if (kind == BodyKind::Create && !security.contains(u"version"_s) && security.contains(u"username"_s))
        security.insert(u"version"_s, u"3"_s);
    PULSE_CHECK(readSecurity(config, security));
    integration.config = shownSnmpNoun().json(config);
    snmp.fullConfig = toJson(config);
    return snmp;
}

} // namespace pulse::wire
