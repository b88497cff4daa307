// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The walls between tenants hold in the catalogue, and the checker sees each of them fall. Every change is
// rolled back.
#include "catalogue.h"
#include "support/postgres/postgres_cluster.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;

class CatalogueTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void everythingHolds();
    void coversPartitions();
    void seesWhatFell_data();
    void seesWhatFell();

private:
    std::optional<test::TestDatabase> m_database;
    std::unique_ptr<store::Connection> m_connection;
};

void CatalogueTest::initTestCase()
{
    auto database = test::PostgresCluster::create();
    QVERIFY2(database, qPrintable(database ? QString() : database.error().what));
    m_database.emplace(*std::move(database));
    m_connection =
        std::make_unique<store::Connection>(store::ConnectionConfig{m_database->adminConnInfo().toUtf8()});
    QVERIFY(m_connection->command(
        "SELECT ensure_reading_partition('2026-02-03'), ensure_reading_partition(now())"));
}

void CatalogueTest::everythingHolds()
{
    const auto violations = test::catalogueViolations(*m_connection);
    QVERIFY2(violations, qPrintable(violations ? QString() : violations.error().what));
    QCOMPARE(*violations, QStringList());
}

void CatalogueTest::coversPartitions()
{
    const auto partitions =
        m_database->query(u"SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'"_s);
    QVERIFY(partitions);
    QCOMPARE(partitions->size(), 2);
}

void CatalogueTest::seesWhatFell_data()
{
    QTest::addColumn<QString>("change");
    QTest::addColumn<QString>("violation");
    const QString noPolicy = u"%1 has a tenant_key but no policy that confines pulse_app to its own tenant"_s;
    QTest::newRow("policy of a table dropped")
        << u"DROP POLICY device_own ON device"_s << noPolicy.arg(u"device"_s);
    QTest::newRow("policy of a partition dropped")
        << u"DROP POLICY reading_own ON reading_202602"_s << noPolicy.arg(u"reading_202602"_s);
    QTest::newRow("row security off") << u"ALTER TABLE alert DISABLE ROW LEVEL SECURITY"_s
                                      << u"alert has a tenant_key but row security is off"_s;
    QTest::newRow("row security not forced on a partition")
        << u"ALTER TABLE reading_202602 NO FORCE ROW LEVEL SECURITY"_s
        << u"reading_202602 has a tenant_key but row security is not forced"_s;
    QTest::newRow("a new table without row security") << u"CREATE TABLE fresh (tenant_key integer)"_s
                                                      << u"fresh has a tenant_key but row security is off"_s;
    QTest::newRow("a policy without check")
        << u"DROP POLICY integration_route_own ON integration_route; CREATE POLICY p ON integration_route "
           "FOR SELECT TO pulse_app USING (tenant_key = current_tenant_key())"_s
        << noPolicy.arg(u"integration_route"_s);
    QTest::newRow("a second policy opens the table")
        << u"CREATE POLICY wide ON alert TO pulse_app USING (true)"_s
        << u"policy wide on alert opens the table to pulse_app"_s;
    QTest::newRow("a policy for everybody") << u"CREATE POLICY wide ON alert USING (true)"_s
                                            << u"policy wide on alert opens the table to everybody"_s;
    QTest::newRow("a foreign key without the tenant")
        << u"ALTER TABLE rule_pending ADD CONSTRAINT of_rule FOREIGN KEY (rule_key) REFERENCES alert_rule"_s
        << u"foreign key of_rule of rule_pending refers to alert_rule without the tenant"_s;
    QTest::newRow("a foreign key to the tenant beside")
        << u"ALTER TABLE alert ADD UNIQUE (alert_id, device_key); ALTER TABLE rule_pending ADD CONSTRAINT "
           u"beside "
           "FOREIGN KEY (tenant_key, rule_key) REFERENCES alert (alert_id, device_key)"_s
        << u"foreign key beside of rule_pending refers to alert without the tenant"_s;
    QTest::newRow("a lock that waits for key shares")
        << u"CREATE FUNCTION hold() RETURNS void LANGUAGE plpgsql AS "
           "'BEGIN PERFORM 1 FROM tenant FOR  UPDATE; END'"_s
        << u"function hold() locks rows FOR UPDATE, which waits for every row that refers to them"_s;
    QTest::newRow("a role bypasses") << u"ALTER ROLE pulse_app BYPASSRLS"_s
                                     << u"role pulse_app bypasses row security"_s;
    QTest::newRow("the login inherits")
        << u"ALTER ROLE pulse_login INHERIT"_s << u"role pulse_login inherits"_s;
    QTest::newRow("a role owns a table")
        << u"ALTER TABLE alert OWNER TO pulse_ingest"_s << u"role pulse_ingest owns table alert"_s;
    QTest::newRow("a partition is granted") << u"GRANT SELECT ON reading_202602 TO pulse_app"_s
                                            << u"partition reading_202602 is granted to pulse_app"_s;
    QTest::newRow("everybody reads") << u"GRANT SELECT ON alert TO PUBLIC"_s
                                     << u"alert is granted to everybody (SELECT)"_s;
    QTest::newRow("the audit log is not append-only")
        << u"GRANT DELETE ON operator_audit_log TO pulse_operator"_s
        << u"pulse_operator may DELETE operator_audit_log"_s;
    QTest::newRow("password hashes are readable")
        << u"GRANT SELECT (password_hash) ON user_account TO pulse_app"_s
        << u"pulse_app may SELECT user_account.password_hash"_s;
    QTest::newRow("a tenant empties a table")
        << u"GRANT TRUNCATE ON alert TO pulse_app"_s << u"pulse_app may TRUNCATE alert"_s;
    QTest::newRow("a tenant reads what nothing confines")
        << u"GRANT SELECT ON schema_migration TO pulse_app"_s << u"pulse_app may SELECT schema_migration"_s;
    QTest::newRow("anybody makes partitions")
        << u"GRANT EXECUTE ON FUNCTION ensure_reading_partition TO PUBLIC"_s
        << u"ensure_reading_partition(timestamp with time zone) runs as its owner for everybody"_s;
    QTest::newRow("a view reads as its owner") << u"CREATE VIEW wide AS SELECT tenant_key FROM alert"_s
                                               << u"view wide reads with its owner's rights"_s;
}

void CatalogueTest::seesWhatFell()
{
    QFETCH(QString, change);
    QFETCH(QString, violation);
    QVERIFY(m_connection->command("BEGIN"));
    const auto changed = m_connection->command(change.toUtf8());
    const auto violations = test::catalogueViolations(*m_connection);
    QVERIFY(m_connection->command("ROLLBACK"));
    QVERIFY2(changed, qPrintable(changed ? QString() : changed.error().what));
    QVERIFY2(violations, qPrintable(violations ? QString() : violations.error().what));
    QVERIFY2(violations->contains(violation), qPrintable(violations->join(u'\n')));
}

PULSE_TEST_CASE(CatalogueTest)

#include "catalogue_test.moc"
