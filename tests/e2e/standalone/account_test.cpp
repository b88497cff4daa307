// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whom the server becomes. What changes our ids for good runs in a child: this very program, told `--become
// FOLDER`.
#include "standalone/account.h"

#include "lodging.h"

#include <QCoreApplication>
#include <QTest>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class AccountTest : public QObject {
    Q_OBJECT

private slots:
    void rootBecomesTheOwner();
    void aNewFolderIsPrivateAndOurs();
    void aClosedFolderAboveIsNamed();
    void aUsedFolderOfRootIsRefused();
    void anotherUsersFolderIsRefused();

private:
    static Result<QString> become(const QString &folder, const std::optional<Account> &as = {});
};

Result<QString> AccountTest::become(const QString &folder, const std::optional<Account> &as)
{
    return ChildProcess::run(QCoreApplication::applicationFilePath(), {u"--become"_s, folder}, {.runAs = as});
}

void AccountTest::rootBecomesTheOwner()
{
    if (::geteuid() != 0)
        QSKIP("only root can become somebody");
    const Lodging lodging;
    const Account account = ordinaryAccount().value();
    const QString folder = lodging.path(u"data"_s);
    QVERIFY(QDir().mkdir(folder));
    QCOMPARE(::chown(qPrintable(folder), account.uid, account.gid), 0);
    const auto said = become(folder);
    QVERIFY2(said, said ? "" : qPrintable(said.error().what));
    const QString id = QString::number(account.uid);
    const QString group = QString::number(account.gid);
    QVERIFY2(said->contains(u"users %1 %1 %1\n"_s.arg(id)), qPrintable(*said));
    QVERIFY2(said->contains(u"groups %1 %1 %1 and 1: %1\n"_s.arg(group)), qPrintable(*said));
    QVERIFY2(said->contains(u"HOME %1 USER %2\n"_s.arg(
                 folder, QString::fromLocal8Bit(::getpwuid(account.uid)->pw_name))),
             qPrintable(*said));
    QVERIFY2(said->contains(u"dumpable 1\n"_s), qPrintable(*said));
}

void AccountTest::aNewFolderIsPrivateAndOurs()
{
    const Lodging lodging;
    const QString folder = lodging.path(u"one/two/data"_s);
    // As root this would be made for the user pulse, who may not exist here: an ordinary user then.
    const auto said = become(folder, ordinaryAccount());
    QVERIFY2(said, said ? "" : qPrintable(said.error().what));
    struct stat status = {};
    QCOMPARE(::stat(qPrintable(folder), &status), 0);
    QCOMPARE(status.st_mode & 07777, mode_t{0700});
    QCOMPARE(status.st_uid, ordinaryAccount() ? ordinaryAccount()->uid : ::getuid());
}

void AccountTest::aClosedFolderAboveIsNamed()
{
    if (::geteuid() != 0)
        QSKIP("only root gives up what opens every folder");
    const Lodging lodging;
    const Account account = ordinaryAccount().value();
    const QString closed = lodging.path(u"closed"_s); // as root's home is
    QVERIFY(QDir().mkpath(closed + u"/data"_s));
    QCOMPARE(::chmod(qPrintable(closed), 0700), 0);
    QCOMPARE(::chown(qPrintable(closed + u"/data"_s), account.uid, account.gid), 0);
    const auto said = become(closed + u"/data"_s);
    QVERIFY(!said);
    QVERIFY2(said.error().what.contains(closed + u" is closed"_s), qPrintable(said.error().what));
    QVERIFY2(said.error().what.contains(u"--data"_s), qPrintable(said.error().what));
}

void AccountTest::aUsedFolderOfRootIsRefused()
{
    if (::geteuid() != 0)
        QSKIP("only root can own it");
    const Lodging lodging;
    QVERIFY(QDir().mkpath(lodging.path(u"data/something"_s)));
    const auto said = become(lodging.path(u"data"_s));
    QVERIFY(!said);
    QVERIFY2(said.error().what.contains(u"chown"_s), qPrintable(said.error().what));
}

void AccountTest::anotherUsersFolderIsRefused()
{
    const auto said = become(u"/etc"_s, ordinaryAccount());
    QVERIFY(!said);
    QVERIFY2(said.error().what.contains(u"belongs to another user"_s), qPrintable(said.error().what));
}

namespace {

int sayWhoWeBecome(const QString &folder)
{
    if (const auto became = standalone::becomeOwner(folder); !became) {
        std::printf("%s\n", qPrintable(became.error().what));
        return 1;
    }
    uid_t user[3];
    gid_t group[3];
    gid_t others[64];
    ::getresuid(&user[0], &user[1], &user[2]);
    ::getresgid(&group[0], &group[1], &group[2]);
    const int count = ::getgroups(64, others);
    std::printf("users %u %u %u\n", user[0], user[1], user[2]);
    std::printf("groups %u %u %u and %d: %u\n", group[0], group[1], group[2], count, others[0]);
    std::printf("HOME %s USER %s\n", qPrintable(qEnvironmentVariable("HOME")),
                qPrintable(qEnvironmentVariable("USER")));
    std::printf("dumpable %d\n", ::prctl(PR_GET_DUMPABLE));
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = application.arguments();
    if (arguments.value(1) == u"--become"_s)
        return sayWhoWeBecome(arguments.value(2));
    AccountTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "account_test.moc"
