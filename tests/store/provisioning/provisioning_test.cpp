// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/accounts/settings_table.h"
#include "store/accounts/user_table.h"
#include "store/fleet/provisioning_table.h"
#include "store/tenancy/provision_token.h"
#include "support/postgres/postgres_cluster.h"

#include <QCryptographicHash>
#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;

class ProvisioningTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void tokensAreRandomAndKeptAsHash();
    void tenantIsAddedOnce();
    void tenantIdsAreChecked_data();
    void tenantIdsAreChecked();
    void thousandsOfDevicesInOneCall();
    void anExistingDeviceStaysAsItIs();
    void theSameDeviceTwiceIsAConflict();
    void revokingReachesTheRegistryAndTheFeed();
    void rotatingReplacesTheToken();
    void aTokenForARevokedDeviceIsAnErrorAndChangesNothing();
    void aReinstatedDeviceHasANewToken();
    void labelsAreAddedAndTakenAway();
    void accountsAreAddedAndListed();
    void accountsFollowTheirRole();
    void tenantsSettingWinsUntilCleared();
    void settingsAreChecked_data();
    void settingsAreChecked();
    void everyActIsAudited();

private:
    store::OperatorScope scope();
    QString one(const QString &sql) const;

    std::optional<test::TestDatabase> m_database;
    std::unique_ptr<store::Connection> m_connection;
};

namespace {

template <class T> QString problemOf(const Result<T> &result)
{
    return result ? QString() : result.error().what;
}

} // namespace

#define VERIFY_OK(result) QCOMPARE(problemOf(result), QString())

void ProvisioningTest::initTestCase()
{
    auto database = test::PostgresCluster::create();
    VERIFY_OK(database);
    m_database.emplace(*std::move(database));
    m_connection =
        std::make_unique<store::Connection>(store::ConnectionConfig{m_database->appConnInfo().toUtf8()});
}

void ProvisioningTest::init()
{
    VERIFY_OK(m_database->execute(
        u"DELETE FROM app_settings WHERE tenant_key IS NOT NULL;"
        "TRUNCATE change, revocation, device, site, user_account, operator_audit_log CASCADE;"
        "DELETE FROM tenant"_s));
    auto operators = scope();
    VERIFY_OK(store::addTenant(operators, u"acme"_s, u"Acme"_s));
    VERIFY_OK(operators.commit());
}

store::OperatorScope ProvisioningTest::scope()
{
    model::Principal principal;
    principal.subject = u"cli:root"_s;
    principal.role = model::Role::OperatorAdmin;
    model::AuditEntry entry;
    entry.action = u"provision"_s;
    auto begun = store::OperatorScope::begin(*m_connection, principal, entry);
    if (!begun)
        qFatal("%s", qPrintable(begun.error().what));
    return *std::move(begun);
}

QString ProvisioningTest::one(const QString &sql) const
{
    const auto values = m_database->query(sql);
    return values ? values->value(0) : values.error().what;
}

void ProvisioningTest::tokensAreRandomAndKeptAsHash()
{
    const QString token = store::newProvisionToken();
    QVERIFY(token.startsWith(u"tok-"_s));
    QCOMPARE(QByteArray::fromBase64(token.mid(4).toLatin1(), QByteArray::Base64UrlEncoding).size(), 24);
    QVERIFY(token != store::newProvisionToken());
    // The predecessor's: sha256 of the token's text.
    QCOMPARE(store::provisionTokenHash(u"tok-abc"_s),
             QCryptographicHash::hash("tok-abc", QCryptographicHash::Sha256));
}

void ProvisioningTest::tenantIsAddedOnce()
{
    const auto again = store::addTenant(scope(), u"acme"_s, {});
    QVERIFY(!again);
    QCOMPARE(again.error().kind, ErrorKind::Conflict);
    const auto all = store::listTenants(scope());
    VERIFY_OK(all);
    QCOMPARE(all->size(), 1);
    QCOMPARE(all->first().name, u"Acme"_s);
    auto operators = scope();
    const auto suspended = store::setTenantActive(operators, u"acme"_s, false);
    VERIFY_OK(suspended);
    QVERIFY(!suspended->isActive);
    VERIFY_OK(operators.commit());
    QCOMPARE(one(u"SELECT status FROM tenant"_s), u"SUSPENDED"_s);
    const auto unknown = store::tenantById(scope(), u"nobody"_s);
    QVERIFY(!unknown);
    QCOMPARE(unknown.error().kind, ErrorKind::NotFound);
}

void ProvisioningTest::tenantIdsAreChecked_data()
{
    QTest::addColumn<QString>("tenantId");
    QTest::newRow("empty") << QString();
    QTest::newRow("slash") << u"a/b"_s;
    QTest::newRow("plus") << u"a+b"_s;
    QTest::newRow("hash") << u"a#b"_s;
    QTest::newRow("line break") << u"a\nb"_s;
    QTest::newRow("129 bytes") << QString(129, u'a');
    QTest::newRow("65 letters of two bytes") << QString(65, u'ö');
}

void ProvisioningTest::tenantIdsAreChecked()
{
    QFETCH(QString, tenantId);
    const auto added = store::addTenant(scope(), tenantId, {});
    QVERIFY(!added);
    QCOMPARE(added.error().kind, ErrorKind::Invalid);
    QCOMPARE(added.error().field, u"tenant_id"_s);
}

void ProvisioningTest::thousandsOfDevicesInOneCall()
{
    QStringList ids;
    for (int i = 0; i < 3000; ++i)
        ids.append(u"dev-%1"_s.arg(i, 5, 10, QLatin1Char('0')));
    const QString before = one(u"SELECT registry_version FROM tenant"_s);
    auto operators = scope();
    const auto made = store::addDevices(operators, {u"acme"_s, u"hall 1"_s, ids});
    VERIFY_OK(made);
    VERIFY_OK(operators.commit());
    QCOMPARE(made->size(), 3000);
    QCOMPARE(one(u"SELECT count(*) FROM device"_s), u"3000"_s);
    // A device's token is the one it was told, not its neighbour's.
    QCOMPARE(one(u"SELECT encode(token_hash, 'hex') FROM device WHERE device_id = 'dev-01234'"_s),
             QString::fromLatin1(store::provisionTokenHash(made->at(1234).token).toHex()));
    QVERIFY(one(u"SELECT registry_version FROM tenant"_s).toInt() > before.toInt());
    const auto listed = store::listRegistry(scope(), {u"acme"_s, {}, u"dev-02997"_s, 10});
    VERIFY_OK(listed);
    QCOMPARE(listed->size(), 2);
    QCOMPARE(listed->first().deviceId, u"dev-02998"_s);
    QVERIFY(listed->first().hasToken);
    QCOMPARE(listed->first().siteId, u"hall 1"_s);
}

void ProvisioningTest::anExistingDeviceStaysAsItIs()
{
    auto operators = scope();
    VERIFY_OK(store::addDevices(operators, {u"acme"_s, u"s"_s, {u"old"_s}}));
    VERIFY_OK(store::revokeDevice(operators, {u"acme"_s, u"old"_s}));
    VERIFY_OK(operators.commit());
    const auto again = store::addDevices(scope(), {u"acme"_s, u"s"_s, {u"new"_s, u"old"_s}});
    QVERIFY(!again);
    QCOMPARE(again.error().kind, ErrorKind::Conflict);
    QVERIFY(again.error().what.contains(u"old"_s));
    QCOMPARE(one(u"SELECT string_agg(device_id || ' ' || status, ',') FROM device"_s), u"old REVOKED"_s);
}

void ProvisioningTest::theSameDeviceTwiceIsAConflict()
{
    const auto twice = store::addDevices(scope(), {u"acme"_s, u"s"_s, {u"a"_s, u"a"_s}});
    QVERIFY(!twice);
    QCOMPARE(twice.error().kind, ErrorKind::Conflict);
    const auto bad = store::addDevices(scope(), {u"acme"_s, u"s"_s, {u"a"_s, u"b/c"_s}});
    QVERIFY(!bad);
    QCOMPARE(bad.error().field, u"device_id"_s);
}

void ProvisioningTest::revokingReachesTheRegistryAndTheFeed()
{
    auto operators = scope();
    VERIFY_OK(store::addDevices(operators, {u"acme"_s, u"s"_s, {u"d"_s}}));
    VERIFY_OK(operators.commit());
    const int before = one(u"SELECT registry_version FROM tenant"_s).toInt();
    auto revoking = scope();
    VERIFY_OK(store::revokeDevice(revoking, {u"acme"_s, u"d"_s}));
    VERIFY_OK(revoking.commit());
    QCOMPARE(one(u"SELECT status FROM device"_s), u"REVOKED"_s);
    QCOMPARE(one(u"SELECT registry_version FROM tenant"_s).toInt(), before + 1);
    QCOMPARE(
        one(u"SELECT kind || ' ' || (key = (SELECT device_key FROM device)) FROM change ORDER BY seq DESC"_s),
        u"device true"_s);
    const auto unknown = store::revokeDevice(scope(), {u"acme"_s, u"x"_s});
    QVERIFY(!unknown);
    QCOMPARE(unknown.error().kind, ErrorKind::NotFound);
}

void ProvisioningTest::rotatingReplacesTheToken()
{
    auto operators = scope();
    const auto made = store::addDevices(operators, {u"acme"_s, u"s"_s, {u"d"_s}});
    VERIFY_OK(made);
    const auto token = store::rotateDeviceToken(operators, {u"acme"_s, u"d"_s});
    VERIFY_OK(token);
    VERIFY_OK(operators.commit());
    QVERIFY(*token != made->first().token);
    QCOMPARE(one(u"SELECT encode(token_hash, 'hex') FROM device"_s),
             QString::fromLatin1(store::provisionTokenHash(*token).toHex()));
}

void ProvisioningTest::aTokenForARevokedDeviceIsAnErrorAndChangesNothing()
{
    auto operators = scope();
    VERIFY_OK(store::addDevices(operators, {u"acme"_s, u"s"_s, {u"d"_s}}));
    VERIFY_OK(store::revokeDevice(operators, {u"acme"_s, u"d"_s}));
    VERIFY_OK(operators.commit());
    const QString state =
        u"SELECT status || ' ' || encode(token_hash, 'hex') || ' ' || registry_version || ' ' || "
        "(SELECT count(*) FROM change) FROM device JOIN tenant USING (tenant_key)"_s;
    const QString before = one(state);
    auto rotating = scope();
    const auto token = store::rotateDeviceToken(rotating, {u"acme"_s, u"d"_s});
    QVERIFY(!token);
    QCOMPARE(token.error().kind, ErrorKind::Conflict);
    QCOMPARE(token.error().code, u"device_revoked"_s);
    QVERIFY2(token.error().what.contains(u"device reinstate acme d"_s), qPrintable(token.error().what));
    VERIFY_OK(rotating.commit());
    QCOMPARE(one(state), before);
}

void ProvisioningTest::aReinstatedDeviceHasANewToken()
{
    auto operators = scope();
    const auto made = store::addDevices(operators, {u"acme"_s, u"s"_s, {u"d"_s}});
    VERIFY_OK(made);
    const auto early = store::reinstateDevice(operators, {u"acme"_s, u"d"_s});
    QVERIFY(!early);
    QCOMPARE(early.error().code, u"device_not_revoked"_s);
    VERIFY_OK(store::revokeDevice(operators, {u"acme"_s, u"d"_s}));
    VERIFY_OK(operators.commit());
    const int before = one(u"SELECT registry_version FROM tenant"_s).toInt();
    auto reinstating = scope();
    const auto token = store::reinstateDevice(reinstating, {u"acme"_s, u"d"_s});
    VERIFY_OK(token);
    VERIFY_OK(reinstating.commit());
    QVERIFY(*token != made->first().token);
    QCOMPARE(one(u"SELECT status || encode(token_hash, 'hex') FROM device"_s),
             u"ACTIVE"_s + QString::fromLatin1(store::provisionTokenHash(*token).toHex()));
    QCOMPARE(one(u"SELECT registry_version FROM tenant"_s).toInt(), before + 1);
    QCOMPARE(one(u"SELECT kind FROM change ORDER BY seq DESC"_s), u"device"_s);
    const auto unknown = store::reinstateDevice(scope(), {u"acme"_s, u"x"_s});
    QVERIFY(!unknown);
    QCOMPARE(unknown.error().kind, ErrorKind::NotFound);
}

void ProvisioningTest::labelsAreAddedAndTakenAway()
{
    auto operators = scope();
    VERIFY_OK(store::addDevices(operators, {u"acme"_s, u"s"_s, {u"d"_s}}));
    VERIFY_OK(store::labelDevice(operators, {u"acme"_s, u"d"_s}, {{u"floor"_s, u"2"_s}, {u"old"_s, u"x"_s}}));
    VERIFY_OK(store::labelDevice(operators, {u"acme"_s, u"d"_s},
                                 {{u"floor"_s, u"3"_s}, {u"old"_s, QJsonValue::Null}}));
    const auto wrong = store::labelDevice(operators, {u"acme"_s, u"d"_s}, {{u"a b"_s, u"x"_s}});
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().field, u"labels"_s);
    QCOMPARE(store::labelDevice(operators, {u"acme"_s, u"x"_s}, {}).error().kind, ErrorKind::NotFound);
}

void ProvisioningTest::accountsAreAddedAndListed()
{
    auto operators = scope();
    VERIFY_OK(store::addUser(operators, {u"ann"_s, model::Role::CustomerAdmin, u"acme"_s, "$argon2id$1"}));
    VERIFY_OK(store::addUser(operators, {u"root"_s, model::Role::OperatorAdmin, {}, "$argon2id$2"}));
    VERIFY_OK(store::setUserPasswordHash(operators, u"ann"_s, "$argon2id$3"));
    VERIFY_OK(store::setUserEnabled(operators, u"root"_s, false));
    VERIFY_OK(operators.commit());
    const auto users = store::listUsers(scope());
    VERIFY_OK(users);
    QCOMPARE(users->size(), 2);
    QCOMPARE(users->at(0).login, u"ann"_s);
    QCOMPARE(users->at(0).tenantId, u"acme"_s);
    QCOMPARE(users->at(0).role, model::Role::CustomerAdmin);
    QVERIFY(!users->at(1).isEnabled);
    QCOMPARE(one(u"SELECT password_hash FROM user_account WHERE login = 'ann'"_s), u"$argon2id$3"_s);
    const auto again = store::addUser(scope(), {u"ann"_s, model::Role::CustomerAdmin, u"acme"_s, "x"});
    QVERIFY(!again);
    QCOMPARE(again.error().kind, ErrorKind::Conflict);
}

void ProvisioningTest::accountsFollowTheirRole()
{
    const auto lost = store::addUser(scope(), {u"a"_s, model::Role::CustomerViewer, {}, "x"});
    QVERIFY(!lost);
    QCOMPARE(lost.error().field, u"tenant_id"_s);
    const auto bound = store::addUser(scope(), {u"a"_s, model::Role::Operator, u"acme"_s, "x"});
    QVERIFY(!bound);
    QCOMPARE(bound.error().field, u"tenant_id"_s);
}

void ProvisioningTest::tenantsSettingWinsUntilCleared()
{
    const auto tenant = store::tenantById(scope(), u"acme"_s);
    VERIFY_OK(tenant);
    const int before = one(u"SELECT config_version FROM tenant"_s).toInt();
    auto operators = scope();
    VERIFY_OK(store::setSetting(operators, {}, {u"RATE_LIMIT_RPS"_s, u"7"_s}));
    VERIFY_OK(store::setSetting(operators, u"acme"_s, {u"RATE_LIMIT_RPS"_s, u"50.5"_s}));
    VERIFY_OK(store::setSetting(operators, u"acme"_s, {u"RATE_LIMIT_RPS"_s, u"60"_s}));
    VERIFY_OK(operators.commit());
    const auto own = store::effectiveSettings(scope(), tenant->key);
    VERIFY_OK(own);
    QCOMPARE(own->value(u"RATE_LIMIT_RPS"_s), u"60"_s);
    QCOMPARE(own->value(u"MODE"_s), u"PROD"_s);
    const auto everybodys = store::effectiveSettings(scope(), {});
    VERIFY_OK(everybodys);
    QCOMPARE(everybodys->value(u"RATE_LIMIT_RPS"_s), u"7"_s);
    auto clearing = scope();
    VERIFY_OK(store::clearSetting(clearing, u"acme"_s, u"RATE_LIMIT_RPS"_s));
    VERIFY_OK(clearing.commit());
    const auto again = store::effectiveSettings(scope(), tenant->key);
    VERIFY_OK(again);
    QCOMPARE(again->value(u"RATE_LIMIT_RPS"_s), u"7"_s);
    QVERIFY(one(u"SELECT config_version FROM tenant"_s).toInt() > before);
}

void ProvisioningTest::settingsAreChecked_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("field"); // empty: accepted
    QTest::newRow("a mode") << u"MODE"_s << u"DEV"_s << QString();
    QTest::newRow("not a mode") << u"MODE"_s << u"dev"_s << u"value"_s;
    QTest::newRow("whole") << u"LATE_ACCEPT_DAYS"_s << u"365"_s << QString();
    QTest::newRow("not whole") << u"LATE_ACCEPT_DAYS"_s << u"1.5"_s << u"value"_s;
    QTest::newRow("not a number") << u"MAX_PAYLOAD_BYTES"_s << u"many"_s << u"value"_s;
    QTest::newRow("not finite") << u"RATE_LIMIT_RPS"_s << u"inf"_s << u"value"_s;
    QTest::newRow("nor a number") << u"RATE_LIMIT_RPS"_s << u"nan"_s << u"value"_s;
    QTest::newRow("too small") << u"RATE_LIMIT_BURST"_s << u"0"_s << u"value"_s;
    QTest::newRow("unknown") << u"COLOUR"_s << u"1"_s << u"key"_s;
}

void ProvisioningTest::settingsAreChecked()
{
    QFETCH(QString, key);
    QFETCH(QString, value);
    QFETCH(QString, field);
    const auto set = store::setSetting(scope(), u"acme"_s, {key, value});
    QCOMPARE(set ? QString() : set.error().field, field);
    QCOMPARE(set.has_value(), field.isEmpty());
}

void ProvisioningTest::everyActIsAudited()
{
    QCOMPARE(one(u"SELECT user_id || ' ' || action FROM operator_audit_log"_s), u"cli:root provision"_s);
}

QTEST_GUILESS_MAIN(ProvisioningTest)

#include "provisioning_test.moc"
