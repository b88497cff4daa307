// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every statement whose rows become nouns gives what their shape reads: names and types, as PostgreSQL
// describes the prepared statement, so without any rows. And a column is what it is called: a swapped pair,
// or one taken from another table, is found by where its values come from.
#include "store/postgres/row_shape.h"
#include "store/postgres/statements.h"
#include "support/postgres/postgres_cluster.h"
#include "support/suite/test_case.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>
#include <libpq-fe.h>

using namespace pulse;
using namespace pulse::store;
using namespace Qt::StringLiterals;

namespace {

struct Origin {
    unsigned table = 0; // pg_class.oid; 0: the column is calculated
    int column = 0;
    auto operator<=>(const Origin &) const = default;
};

struct Described {
    Rows rows;
    std::vector<Origin> origins;
};

// Columns that are called otherwise than in their table, and why that is no swap.
const QSet<QString> kRenamed{
    u"late_ts reading.ts"_s, // explain.situation
    u"pending_since rule_pending.since"_s,
    u"open_alert alert.alert_id"_s,
    u"shelf_holder alert.alert_id"_s, // batch.open_alerts
    u"key signing_key.key_id"_s, // sealed.list_…: one shape for what three tables seal
    u"id signing_key.key_id"_s,
    u"sealed signing_key.private_sealed"_s,
    u"sealed quarantine_event.payload_sealed"_s,
};

} // namespace

Q_DECLARE_METATYPE(const pulse::store::BoundStatement *)

class ShapesTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void everyBoundStatementHasItsShape_data();
    void everyBoundStatementHasItsShape();
    void columnsAreWhatTheyAreCalled_data() { everyBoundStatementHasItsShape_data(); }
    void columnsAreWhatTheyAreCalled();
    void everyStatementOfSeveralColumnsIsBound();
    void whatIsWrongIsNamed_data();
    void whatIsWrongIsNamed();
    void membersAreCalledAsTheirColumns();
    void swapsAreFound_data();
    void swapsAreFound();

private:
    Described describe(const QByteArray &sql);
    QString misnamed(const Described &described);

    std::optional<test::TestDatabase> m_database;
    std::unique_ptr<PGconn, void (*)(PGconn *)> m_connection{nullptr, PQfinish};
    QHash<unsigned, QString> m_tables;
    std::map<Origin, QString> m_columns; // as their table calls them
};

void ShapesTest::initTestCase()
{
    auto database = test::PostgresCluster::create();
    QVERIFY2(database, qPrintable(database ? QString() : database.error().what));
    m_database.emplace(*std::move(database));
    m_connection.reset(PQconnectdb(m_database->adminConnInfo().toUtf8().constData()));
    QCOMPARE(PQstatus(m_connection.get()), CONNECTION_OK);
    const std::unique_ptr<PGresult, void (*)(PGresult *)> columns(
        PQexec(m_connection.get(),
               "SELECT c.oid, c.relname, a.attnum, a.attname FROM pg_attribute AS a"
               " JOIN pg_class AS c ON c.oid = a.attrelid WHERE c.relnamespace = 'public'::regnamespace"),
        PQclear);
    for (int i = 0; i < PQntuples(columns.get()); ++i) {
        const auto field = [&columns, i](int at) {
            return QString::fromUtf8(PQgetvalue(columns.get(), i, at));
        };
        m_tables.insert(field(0).toUInt(), field(1));
        m_columns[{field(0).toUInt(), field(2).toInt()}] = field(3);
    }
    QVERIFY(!m_columns.empty());
}

Described ShapesTest::describe(const QByteArray &sql)
{
    PGconn *connection = m_connection.get();
    PQclear(PQexec(connection, "DEALLOCATE ALL"));
    PGresult *prepared = PQprepare(connection, "looked_at", sql.constData(), 0, nullptr);
    if (PQresultStatus(prepared) != PGRES_COMMAND_OK)
        qFatal("%s", PQresultErrorMessage(prepared));
    PQclear(prepared);
    PGresult *result = PQdescribePrepared(connection, "looked_at");
    std::vector<Origin> origins;
    for (int i = 0; i < PQnfields(result); ++i)
        origins.push_back({PQftable(result, i), PQftablecol(result, i)});
    return {Rows(result), origins};
}

// A column of a table is called as there, or with its table before it (integration_name), and comes once.
QString ShapesTest::misnamed(const Described &described)
{
    std::map<Origin, QString> seen;
    for (int i = 0; i < described.rows.columns(); ++i) {
        const Origin origin = described.origins[static_cast<size_t>(i)];
        const QString name = QString::fromUtf8(described.rows.columnName(i));
        if (origin.table == 0)
            continue;
        const QString table = m_tables.value(origin.table);
        const QString column = m_columns[origin];
        const bool isRenamed = kRenamed.contains(u"%1 %2.%3"_s.arg(name, table, column));
        if (name != column && name != table + u'_' + column && !isRenamed)
            return u"%1 is %2.%3"_s.arg(name, table, column);
        if (seen.contains(origin) && !isRenamed)
            return u"%1 and %2 are both %3.%4"_s.arg(seen[origin], name, table, column);
        seen[origin] = name;
    }
    return {};
}

void ShapesTest::everyBoundStatementHasItsShape_data()
{
    QTest::addColumn<const BoundStatement *>("statement");
    for (const BoundStatement *statement : BoundStatement::all())
        QTest::newRow(statement->name()) << statement;
}

void ShapesTest::everyBoundStatementHasItsShape()
{
    QFETCH(const BoundStatement *, statement);
    const QByteArray sql = statementText(statement->name());
    QVERIFY2(!sql.isNull(), "there is no such statement");
    const auto places = statement->placesIn(describe(sql).rows);
    QVERIFY2(places, qPrintable(places ? QString() : places.error().what));
}

void ShapesTest::columnsAreWhatTheyAreCalled()
{
    QFETCH(const BoundStatement *, statement);
    QCOMPARE(misnamed(describe(statementText(statement->name()))), QString());
}

// What is read by position has one column, or is one of the hot paths that rows.h names.
void ShapesTest::everyStatementOfSeveralColumnsIsBound()
{
    QSet<QByteArray> bound{"batch.insert_readings", "history.readings", "telemetry.portion",
                           "telemetry.range"};
    for (const BoundStatement *statement : BoundStatement::all())
        bound.insert(statement->name());
    QList<QByteArray> unbound;
    for (const QByteArray &name : statementNames()) {
        if (!bound.contains(name) && describe(statementText(name.constData())).rows.columns() > 1)
            unbound.append(name);
    }
    QCOMPARE(unbound, QList<QByteArray>());
}

namespace {

struct Thing {
    QString name;
    int count = 0;
    std::optional<Instant> at;
};

} // namespace

void ShapesTest::whatIsWrongIsNamed_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QString>("what"); // empty: nothing
    const auto row = [](const char *sql, const char *what) {
        QTest::newRow(sql) << QByteArray(sql) << QString::fromLatin1(what);
    };
    row("SELECT now() AS at, 1 AS count, 'x'::text AS name", "");
    row("SELECT now() AS at, 1 AS count", "thing: there is no column name");
    row("SELECT now() AS at, 1 AS count, 'x'::text AS nam", "thing: nobody reads the column nam");
    row("SELECT now() AS at, 1 AS count, 'x'::text AS name, 2 AS more",
        "thing: nobody reads the column more");
    row("SELECT now() AS at, 1 AS count, 'x'::text AS name, 'y'::text AS name",
        "thing: two columns are called name");
    row("SELECT now() AS at, 'x'::text AS count, 1 AS name", "thing: not an integer of 32 bits: count");
    row("SELECT now() AS at, 1::bigint AS count, 'x'::text AS name",
        "thing: not an integer of 32 bits: count");
    row("SELECT now()::text AS at, 1 AS count, 'x'::text AS name", "thing: not a time: at");
    row("SELECT now() AS at, 1 AS count, '{}'::jsonb AS name", "thing: not a text: name");
}

void ShapesTest::whatIsWrongIsNamed()
{
    QFETCH(QByteArray, sql);
    QFETCH(QString, what);
    const RowShape<Thing> shape{column("name", &Thing::name), column("count", &Thing::count),
                                column("at", &Thing::at)};
    static const Query<Thing> things{"thing", shape}; // never in all() before the slots above have run
    const auto places = things.placesIn(describe(sql).rows);
    QCOMPARE(places ? QString() : places.error().what, what);
}

void ShapesTest::swapsAreFound_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QString>("what");
    const auto row = [](const char *name, const char *sql, const char *what) {
        QTest::newRow(name) << QByteArray(sql) << QString::fromLatin1(what);
    };
    row("as they are called",
        "SELECT r.name, i.name AS integration_name FROM integration_route AS r JOIN integration AS i USING "
        "(integration_key)",
        "");
    row("two texts of one table", "SELECT site_id AS tenant_id, tenant_id AS site_id FROM quarantine_event",
        "tenant_id is quarantine_event.site_id");
    row("two texts of two tables",
        "SELECT i.name, r.name AS integration_name FROM integration_route AS r JOIN integration AS i USING "
        "(integration_key)",
        "integration_name is integration_route.name");
    row("one text twice",
        "SELECT i.name, i.name AS integration_name FROM integration_route AS r JOIN integration AS i USING "
        "(integration_key)",
        "name and integration_name are both integration.name");
    row("two times", "SELECT created_at AS updated_at, updated_at AS created_at FROM alert",
        "updated_at is alert.created_at");
    row("out of what a change returns",
        "WITH r AS (UPDATE tenant SET name = 'x' RETURNING tenant_id, name) SELECT tenant_id AS name, name "
        "AS tenant_id FROM r",
        "name is tenant.tenant_id");
}

void ShapesTest::swapsAreFound()
{
    QFETCH(QByteArray, sql);
    QFETCH(QString, what);
    QCOMPARE(misnamed(describe(sql)), what);
}

namespace {

// Members that are called otherwise than their column, and that no other column of the shape could mean.
const QSet<QString> kOtherWords{
    u"alert_type type"_s,
    u"attempts attemptNo"_s,
    u"attempts_counted counted"_s,
    u"booted_at at"_s,
    u"config_version config"_s,
    u"deliver_on_event event"_s,
    u"for_seconds holdFor"_s,
    u"ingested_at receivedAt"_s,
    u"operator comparison"_s,
    u"last_telemetry_at receivedAt"_s,
    u"payload_sealed sealed"_s,
    u"registry_version registry"_s,
    u"shelve_reason reason"_s,
    u"shelve_is_one_shot isOneShot"_s,
    u"shelved_by by"_s,
    u"silent_seconds silentAfter"_s,
    u"state values"_s,
    u"system_alert_key systemAlertId"_s,
    u"ts timestamp"_s,
};

QString camel(const QString &column)
{
    QStringList words = column.split(u'_');
    for (qsizetype i = 1; i < words.size(); ++i)
        words[i][0] = words[i][0].toUpper();
    return words.join(QString());
}

// Keys are of as many types as there are tables, so the compiler sees when they are swapped.
bool isCalledSo(const QString &member, const QString &column)
{
    static const QRegularExpression unit(u"(_key|_id|_ms|_seconds)$"_s);
    const QString whole = camel(column);
    const QString isWhole = u"is"_s + whole.first(1).toUpper() + whole.sliced(1);
    const QString last = column.section(u'_', -1);
    return member == whole || member == isWhole || member == camel(QString(column).remove(unit))
        || (member == last && (last == "key"_L1 || last == "id"_L1))
        || kOtherWords.contains(column + u' ' + member);
}

} // namespace

// What neither names nor types can show: two members of one type, each bound to the other's column.
void ShapesTest::membersAreCalledAsTheirColumns()
{
    static const QRegularExpression binding(
        u"olumn(?:OfPart)?\\(\\s*\"(\\w+)\",(?:\\s*&[\\w:]+,)*\\s*&[\\w:]+::(\\w+)\\)"_s);
    QVERIFY(!isCalledSo(u"name"_s, u"integration_name"_s));
    QVERIFY(!isCalledSo(u"integrationName"_s, u"name"_s));
    int count = 0;
    QDirIterator files(QStringLiteral(PULSE_SOURCE_DIR) + u"/server/store"_s, {u"*.cpp"_s}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(file.readAll());
        for (auto found = binding.globalMatch(text); found.hasNext(); ++count) {
            const auto match = found.next();
            QVERIFY2(isCalledSo(match.captured(2), match.captured(1)), qPrintable(match.captured()));
        }
    }
    QVERIFY2(count > 200, qPrintable(QString::number(count)));
}

PULSE_TEST_CASE(ShapesTest)

#include "shapes_test.moc"
