// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Tenancy as a type: whose rows a scope sees, and that it ends.
#include "store/ingest/registry_table.h"
#include "store/tenancy/scope.h"
#include "support/postgres/postgres_cluster.h"
#include "support/postgres/row_reader.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::store;
using model::Role;

namespace {

model::Principal principal(Role role, std::int64_t tenant)
{
    model::Principal who;
    who.subject = u"sub-1"_s;
    who.role = role;
    who.tenant = {tenant};
    return who;
}

model::AuditEntry look(const QString &address = {})
{
    model::AuditEntry entry;
    entry.action = u"look"_s;
    entry.ipAddress = address;
    return entry;
}

} // namespace

class ScopeTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanupTestCase();
    void aTenantSeesItsOwnRowsOnly();
    void aTenantScopeNeedsATenant_data();
    void aTenantScopeNeedsATenant();
    void nothingIsLeftForTheNextScope();
    void anOperatorLeavesAnAuditRow();
    void anOperatorWhoCannotBeAuditedSeesNothing();
    void customersAreNoOperators();
    void withoutCommitNothingHappened();
    void aMovedScopeIsStillOneTransaction();
    void afterCommitItIsOver();
    void commitAfterAFailedStatementIsAnError();
    void aLostConnectionEndsTheScope();
    void aSessionThatDiedBetweenScopesFailsNobody();
    void aSessionThatHeldALockIsNotReplaced();
    void oneSaysWhatIsMissing();

private:
    QByteArray ask(const QByteArray &sql) const; // on the scope's connection
    std::unique_ptr<test::TestDatabase> m_database;
    std::unique_ptr<Connection> m_connection;
};

void ScopeTest::initTestCase()
{
    auto database = test::PostgresCluster::create();
    QVERIFY2(database, database ? "" : qPrintable(database.error().what));
    m_database = std::make_unique<test::TestDatabase>(*std::move(database));
    QVERIFY(m_database->execute(
        u"INSERT INTO tenant (tenant_id, name) VALUES ('acme', 'Acme'), ('other', 'Other')"_s));
}

void ScopeTest::init()
{
    m_connection =
        std::make_unique<Connection>(ConnectionConfig{.conninfo = m_database->appConnInfo().toUtf8()});
}

void ScopeTest::cleanupTestCase()
{
    m_connection.reset();
    m_database.reset();
}

QByteArray ScopeTest::ask(const QByteArray &sql) const
{
    const auto rows = m_connection->select(sql);
    return rows && !rows->isEmpty() ? test::RowReader(*rows).bytes() : QByteArray();
}

void ScopeTest::aTenantSeesItsOwnRowsOnly()
{
    auto scope = TenantScope::begin(*m_connection, principal(Role::CustomerViewer, 2));
    QVERIFY(scope);
    QCOMPARE(scope->tenant().value, 2);
    QCOMPARE(ask("SELECT string_agg(tenant_id, ' ') FROM tenant"), QByteArray("other"));
    QCOMPARE(ask("SELECT current_user || session_user"), QByteArray("pulse_apppulse_login"));
}

void ScopeTest::aTenantScopeNeedsATenant_data()
{
    QTest::addColumn<Role>("role");
    QTest::addColumn<int>("tenant");
    QTest::newRow("customer without tenant") << Role::CustomerAdmin << 0;
    QTest::newRow("operator") << Role::Operator << 0;
    QTest::newRow("operator with a tenant") << Role::OperatorAdmin << 1;
}

void ScopeTest::aTenantScopeNeedsATenant()
{
    QFETCH(Role, role);
    QFETCH(int, tenant);
    const auto scope = TenantScope::begin(*m_connection, principal(role, tenant));
    QVERIFY(!scope);
    QCOMPARE(scope.error().kind, ErrorKind::Forbidden);
}

void ScopeTest::nothingIsLeftForTheNextScope()
{
    {
        auto scope = TenantScope::begin(*m_connection, principal(Role::CustomerViewer, 1));
        QVERIFY(scope && scope->commit());
    }
    QCOMPARE(ask("SELECT current_user || coalesce(current_setting('pulse.tenant_key', true), '')"),
             QByteArray("pulse_login"));
    QVERIFY(m_connection->command("BEGIN; SET LOCAL ROLE pulse_app"));
    QCOMPARE(ask("SELECT count(*) FROM tenant"), QByteArray("0")); // an empty tenant is no tenant
    QVERIFY(m_connection->command("ROLLBACK"));
}

void ScopeTest::anOperatorLeavesAnAuditRow()
{
    const auto count = [this] {
        return m_database->query(u"SELECT count(*) FROM operator_audit_log WHERE action = 'look'"_s)
            ->value(0);
    };
    {
        auto scope = OperatorScope::begin(*m_connection, principal(Role::Operator, 0), look());
        QVERIFY2(scope, scope ? "" : qPrintable(scope.error().what));
        QCOMPARE(ask("SELECT count(*) FROM tenant"), QByteArray("2"));
        QVERIFY(scope->commit());
    }
    QCOMPARE(count(), u"1"_s);
    QCOMPARE(m_database->query(u"SELECT user_id FROM operator_audit_log WHERE action = 'look'"_s)->value(0),
             u"sub-1"_s);
}

void ScopeTest::anOperatorWhoCannotBeAuditedSeesNothing()
{
    const auto scope =
        OperatorScope::begin(*m_connection, principal(Role::Operator, 0), look(u"not an address"_s));
    QVERIFY(!scope);
    // Not of the operator's making: try again, and no word of the database's.
    QCOMPARE(scope.error().kind, ErrorKind::Unavailable);
    QCOMPARE(scope.error().code, u"audit_unavailable"_s);
    QVERIFY(!scope.error().what.contains(u"address"_s));
    QCOMPARE(ask("SELECT current_user"), QByteArray("pulse_login")); // rolled back
}

void ScopeTest::customersAreNoOperators()
{
    const auto scope = OperatorScope::begin(*m_connection, principal(Role::CustomerAdmin, 1), look());
    QVERIFY(!scope);
    QCOMPARE(scope.error().kind, ErrorKind::Forbidden);
}

void ScopeTest::withoutCommitNothingHappened()
{
    {
        auto scope = SystemScope::begin(*m_connection);
        QVERIFY(scope);
        QVERIFY(internNames(*scope, {1}, std::vector<IntroducedName>{{"lost", {1}}}, {}));
    }
    QCOMPARE(m_database->query(u"SELECT count(*) FROM metric WHERE name = 'lost'"_s)->value(0), u"0"_s);
    QCOMPARE(ask("SELECT current_user"), QByteArray("pulse_login"));
}

void ScopeTest::aMovedScopeIsStillOneTransaction()
{
    auto scope = SystemScope::begin(*m_connection);
    QVERIFY(scope);
    SystemScope moved = *std::move(scope);
    QVERIFY(!scope->query("registry.clock")); // what was moved from is over
    QVERIFY(internNames(moved, {1}, std::vector<IntroducedName>{{"moved", {1}}}, {}));
    QVERIFY(moved.commit());
    QCOMPARE(m_database->query(u"SELECT count(*) FROM metric WHERE name = 'moved'"_s)->value(0), u"1"_s);
}

void ScopeTest::afterCommitItIsOver()
{
    auto scope = SystemScope::begin(*m_connection);
    QVERIFY(scope && scope->commit());
    QVERIFY(!scope->query("registry.clock"));
    QVERIFY(!scope->commit());
}

// PostgreSQL answers COMMIT of a failed transaction with a ROLLBACK, and calls it success.
void ScopeTest::commitAfterAFailedStatementIsAnError()
{
    auto scope = SystemScope::begin(*m_connection);
    QVERIFY(scope);
    QVERIFY(internNames(*scope, {1}, std::vector<IntroducedName>{{"not kept", {1}}}, {}));
    QVERIFY(
        !internNames(*scope, {1}, std::vector<IntroducedName>{{QByteArray(200, 'x'), {1}}}, {})); // its CHECK
    QVERIFY(!scope->commit());
    QCOMPARE(m_database->query(u"SELECT count(*) FROM metric WHERE name = 'not kept'"_s)->value(0), u"0"_s);
}

void ScopeTest::aLostConnectionEndsTheScope()
{
    auto scope = SystemScope::begin(*m_connection);
    QVERIFY(scope);
    QVERIFY(m_database->execute(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                                "WHERE datname = current_database() AND pid <> pg_backend_pid()"_s));
    const auto first = scope->query("registry.clock");
    QVERIFY(!first);
    QCOMPARE(first.error().kind, ErrorKind::Unavailable);
    QVERIFY(!scope->query("registry.clock")); // not on a new connection, outside of the transaction
    QVERIFY(!scope->commit());
    QVERIFY(!m_connection->isOpen());
}

void ScopeTest::aSessionThatDiedBetweenScopesFailsNobody()
{
    Connection patient({.conninfo = m_database->appConnInfo().toUtf8()});
    for (int round = 0; round < 2; ++round) {
        {
            auto scope = TenantScope::begin(patient, principal(Role::CustomerViewer, 1));
            QVERIFY2(scope, scope ? "" : qPrintable(scope.error().what));
            QVERIFY(scope->query("registry.clock"));
            QVERIFY(scope->commit());
        }
        QVERIFY(m_database->execute(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"_s));
    }
}

// The writer's session holds the lock of whoever ingests: on another one two servers could ingest.
void ScopeTest::aSessionThatHeldALockIsNotReplaced()
{
    {
        auto scope = SystemScope::begin(*m_connection);
        QVERIFY(scope && scope->commit());
    }
    QVERIFY(m_database->execute(u"SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                                "WHERE datname = current_database() AND pid <> pg_backend_pid()"_s));
    const auto scope = SystemScope::begin(*m_connection);
    QVERIFY(!scope);
    QCOMPARE(scope.error().kind, ErrorKind::Unavailable);
}

void ScopeTest::oneSaysWhatIsMissing()
{
    auto scope = SystemScope::begin(*m_connection);
    QVERIFY(scope);
    const auto none = scope->value<RuleKey>("registry.disabled_rules", {TenantKey{1}}, u"no such rule"_s);
    QVERIFY(!none);
    QCOMPARE(none.error().kind, ErrorKind::NotFound);
    QCOMPARE(none.error().what, u"no such rule"_s);
    QVERIFY(scope->value<Instant>("registry.clock"));
}

PULSE_TEST_CASE(ScopeTest)
#include "scope_test.moc"
