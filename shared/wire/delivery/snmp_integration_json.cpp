// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/delivery/snmp_integration_json.h"

#include "model/words.h"
#include "wire/core/json.h"
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

QJsonObject toJson(const SnmpConfig &config)
{
    return {{u"snmp_host"_s, config.host},
            {u"snmp_port"_s, config.port},
            {u"snmp_version"_s, QString(model::word(config.version))},
            {u"snmp_oid_prefix"_s, config.oidPrefix},
            {u"inform"_s, config.isInform},
            {u"community"_s, config.community},
            {u"username"_s, config.username},
            {u"security_level"_s, QString(model::word(config.level))},
            {u"auth_protocol"_s, QString(model::word(config.authProtocol))},
            {u"auth_password"_s, config.authPassword},
            {u"priv_protocol"_s, QString(model::word(config.privProtocol))},
            {u"priv_password"_s, config.privPassword}};
}

namespace {

template <class Enum> Enum wordIn(const QJsonObject &json, const QString &field, Enum absent)
{
    return model::fromWord<Enum>(json.value(field).toString()).value_or(absent);
}

} // namespace

SnmpConfig snmpConfigFrom(const QJsonObject &json)
{
    SnmpConfig config;
    config.host = json.value(u"snmp_host"_s).toString();
    config.port = json.value(u"snmp_port"_s).toInt(config.port);
    config.version = wordIn(json, u"snmp_version"_s, config.version);
    config.oidPrefix = json.value(u"snmp_oid_prefix"_s).toString(config.oidPrefix);
    config.isInform = json.value(u"inform"_s).toBool();
    config.community = json.value(u"community"_s).toString();
    config.username = json.value(u"username"_s).toString();
    config.level = wordIn(json, u"security_level"_s, config.level);
    config.authProtocol = wordIn(json, u"auth_protocol"_s, config.authProtocol);
    config.authPassword = json.value(u"auth_password"_s).toString();
    config.privProtocol = wordIn(json, u"priv_protocol"_s, config.privProtocol);
    config.privPassword = json.value(u"priv_password"_s).toString();
    return config;
}

QByteArray snmpEngineId(const QString &integrationId)
{
    // 0x80000000 + 99999, the enterprise of the default prefix; then the format.
    return QByteArray::fromHex("8001869f05") + QUuid::fromString(integrationId).toRfc4122();
}

namespace {

template <class Enum>
void readWord(FieldReader &reader, const QString &field, Enum &target, const QString &allowed)
{
    QString text = model::word(target);
    reader.text(field, text);
    if (const auto known = model::fromWord<Enum>(text))
        target = *known;
    else
        reader.reject(field, u"must be "_s + allowed);
}

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
void readLevel(FieldReader &reader, SnmpConfig &config, const QJsonObject &named)
{
    if (named.contains(u"priv_password"_s) && !named.value(u"priv_password"_s).isNull())
        config.level = SnmpSecurityLevel::AuthPriv;
    else if (named.contains(u"auth_password"_s) && config.level == SnmpSecurityLevel::NoAuthNoPriv)
        config.level = SnmpSecurityLevel::AuthNoPriv;
    readWord(reader, u"security_level"_s, config.level, u"noAuthNoPriv, authNoPriv or authPriv"_s);
}

Result<> readSecurity(SnmpConfig &config, const QJsonObject &named)
{
    FieldReader reader(named, u"snmp_config."_s);
    readWord(reader, u"version"_s, config.version, u"2c or 3"_s);
    if (config.version == SnmpVersion::V2c)
        config.level = SnmpSecurityLevel::NoAuthNoPriv;
    readLevel(reader, config, named);
    readWord(reader, u"auth_protocol"_s, config.authProtocol,
             u"MD5, SHA, SHA224, SHA256, SHA384 or SHA512"_s);
    readWord(reader, u"priv_protocol"_s, config.privProtocol, u"DES, AES, AES192 or AES256"_s);
    reader.secret(u"community"_s, config.community);
    reader.secret(u"username"_s, config.username);
    reader.secret(u"auth_password"_s, config.authPassword);
    reader.secret(u"priv_password"_s, config.privPassword);
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

QJsonObject shownConfig(const SnmpConfig &config)
{
    QJsonObject shown{{u"snmp_host"_s, config.host},
                      {u"snmp_port"_s, config.port},
                      {u"snmp_version"_s, QString(model::word(config.version))},
                      {u"snmp_oid_prefix"_s, config.oidPrefix},
                      {u"inform"_s, config.isInform}};
    if (config.version == SnmpVersion::V2c)
        return shown;
    shown.insert(u"security_level"_s, QString(model::word(config.level)));
    if (config.level != SnmpSecurityLevel::NoAuthNoPriv)
        shown.insert(u"auth_protocol"_s, QString(model::word(config.authProtocol)));
    if (config.level == SnmpSecurityLevel::AuthPriv)
        shown.insert(u"priv_protocol"_s, QString(model::word(config.privProtocol)));
    return shown;
}

} // namespace

Result<model::ConfiguredIntegration> applySnmpBody(model::ConfiguredIntegration snmp, const QJsonObject &body,
                                                   BodyKind kind)
{
    FieldReader reader(body);
    if (kind == BodyKind::Create)
        reader.require({u"name"_s, u"snmp_host"_s, u"snmp_config"_s});
    else if (body.isEmpty())
        return fail(ErrorKind::Invalid, u"the body changes nothing"_s, u"empty_change"_s);
    model::Integration &integration = snmp.integration;
    integration.type = model::IntegrationType::Snmp;
    SnmpConfig config = snmpConfigFrom(snmp.fullConfig);
    QJsonObject security;
    QString version;
    reader.displayName(u"name"_s, integration.name);
    reader.text(u"snmp_host"_s, config.host, 255);
    reader.integer(u"snmp_port"_s, config.port, 1, 65535);
    reader.text(u"snmp_version"_s, version);
    reader.text(u"snmp_oid_prefix"_s, config.oidPrefix, 128);
    reader.boolean(u"inform"_s, config.isInform);
    reader.boolean(u"enabled"_s, integration.isEnabled);
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
    integration.config = shownConfig(config);
    snmp.fullConfig = toJson(config);
    return snmp;
}

} // namespace pulse::wire
