// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every statement of the product is one that PostgreSQL can prepare on the schema as migrated.
#include "store/postgres/statements.h"
#include "support/postgres/postgres_cluster.h"
#include "support/suite/test_case.h"

#include <QTest>
#include <libpq-fe.h>
#include <memory>

using namespace pulse;

class StatementsTest : public QObject {
    Q_OBJECT

private slots:
    void everyStatementPrepares_data();
    void everyStatementPrepares();
    void onlyWhoDeletesLocksForUpdate();
    void fragmentsExistAndAreUsed();
    void brokenFragmentsAreNamed();
    void initTestCase();

private:
    std::optional<test::TestDatabase> m_database;
    std::unique_ptr<PGconn, void (*)(PGconn *)> m_connection{nullptr, PQfinish};
};

void StatementsTest::initTestCase()
{
    auto database = test::PostgresCluster::create();
    QVERIFY2(database, qPrintable(database ? QString() : database.error().what));
    m_database.emplace(*std::move(database));
    m_connection.reset(PQconnectdb(m_database->adminConnInfo().toUtf8().constData()));
    QCOMPARE(PQstatus(m_connection.get()), CONNECTION_OK);
}

void StatementsTest::everyStatementPrepares_data()
{
    QTest::addColumn<QByteArray>("name");
    auto names = store::statementNames();
    std::sort(names.begin(), names.end());
    for (const QByteArray &name : names)
        QTest::newRow(name.constData()) << name;
}

void StatementsTest::everyStatementPrepares()
{
    QFETCH(QByteArray, name);
    const QByteArray sql = store::statementText(name.constData());
    QVERIFY(!sql.isEmpty());
    const std::unique_ptr<PGresult, void (*)(PGresult *)> result(
        PQprepare(m_connection.get(), name.constData(), sql.constData(), 0, nullptr), PQclear);
    QVERIFY2(PQresultStatus(result.get()) == PGRES_COMMAND_OK, PQresultErrorMessage(result.get()));
}

// FOR UPDATE waits for every row that refers to the one it locks, and those wait for it: deadlocks. Who
// changes a row asks FOR NO KEY UPDATE; no key of ours ever changes.
void StatementsTest::onlyWhoDeletesLocksForUpdate()
{
    QStringList wrong;
    for (const QByteArray &name : store::statementNames()) {
        const QByteArray sql = store::statementText(name.constData()).simplified();
        if (sql.contains("FOR UPDATE") && !sql.contains("DELETE FROM"))
            wrong.append(QString::fromLatin1(name));
    }
    QCOMPARE(wrong, QStringList());
}

void StatementsTest::fragmentsExistAndAreUsed()
{
    QCOMPARE(store::readStatements(store::queryFiles()).faults, QList<QByteArray>());
}

void StatementsTest::brokenFragmentsAreNamed()
{
    const QByteArray shared = "-- fragment: columns\n-- of both\na,\nb\n\n-- fragment: spare\nc\n";
    const QByteArray statements = "-- name: one\nSELECT {other.columns}\n  FROM t;\n"
                                  "-- name: two\nSELECT {colums} FROM t;\n-- name: one\nSELECT 1;\n"
                                  "-- fragment: round\n{round}\n-- name: three\nSELECT {round}, '{}'";
    auto read = store::readStatements({{"other", shared}, {"noun", statements}});
    std::sort(read.faults.begin(), read.faults.end());
    QCOMPARE(
        read.faults,
        (QList<QByteArray>{"nobody uses the fragment other.columns", "nobody uses the fragment other.spare",
                           "noun.round uses {round}, which does not exist or is in itself",
                           "noun.two uses {colums}, which does not exist or is in itself",
                           "there are two of noun.one"}));
    QCOMPARE(read.texts.value("noun.three"), "SELECT , '{}'");
    read = store::readStatements(
        {{"other", shared}, {"noun", "-- name: one\nSELECT {other.columns}\n  FROM t;\n"}});
    QCOMPARE(read.texts.value("noun.one"), "SELECT a,\nb\n  FROM t");
}

PULSE_TEST_CASE(StatementsTest)

#include "statements_test.moc"
