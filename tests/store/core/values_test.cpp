// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Parameters to PostgreSQL and columns back: what comes out is what went in.
#include "store/postgres/connection.h"
#include "support/postgres/postgres_cluster.h"
#include "support/postgres/row_reader.h"
#include "support/suite/test_case.h"

#include <QJsonArray>
#include <QTest>
#include <libpq-fe.h>
#include <limits>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::store;
using namespace std::chrono_literals;

class ValuesTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase();
    void parametersMeanTheSameThere_data();
    void parametersMeanTheSameThere();
    void columnsAreReadInTheirOrder();
    void nullsAreNothing();
    void textArraysOfEveryKind();
    void numbersKeepEveryBit();
    void timesKeepTheirMicroseconds();
    void bytesKeepEveryByte();

private:
    Rows select(const QByteArray &sql);

    std::unique_ptr<test::TestDatabase> m_database;
    std::unique_ptr<Connection> m_connection;
    PGconn *m_bare = nullptr; // for parameters, without a named statement
};

void ValuesTest::initTestCase()
{
    auto database = test::PostgresCluster::create();
    QVERIFY2(database, database ? "" : qPrintable(database.error().what));
    m_database = std::make_unique<test::TestDatabase>(*std::move(database));
    m_connection =
        std::make_unique<Connection>(ConnectionConfig{.conninfo = m_database->appConnInfo().toUtf8()});
    m_bare = PQconnectdb(m_database->appConnInfo().toUtf8().constData());
}

void ValuesTest::cleanupTestCase()
{
    PQfinish(m_bare);
    m_connection.reset();
    m_database.reset();
}

Rows ValuesTest::select(const QByteArray &sql)
{
    auto rows = m_connection->select(sql);
    if (!rows)
        qFatal("%s", qPrintable(rows.error().what));
    return *rows;
}

void ValuesTest::parametersMeanTheSameThere_data()
{
    QTest::addColumn<Param>("param");
    QTest::addColumn<QByteArray>("cast");
    QTest::addColumn<QByteArray>("expected"); // null: NULL
    const auto row = [](const char *name, const Param &param, const char *cast, const QByteArray &expected) {
        QTest::newRow(name) << param << QByteArray(cast) << expected;
    };
    const std::vector<std::int32_t> int4s{1, -2, std::numeric_limits<std::int32_t>::min()};
    const std::vector<std::int64_t> int8s{0, std::numeric_limits<std::int64_t>::min()};
    const std::vector<double> float8s{0.1, -1e308, 5e-324};
    const std::vector<Instant> times{Instant{}, Instant{1us}};
    const std::vector<std::optional<Instant>> maybeTimes{std::nullopt, Instant{1s}};
    const std::vector<QByteArray> texts{"a", "", QByteArray(), "q\"\\,{}", "\xc3\xa4"};
    const std::vector<QByteArray> bytes{QByteArray("\0\xff", 2), QByteArray(), ""};
    const std::vector<char> characters{'T', 'H'};
    row("nothing", std::nullopt, "text", {});
    row("true", true, "boolean", "t");
    row("integer", -7, "integer", "-7");
    row("bigint", std::numeric_limits<qint64>::max(), "bigint", "9223372036854775807");
    row("double", 0.1, "double precision", "0.1");
    row("text", u"ä \"'\\ $1"_s, "text", "\xc3\xa4 \"'\\ $1");
    row("empty text", u""_s, "text", "");
    row("empty text as NULL", Param::orNull(u""_s), "text", {});
    row("word", "GT"_L1, "text", "GT");
    row("time", Instant{1'768'478'400s + 1us}, "timestamptz", "2026-01-15 12:00:00.000001+00");
    row("object", QJsonObject{{u"a"_s, 1}}, "jsonb", "{\"a\": 1}");
    row("key", TenantKey{3}, "integer", "3");
    row("no key", TenantKey{}, "integer", {});
    row("an optional", std::optional<int>(4), "integer", "4");
    row("no optional", std::optional<double>(), "double precision", {});
    row("list of texts", QStringList{u"a b"_s, u""_s, u"ä"_s}, "text[]", "{\"a b\",\"\",\xc3\xa4}");
    row("no texts", QStringList{}, "text[]", "{}");
    row("int4s", Param::int4Array(int4s), "integer[]", "{1,-2,-2147483648}");
    row("no int4s", Param::int4Array({}), "integer[]", "{}");
    row("int8s", Param::int8Array(int8s), "bigint[]", "{0,-9223372036854775808}");
    row("float8s", Param::float8Array(float8s), "double precision[]", "{0.1,-1e+308,5e-324}");
    row("times", Param::timestampArray(times), "timestamptz[]",
        "{\"1970-01-01 00:00:00+00\",\"1970-01-01 00:00:00.000001+00\"}");
    row("optional times", Param::optionalTimestampArray(maybeTimes), "timestamptz[]",
        "{NULL,\"1970-01-01 00:00:01+00\"}");
    row("booleans", Param::boolArray({true, false}), "boolean[]", "{t,f}");
    row("texts", Param::textArray(texts), "text[]", "{a,\"\",NULL,\"q\\\"\\\\,{}\",\xc3\xa4}");
    row("byteas", Param::byteaArray(bytes), "bytea[]", "{\"\\\\x00ff\",NULL,\"\\\\x\"}");
    row("characters", Param::charArray(characters), "\"char\"[]", "{T,H}");
    row("bytea", Param::bytea(QByteArray("\0\x01", 2)), "bytea", "\\x0001");
    row("no bytea", Param::bytea({}), "bytea", {});
    row("empty bytea", Param::bytea(""), "bytea", "\\x");
}

void ValuesTest::parametersMeanTheSameThere()
{
    QFETCH(Param, param);
    QFETCH(QByteArray, cast);
    QFETCH(QByteArray, expected);
    PQclear(PQexec(m_bare, "SET timezone = 'UTC'"));
    const char *value = param.isNull() ? nullptr : param.bytes().constData();
    const int length = static_cast<int>(param.bytes().size());
    const int format = param.isBinary() ? 1 : 0;
    PGresult *result =
        PQexecParams(m_bare, ("SELECT $1::" + cast).constData(), 1, nullptr, &value, &length, &format, 0);
    const QByteArray error(PQresultErrorMessage(result));
    const bool isNull = PQgetisnull(result, 0, 0) == 1;
    const QByteArray text(PQgetvalue(result, 0, 0));
    PQclear(result);
    QVERIFY2(error.isEmpty(), error.constData());
    QCOMPARE(isNull, expected.isNull());
    QCOMPARE(text, isNull ? text : expected);
}

void ValuesTest::columnsAreReadInTheirOrder()
{
    test::RowReader row(select("SELECT 7, 'ä', true, false, 1.5::float8, '{\"a\":[1]}'::jsonb, 9::bigint"));
    QCOMPARE(row.integer(), 7);
    QCOMPARE(row.text(), u"ä"_s);
    QVERIFY(row.boolean());
    QVERIFY(!row.boolean());
    QCOMPARE(row.number(), 1.5);
    QCOMPARE(row.json().value(u"a"_s).toArray().size(), 1);
    QCOMPARE(row.key<DeviceKey>().value, 9);
}

void ValuesTest::nullsAreNothing()
{
    test::RowReader row(select(
        "SELECT NULL::text, NULL::bytea, NULL::timestamptz, NULL::float8, NULL::int, NULL::text[], 1"));
    QVERIFY(row.isNextNull());
    QVERIFY(row.bytes().isNull());
    QVERIFY(row.bytes().isNull());
    QVERIFY(!row.optionalInstant());
    QVERIFY(!row.next<std::optional<double>>());
    QVERIFY(!row.next<std::optional<int>>());
    QVERIFY(row.texts().isEmpty());
    QVERIFY(!row.isNextNull());
    QCOMPARE(row.next<std::optional<int>>(), std::optional(1));
    QVERIFY(select("SELECT 1 WHERE false").isEmpty());
}

void ValuesTest::textArraysOfEveryKind()
{
    test::RowReader row(
        select("SELECT ARRAY['a', '', ' b ', 'c,d', 'e\"f', 'g\\h', '{}', 'NULL', 'ä', E'i\\nj'],"
               " '{}'::text[], ARRAY[1, -2, 3], '{}'::int[], ARRAY[0.1, -1e300]::float8[]"));
    QCOMPARE(row.texts(),
             (QStringList{u"a"_s, u""_s, u" b "_s, u"c,d"_s, u"e\"f"_s, u"g\\h"_s, u"{}"_s, u"NULL"_s, u"ä"_s,
                          u"i\nj"_s}));
    QVERIFY(row.texts().isEmpty());
    QCOMPARE(row.next<std::vector<std::int32_t>>(), (std::vector<std::int32_t>{1, -2, 3}));
    QVERIFY(row.next<std::vector<std::int32_t>>().empty());
    QCOMPARE(row.next<std::vector<double>>(), (std::vector<double>{0.1, -1e300}));
}

void ValuesTest::numbersKeepEveryBit()
{
    for (const double value :
         {0.1, 1.0 / 3, 5e-324, 1.7976931348623157e308, -123456.789, 9007199254740993.0}) {
        const Param param(value);
        QCOMPARE(param.bytes().toDouble(), value);
        test::RowReader row(
            select("SELECT " + param.bytes() + "::float8, ARRAY[" + param.bytes() + "::float8]"));
        QCOMPARE(row.number(), value);
        QCOMPARE(row.next<std::vector<double>>().at(0), value);
    }
}

void ValuesTest::timesKeepTheirMicroseconds()
{
    const Instant time{1'768'478'400s + 123'456us};
    test::RowReader row(
        select("SELECT timestamptz '2026-01-15 13:00:00.123456+01', timestamptz '2026-01-15 12:00:00Z'"));
    QVERIFY(row.instant() == time);
    QVERIFY(row.optionalInstant() == Instant{1'768'478'400s});
}

void ValuesTest::bytesKeepEveryByte()
{
    QByteArray all;
    for (int i = 0; i < 256; ++i)
        all.append(static_cast<char>(i));
    test::RowReader row(select("SELECT '\\x" + all.toHex() + "'::bytea, ''::bytea"));
    QCOMPARE(row.bytes(), all);
    const QByteArray empty = row.bytes();
    QVERIFY(empty.isEmpty() && !empty.isNull());
}

PULSE_TEST_CASE(ValuesTest)
#include "values_test.moc"
