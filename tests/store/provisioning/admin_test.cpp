// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Use cases of operators: what is there when a step of one fails, and what the audit log says of it.
#include "admin/devices.h"
#include "admin/settings.h"
#include "admin/tenants.h"
#include "admin/users.h"
#include "auth/password.h"
#include "support/postgres/postgres_cluster.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;

class AdminTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void aDevicesAccountIsThereBeforeTheDevice();
    void noDeviceWithoutItsAccount();
    void anAccountGoesAfterTheDeviceIsRevoked();
    void aDeviceIsRevokedThoughItsAccountStays();
    void theBrokerKnowsTheTokenThatIsReturned();
    void aTokenTheBrokerDoesNotTakeIsNoToken();
    void somebodyElsesBrokerIsLeftAlone();
    void everyDeviceIsListed();
    void aTenantWithoutANameIsCalledByItsId();
    void aPasswordIsKeptAsItsHash();
    void aRefusedAccountIsNotThere_data();
    void aRefusedAccountIsNotThere();
    void madeUpPasswordsDiffer();
    void aTenantsSettingIsInForceForIt();
    void theAuditLogSaysWhoDidWhatFromWhere();

private:
    admin::Operator by() const;
    admin::Provisioning provisioning(); // whose broker keeps m_accounts and refuses when m_isBrokerDown
    QString statusOf(const QString &device) const;
    QString one(const QString &sql) const;

    std::optional<test::TestDatabase> m_database;
    std::unique_ptr<store::Connection> m_connection;
    QHash<QString, QByteArray> m_accounts;
    bool m_isBrokerDown = false;
    QString m_statusWhenTold; // of device d, as others saw it while the broker was told
};

namespace {

const store::DeviceName kDevice{u"acme"_s, u"d"_s};
const QString kAccount = u"acme/device/d"_s;

template <class T> QString problemOf(const Result<T> &result)
{
    return result ? QString() : result.error().what;
}

} // namespace

#define VERIFY_OK(result) QCOMPARE(problemOf(result), QString())

void AdminTest::initTestCase()
{
    auto database = test::PostgresCluster::create();
    VERIFY_OK(database);
    m_database.emplace(*std::move(database));
    m_connection =
        std::make_unique<store::Connection>(store::ConnectionConfig{m_database->appConnInfo().toUtf8()});
}

void AdminTest::init()
{
    VERIFY_OK(m_database->execute(
        u"DELETE FROM app_settings WHERE tenant_key IS NOT NULL;"
        "TRUNCATE change, revocation, device, site, user_account, operator_audit_log CASCADE;"
        "DELETE FROM tenant"_s));
    m_accounts.clear();
    m_isBrokerDown = false;
    m_statusWhenTold.clear();
    VERIFY_OK(admin::addTenant(by(), u"acme"_s, u"Acme"_s));
}

admin::Operator AdminTest::by() const
{
    model::Principal principal;
    principal.subject = u"ann"_s;
    principal.role = model::Role::OperatorAdmin;
    return {*m_connection, principal, u"10.0.0.9"_s, u"curl/8"_s};
}

admin::Provisioning AdminTest::provisioning()
{
    return {by(), [this](const QHash<QString, QByteArray> &passwords) -> Result<> {
                m_statusWhenTold = statusOf(u"d"_s);
                if (m_isBrokerDown)
                    return fail(ErrorKind::Unavailable, u"the broker is down"_s);
                m_accounts.insert(passwords);
                m_accounts.removeIf([](const auto &account) { return account.value().isEmpty(); });
                return {};
            }};
}

QString AdminTest::statusOf(const QString &device) const
{
    return one(u"SELECT coalesce(max(status), 'none') FROM device WHERE device_id = '%1'"_s.arg(device));
}

QString AdminTest::one(const QString &sql) const
{
    const auto values = m_database->query(sql);
    return values ? values->value(0) : values.error().what;
}

void AdminTest::aDevicesAccountIsThereBeforeTheDevice()
{
    const auto added = admin::addDevices(provisioning(), {u"acme"_s, u"hall"_s, {u"d"_s, u"e"_s}});
    VERIFY_OK(added);
    QCOMPARE(m_statusWhenTold, u"none"_s);
    QCOMPARE(statusOf(u"d"_s), u"ACTIVE"_s);
    QCOMPARE(m_accounts.value(kAccount), added->at(0).token.toUtf8());
    QCOMPARE(m_accounts.value(u"acme/device/e"_s), added->at(1).token.toUtf8());
}

void AdminTest::noDeviceWithoutItsAccount()
{
    m_isBrokerDown = true;
    const auto added = admin::addDevices(provisioning(), {u"acme"_s, u"hall"_s, {u"d"_s}});
    QVERIFY(!added);
    QCOMPARE(added.error().what, u"the broker is down"_s);
    QCOMPARE(statusOf(u"d"_s), u"none"_s);
}

void AdminTest::anAccountGoesAfterTheDeviceIsRevoked()
{
    VERIFY_OK(admin::addDevices(provisioning(), {u"acme"_s, u"hall"_s, {u"d"_s}}));
    VERIFY_OK(admin::revokeDevice(provisioning(), kDevice));
    QCOMPARE(m_statusWhenTold, u"REVOKED"_s);
    QVERIFY(!m_accounts.contains(kAccount));
}

void AdminTest::aDeviceIsRevokedThoughItsAccountStays()
{
    VERIFY_OK(admin::addDevices(provisioning(), {u"acme"_s, u"hall"_s, {u"d"_s}}));
    m_isBrokerDown = true;
    const auto revoked = admin::revokeDevice(provisioning(), kDevice);
    QVERIFY(!revoked);
    QCOMPARE(revoked.error().kind, ErrorKind::Unavailable);
    QCOMPARE(statusOf(u"d"_s), u"REVOKED"_s);
    m_isBrokerDown = false;
    VERIFY_OK(admin::revokeDevice(provisioning(), kDevice)); // once more takes it away
    QVERIFY(m_accounts.isEmpty());
}

void AdminTest::theBrokerKnowsTheTokenThatIsReturned()
{
    const auto added = admin::addDevices(provisioning(), {u"acme"_s, u"hall"_s, {u"d"_s}});
    VERIFY_OK(added);
    const auto rotated = admin::rotateDeviceToken(provisioning(), kDevice);
    VERIFY_OK(rotated);
    QVERIFY(*rotated != added->first().token);
    QCOMPARE(m_accounts.value(kAccount), rotated->toUtf8());
    VERIFY_OK(admin::revokeDevice(provisioning(), kDevice));
    const auto reinstated = admin::reinstateDevice(provisioning(), kDevice);
    VERIFY_OK(reinstated);
    QCOMPARE(m_accounts.value(kAccount), reinstated->toUtf8());
    QCOMPARE(statusOf(u"d"_s), u"ACTIVE"_s);
}

void AdminTest::aTokenTheBrokerDoesNotTakeIsNoToken()
{
    VERIFY_OK(admin::addDevices(provisioning(), {u"acme"_s, u"hall"_s, {u"d"_s}}));
    const QString before = one(u"SELECT encode(token_hash, 'hex') FROM device"_s);
    m_isBrokerDown = true;
    QVERIFY(!admin::rotateDeviceToken(provisioning(), kDevice));
    QCOMPARE(one(u"SELECT encode(token_hash, 'hex') FROM device"_s), before);
}

void AdminTest::somebodyElsesBrokerIsLeftAlone()
{
    const admin::Provisioning with{by()};
    VERIFY_OK(admin::addDevices(with, {u"acme"_s, u"hall"_s, {u"d"_s}}));
    VERIFY_OK(admin::rotateDeviceToken(with, kDevice));
    VERIFY_OK(admin::revokeDevice(with, kDevice));
    QCOMPARE(statusOf(u"d"_s), u"REVOKED"_s);
}

void AdminTest::everyDeviceIsListed()
{
    QStringList ids;
    for (int i = 0; i < 2001; ++i) // more than two pages
        ids.append(u"dev-%1"_s.arg(i, 4, 10, QChar(u'0')));
    VERIFY_OK(admin::addDevices(admin::Provisioning{by()}, {u"acme"_s, u"hall"_s, ids}));
    QStringList listed;
    VERIFY_OK(admin::forEachDevice(
        by(), u"acme"_s, [&listed](const store::RegistryEntry &entry) { listed.append(entry.deviceId); }));
    QCOMPARE(listed, ids);
}

void AdminTest::aTenantWithoutANameIsCalledByItsId()
{
    const auto added = admin::addTenant(by(), u"bolt"_s, {});
    VERIFY_OK(added);
    QCOMPARE(added->name, u"bolt"_s);
    const auto tenants = admin::listTenants(by());
    VERIFY_OK(tenants);
    QCOMPARE(tenants->size(), 2);
}

void AdminTest::aPasswordIsKeptAsItsHash()
{
    VERIFY_OK(admin::addUser(by(), {u"jo"_s, model::Role::CustomerAdmin, u"acme"_s, u"first secret"_s}));
    QVERIFY(auth::isPassword(u"first secret"_s, one(u"SELECT password_hash FROM user_account"_s)));
    VERIFY_OK(admin::setPassword(by(), u"jo"_s, u"second secret"_s));
    QVERIFY(auth::isPassword(u"second secret"_s, one(u"SELECT password_hash FROM user_account"_s)));
    const auto users = admin::listUsers(by());
    VERIFY_OK(users);
    QCOMPARE(users->size(), 1);
    QCOMPARE(users->first().tenantId, u"acme"_s);
    const auto unknown = admin::setPassword(by(), u"nobody"_s, u"second secret"_s);
    QVERIFY(!unknown);
    QCOMPARE(unknown.error().kind, ErrorKind::NotFound);
}

void AdminTest::aRefusedAccountIsNotThere_data()
{
    QTest::addColumn<QString>("login");
    QTest::addColumn<model::Role>("role");
    QTest::addColumn<QString>("tenant");
    QTest::addColumn<QString>("password");
    QTest::addColumn<QString>("field");
    const auto row = [](const char *name, const QString &login, model::Role role, const QString &tenant,
                        const QString &password, const QString &field) {
        QTest::newRow(name) << login << role << tenant << password << field;
    };
    row("short password", u"jo"_s, model::Role::Operator, {}, u"short"_s, u"password"_s);
    row("customer of nobody", u"jo"_s, model::Role::CustomerViewer, {}, u"long enough now"_s, u"tenant_id"_s);
    row("operator of a tenant", u"jo"_s, model::Role::Operator, u"acme"_s, u"long enough now"_s,
        u"tenant_id"_s);
    row("no login", {}, model::Role::Operator, {}, u"long enough now"_s, u"login"_s);
}

void AdminTest::aRefusedAccountIsNotThere()
{
    QFETCH(QString, login);
    QFETCH(model::Role, role);
    QFETCH(QString, tenant);
    QFETCH(QString, password);
    QFETCH(QString, field);
    const auto added = admin::addUser(by(), {login, role, tenant, password});
    QVERIFY(!added);
    QCOMPARE(added.error().kind, ErrorKind::Invalid);
    QCOMPARE(added.error().field, field);
    QCOMPARE(one(u"SELECT count(*) FROM user_account"_s), u"0"_s);
}

void AdminTest::madeUpPasswordsDiffer()
{
    const QString password = admin::madeUpPassword();
    QCOMPARE(password.size(), 20);
    QVERIFY(password != admin::madeUpPassword());
}

void AdminTest::aTenantsSettingIsInForceForIt()
{
    VERIFY_OK(admin::setSetting(by(), u"acme"_s, {u"RATE_LIMIT_RPS"_s, u"7"_s}));
    const auto ofTenant = admin::effectiveSettings(by(), u"acme"_s);
    VERIFY_OK(ofTenant);
    QCOMPARE(ofTenant->value(u"RATE_LIMIT_RPS"_s), u"7"_s);
    const auto ofAll = admin::effectiveSettings(by(), {});
    VERIFY_OK(ofAll);
    QVERIFY(ofAll->value(u"RATE_LIMIT_RPS"_s) != u"7"_s);
    const auto ofNobody = admin::effectiveSettings(by(), u"nobody"_s);
    QVERIFY(!ofNobody);
    QCOMPARE(ofNobody.error().kind, ErrorKind::NotFound);
}

void AdminTest::theAuditLogSaysWhoDidWhatFromWhere()
{
    VERIFY_OK(admin::addDevices(provisioning(), {u"acme"_s, u"hall"_s, {u"d"_s}}));
    const auto said = m_database->query(u"SELECT concat_ws(' ', user_id, action, tenant_filter, ip_address, "
                                        "user_agent) FROM operator_audit_log ORDER BY 1"_s);
    VERIFY_OK(said);
    QCOMPARE(
        *said,
        QStringList({u"ann add_devices acme 10.0.0.9 curl/8"_s, u"ann add_tenant acme 10.0.0.9 curl/8"_s}));
}

QTEST_GUILESS_MAIN(AdminTest)
#include "admin_test.moc"
