// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Clients that save things of one tenant at the same moment: nobody deadlocks, nobody waits for ever, nothing
// is lost. And what PostgreSQL undid after all is done again, so often and no more.
#include "support/suite/test_case.h"
#include "two_tenants.h"

#include "api/http/retried_handler.h"
#include "store/fleet/provisioning_table.h"
#include "store/postgres/database_error.h"

#include <QTest>
#include <atomic>
#include <latch>
#include <thread>

using namespace pulse;
using namespace Qt::StringLiterals;
using wire::EndpointId;

namespace {

constexpr int kSavers = 6;
constexpr int kSavesEach = 15; // of all savers together within every quota

} // namespace

class ConcurrentSaversTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void saversOfOneTenantDoNotDeadlock_data();
    void saversOfOneTenantDoNotDeadlock();
    void aTransactionThatWasUndoneIsDoneAgain();
    void itIsDoneAgainSoOftenAndNoMore();
    void onlyWhatWasUndoneIsDoneAgain();

private:
    // One save by one client, over a connection of its own; an error's text, or empty.
    using Save = std::function<QString(store::Connection &connection, int saver, int number)>;
    QString callAs(const model::Principal &principal, store::Connection &connection, EndpointId endpoint,
                   const QJsonObject &body) const;
    Save saverOf(const QString &what) const;
    qint64 deadlocks() const;

    std::unique_ptr<test::TwoTenants> m_house;
    QString m_webhook;
};

void ConcurrentSaversTest::init()
{
    auto house = test::TwoTenants::create();
    QVERIFY2(house, qPrintable(house ? QString() : house.error().what));
    m_house = *std::move(house);
    m_webhook = m_house->addWebhook();
    QVERIFY(!m_webhook.isEmpty());
}

// Counters of a session are added up when it ends, at the latest.
qint64 ConcurrentSaversTest::deadlocks() const
{
    return m_house->one(u"SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"_s)
        .toLongLong();
}

QString ConcurrentSaversTest::callAs(const model::Principal &principal, store::Connection &connection,
                                     EndpointId endpoint, const QJsonObject &body) const
{
    api::Request request;
    request.endpoint = endpoint;
    request.body = QJsonDocument(body).toJson();
    request.principal = principal;
    for (;;) { // without retries, but of what is told to come again: one address is looked up at a time
        const auto reply = m_house->handlers().value(endpoint)(request, connection);
        if (reply || reply.error().code != u"too_many_requests"_s)
            return reply ? QString() : reply.error().what;
        std::this_thread::yield();
    }
}

ConcurrentSaversTest::Save ConcurrentSaversTest::saverOf(const QString &what) const
{
    const model::Principal owner = m_house->principalA();
    if (what == "rules"_L1)
        return [this, owner](store::Connection &connection, int saver, int number) {
            return callAs(owner, connection, EndpointId::CreateAlertRule,
                          {{u"name"_s, u"r-%1-%2"_s.arg(saver).arg(number)},
                           {u"metric_name"_s, u"temp_c"_s},
                           {u"operator"_s, u"GT"_s},
                           {u"threshold"_s, number}});
        };
    if (what == "routes"_L1)
        return [this, owner](store::Connection &connection, int, int) {
            return callAs(owner, connection, EndpointId::CreateRoute, {{u"integration_id"_s, m_webhook}});
        };
    if (what == "integrations"_L1)
        return [this, owner](store::Connection &connection, int saver, int number) {
            return callAs(owner, connection, EndpointId::CreateIntegration,
                          {{u"name"_s, u"i-%1-%2"_s.arg(saver).arg(number)},
                           {u"webhook_url"_s, u"https://example.com/hook"_s}});
        };
    return [](store::Connection &connection, int saver, int number) {
        model::Principal administrator;
        administrator.role = model::Role::OperatorAdmin;
        administrator.subject = u"cli:test"_s;
        model::AuditEntry entry;
        entry.action = u"add_devices"_s;
        auto scope = store::OperatorScope::begin(connection, administrator, entry);
        if (!scope)
            return scope.error().what;
        const auto added = store::addDevices(
            *scope, {u"tenant-a"_s, u"site-%1"_s.arg(number), {u"d-%1-%2"_s.arg(saver).arg(number)}});
        if (!added)
            return added.error().what;
        const auto done = scope->commit();
        return done ? QString() : done.error().what;
    };
}

void ConcurrentSaversTest::saversOfOneTenantDoNotDeadlock_data()
{
    QTest::addColumn<QStringList>("kinds"); // saver n saves kinds[n % size]
    QTest::addColumn<QString>("counted");
    const QString all = u"(SELECT count(*) FROM %1)"_s;
    QTest::newRow("rules") << QStringList{u"rules"_s} << all.arg(u"alert_rule"_s);
    QTest::newRow("routes") << QStringList{u"routes"_s} << all.arg(u"integration_route"_s);
    QTest::newRow("integrations") << QStringList{u"integrations"_s}
                                  << u"(SELECT count(*) - 1 FROM integration)"_s;
    QTest::newRow("devices") << QStringList{u"devices"_s} << all.arg(u"device"_s);
    QTest::newRow("all at once") << QStringList{u"rules"_s, u"routes"_s, u"integrations"_s, u"devices"_s}
                                 << all.arg(u"alert_rule"_s) + u" + "_s + all.arg(u"integration_route"_s)
            + u" + "_s + u"(SELECT count(*) - 1 FROM integration) + "_s + all.arg(u"device"_s);
}

void ConcurrentSaversTest::saversOfOneTenantDoNotDeadlock()
{
    QFETCH(QStringList, kinds);
    QFETCH(QString, counted);
    const qint64 before = deadlocks();
    std::latch together(kSavers);
    std::vector<QStringList> failures(kSavers);
    {
        std::vector<std::jthread> savers;
        for (int saver = 0; saver < kSavers; ++saver) {
            savers.emplace_back([&, saver, save = saverOf(kinds.at(saver % kinds.size()))] {
                store::Connection connection({m_house->conninfo().toUtf8()});
                together.arrive_and_wait();
                for (int number = 0; number < kSavesEach; ++number) {
                    if (const QString failure = save(connection, saver, number); !failure.isEmpty())
                        failures[static_cast<size_t>(saver)].append(failure);
                }
            });
        }
    }
    for (const QStringList &ofOne : failures)
        QCOMPARE(ofOne.join(u'\n'), QString());
    QCOMPARE(m_house->one(u"SELECT "_s + counted), QString::number(kSavers * kSavesEach));
    QCOMPARE(deadlocks() - before, 0);
}

namespace {

tl::unexpected<Error> conflict()
{
    return fail(ErrorKind::Unavailable, u"database: deadlock detected"_s,
                QLatin1StringView(store::kTransactionConflict));
}

} // namespace

// Two transactions that take two rules in opposite orders: PostgreSQL ends one of them, and it is run again.
void ConcurrentSaversTest::aTransactionThatWasUndoneIsDoneAgain()
{
    const QString rules[] = {m_house->addRule(), m_house->addRule()};
    std::latch together(2);
    std::atomic<int> runs = 0;
    const auto crossing = [&](int first) -> api::Handler {
        return [&, first, isFirstRun = std::make_shared<bool>(true)](
                   const api::Request &, store::Connection &connection) -> Result<api::Reply> {
            ++runs;
            PULSE_TRY(auto scope, store::TenantScope::begin(connection, m_house->principalA()));
            PULSE_CHECK(scope.query("alert_rule.one_to_change", {rules[first]}));
            if (std::exchange(*isFirstRun, false))
                together.arrive_and_wait();
            PULSE_CHECK(scope.query("alert_rule.one_to_change", {rules[1 - first]}));
            PULSE_CHECK(scope.commit());
            return api::Reply::noContent();
        };
    };
    bool isAnswered[2] = {};
    {
        std::vector<std::jthread> clients;
        for (int first = 0; first < 2; ++first) {
            clients.emplace_back([&, first] {
                store::Connection connection({m_house->conninfo().toUtf8()});
                isAnswered[first] = api::handleWithRetries(crossing(first), {}, connection).has_value();
            });
        }
    }
    QVERIFY(isAnswered[0] && isAnswered[1]);
    QVERIFY(runs >= 3); // more when the second try meets the other one's again
}

void ConcurrentSaversTest::itIsDoneAgainSoOftenAndNoMore()
{
    int runs = 0;
    const api::Handler handler = [&runs](const api::Request &, store::Connection &) -> Result<api::Reply> {
        ++runs;
        return conflict();
    };
    store::Connection unused({});
    const auto reply = api::handleWithRetries(handler, {}, unused);
    QVERIFY(!reply);
    QCOMPARE(reply.error().kind, ErrorKind::Unavailable);
    QCOMPARE(runs, api::kMostTries);
}

void ConcurrentSaversTest::onlyWhatWasUndoneIsDoneAgain()
{
    int runs = 0;
    const api::Handler handler = [&runs](const api::Request &, store::Connection &) -> Result<api::Reply> {
        ++runs;
        return fail(ErrorKind::Unavailable, u"database: gone"_s, u"database_unavailable"_s);
    };
    store::Connection unused({});
    QVERIFY(!api::handleWithRetries(handler, {}, unused));
    QCOMPARE(runs, 1); // whether it was committed is not known
}

PULSE_TEST_CASE(ConcurrentSaversTest)

#include "concurrent_savers_test.moc"
