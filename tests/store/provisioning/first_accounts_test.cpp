// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a first start makes is of use only to whoever has its passwords and tokens: they are kept before it is
// there.
#include "app/demo.h"
#include "support/postgres/postgres_cluster.h"

#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;

class FirstAccountsTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void theFirstAdminIsMadeOnce();
    void nobodyIsThereWhosePasswordCouldNotBeKept();
    void noDemoIsThereWhoseTokensCouldNotBeKept();

private:
    QString count(const QString &table) const;
    app::SeedKeeper keeping(bool isPossible);

    std::optional<test::TestDatabase> m_database;
    std::unique_ptr<store::Connection> m_connection;
    QStringList m_kept; // logins and devices
    QString m_thereWhenKept; // how many accounts, as others saw it
};

void FirstAccountsTest::init()
{
    auto database = test::PostgresCluster::create();
    QVERIFY2(database, qPrintable(database ? QString() : database.error().what));
    m_database.emplace(*std::move(database));
    m_connection =
        std::make_unique<store::Connection>(store::ConnectionConfig{m_database->appConnInfo().toUtf8()});
    m_kept.clear();
}

QString FirstAccountsTest::count(const QString &table) const
{
    const auto values = m_database->query(u"SELECT count(*) FROM "_s + table);
    return values ? values->value(0) : values.error().what;
}

app::SeedKeeper FirstAccountsTest::keeping(bool isPossible)
{
    return [this, isPossible](const app::DemoSeed &seed) -> Result<> {
        m_thereWhenKept = count(u"user_account"_s);
        if (!isPossible)
            return fail(ErrorKind::Internal, u"the disk is full"_s);
        for (const app::DemoAccount &account : seed.accounts)
            m_kept.append(account.login);
        for (const app::DemoDevice &device : seed.devices)
            m_kept.append(device.deviceId);
        return {};
    };
}

void FirstAccountsTest::theFirstAdminIsMadeOnce()
{
    const auto seed = app::seedFirstAdmin(*m_connection, keeping(true));
    QVERIFY2(seed, qPrintable(seed ? QString() : seed.error().what));
    QCOMPARE(m_kept, QStringList{u"admin"_s});
    QCOMPARE(m_thereWhenKept, u"0"_s);
    QCOMPARE(count(u"user_account"_s), u"1"_s);
    const auto again = app::seedFirstAdmin(*m_connection, keeping(true));
    QVERIFY(again);
    QVERIFY(again->accounts.isEmpty());
    QCOMPARE(m_kept.size(), 1);
}

void FirstAccountsTest::nobodyIsThereWhosePasswordCouldNotBeKept()
{
    QVERIFY(!app::seedFirstAdmin(*m_connection, keeping(false)));
    QCOMPARE(count(u"user_account"_s), u"0"_s);
    QVERIFY(app::seedFirstAdmin(*m_connection, keeping(true)));
    QCOMPARE(m_kept, QStringList{u"admin"_s});
}

void FirstAccountsTest::noDemoIsThereWhoseTokensCouldNotBeKept()
{
    const app::DemoContext context{*m_connection, {}, {}};
    QVERIFY(!app::seedDemo(context, keeping(false)));
    QCOMPARE(count(u"tenant"_s), u"0"_s);
    QCOMPARE(count(u"device"_s), u"0"_s);
    const auto seed = app::seedDemo(context, keeping(true));
    QVERIFY2(seed, qPrintable(seed ? QString() : seed.error().what));
    QVERIFY(seed->isFresh);
    QCOMPARE(m_kept.size(), 4 + 2 * 25);
    QCOMPARE(count(u"device"_s), u"50"_s);
}

QTEST_GUILESS_MAIN(FirstAccountsTest)
#include "first_accounts_test.moc"
