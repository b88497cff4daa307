// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Another key of the vault takes over: what is sealed in the database, on its way from one key to the next.
#include "store/operation/resealing.h"

#include "store/accounts/signing_key_table.h"
#include "store/delivery/integration_table.h"
#include "store/fleet/quarantine_table.h"
#include "support/postgres/postgres_cluster.h"
#include "vault/vault.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::store;
using namespace std::chrono_literals;

namespace {

constexpr int kOfEach = 25;

vault::Vault vaultOf(std::initializer_list<char> fills)
{
    QByteArrayList keys;
    for (const char fill : fills)
        keys.append(QByteArray(vault::kKeyBytes, fill).toBase64());
    return vault::Vault::open({{}, keys.join(',')}).value();
}

Sealer sealerOf(const vault::Vault &vault)
{
    return {[vault](const QByteArray &plain, const QByteArray &context) -> Result<QByteArray> {
                return vault.seal(plain, context);
            },
            [vault](const QByteArray &sealed, const QByteArray &context) {
                return vault.unseal(sealed, context);
            }};
}

model::Principal principalOf(model::Role role)
{
    model::Principal principal;
    principal.subject = u"ann"_s;
    principal.role = role;
    if (model::isCustomer(role)) {
        principal.tenant = {1};
        principal.tenantId = u"acme"_s;
    }
    return principal;
}

} // namespace

class ResealingTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void everythingOpensWithTheNewKeyAlone();
    void whatIsSealedWithTheNewKeyStays();
    void bothKeysOpenEverythingUntilItIsDone();
    void anEndedRunIsTakenUpAgain();
    void whatNoKeyOpensIsNamedAndStays();
    void aChangeMeanwhileStays();
    void itIsAudited();
    void nothingElseOfARowChanges();

private:
    void add(const vault::Vault &vault);
    // How many of the rows `vault` opens, each with what was put in.
    int opened(const vault::Vault &vault);
    Result<ResealCounts> reseal(const vault::Vault &vault,
                                std::function<Result<>(const ResealCounts &)> progress = {});
    QStringList rows(const QString &sql) const { return m_database->query(sql).value(); }

    std::unique_ptr<test::TestDatabase> m_database;
    std::unique_ptr<Connection> m_connection;
    const vault::Vault m_old = vaultOf({'o'});
    const vault::Vault m_both = vaultOf({'n', 'o'});
    const vault::Vault m_new = vaultOf({'n'});
};

void ResealingTest::init()
{
    m_connection.reset();
    auto database = test::PostgresCluster::create();
    QVERIFY2(database, database ? "" : qPrintable(database.error().what));
    m_database = std::make_unique<test::TestDatabase>(*std::move(database));
    QVERIFY(m_database->execute(u"INSERT INTO tenant (tenant_id, name) VALUES ('acme', 'Acme')"_s));
    m_connection =
        std::make_unique<Connection>(ConnectionConfig{.conninfo = m_database->appConnInfo().toUtf8()});
    add(m_old);
}

void ResealingTest::add(const vault::Vault &vault)
{
    auto tenant = TenantScope::begin(*m_connection, principalOf(model::Role::CustomerAdmin)).value();
    for (int i = 0; i < kOfEach; ++i) {
        model::ConfiguredIntegration wanted;
        wanted.integration.name = u"Hook"_s;
        wanted.fullConfig = {{u"password"_s, u"hush"_s}};
        QVERIFY(createIntegration(tenant, sealerOf(vault), wanted));
    }
    QVERIFY(tenant.commit());
    auto system = SystemScope::begin(*m_connection).value();
    std::vector<KeptReject> rejects;
    for (int i = 0; i < kOfEach; ++i)
        rejects.push_back({{}, {1}, "t", vault.seal("hush", kQuarantineContext)});
    rejects.push_back({{}, {1}, "t", {}}); // kept without its payload
    QVERIFY(keepRejects(system, rejects));
    QVERIFY(system.commit());
    auto signIn = AuthScope::begin(*m_connection).value();
    for (int i = 0; i < 2; ++i) {
        const QString id = rows(u"SELECT gen_random_uuid()"_s).first();
        QVERIFY(signing_key::retireActive(signIn, Instant{1s}));
        QVERIFY(signing_key::add(signIn, {id, {}, vault.seal("hush", signing_key::sealContext(id)), true}));
    }
    QVERIFY(signIn.commit());
}

int ResealingTest::opened(const vault::Vault &vault)
{
    int count = 0;
    const auto look = [&](const QString &sql, const QByteArray &plain, auto context) {
        for (const QString &row : rows(sql)) {
            const QStringList parts = row.split(u' ');
            const auto opened =
                vault.unseal(QByteArray::fromHex(parts.at(1).toLatin1()), context(parts.at(0)));
            count += opened && *opened == plain ? 1 : 0;
        }
    };
    look(u"SELECT integration_id || ' ' || encode(sealed, 'hex') FROM integration"_s,
         R"({"password":"hush"})", sealContext);
    look(u"SELECT key_id || ' ' || encode(private_sealed, 'hex') FROM signing_key"_s, "hush",
         signing_key::sealContext);
    look(u"SELECT event_id || ' ' || encode(payload_sealed, 'hex') FROM quarantine_event "
         "WHERE payload_sealed IS NOT NULL"_s,
         "hush", [](const QString &) { return QByteArray(kQuarantineContext); });
    return count;
}

Result<ResealCounts> ResealingTest::reseal(const vault::Vault &vault,
                                           std::function<Result<>(const ResealCounts &)> progress)
{
    if (!progress)
        progress = [](const ResealCounts &) { return Result<>{}; };
    return resealEverything(
        *m_connection, principalOf(model::Role::OperatorAdmin),
        {sealerOf(vault), [vault](const auto &sealed) { return vault.isOutdated(sealed); }, 10, progress});
}

constexpr int kAll = 2 * kOfEach + 2;

void ResealingTest::everythingOpensWithTheNewKeyAlone()
{
    QCOMPARE(opened(m_old), kAll);
    const auto counts = reseal(m_both);
    QVERIFY2(counts, counts ? "" : qPrintable(counts.error().what));
    QCOMPARE(counts->resealed, kAll);
    QCOMPARE(counts->upToDate, 0);
    QVERIFY(counts->isComplete());
    QCOMPARE(opened(m_new), kAll);
    QCOMPARE(opened(m_old), 0);
}

void ResealingTest::whatIsSealedWithTheNewKeyStays()
{
    QVERIFY(reseal(m_both));
    const QString all = u"SELECT sealed FROM integration ORDER BY integration_key"_s;
    const QStringList before = rows(all);
    const auto again = reseal(m_both);
    QVERIFY(again);
    QCOMPARE(again->resealed, 0);
    QCOMPARE(again->upToDate, kAll);
    QCOMPARE(rows(all), before);
}

void ResealingTest::bothKeysOpenEverythingUntilItIsDone()
{
    int looks = 0;
    QVERIFY(reseal(m_both, [&](const ResealCounts &) -> Result<> {
        ++looks;
        return opened(m_both) == kAll ? Result<>{} : fail(ErrorKind::Internal, u"unreadable meanwhile"_s);
    }));
    QVERIFY(looks > 3);
}

void ResealingTest::anEndedRunIsTakenUpAgain()
{
    const auto ended = reseal(m_both, [](const ResealCounts &counts) -> Result<> {
        return counts.resealed < 20 ? Result<>{} : fail(ErrorKind::Unavailable, u"killed"_s);
    });
    QVERIFY(!ended);
    QCOMPARE(ended.error().what, u"killed"_s);
    QCOMPARE(opened(m_new), 20);
    QCOMPARE(opened(m_old), kAll - 20);
    const auto rest = reseal(m_both);
    QVERIFY(rest);
    QCOMPARE(rest->upToDate, 20);
    QCOMPARE(rest->resealed, kAll - 20);
    QCOMPARE(opened(m_new), kAll);
}

void ResealingTest::whatNoKeyOpensIsNamedAndStays()
{
    QVERIFY(m_database->execute(u"UPDATE quarantine_event SET payload_sealed = '\\x00' WHERE event_id = 3;"
                                "UPDATE integration AS i SET sealed = o.sealed FROM integration AS o "
                                "WHERE i.integration_key = 5 AND o.integration_key = 6"_s));
    const auto counts = reseal(m_both);
    QVERIFY(counts);
    QCOMPARE(counts->resealed, kAll - 2);
    QVERIFY(!counts->isComplete());
    QCOMPARE(counts->unreadable.size(), 2);
    QVERIFY(counts->unreadable.at(0).startsWith(
        u"integration "_s
        + rows(u"SELECT integration_id FROM integration WHERE integration_key = 5"_s).first()));
    QVERIFY(counts->unreadable.at(1).startsWith(u"refused message 3: "_s));
    QCOMPARE(rows(u"SELECT payload_sealed FROM quarantine_event WHERE event_id = 3"_s),
             QStringList{u"\\x00"_s});
}

// A server changes an integration between our reading and our writing it, and does not know the new key yet.
void ResealingTest::aChangeMeanwhileStays()
{
    const QString id = rows(u"SELECT integration_id FROM integration WHERE integration_key = 7"_s).first();
    Connection other({.conninfo = m_database->appConnInfo().toUtf8()});
    bool isChanged = false;
    const Sealer opening = sealerOf(m_both);
    const Resealing resealing{
        {opening.seal,
         [&](const QByteArray &sealed, const QByteArray &context) {
             if (context == sealContext(id) && !std::exchange(isChanged, true)) {
                 auto scope = TenantScope::begin(other, principalOf(model::Role::CustomerAdmin)).value();
                 auto configured = unsealedIntegration(scope, sealerOf(m_old), id).value();
                 configured.fullConfig = {{u"password"_s, u"changed"_s}};
                 Q_UNUSED(changeIntegration(scope, sealerOf(m_old), configured));
                 Q_UNUSED(scope.commit());
             }
             return opening.unseal(sealed, context);
         }},
        [this](const auto &sealed) { return m_both.isOutdated(sealed); },
        10,
        [](const ResealCounts &) { return Result<>{}; }};
    const auto counts = resealEverything(*m_connection, principalOf(model::Role::OperatorAdmin), resealing);
    QVERIFY2(counts, counts ? "" : qPrintable(counts.error().what));
    QVERIFY(isChanged && !counts->isComplete());
    QCOMPARE(counts->changedMeanwhile, 1);
    QVERIFY(reseal(m_both)->isComplete());
    auto scope = TenantScope::begin(*m_connection, principalOf(model::Role::CustomerAdmin)).value();
    QCOMPARE(unsealedIntegration(scope, sealerOf(m_new), id)->fullConfig.value(u"password"_s).toString(),
             u"changed"_s);
}

void ResealingTest::itIsAudited()
{
    QVERIFY(reseal(m_both));
    QCOMPARE(rows(u"SELECT DISTINCT user_id || ' ' || action FROM operator_audit_log"_s),
             QStringList{u"ann reseal_secrets"_s});
}

void ResealingTest::nothingElseOfARowChanges()
{
    const QString all = u"SELECT to_jsonb(i) - 'sealed' FROM integration AS i UNION ALL "
                        "SELECT to_jsonb(q) - 'payload_sealed' FROM quarantine_event AS q UNION ALL "
                        "SELECT to_jsonb(k) - 'private_sealed' FROM signing_key AS k ORDER BY 1"_s;
    const QStringList before = rows(all);
    QVERIFY(reseal(m_both));
    QCOMPARE(rows(all), before);
}

QTEST_GUILESS_MAIN(ResealingTest)

#include "resealing_test.moc"
