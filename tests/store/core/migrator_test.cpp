// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Migrations: once, in order, together with their record; strangers are refused.
#include "store/postgres/migrator.h"
#include "store/postgres/statements.h"
#include "support/postgres/postgres_cluster.h"
#include "support/suite/test_case.h"

#include <QTest>
#include <thread>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::store;

class MigratorTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void aMigratedDatabaseNeedsNothing();
    void anEmptyDatabaseGetsEverything();
    void twoAtOnceApplyEachOnce();
    void aNewerDatabaseIsRefused();
    void aChangedMigrationIsRefused();
    void aMissingMigrationIsNamed();
    void aFailureLeavesNothingBehind();

private:
    std::unique_ptr<Connection> connect() const;
    void empty() const;
    std::unique_ptr<test::TestDatabase> m_database;
};

void MigratorTest::init()
{
    auto database = test::PostgresCluster::create();
    QVERIFY2(database, database ? "" : qPrintable(database.error().what));
    m_database = std::make_unique<test::TestDatabase>(*std::move(database));
}

void MigratorTest::cleanup() { m_database.reset(); }

std::unique_ptr<Connection> MigratorTest::connect() const
{
    return std::make_unique<Connection>(ConnectionConfig{.conninfo = m_database->adminConnInfo().toUtf8()});
}

void MigratorTest::empty() const
{
    QVERIFY(m_database->execute(
        u"DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC"_s));
}

void MigratorTest::aMigratedDatabaseNeedsNothing()
{
    const auto connection = connect();
    QVERIFY(checkSchema(*connection));
    const auto report = migrate(*connection, "pulse_login");
    QVERIFY2(report, report ? "" : qPrintable(report.error().what));
    QVERIFY(report->applied.isEmpty());
    QCOMPARE(report->version, migrationTexts().last().first.left(4).toInt());
}

void MigratorTest::anEmptyDatabaseGetsEverything()
{
    empty();
    const auto connection = connect();
    const auto unfit = checkSchema(*connection);
    QVERIFY(!unfit);
    QCOMPARE(unfit.error().kind, ErrorKind::Conflict);
    const auto report = migrate(*connection, "pulse_login");
    QVERIFY2(report, report ? "" : qPrintable(report.error().what));
    QCOMPARE(report->applied.size(), migrationTexts().size());
    QVERIFY(checkSchema(*connection));
    Connection login({.conninfo = m_database->appConnInfo().toUtf8()});
    QVERIFY(checkSchema(login)); // the server looks with its own role
}

void MigratorTest::twoAtOnceApplyEachOnce()
{
    empty();
    QStringList failures;
    qsizetype applied[2] = {0, 0};
    const auto run = [this](qsizetype &count) {
        const auto report = migrate(*connect());
        count = report ? report->applied.size() : -1;
    };
    std::thread other([&] { run(applied[0]); });
    run(applied[1]);
    other.join();
    QVERIFY(applied[0] >= 0 && applied[1] >= 0);
    QCOMPARE(applied[0] + applied[1], migrationTexts().size());
}

void MigratorTest::aNewerDatabaseIsRefused()
{
    QVERIFY(m_database->execute(
        u"INSERT INTO schema_migration (version, name, checksum) VALUES (9999, 'later', 'x')"_s));
    const auto connection = connect();
    for (const Error &error : {migrate(*connection).error(), checkSchema(*connection).error()}) {
        QCOMPARE(error.kind, ErrorKind::Conflict);
        QVERIFY2(error.what.contains(u"newer"_s), qPrintable(error.what));
    }
    QVERIFY(m_database->query(u"SELECT pg_try_advisory_lock(hashtext('pulse.migrate'))"_s)->value(0)
            == u"t"_s);
}

void MigratorTest::aChangedMigrationIsRefused()
{
    QVERIFY(m_database->execute(u"UPDATE schema_migration SET checksum = 'x' WHERE version = 2"_s));
    const auto report = migrate(*connect());
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Conflict);
    QVERIFY2(report.error().what.contains(u"0002_"_s), qPrintable(report.error().what));
}

void MigratorTest::aMissingMigrationIsNamed()
{
    QVERIFY(m_database->execute(u"DELETE FROM schema_migration WHERE version = 3"_s));
    const auto checked = checkSchema(*connect());
    QVERIFY(!checked);
    QVERIFY2(checked.error().what.contains(u"0003_"_s), qPrintable(checked.error().what));
}

void MigratorTest::aFailureLeavesNothingBehind()
{
    empty();
    QVERIFY(m_database->execute(u"CREATE TABLE device (in_the_way integer)"_s)); // of the second migration
    const auto connection = connect();
    const auto report = migrate(*connection);
    QVERIFY(!report);
    QVERIFY2(report.error().what.startsWith(u"0002_"_s), qPrintable(report.error().what));
    QCOMPARE(m_database->query(u"SELECT version FROM schema_migration"_s).value(), QStringList{u"1"_s});
    QCOMPARE(m_database->query(u"SELECT to_regclass('site')::text"_s)->value(0), QString());
    QVERIFY(m_database->execute(u"DROP TABLE device"_s));
    QVERIFY(migrate(*connection)); // goes on where it stood
}

PULSE_TEST_CASE(MigratorTest)
#include "migrator_test.moc"
