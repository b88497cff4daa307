// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Passwords go to a file that only the installation's owner reads, or where they are asked for by name; not
// to standard output, which ends up in logs.
#include "support/process/product.h"
#include "support/process/spin.h"
#include "support/suite/test_case.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryFile>
#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class AccountsTest final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void theFirstAccountsAreInAFileOnly();
    void aMadeUpPasswordIsKeptInTheFile();
    void anotherPasswordTakesItsPlace();
    void anotherPasswordEndsSessions();
    void anEasyPasswordIsRefused();
    void aFailureNamesNoPassword();
    void aPasswordIsPrintedWhereItIsAskedFor();

private:
    QStringList credentials() const; // "login password"
    QString passwordOf(const QString &login) const;

    std::unique_ptr<test::Product> m_product;
};

void AccountsTest::initTestCase()
{
    auto product =
        test::Product::start({.program = QCoreApplication::applicationDirPath() + u"/pulse-server"_s});
    QVERIFY2(product, qPrintable(product ? QString() : product.error().what));
    m_product = *std::move(product);
}

QStringList AccountsTest::credentials() const
{
    QFile file(m_product->dataFolder() + u"/credentials"_s);
    return file.open(QIODevice::ReadOnly)
        ? QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts).mid(1)
        : QStringList();
}

QString AccountsTest::passwordOf(const QString &login) const
{
    const QStringList lines = credentials().filter(QRegularExpression(u"^%1 "_s.arg(login)));
    return lines.size() == 1 ? lines.first().section(u' ', 1) : QString();
}

void AccountsTest::theFirstAccountsAreInAFileOnly()
{
    const QString password = passwordOf(u"admin"_s);
    QVERIFY(password.size() >= 16);
    QVERIFY(m_product->signIn(u"admin"_s, password));
    const QString said = m_product->process().output();
    QVERIFY2(!said.contains(password), "the password was printed");
    QVERIFY2(said.contains(m_product->dataFolder() + u"/credentials"_s), qPrintable(said));
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QVERIFY(!(QFileInfo(m_product->dataFolder() + u"/credentials"_s).permissions() & others));
}

void AccountsTest::aMadeUpPasswordIsKeptInTheFile()
{
    const auto said = m_product->run({u"user"_s, u"add"_s, u"jo"_s, u"--role"_s, u"operator"_s});
    QVERIFY2(said, qPrintable(said ? QString() : said.error().what));
    const QString password = passwordOf(u"jo"_s);
    QVERIFY(!password.isEmpty() && !said->contains(password));
    QVERIFY2(said->contains(m_product->dataFolder() + u"/credentials"_s), qPrintable(*said));
    QVERIFY(m_product->signIn(u"jo"_s, password));
}

void AccountsTest::anotherPasswordTakesItsPlace()
{
    const QString before = passwordOf(u"admin"_s);
    QVERIFY(m_product->run({u"user"_s, u"passwd"_s, u"admin"_s}));
    const QString password = passwordOf(u"admin"_s); // one line, still
    QVERIFY(!password.isEmpty() && password != before);
    QVERIFY(m_product->signIn(u"admin"_s, password));
    QVERIFY(!m_product->signIn(u"admin"_s, before));
}

// A command is another process: the server hears of it by the change feed.
void AccountsTest::anotherPasswordEndsSessions()
{
    QVERIFY(m_product->signIn(u"admin"_s, passwordOf(u"admin"_s)));
    const auto devices = [this] { return m_product->call("GET", u"/operator/system-alerts"_s); };
    QCOMPARE(devices().status, 200);
    QVERIFY(m_product->run({u"user"_s, u"passwd"_s, u"admin"_s}));
    test::Answer last;
    QVERIFY(test::spinUntil([&] { return (last = devices()).status == 401; }, 60s));
    QCOMPARE(last.json.value(u"code"_s).toString(), u"session_ended"_s);
    QVERIFY(m_product->signIn(u"admin"_s, passwordOf(u"admin"_s)));
    QCOMPARE(devices().status, 200);
}

void AccountsTest::anEasyPasswordIsRefused()
{
    QTemporaryFile file;
    QVERIFY(file.open());
    for (const QByteArray password : {"too short", "password12345"}) {
        file.resize(0);
        file.seek(0);
        file.write(password);
        file.flush();
        const auto said =
            m_product->run({u"user"_s, u"passwd"_s, u"admin"_s, u"--password-file"_s, file.fileName()});
        QVERIFY(!said);
        QVERIFY2(!said.error().what.contains(QString::fromUtf8(password)), qPrintable(said.error().what));
    }
}

void AccountsTest::aFailureNamesNoPassword()
{
    const QStringList before = credentials();
    for (const QStringList &options : {QStringList(), QStringList{u"--print-password"_s}}) {
        const auto said = m_product->run(
            QStringList{u"user"_s, u"add"_s, u"admin"_s, u"--role"_s, u"operator"_s} + options);
        QVERIFY(!said); // there is one of that name
        QVERIFY2(!said.error().what.contains(u"password"_s), qPrintable(said.error().what));
    }
    QCOMPARE(credentials(), before);
}

void AccountsTest::aPasswordIsPrintedWhereItIsAskedFor()
{
    const QStringList before = credentials();
    const auto said =
        m_product->run({u"user"_s, u"add"_s, u"ann"_s, u"--role"_s, u"operator"_s, u"--print-password"_s});
    QVERIFY2(said, qPrintable(said ? QString() : said.error().what));
    QVERIFY(m_product->signIn(u"ann"_s, said->section(u"password\t"_s, 1).trimmed()));
    QCOMPARE(credentials(), before);
}

PULSE_TEST_CASE(AccountsTest)

#include "accounts_test.moc"
