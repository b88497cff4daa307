// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What clients write of SNMP integrations: what belongs together, what is kept, what is never shown.
#include "support/suite/test_case.h"
#include "wire/delivery/integration_json.h"
#include "wire/delivery/snmp_integration_json.h"

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using model::ConfiguredIntegration;
using model::SnmpSecurityLevel;
using model::SnmpVersion;
using wire::BodyKind;

namespace {

QJsonObject json(const char *text)
{
    const auto document = QJsonDocument::fromJson(QByteArray(text).replace('\'', '"'));
    if (!document.isObject())
        qFatal("not an object: %s", text);
    return document.object();
}

QJsonObject withSecurity(const char *security)
{
    return {{u"name"_s, u"Traps"_s}, {u"snmp_host"_s, u"nms.example"_s}, {u"snmp_config"_s, json(security)}};
}

const char *const kV2c = "{'community': 'c0mmunity'}";
const char *const kV3 = "{'version': '3', 'username': 'watcher', 'auth_protocol': 'SHA256', 'auth_password': "
                        "'auth-secret', 'priv_protocol': 'AES256', 'priv_password': 'priv-secret'}";

ConfiguredIntegration made(const QJsonObject &body)
{
    auto made = wire::applySnmpBody({}, body, BodyKind::Create);
    if (!made)
        qFatal("%s", qPrintable(made.error().what));
    made->integration.integrationId = u"7b0a6f3c-52f1-4d8e-9a51-0f2b6c1d9e10"_s;
    return *std::move(made);
}

model::SnmpConfig changed(const ConfiguredIntegration &before, const char *body)
{
    const auto after = wire::applySnmpBody(before, json(body), BodyKind::Change);
    if (!after)
        qFatal("%s", qPrintable(after.error().what));
    return wire::snmpConfigFrom(after->fullConfig);
}

} // namespace

class SnmpBodiesTest : public QObject {
    Q_OBJECT
private slots:
    void defaultsAreThePredecessors();
    void passwordsSayTheLevel_data();
    void passwordsSayTheLevel();
    void faults_data();
    void faults();
    void aChangeKeepsSecretsItDoesNotName();
    void aChangeOfVersionClearsTheOthers();
    void aLowerLevelForgetsItsPassword();
    void versionMayBeSaidOutside();
    void secretsAreNotShown();
    void engineIdsAreTheIntegrationsOwn();
    void configComesBack();
};

void SnmpBodiesTest::defaultsAreThePredecessors()
{
    const auto config = wire::snmpConfigFrom(made(withSecurity(kV2c)).fullConfig);
    QCOMPARE(config.version, SnmpVersion::V2c);
    QCOMPARE(config.port, 162);
    QCOMPARE(config.oidPrefix, u"1.3.6.1.4.1.99999"_s);
    QCOMPARE(config.isInform, false);
    QCOMPARE(config.community, u"c0mmunity"_s);
}

void SnmpBodiesTest::passwordsSayTheLevel_data()
{
    QTest::addColumn<QByteArray>("security");
    QTest::addColumn<SnmpSecurityLevel>("level");
    QTest::newRow("user") << QByteArray("{'username': 'u'}") << SnmpSecurityLevel::NoAuthNoPriv;
    QTest::newRow("auth") << QByteArray("{'username': 'u', 'auth_password': '12345678'}")
                          << SnmpSecurityLevel::AuthNoPriv;
    QTest::newRow("priv") << QByteArray(
        "{'username': 'u', 'auth_password': '12345678', 'priv_password': '12345678'}")
                          << SnmpSecurityLevel::AuthPriv;
}

void SnmpBodiesTest::passwordsSayTheLevel()
{
    QFETCH(QByteArray, security);
    QFETCH(SnmpSecurityLevel, level);
    const auto config = wire::snmpConfigFrom(made(withSecurity(security.constData())).fullConfig);
    QCOMPARE(config.version, SnmpVersion::V3);
    QCOMPARE(config.level, level);
}

void SnmpBodiesTest::faults_data()
{
    QTest::addColumn<QJsonObject>("body");
    QTest::addColumn<QString>("field");
    const auto row = [](const char *name, const QJsonObject &body, const QString &field) {
        QTest::newRow(name) << body << field;
    };
    const auto with = [](const QString &field, const QJsonValue &value) {
        QJsonObject body = withSecurity(kV2c);
        body.insert(field, value);
        return body;
    };
    row("no host", {{u"name"_s, u"x"_s}, {u"snmp_config"_s, json(kV2c)}}, u"snmp_host"_s);
    row("no config", {{u"name"_s, u"x"_s}, {u"snmp_host"_s, u"h.example"_s}}, u"snmp_config"_s);
    row("name", with(u"name"_s, u"a\tb"_s), u"name"_s);
    row("port 0", with(u"snmp_port"_s, 0), u"snmp_port"_s);
    row("port 65536", with(u"snmp_port"_s, 65536), u"snmp_port"_s);
    row("prefix of letters", with(u"snmp_oid_prefix"_s, u"enterprises.1"_s), u"snmp_oid_prefix"_s);
    row("prefix of one arc", with(u"snmp_oid_prefix"_s, u"1"_s), u"snmp_oid_prefix"_s);
    row("prefix with an empty arc", with(u"snmp_oid_prefix"_s, u"1.3..6"_s), u"snmp_oid_prefix"_s);
    row("prefix with a leading zero", with(u"snmp_oid_prefix"_s, u"1.3.06"_s), u"snmp_oid_prefix"_s);
    row("prefix beyond 32 bits", with(u"snmp_oid_prefix"_s, u"1.3.4294967296"_s), u"snmp_oid_prefix"_s);
    row("prefix 1.40", with(u"snmp_oid_prefix"_s, u"1.40.1"_s), u"snmp_oid_prefix"_s);
    row("a stray field", with(u"webhook_url"_s, u"x"_s), u"webhook_url"_s);
    row("inform", with(u"inform"_s, u"yes"_s), u"inform"_s);
    row("version 1", withSecurity("{'version': '1', 'community': 'c'}"), u"snmp_config.version"_s);
    row("no community", withSecurity("{}"), u"snmp_config.community"_s);
    row("v3 without user", withSecurity("{'version': '3'}"), u"snmp_config.username"_s);
    row("a long user", withSecurity("{'username': '123456789012345678901234567890123'}"),
        u"snmp_config.username"_s);
    row("both", withSecurity("{'username': 'u', 'community': 'c'}"), u"snmp_config.community"_s);
    row("a password of v2c", withSecurity("{'version': '2c', 'community': 'c', 'auth_password': '12345678'}"),
        u"snmp_config.auth_password"_s);
    row("auth protocol",
        withSecurity("{'username': 'u', 'auth_protocol': 'SHA1', 'auth_password': '12345678'}"),
        u"snmp_config.auth_protocol"_s);
    row("priv protocol",
        withSecurity(
            "{'username': 'u', 'auth_password': '12345678', 'priv_protocol': '3DES', 'priv_password': "
            "'12345678'}"),
        u"snmp_config.priv_protocol"_s);
    row("a short password", withSecurity("{'username': 'u', 'auth_password': '1234567'}"),
        u"snmp_config.auth_password"_s);
    row("a priv protocol without password",
        withSecurity("{'username': 'u', 'auth_password': '12345678', 'priv_protocol': 'AES'}"),
        u"snmp_config.priv_protocol"_s);
    row("priv without auth", withSecurity("{'username': 'u', 'priv_password': '12345678'}"),
        u"snmp_config.auth_password"_s);
    row("a level without password", withSecurity("{'username': 'u', 'security_level': 'authNoPriv'}"),
        u"snmp_config.auth_password"_s);
    row("level", withSecurity("{'username': 'u', 'security_level': 'high'}"),
        u"snmp_config.security_level"_s);
    row("a stray in config", withSecurity("{'community': 'c', 'engine_id': '0x1'}"),
        u"snmp_config.engine_id"_s);
}

void SnmpBodiesTest::faults()
{
    QFETCH(QJsonObject, body);
    QFETCH(QString, field);
    const auto result = wire::applySnmpBody({}, body, BodyKind::Create);
    QVERIFY(!result);
    QCOMPARE(result.error().field, field);
    QCOMPARE(result.error().kind, ErrorKind::Invalid);
    for (const QString &secret : {u"12345678"_s, u"1234567"_s})
        QVERIFY(!result.error().what.contains(secret));
}

void SnmpBodiesTest::aChangeKeepsSecretsItDoesNotName()
{
    const auto before = made(withSecurity(kV3));
    auto config = changed(before, "{'snmp_port': 1162}");
    QCOMPARE(config.port, 1162);
    QCOMPARE(config.authPassword, u"auth-secret"_s);
    QCOMPARE(config.privPassword, u"priv-secret"_s);
    config = changed(before, "{'snmp_config': {'auth_password': 'new auth secret '}}");
    QCOMPARE(config.authPassword, u"new auth secret "_s); // spaces are part of it
    QCOMPARE(config.privPassword, u"priv-secret"_s);
    QCOMPARE(config.level, SnmpSecurityLevel::AuthPriv);
    QCOMPARE(config.username, u"watcher"_s);
}

void SnmpBodiesTest::aChangeOfVersionClearsTheOthers()
{
    const auto before = made(withSecurity(kV3));
    const auto config = changed(before, "{'snmp_config': {'version': '2c', 'community': 'c'}}");
    QCOMPARE(config.version, SnmpVersion::V2c);
    QCOMPARE(config.username + config.authPassword + config.privPassword, QString());
    const auto stranded = wire::applySnmpBody(before, json("{'snmp_version': '2c'}"), BodyKind::Change);
    QVERIFY(!stranded);
    QCOMPARE(stranded.error().field, u"snmp_config.community"_s);
}

void SnmpBodiesTest::aLowerLevelForgetsItsPassword()
{
    const auto config = changed(made(withSecurity(kV3)), "{'snmp_config': {'security_level': 'authNoPriv'}}");
    QCOMPARE(config.authPassword, u"auth-secret"_s);
    QCOMPARE(config.privPassword, QString());
}

void SnmpBodiesTest::versionMayBeSaidOutside()
{
    QJsonObject body = withSecurity("{'username': 'u'}");
    body.insert(u"snmp_version"_s, u"3"_s);
    QCOMPARE(wire::snmpConfigFrom(made(body).fullConfig).version, SnmpVersion::V3);
}

void SnmpBodiesTest::secretsAreNotShown()
{
    for (const char *security : {kV2c, kV3}) {
        const QByteArray shown =
            QJsonDocument(wire::toJson(made(withSecurity(security)).integration)).toJson();
        for (const char *secret : {"c0mmunity", "watcher", "auth-secret", "priv-secret"})
            QVERIFY2(!shown.contains(secret), shown.constData());
    }
    const QJsonObject shown = wire::toJson(made(withSecurity(kV3)).integration);
    QCOMPARE(shown.value(u"security_level"_s).toString(), u"authPriv"_s);
    QCOMPARE(shown.value(u"auth_protocol"_s).toString(), u"SHA256"_s);
    QCOMPARE(shown.value(u"priv_protocol"_s).toString(), u"AES256"_s);
    QCOMPARE(wire::destinationOf(made(withSecurity(kV3)).integration), u"nms.example:162"_s);
}

void SnmpBodiesTest::engineIdsAreTheIntegrationsOwn()
{
    QCOMPARE(wire::toJson(made(withSecurity(kV3)).integration).value(u"snmp_engine_id"_s).toString(),
             u"0x8001869f057b0a6f3c52f14d8e9a510f2b6c1d9e10"_s);
    QVERIFY(!wire::toJson(made(withSecurity(kV2c)).integration).contains(u"snmp_engine_id"_s));
    QVERIFY(wire::snmpEngineId(u"7b0a6f3c-52f1-4d8e-9a51-0f2b6c1d9e10"_s)
            != wire::snmpEngineId(u"7b0a6f3c-52f1-4d8e-9a51-0f2b6c1d9e11"_s));
}

void SnmpBodiesTest::configComesBack()
{
    const QJsonObject full = made(withSecurity(kV3)).fullConfig;
    QCOMPARE(wire::toJson(wire::snmpConfigFrom(full)), full);
}

PULSE_TEST_CASE(SnmpBodiesTest)

#include "snmp_bodies_test.moc"
