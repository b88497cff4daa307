// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What ingest refused, in the database.
#include "store/fleet/quarantine_table.h"
#include "store/postgres/statements.h"
#include "support/postgres/postgres_cluster.h"
#include "support/postgres/row_reader.h"
#include "support/suite/noon.h"
#include "support/suite/test_case.h"

#include <QTest>
#include <thread>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::store;
using namespace std::chrono_literals;
using pulse::test::kNoon;

namespace {

KeptReject reject(int number, qsizetype payloadSize, TenantKey tenant)
{
    model::QuarantineEvent event;
    event.ingestedAt = kNoon + number * 1s;
    event.deviceId = QString::number(number);
    return {event, tenant, "t", QByteArray(payloadSize, 'x')};
}

// Plain sums, for comparison: the totals are kept by triggers.
const auto kTotals =
    u"SELECT concat_ws(' ', tenant_key, kept, bytes) FROM quarantine_usage WHERE kept <> 0 ORDER BY 1"_s;
const auto kSums = u"SELECT concat_ws(' ', tenant_key, count(*), sum(size)) FROM quarantine_event "
                   "GROUP BY tenant_key ORDER BY 1"_s;

} // namespace

class QuarantineTableTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void countsAddUp();
    void totalsFollowWhatIsKept();
    void theOldestLeave_data();
    void theOldestLeave();
    void aLoweredBoundIsReached();
    void oneTenantsFloodLeavesTheOthers();
    void theOldestAreFoundByAnIndex();
    void twoWritersKeepOneTotal();
    void aKeptMessageComesBackAsItWas();
    void whatCannotComeBackSaysSo();
    void nothingIsNothing();

private:
    void keep(int first, int count, qsizetype payloadSize = 100, TenantKey tenant = {1});
    QStringList kept(TenantKey tenant = {1}); // numbers, in order
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

void QuarantineTableTest::keep(int first, int count, qsizetype payloadSize, TenantKey tenant)
{
    std::vector<KeptReject> rejects;
    for (int i = first; i < first + count; ++i)
        rejects.push_back(reject(i, payloadSize, tenant));
    QVERIFY(keepRejects(*m_scope, rejects));
}

QStringList QuarantineTableTest::kept(TenantKey tenant)
{
    return rows(u"SELECT device_id FROM quarantine_event WHERE tenant_key = %1 ORDER BY event_id"_s.arg(
        tenant.value));
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

void QuarantineTableTest::totalsFollowWhatIsKept()
{
    keep(1, 3);
    keep(4, 2, 5'000, {2});
    keep(6, 1, 0);
    QCOMPARE(rows(kTotals), rows(kSums));
    QCOMPARE(rows(kSums).size(), 2);
    QVERIFY(m_database->execute(u"DELETE FROM quarantine_event WHERE device_id IN ('2', '4', '5')"_s));
    QCOMPARE(rows(kTotals), rows(kSums));
    QCOMPARE(rows(kSums).size(), 1);
    QVERIFY(m_database->execute(u"TRUNCATE quarantine_event"_s));
    QCOMPARE(rows(kTotals), QStringList());
}

void QuarantineTableTest::theOldestLeave_data()
{
    QTest::addColumn<qint64>("rows");
    QTest::addColumn<qint64>("bytes");
    QTest::addColumn<QStringList>("left");
    // Ten of 166 bytes (100, and what any row counts for), then one of 1,066.
    QTest::newRow("within both bounds") << 11LL << 10'000LL << u"1 2 3 4 5 6 7 8 9 10 11"_s.split(u' ');
    QTest::newRow("too many rows") << 3LL << 10'000LL << u"9 10 11"_s.split(u' ');
    QTest::newRow("too many bytes") << 11LL << 1'500LL << u"9 10 11"_s.split(u' ');
    QTest::newRow("bytes exactly") << 11LL << 1'400LL << u"9 10 11"_s.split(u' ');
    QTest::newRow("a byte too many") << 11LL << 1'399LL << u"10 11"_s.split(u' ');
    QTest::newRow("rows before bytes") << 2LL << 1'500LL << u"10 11"_s.split(u' ');
    QTest::newRow("nothing fits") << 11LL << 1'024LL << QStringList();
}

void QuarantineTableTest::theOldestLeave()
{
    QFETCH(qint64, rows);
    QFETCH(qint64, bytes);
    QFETCH(QStringList, left);
    keep(1, 10);
    keep(11, 1, 1'000);
    QVERIFY(boundRejects(*m_scope, std::vector<KeptBound>{{{1}, rows, bytes}}));
    QCOMPARE(kept(), left);
    QCOMPARE(this->rows(kTotals), this->rows(kSums));
}

// A batch lets no more leave than it can afford; the next one goes on.
void QuarantineTableTest::aLoweredBoundIsReached()
{
    QVERIFY(m_database->execute(
        u"INSERT INTO quarantine_event (ingested_at, tenant_key, reason, topic, device_id) "
        "SELECT now(), 1, 'BAD_JSON', 't', n FROM generate_series(1, 30000) AS n"_s));
    const std::vector<KeptBound> bound{{{1}, 3, 1'000'000}};
    QVERIFY(boundRejects(*m_scope, bound));
    QVERIFY(kept().size() > 3);
    QVERIFY(boundRejects(*m_scope, bound));
    QCOMPARE(kept(), (QStringList{u"29998"_s, u"29999"_s, u"30000"_s}));
}

void QuarantineTableTest::oneTenantsFloodLeavesTheOthers()
{
    keep(1, 5, 100, {2});
    keep(6, 500);
    QVERIFY(boundRejects(*m_scope, std::vector<KeptBound>{{{1}, 100, 1'000'000}, {{2}, 100, 1'000'000}}));
    QCOMPARE(kept().size(), 100);
    QCOMPARE(kept({2}).size(), 5);
}

void QuarantineTableTest::theOldestAreFoundByAnIndex()
{
    QVERIFY(m_database->execute(
        u"INSERT INTO tenant (tenant_id, name) SELECT 't' || n, 'T' FROM generate_series(1, 20) AS n;"
        "INSERT INTO quarantine_event (ingested_at, tenant_key, reason, topic) "
        "SELECT now(), 1 + n % 20, 'BAD_JSON', 't' FROM generate_series(1, 20000) AS n;"
        "ANALYZE quarantine_event"_s));
    m_scope.reset();
    QVERIFY(m_connection->command("SET ROLE pulse_ingest"));
    QVERIFY(m_connection->command("SET plan_cache_mode = force_generic_plan"));
    QVERIFY(m_connection->command("PREPARE evict (integer, bigint, bigint, bigint) AS "
                                  + statementText("quarantine.evict")));
    const auto plan = m_connection->select("EXPLAIN EXECUTE evict (1, 10, 0, 10)");
    QVERIFY2(plan, plan ? "" : qPrintable(plan.error().what));
    QString text;
    for (int i = 0; i < plan->size(); ++i)
        text += test::RowReader(*plan, i).text() + u'\n';
    QVERIFY2(!text.contains(u"Seq Scan"_s), qPrintable(text));
    QVERIFY2(text.count(u"quarantine_event_pkey"_s) == 2, qPrintable(text));
}

// A server that is being replaced may still commit while its successor does.
void QuarantineTableTest::twoWritersKeepOneTotal()
{
    const std::vector<KeptBound> bound{{{1}, 50, 1'000'000}};
    const auto write = [&](int first) {
        Connection connection({.conninfo = m_database->appConnInfo().toUtf8()});
        for (int batch = 0; batch < 20; ++batch) {
            auto scope = SystemScope::begin(connection);
            std::vector<KeptReject> rejects;
            for (int i = 0; i < 10; ++i)
                rejects.push_back(reject(first + batch * 10 + i, 100, {1}));
            if (!scope || !keepRejects(*scope, rejects) || !boundRejects(*scope, bound) || !scope->commit())
                return false;
        }
        return true;
    };
    bool isWritten = false;
    std::thread other([&] { isWritten = write(1'000); });
    const bool isWrittenHere = write(2'000);
    other.join();
    QVERIFY(isWritten && isWrittenHere);
    QCOMPARE(kept().size(), 50);
    QCOMPARE(rows(kTotals), rows(kSums));
}

void QuarantineTableTest::aKeptMessageComesBackAsItWas()
{
    KeptReject kept = reject(7, 0, {1});
    kept.topic = "tenant/acme/device/\xc3\xa4/telemetry";
    kept.payloadSealed = QByteArray("sealed \0 bytes", 14);
    kept.event.reason = model::RejectReason::TokenInvalid;
    QVERIFY(keepRejects(*m_scope, std::vector{kept}));
    const Sealing unseal = [](const QByteArray &sealed, const QByteArray &context) -> Result<QByteArray> {
        return context + ':' + sealed;
    };
    const auto message = keptMessage(*m_scope, {1}, 1, unseal);
    QVERIFY2(message, message ? "" : qPrintable(message.error().what));
    QCOMPARE(message->topic, kept.topic);
    QCOMPARE(message->payload, "quarantine:" + kept.payloadSealed);
    QCOMPARE(message->receivedAt, kept.event.ingestedAt);
    QCOMPARE(message->reason, model::RejectReason::TokenInvalid);
}

void QuarantineTableTest::whatCannotComeBackSaysSo()
{
    KeptReject bare = reject(1, 0, {1});
    bare.payloadSealed = {};
    QVERIFY(keepRejects(*m_scope, std::vector{bare, reject(2, 10, {1})}));
    const Sealing unseal = [](const QByteArray &, const QByteArray &) -> Result<QByteArray> {
        return fail(ErrorKind::Internal, u"another key"_s);
    };
    QCOMPARE(keptMessage(*m_scope, {1}, 1, unseal).error().kind, ErrorKind::NotFound);
    QCOMPARE(keptMessage(*m_scope, {1}, 2, unseal).error().kind, ErrorKind::Internal);
    QCOMPARE(keptMessage(*m_scope, {1}, 3, unseal).error().kind, ErrorKind::NotFound);
    QCOMPARE(keptMessage(*m_scope, {2}, 2, unseal).error().kind, ErrorKind::NotFound); // not theirs
}

void QuarantineTableTest::nothingIsNothing()
{
    QVERIFY(countRejects(*m_scope, {}));
    QVERIFY(keepRejects(*m_scope, {}));
    QVERIFY(boundRejects(*m_scope, {}));
    QVERIFY(boundRejects(*m_scope, std::vector<KeptBound>{{{1}, 1, 1'024}})); // who keeps nothing
}

PULSE_TEST_CASE(QuarantineTableTest)
#include "quarantine_table_test.moc"
