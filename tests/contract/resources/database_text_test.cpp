// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// No caller reads what the database says: neither statements, nor names of tables, nor values. Every class of
// SQLSTATE is gone through.
#include "support/suite/test_case.h"
#include "two_tenants.h"

#include "wire/core/problem.h"
#include "wire/live/live_message.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using wire::EndpointId;

class DatabaseTextTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void noTextOfTheDatabaseReachesACaller_data();
    void noTextOfTheDatabaseReachesACaller();
    void anUnreachableDatabaseIsNotDescribed();
    void whatWeSayOurselvesIsSaid();
    void anAuditRowThatCannotBeWrittenIs503();

private:
    std::unique_ptr<test::TwoTenants> m_house;
};

void DatabaseTextTest::initTestCase()
{
    auto house = test::TwoTenants::create();
    QVERIFY2(house, qPrintable(house ? QString() : house.error().what));
    m_house = *std::move(house);
}

void DatabaseTextTest::noTextOfTheDatabaseReachesACaller_data()
{
    QTest::addColumn<QString>("state");
    QTest::addColumn<int>("status");
    const auto rows = [](std::initializer_list<const char *> states, int status) {
        for (const char *state : states)
            QTest::newRow(state) << QString::fromLatin1(state) << status;
    };
    // One of each class of PostgreSQL's appendix A, and those that are looked at singly.
    rows({"08006", "40001", "40P01", "53100", "53300", "55P03", "55006", "57014", "57P01", "25P03"}, 503);
    rows({"22003", "22021", "22P02", "23502", "23503", "23514"}, 400);
    rows({"23505"}, 409);
    rows({"02000", "03000", "09000", "0A000", "0B000", "0F000", "0L000", "0P000", "0Z000", "20000", "21000",
          "24000", "25P02", "26000", "27000", "28000", "2B000", "2D000", "2F000", "34000", "38000", "39000",
          "3B000", "3D000", "3F000", "42501", "42601", "42P01", "42P17", "44000", "54000", "58000", "58030",
          "72000", "F0000", "HV000", "P0001", "P0002", "XX000", "XX001", "ZZ999"},
         500);
}

void DatabaseTextTest::noTextOfTheDatabaseReachesACaller()
{
    QFETCH(QString, state);
    QFETCH(int, status);
    store::Connection connection({m_house->conninfo().toUtf8()});
    const auto done = connection.command(
        u"DO $$ BEGIN RAISE EXCEPTION 'relation secret_table' USING ERRCODE = '%1'; END $$"_s.arg(state)
            .toUtf8());
    QVERIFY(!done);
    if (done.error().code != wire::kQueryTooSlow) // which is said in other words to begin with
        QVERIFY(done.error().what.contains(u"secret_table"_s)); // our log has it
    const Error above = inContext(u"alert_rule.create"_s, done.error());
    const wire::Problem problem = wire::problemFrom(above);
    QCOMPARE(problem.status, status);
    QVERIFY(!problem.detail.isEmpty());
    for (const QByteArray &shown : {wire::toBody(problem), wire::errorText(above)}) {
        for (const char *word : {"secret_table", "relation", "database:", "alert_rule.create"})
            QVERIFY2(!shown.contains(word), shown.constData());
    }
}

void DatabaseTextTest::anUnreachableDatabaseIsNotDescribed()
{
    store::Connection connection({"host=/nonexistent-folder dbname=pulse"});
    const auto opened = connection.ensureOpen();
    QVERIFY(!opened);
    const wire::Problem problem = wire::problemFrom(opened.error());
    QCOMPARE(problem.status, 503);
    QCOMPARE(problem.code, u"database_unavailable"_s);
    QVERIFY(!problem.detail.contains(u"nonexistent"_s));
}

void DatabaseTextTest::whatWeSayOurselvesIsSaid()
{
    const auto answer = m_house->asA({EndpointId::AlertRule, {u"00000000-0000-4000-8000-00000000dead"_s}});
    QCOMPARE(answer.status, 404);
    QVERIFY(!answer.text("detail").isEmpty());
    const auto refused =
        m_house->asA({EndpointId::CreateRoute, {}, {}, {{u"integration_id"_s, u"no uuid"_s}}});
    QCOMPARE(refused.status, 400);
    QCOMPARE(refused.field(), u"integration_id"_s);
}

// What an operator sees across tenants is in the audit log or is not seen; that it cannot be written is our
// fault.
void DatabaseTextTest::anAuditRowThatCannotBeWrittenIs503()
{
    m_house->sql(u"REVOKE INSERT ON operator_audit_log FROM pulse_operator"_s);
    const auto answer = m_house->asOperator({EndpointId::OperatorAlerts});
    m_house->sql(u"GRANT INSERT ON operator_audit_log TO pulse_operator"_s);
    QCOMPARE(answer.status, 503);
    QCOMPARE(answer.text("code"), u"audit_unavailable"_s);
    const QByteArray shown = QJsonDocument(answer.json).toJson();
    for (const char *word : {"audit.append", "permission", "operator_audit_log", "database:"})
        QVERIFY2(!shown.contains(word), shown.constData());
    QCOMPARE(m_house->asOperator({EndpointId::OperatorAlerts}).status, 200);
}

PULSE_TEST_CASE(DatabaseTextTest)

#include "database_text_test.moc"
