// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a tenant's role may write by SQL refers to that tenant's own: PostgreSQL checks foreign keys past row
// security, so a key without the tenant reached everybody's rows.
#include "support/suite/test_case.h"
#include "two_tenants.h"

#include "store/delivery/delivery_table.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;

class ForeignReferenceTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void ownRowsMayBeReferredTo_data();
    void ownRowsMayBeReferredTo();
    void anotherTenantsRowsMayNot_data() { ownRowsMayBeReferredTo_data(); }
    void anotherTenantsRowsMayNot();
    void aForeignJobFindsNoIntegration();

private:
    // As the API's role for tenant A, in a transaction that is rolled back; the SQLSTATE, "00000" for
    // success.
    QByteArray stateOf(const QString &statement);

    std::unique_ptr<test::TwoTenants> m_house;
    std::unique_ptr<store::Connection> m_asApi;
};

void ForeignReferenceTest::initTestCase()
{
    auto house = test::TwoTenants::create();
    QVERIFY2(house, qPrintable(house ? QString() : house.error().what));
    m_house = *std::move(house);
    for (const bool isB : {false, true}) {
        const QString webhook = m_house->addWebhook(isB);
        QVERIFY(!webhook.isEmpty());
        m_house->addRoute(webhook, isB);
    }
    m_house->sql(
        u"INSERT INTO device (tenant_key, device_id, site_key) SELECT tenant_key, 'd', site_key FROM site;"
        "INSERT INTO alert (alert_id, tenant_key, device_key, alert_type, fingerprint, severity, confidence, "
        "summary,"
        " created_at, opened_ts, updated_at)"
        " SELECT tenant_key, tenant_key, device_key, 'THRESHOLD', 'f', 3, 1, 's', now(), now(), now() FROM "
        "device;"
        "INSERT INTO alert_transition (transition_id, tenant_key, alert_id, event, at, actor, reason)"
        " SELECT alert_id, tenant_key, alert_id, 'OPENED', now(), 'system', 'r' FROM alert"_s);
    m_asApi = std::make_unique<store::Connection>(store::ConnectionConfig{m_house->conninfo().toUtf8()});
}

QByteArray ForeignReferenceTest::stateOf(const QString &statement)
{
    const auto done = m_asApi->command("BEGIN; SET LOCAL ROLE pulse_app; SET LOCAL pulse.tenant_key = '1'; "
                                       + statement.toUtf8());
    const QByteArray state = done ? QByteArray("00000") : m_asApi->lastState();
    return m_asApi->command("ROLLBACK") ? state : QByteArray("not rolled back");
}

void ForeignReferenceTest::ownRowsMayBeReferredTo_data()
{
    QTest::addColumn<QString>("statement"); // %1: the tenant whose row is referred to
    QTest::addColumn<QByteArray>("refusal");
    const QString integration = u"(SELECT min(integration_key) + %1 - 1 FROM integration)"_s;
    QTest::newRow("a new route to an integration")
        << u"INSERT INTO integration_route (tenant_key, integration_key, name) VALUES (1, "_s + integration
            + u", 'r')"_s
        << QByteArray("23503");
    QTest::newRow("a route turned to an integration")
        << u"UPDATE integration_route SET integration_key = "_s + integration << QByteArray("23503");
    QTest::newRow("test deliveries of an integration")
        << u"INSERT INTO test_delivery (tenant_key, integration_key, sent_at) VALUES (1, "_s + integration
            + u", '{}')"_s
        << QByteArray("23503");
    QTest::newRow("a comment on an alert")
        << u"INSERT INTO alert_transition (transition_id, tenant_key, alert_id, event, at, actor, reason)"
           " VALUES (99, 1, %1, 'COMMENTED', now(), 'user:x', 'mine now')"_s
        << QByteArray("23503");
    QTest::newRow("a job of an alert's transition")
        << u"INSERT INTO delivery_job (job_id, tenant_key, alert_id, transition_id, route_key, "
           u"integration_key,"
           " deliver_on_event, next_run_at, payload) VALUES (99, 1, %1, %1, 1, 1, 'OPEN', now(), '{}')"_s
        << QByteArray("42501");
}

void ForeignReferenceTest::ownRowsMayBeReferredTo()
{
    QFETCH(QString, statement);
    QCOMPARE(stateOf(statement.arg(1)), QByteArray("00000"));
}

void ForeignReferenceTest::anotherTenantsRowsMayNot()
{
    QFETCH(QString, statement);
    QFETCH(QByteArray, refusal);
    QCOMPARE(stateOf(statement.arg(2)), refusal);
}

// A job has no foreign key to its integration, which it outlives: whoever sends it looks within the tenant.
void ForeignReferenceTest::aForeignJobFindsNoIntegration()
{
    m_house->sql(
        u"INSERT INTO delivery_job (job_id, tenant_key, alert_id, transition_id, route_key, integration_key,"
        " deliver_on_event, next_run_at, payload)"
        " SELECT 7, 1, 1, 1, 1, integration_key, 'OPEN', now(), '{}' FROM integration WHERE tenant_key = 2"_s);
    store::Connection connection({m_house->conninfo().toUtf8()});
    const auto scope = store::SystemScope::begin(connection);
    QVERIFY(scope);
    bool isOpened = false;
    const auto claim = store::claimJobs(*scope, {}, [&isOpened](const QByteArray &, const QByteArray &) {
        isOpened = true;
        return QByteArray("{}");
    });
    QVERIFY2(claim, qPrintable(claim ? QString() : claim.error().what));
    QCOMPARE(claim->jobs.size(), size_t{1});
    QVERIFY(!claim->jobs.front().hasIntegration);
    QVERIFY(!isOpened); // the other tenant's secrets stay sealed
}

PULSE_TEST_CASE(ForeignReferenceTest)

#include "foreign_reference_test.moc"
