// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// System alerts on a real PostgreSQL: one is open however many raise it, its changes are in the feed, and
// tenants see their own only.
#include "store/alerts/system_alert_table.h"
#include "support/postgres/postgres_cluster.h"
#include "support/postgres/row_reader.h"
#include "support/suite/noon.h"
#include "support/suite/test_case.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::store;
using namespace std::chrono_literals;
using pulse::test::kNoon;

namespace {

model::SystemAlert alertOf(model::SystemAlertKind kind, Instant at = kNoon)
{
    model::SystemAlert alert;
    alert.kind = kind;
    alert.severity = 4;
    alert.summary = u"Something is wrong"_s;
    alert.details = {{u"count"_s, 1}};
    alert.raisedAt = alert.updatedAt = at;
    return alert;
}

model::Principal operatorPrincipal()
{
    model::Principal who;
    who.subject = u"sub"_s;
    who.role = model::Role::Operator;
    return who;
}

} // namespace

class SystemAlertTableTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void init() { QVERIFY(m_database->execute(u"TRUNCATE system_alert, change, operator_audit_log"_s)); }
    void cleanupTestCase();
    void raisedTwiceIsOne();
    void twoServersRaiseOne();
    void newsTakesAnAcknowledgementBack();
    void clearedAndRaisedAgainIsAnother();
    void clearingWhatIsNotOpenIsNoChange();
    void tenantsAndSubjectsAreApart();
    void tenantsSeeTheirOwn();
    void listPages();
    void acknowledgingIsIdempotentAndNamesTheFirst();
    void theNewestOfAKindOutlivesThePast();

private:
    void raise(const model::SystemAlert &alert, bool isNews = false);
    void clear(model::SystemAlert alert, Instant at);
    Result<model::SystemAlert> acknowledge(qint64 id, const QString &by);
    QStringList rows(const QString &sql) const { return m_database->query(sql).value(); }
    QString open() const
    {
        return rows(u"SELECT string_agg(concat_ws(' ', kind, severity, updated_at::time, "
                    "acknowledged_by), ', ' ORDER BY system_alert_key) FROM system_alert WHERE cleared_at IS "
                    "NULL"_s)
            .value(0);
    }

    std::unique_ptr<test::TestDatabase> m_database;
    std::unique_ptr<Connection> m_connection;
};

void SystemAlertTableTest::initTestCase()
{
    auto database = test::PostgresCluster::create();
    QVERIFY2(database, database ? "" : qPrintable(database.error().what));
    m_database = std::make_unique<test::TestDatabase>(*std::move(database));
    m_connection = std::make_unique<Connection>(ConnectionConfig{m_database->appConnInfo().toUtf8()});
    QVERIFY(m_database->execute(
        u"INSERT INTO tenant (tenant_id, name) VALUES ('acme', 'Acme'), ('other', 'Other')"_s));
}

void SystemAlertTableTest::cleanupTestCase()
{
    m_connection.reset();
    m_database.reset();
}

void SystemAlertTableTest::raise(const model::SystemAlert &alert, bool isNews)
{
    auto scope = SystemScope::begin(*m_connection);
    QVERIFY(scope);
    const auto raised = raiseSystemAlert(*scope, alert, isNews);
    QVERIFY2(raised, raised ? "" : qPrintable(raised.error().what));
    QVERIFY(scope->commit());
}

void SystemAlertTableTest::clear(model::SystemAlert alert, Instant at)
{
    alert.clearedAt = at;
    auto scope = SystemScope::begin(*m_connection);
    QVERIFY(scope);
    QVERIFY(clearSystemAlert(*scope, alert));
    QVERIFY(scope->commit());
}

Result<model::SystemAlert> SystemAlertTableTest::acknowledge(qint64 id, const QString &by)
{
    PULSE_TRY(auto scope, OperatorScope::begin(*m_connection, operatorPrincipal(), {}));
    PULSE_TRY(const auto alert, acknowledgeSystemAlert(scope, id, by));
    PULSE_CHECK(scope.commit());
    return alert;
}

void SystemAlertTableTest::raisedTwiceIsOne()
{
    raise(alertOf(model::SystemAlertKind::ClockDrift));
    model::SystemAlert later = alertOf(model::SystemAlertKind::ClockDrift, kNoon + 60s);
    later.severity = 5;
    later.details = {{u"count"_s, 2}};
    raise(later);
    QCOMPARE(open(), u"CLOCK_DRIFT 5 12:01:00"_s);
    auto scope = SystemScope::begin(*m_connection);
    const auto alerts = openSystemAlerts(*scope);
    QVERIFY(alerts && alerts->size() == 1);
    QVERIFY(alerts->first().raisedAt == kNoon); // since it began
    QCOMPARE(alerts->first().details, later.details);
    QCOMPARE(rows(u"SELECT concat_ws(' ', kind, key = %1, tenant_key IS NULL) FROM change"_s.arg(
                 alerts->first().systemAlertId)),
             (QStringList{u"system t t"_s, u"system t t"_s}));
}

void SystemAlertTableTest::twoServersRaiseOne()
{
    Connection other({m_database->appConnInfo().toUtf8()});
    auto first = SystemScope::begin(*m_connection);
    QVERIFY(first && raiseSystemAlert(*first, alertOf(model::SystemAlertKind::IngestBlind), true));
    QVERIFY(first->commit());
    auto second = SystemScope::begin(other);
    QVERIFY(second && raiseSystemAlert(*second, alertOf(model::SystemAlertKind::IngestBlind), true));
    QVERIFY(second->commit());
    QCOMPARE(rows(u"SELECT count(*) FROM system_alert"_s), QStringList{u"1"_s});
    const auto doubled = m_database->execute(
        u"INSERT INTO system_alert (kind, severity, summary, raised_at, updated_at) SELECT kind, severity, "
        "summary, raised_at, updated_at FROM system_alert"_s);
    QVERIFY(!doubled); // whatever a server thinks
}

void SystemAlertTableTest::newsTakesAnAcknowledgementBack()
{
    raise(alertOf(model::SystemAlertKind::BrokerDropping));
    const qint64 id = rows(u"SELECT system_alert_key FROM system_alert"_s)[0].toLongLong();
    QVERIFY(acknowledge(id, u"ann"_s));
    raise(alertOf(model::SystemAlertKind::BrokerDropping, kNoon + 1s), false);
    QVERIFY2(open().endsWith(u"ann"_s), qPrintable(open()));
    raise(alertOf(model::SystemAlertKind::BrokerDropping, kNoon + 2s), true);
    QCOMPARE(open(), u"BROKER_DROPPING 4 12:00:02"_s);
    QCOMPARE(rows(u"SELECT count(*) FROM system_alert WHERE acknowledged_at IS NULL"_s), QStringList{u"1"_s});
}

void SystemAlertTableTest::clearedAndRaisedAgainIsAnother()
{
    model::SystemAlert alert = alertOf(model::SystemAlertKind::IngestBlind);
    raise(alert);
    alert.details = {{u"until"_s, u"later"_s}};
    clear(alert, kNoon + 30s);
    QCOMPARE(rows(u"SELECT concat_ws(' ', cleared_at::time, details) FROM system_alert"_s),
             QStringList{uR"(12:00:30 {"until": "later"})"_s});
    raise(alertOf(model::SystemAlertKind::IngestBlind, kNoon + 90s));
    QCOMPARE(rows(u"SELECT count(*) FROM system_alert"_s), QStringList{u"2"_s});
    QCOMPARE(open(), u"INGEST_BLIND 4 12:01:30"_s);
    QCOMPARE(rows(u"SELECT count(*) FROM change"_s), QStringList{u"3"_s});
}

void SystemAlertTableTest::clearingWhatIsNotOpenIsNoChange()
{
    clear(alertOf(model::SystemAlertKind::IngestBlind), kNoon);
    QCOMPARE(rows(u"SELECT count(*) FROM change"_s), QStringList{u"0"_s});
}

void SystemAlertTableTest::tenantsAndSubjectsAreApart()
{
    model::SystemAlert alert = alertOf(model::SystemAlertKind::Other);
    raise(alert);
    alert.subject = u"i-1"_s;
    raise(alert);
    alert.tenantId = u"acme"_s;
    raise(alert);
    alert.tenantId = u"other"_s;
    raise(alert);
    raise(alert);
    QCOMPARE(rows(u"SELECT concat_ws(' ', coalesce(tenant_id, '-'), subject) FROM system_alert LEFT JOIN "
                  "tenant USING (tenant_key) ORDER BY system_alert_key"_s),
             (QStringList{u"- "_s, u"- i-1"_s, u"acme i-1"_s, u"other i-1"_s}));
    clear(alert, kNoon);
    QCOMPARE(rows(u"SELECT tenant_id FROM system_alert JOIN tenant USING (tenant_key) WHERE cleared_at IS "
                  "NULL"_s),
             QStringList{u"acme"_s});
    QCOMPARE(rows(u"SELECT DISTINCT coalesce(tenant_id, '-') FROM change LEFT JOIN tenant USING "
                  "(tenant_key) ORDER BY 1"_s),
             (QStringList{u"-"_s, u"acme"_s, u"other"_s}));
}

void SystemAlertTableTest::tenantsSeeTheirOwn()
{
    model::SystemAlert alert = alertOf(model::SystemAlertKind::Other);
    for (const QString &tenant : {u""_s, u"acme"_s, u"other"_s}) {
        alert.tenantId = tenant;
        raise(alert);
    }
    const auto seen = [this](const QByteArray &sql) {
        QVERIFY(m_connection->command("BEGIN; SET LOCAL ROLE pulse_app; SET LOCAL pulse.tenant_key = '1'"));
        const auto rows = m_connection->select(sql);
        QVERIFY2(rows, rows ? "" : qPrintable(rows.error().what));
        QCOMPARE(test::RowReader(*rows).integer(), 1);
        QVERIFY(m_connection->command("ROLLBACK"));
    };
    seen("SELECT count(*) FROM system_alert");
    seen("SELECT tenant_key FROM system_alert");
}

void SystemAlertTableTest::listPages()
{
    for (int i = 0; i < 5; ++i) {
        model::SystemAlert alert = alertOf(model::SystemAlertKind::Other);
        alert.subject = QString::number(i);
        raise(alert);
        if (i < 2)
            clear(alert, kNoon);
    }
    const auto list = [this](bool onlyOpen, const model::PageRequest &request) {
        auto scope = OperatorScope::begin(*m_connection, operatorPrincipal(), {});
        return listSystemAlerts(*scope, onlyOpen, request).value();
    };
    const auto subjects = [](const model::Page<model::SystemAlert> &page) {
        QStringList texts;
        for (const auto &alert : page.items)
            texts.append(alert.subject);
        return texts.join(u' ');
    };
    QCOMPARE(subjects(list(true, {})), u"4 3 2"_s);
    QCOMPARE(list(true, {}).total, 3);
    const auto first = list(false, {2, 0, {}});
    QCOMPARE(subjects(first), u"4 3"_s);
    QCOMPARE(first.total, 5);
    const auto second = list(false, {2, 0, first.next});
    QCOMPARE(subjects(second), u"2 1"_s);
    const auto third = list(false, {2, 0, second.next});
    QCOMPARE(subjects(third), u"0"_s);
    QVERIFY(third.next.isEmpty());
}

void SystemAlertTableTest::acknowledgingIsIdempotentAndNamesTheFirst()
{
    raise(alertOf(model::SystemAlertKind::SessionLost));
    const qint64 id = rows(u"SELECT system_alert_key FROM system_alert"_s)[0].toLongLong();
    const auto first = acknowledge(id, u"ann"_s);
    QVERIFY(first && first->status() == model::AlertStatus::Acknowledged);
    QCOMPARE(acknowledge(id, u"bob"_s)->acknowledgedBy, u"ann"_s);
    QCOMPARE(rows(u"SELECT count(*) FROM change"_s), QStringList{u"2"_s}); // raised, acknowledged
    QCOMPARE(acknowledge(id + 1, u"ann"_s).error().kind, ErrorKind::NotFound);
    clear(alertOf(model::SystemAlertKind::SessionLost), kNoon);
    QCOMPARE(acknowledge(id, u"ann"_s).error().code, u"system_alert_closed"_s);
}

void SystemAlertTableTest::theNewestOfAKindOutlivesThePast()
{
    for (const int days : {200, 150, 100, 1}) {
        const Instant at = SystemClock().now() - std::chrono::days{days};
        raise(alertOf(model::SystemAlertKind::ClockDrift, at));
        clear(alertOf(model::SystemAlertKind::ClockDrift, at), at);
    }
    model::SystemAlert dropping =
        alertOf(model::SystemAlertKind::BrokerDropping, SystemClock().now() - std::chrono::days{400});
    dropping.details = {{u"broker_count"_s, 17}};
    raise(dropping);
    clear(dropping, dropping.raisedAt);
    auto scope = SystemScope::begin(*m_connection);
    QVERIFY(forgetSystemAlerts(*scope, std::chrono::days{90}));
    QCOMPARE(newestDetails(*scope, model::SystemAlertKind::BrokerDropping)->value(u"broker_count"_s), 17);
    QVERIFY(newestDetails(*scope, model::SystemAlertKind::SessionLost)->isEmpty());
    QVERIFY(scope->commit());
    QCOMPARE(rows(u"SELECT kind FROM system_alert ORDER BY system_alert_key"_s),
             (QStringList{u"CLOCK_DRIFT"_s, u"BROKER_DROPPING"_s}));
}

PULSE_TEST_CASE(SystemAlertTableTest)
#include "system_alert_table_test.moc"
