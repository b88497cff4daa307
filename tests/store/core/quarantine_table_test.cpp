// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What ingest refused, in the database.
#include "store/quarantine_table.h"
#include "support/postgres_cluster.h"
#include "support/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::store;
using namespace std::chrono_literals;

namespace {

constexpr Instant kNoon{1'768'478'400s};

} // namespace

class QuarantineTableTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void countsAddUp();
    void nothingIsNothing();

private:
    QStringList rows(const QString &sql); // of what was committed so far
    void commit();

    std::unique_ptr<test::TestDatabase> m_database;
    std::unique_ptr<Connection> m_connection;
    std::optional<SystemScope> m_scope;
};

void QuarantineTableTest::init()
{
    auto database = test::PostgresCluster::create();
    QVERIFY2(database, database ? "" : qPrintable(database.error().what));
    m_database = std::make_unique<test::TestDatabase>(*std::move(database));
    QVERIFY(m_database->execute(
        u"INSERT INTO tenant (tenant_id, name) VALUES ('acme', 'Acme'), ('other', 'Other')"_s));
    m_connection =
        std::make_unique<Connection>(ConnectionConfig{.conninfo = m_database->appConnInfo().toUtf8()});
    auto scope = SystemScope::begin(*m_connection);
    QVERIFY(scope);
    m_scope.emplace(*std::move(scope));
}

void QuarantineTableTest::cleanup()
{
    m_scope.reset();
    m_connection.reset();
    m_database.reset();
}

void QuarantineTableTest::commit()
{
    QVERIFY(m_scope->commit());
    m_scope.reset();
    auto scope = SystemScope::begin(*m_connection);
    QVERIFY(scope);
    m_scope.emplace(*std::move(scope));
}

QStringList QuarantineTableTest::rows(const QString &sql)
{
    commit();
    const auto found = m_database->query(sql);
    return found ? *found : QStringList{found.error().what};
}

void QuarantineTableTest::countsAddUp()
{
    const std::vector<RejectCount> counts{{kNoon, {1}, model::RejectReason::BadJson, 2},
                                          {kNoon, {}, model::RejectReason::BadJson, 3}};
    QVERIFY(countRejects(*m_scope, counts));
    QVERIFY(countRejects(*m_scope, counts));
    QCOMPARE(
        rows(
            u"SELECT concat_ws(' ', coalesce(tenant_key, 0), reason, count) FROM quarantine_counter ORDER BY 1"_s),
        (QStringList{u"0 BAD_JSON 6"_s, u"1 BAD_JSON 4"_s}));
}

void QuarantineTableTest::nothingIsNothing()
{
    QVERIFY(countRejects(*m_scope, {}));
    QVERIFY(keepRejects(*m_scope, {}));
}

PULSE_TEST_CASE(QuarantineTableTest)
#include "quarantine_table_test.moc"
