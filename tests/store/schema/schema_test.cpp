// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// sql/schema.sql says what the migrations make. After a migration: PULSE_UPDATE_SCHEMA=1 ctest -R
// store_schema.
#include "schema_dump.h"
#include "support/postgres/postgres_cluster.h"
#include "support/suite/test_case.h"

#include <QFile>
#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;

class SchemaTest : public QObject {
    Q_OBJECT

private slots:
    void fileSaysWhatTheMigrationsMake();
    void partitionsAreNotInIt();
    void aChangedSchemaReadsDifferently();
};

namespace {

QByteArray firstDifference(const QByteArray &left, const QByteArray &right)
{
    const auto lefts = left.split('\n');
    const auto rights = right.split('\n');
    for (qsizetype i = 0; i < std::max(lefts.size(), rights.size()); ++i) {
        if (lefts.value(i) != rights.value(i))
            return "line " + QByteArray::number(i + 1) + "\n  file:     " + lefts.value(i)
                + "\n  database: " + rights.value(i);
    }
    return {};
}

} // namespace

void SchemaTest::fileSaysWhatTheMigrationsMake()
{
    const auto database = test::PostgresCluster::create();
    QVERIFY2(database, qPrintable(database ? QString() : database.error().what));
    store::Connection connection({database->adminConnInfo().toUtf8()});
    const auto schema = test::dumpSchema(connection);
    QVERIFY2(schema, qPrintable(schema ? QString() : schema.error().what));
    QFile file(QStringLiteral(PULSE_SOURCE_DIR) + u"/sql/schema.sql"_s);
    if (qEnvironmentVariableIsSet("PULSE_UPDATE_SCHEMA")) {
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(file.write(*schema), schema->size());
        return;
    }
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray known = file.readAll();
    QVERIFY2(known == *schema, firstDifference(known, *schema).constData());
}

void SchemaTest::partitionsAreNotInIt()
{
    const auto database = test::PostgresCluster::create();
    QVERIFY(database);
    store::Connection connection({database->adminConnInfo().toUtf8()});
    const auto before = test::dumpSchema(connection);
    QVERIFY(database->execute(
        u"SELECT ensure_reading_partition(now()), ensure_reading_partition('2024-03-05')"_s));
    const auto after = test::dumpSchema(connection);
    QVERIFY(before && after);
    QVERIFY2(*before == *after, firstDifference(*before, *after).constData());
}

void SchemaTest::aChangedSchemaReadsDifferently()
{
    const auto database = test::PostgresCluster::create();
    QVERIFY(database);
    store::Connection connection({database->adminConnInfo().toUtf8()});
    for (const QString &change :
         {u"ALTER TABLE alert ADD COLUMN more text"_s, u"GRANT DELETE ON alert TO pulse_app"_s,
          u"GRANT UPDATE (name) ON tenant TO pulse_app"_s, u"DROP POLICY alert_own ON alert"_s,
          u"ALTER TABLE alert NO FORCE ROW LEVEL SECURITY"_s, u"DROP INDEX alert_of_device"_s,
          u"ALTER TABLE alert_rule DROP CONSTRAINT alert_rule_severity_check"_s,
          u"DROP TRIGGER bump_on_update ON device"_s, u"ALTER SEQUENCE job_ids INCREMENT BY 7"_s,
          u"ALTER FUNCTION current_tenant_key() VOLATILE"_s}) {
        const auto before = test::dumpSchema(connection);
        QVERIFY2(database->execute(change), qPrintable(change));
        const auto after = test::dumpSchema(connection);
        QVERIFY(before && after);
        QVERIFY2(*before != *after, qPrintable(change));
    }
}

PULSE_TEST_CASE(SchemaTest)

#include "schema_test.moc"
