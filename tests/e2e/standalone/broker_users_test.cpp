// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "standalone/broker_users.h"

#include "lodging.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTest>
#include <thread>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::standalone;
using namespace pulse::test;

class BrokerUsersTest : public QObject {
    Q_OBJECT

private slots:
    void namesThatReachFurtherAreRefused_data();
    void namesThatReachFurtherAreRefused();
    void hashIsWhatMosquittoMakes();
    void usersComeAndGo();
    void theServerStays();
    void twoWritersLoseNothing();
    void tenThousandUsers();

private:
    static QByteArray content(const BrokerUsers &users);
};

QByteArray BrokerUsersTest::content(const BrokerUsers &users)
{
    QFile file(users.file());
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void BrokerUsersTest::namesThatReachFurtherAreRefused_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("every tenant") << u"+/device/a"_s;
    QTest::newRow("everything below") << u"acme/device/#"_s;
    QTest::newRow("ends the name in the file") << u"acme/device/a:b"_s;
    QTest::newRow("another line") << u"acme/device/a\nroot"_s;
    QTest::newRow("trimmed by the broker") << u"acme/device/a "_s;
    QTest::newRow("nothing") << QString();
}

void BrokerUsersTest::namesThatReachFurtherAreRefused()
{
    QFETCH(QString, name);
    const Lodging lodging;
    const auto folder = DataFolder::open(lodging.path(u"data"_s));
    QVERIFY(folder);
    const BrokerUsers users(folder->paths());
    const auto added = users.addUsers({{name, "x"}});
    QVERIFY(!added);
    QCOMPARE(added.error().kind, ErrorKind::Invalid);
    QVERIFY(users.names()->isEmpty());
}

void BrokerUsersTest::hashIsWhatMosquittoMakes()
{
    const Lodging lodging;
    QFile file(lodging.path(u"theirs"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("somebody:the password\n");
    file.close();
    QVERIFY(ChildProcess::run(u"mosquitto_passwd"_s, {u"-U"_s, file.fileName()}));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray theirs = file.readAll().trimmed().mid(9);
    QVERIFY2(theirs.startsWith("$7$101$"), theirs.constData());
    QVERIFY(BrokerUsers::isMatch(theirs, "the password"));
    QVERIFY(!BrokerUsers::isMatch(theirs, "the passwort"));
    const QByteArray ours = BrokerUsers::hash("the password");
    QCOMPARE(ours.size(), theirs.size());
    QVERIFY(BrokerUsers::isMatch(ours, "the password"));
    QVERIFY(BrokerUsers::hash("the password") != ours); // another salt
}

void BrokerUsersTest::usersComeAndGo()
{
    const Lodging lodging;
    const auto folder = DataFolder::open(lodging.path(u"data"_s));
    QVERIFY(folder);
    const BrokerUsers users(folder->paths());
    QVERIFY(users.addUsers({{u"a/device/1"_s, "one"}, {u"a/device/2"_s, "two"}}));
    QCOMPARE(*users.names(), (QStringList{u"a/device/1"_s, u"a/device/2"_s}));
    QVERIFY(!content(users).contains("one"));
    const QByteArray before = content(users);
    QVERIFY(users.addUsers({{u"a/device/2"_s, "new"}}));
    QVERIFY(content(users) != before);
    QVERIFY(users.removeUsers({u"a/device/1"_s, u"a/device/never"_s}));
    QCOMPARE(*users.names(), QStringList{u"a/device/2"_s});
    QVERIFY(!users.addUsers({{u"a:b"_s, "x"}}));
    QCOMPARE(*users.names(), QStringList{u"a/device/2"_s});
}

void BrokerUsersTest::theServerStays()
{
    const Lodging lodging;
    const auto folder = DataFolder::open(lodging.path(u"data"_s));
    const BrokerUsers users(folder->paths());
    QVERIFY(users.addUsers({{serverUser(), "server"}, {u"a/device/1"_s, "one"}}));
    QCOMPARE(*users.names(), QStringList{u"a/device/1"_s});
    QVERIFY(users.removeUsers({serverUser()}));
    QVERIFY(content(users).contains(serverUser().toUtf8() + ':'));
}

// A command line beside the running server.
void BrokerUsersTest::twoWritersLoseNothing()
{
    const Lodging lodging;
    const auto folder = DataFolder::open(lodging.path(u"data"_s));
    const auto writeTwenty = [paths = folder->paths()](const QString &tenant) {
        for (int i = 0; i < 20; ++i) {
            if (!BrokerUsers(paths).addUsers({{u"%1/device/%2"_s.arg(tenant).arg(i), "x"}}))
                return;
        }
    };
    {
        const std::jthread one(writeTwenty, u"one"_s);
        const std::jthread two(writeTwenty, u"two"_s);
    }
    QCOMPARE(BrokerUsers(folder->paths()).names()->size(), 40);
}

void BrokerUsersTest::tenThousandUsers()
{
    const Lodging lodging;
    const auto folder = DataFolder::open(lodging.path(u"data"_s));
    const BrokerUsers users(folder->paths());
    BrokerUsers::Passwords many;
    for (int i = 0; i < 10'000; ++i)
        many.insert(u"acme/device/%1"_s.arg(i), QByteArray::number(i));
    QElapsedTimer timer;
    timer.start();
    QVERIFY(users.addUsers(many));
    const auto all = timer.restart();
    QVERIFY(users.addUsers({{u"acme/device/late"_s, "late"}}));
    qInfo("10,000 users in %lld ms; one more in %lld ms", all, timer.elapsed());
    QCOMPARE(users.names()->size(), 10'001);
}

int main(int argc, char **argv)
{
    if (!becomeOrdinary())
        return 1;
    QCoreApplication application(argc, argv);
    BrokerUsersTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "broker_users_test.moc"
