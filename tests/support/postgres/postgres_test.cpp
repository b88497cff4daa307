// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/postgres/postgres_cluster.h"

#include <QDir>
#include <QTest>
#include <libpq-fe.h>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class PostgresTest : public QObject {
    Q_OBJECT

private slots:
    void databaseIsMigratedAndItsOwn();
    void databaseIsDroppedWithItsObject();
    void productLogsInAndTakesARole();
    void productOwnsNothing();
    void clusterSurvivesACrash();
    void postmasterDiesWithUs();
};

void PostgresTest::databaseIsMigratedAndItsOwn()
{
    const auto one = PostgresCluster::create();
    QVERIFY2(one, one ? "" : qPrintable(one.error().what));
    const auto two = PostgresCluster::create();
    QVERIFY(two);
    QVERIFY(one->name() != two->name());
    QVERIFY(one->execute(u"INSERT INTO tenant (tenant_id, name) VALUES ('acme', 'Acme')"_s));
    QCOMPARE(*one->query(u"SELECT tenant_id FROM tenant ORDER BY 1"_s), QStringList{u"acme"_s});
    QCOMPARE(*two->query(u"SELECT tenant_id FROM tenant ORDER BY 1"_s), QStringList());
}

void PostgresTest::databaseIsDroppedWithItsObject()
{
    const auto witness = PostgresCluster::create();
    QVERIFY(witness);
    QString name;
    const auto count = [&] {
        return witness->query(u"SELECT count(*) FROM pg_database WHERE datname = '%1'"_s.arg(name))->first();
    };
    {
        const auto database = PostgresCluster::create();
        QVERIFY(database);
        name = database->name();
        QCOMPARE(count(), u"1"_s);
    }
    QCOMPARE(count(), u"0"_s);
}

void PostgresTest::productLogsInAndTakesARole()
{
    const auto database = PostgresCluster::create();
    QVERIFY(database);
    PGconn *connection = PQconnectdb(database->appConnInfo().toUtf8().constData());
    QCOMPARE(PQstatus(connection), CONNECTION_OK);
    const auto status = [connection](const char *sql) {
        PGresult *result = PQexec(connection, sql);
        const auto value = PQresultStatus(result);
        PQclear(result);
        return value;
    };
    QCOMPARE(status("SELECT tenant_id FROM tenant"), PGRES_FATAL_ERROR);
    QCOMPARE(status("SET ROLE pulse_ingest"), PGRES_COMMAND_OK);
    QCOMPARE(status("SELECT tenant_id FROM tenant"), PGRES_TUPLES_OK);
    PQfinish(connection);
}

void PostgresTest::productOwnsNothing()
{
    const auto database = PostgresCluster::create();
    QVERIFY(database);
    const auto owners =
        database->query(u"SELECT DISTINCT rolname FROM pg_class JOIN pg_roles r ON r.oid = relowner"_s);
    QVERIFY(owners);
    QCOMPARE(*owners, QStringList{u"pulse_owner"_s});
}

void PostgresTest::clusterSurvivesACrash()
{
    const auto cluster = PostgresCluster::start(Durability::Real);
    QVERIFY2(cluster, cluster ? "" : qPrintable(cluster.error().what));
    const auto database = (*cluster)->createDatabase();
    QVERIFY(database);
    QVERIFY(database->execute(u"INSERT INTO tenant (tenant_id, name) VALUES ('kept', 'Kept')"_s));
    (*cluster)->kill();
    QVERIFY(!database->query(u"SELECT 1"_s));
    QVERIFY((*cluster)->restart());
    QCOMPARE(*database->query(u"SELECT tenant_id FROM tenant ORDER BY 1"_s), QStringList{u"kept"_s});
}

void PostgresTest::postmasterDiesWithUs()
{
    const auto parent = ChildProcess::start(QCoreApplication::applicationFilePath(), {u"--be-a-parent"_s});
    QVERIFY(parent);
    QVERIFY((*parent)->waitForLine(u" is the cluster\n"_s, std::chrono::minutes{1}));
    const QStringList said = (*parent)->output().section(u'\n', -2, -2).split(u' ');
    const pid_t postmaster = said.value(0).toInt();
    const QString folder = said.value(1);
    QVERIFY2(isAlive(postmaster), qPrintable((*parent)->output()));
    (*parent)->kill();
    QTRY_VERIFY(!isAlive(postmaster));
    QVERIFY(folder.startsWith(u"/tmp/pulse-test-"_s) && QDir(folder).removeRecursively());
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (application.arguments().value(1) == u"--be-a-parent"_s) {
        const auto cluster = PostgresCluster::start();
        std::printf("%d %s is the cluster\n", static_cast<int>(cluster ? (*cluster)->pid() : 0),
                    cluster ? qPrintable((*cluster)->socketFolder()) : qPrintable(cluster.error().what));
        std::fflush(stdout);
        return QCoreApplication::exec();
    }
    PostgresTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "postgres_test.moc"
