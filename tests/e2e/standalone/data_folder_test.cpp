// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "standalone/data_folder.h"

#include "lodging.h"
#include "standalone/log_file.h"
#include "standalone/ready_file.h"
#include "standalone/secret_file.h"

#include <QCoreApplication>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::standalone;
using namespace pulse::test;

class DataFolderTest : public QObject {
    Q_OBJECT

private slots:
    void foldersArePrivate();
    void secondServerIsRefusedWithThePid();
    void socketsAreShortAndPrivate();
    void socketsAreFoundAgainAfterACrash();
    void aForeignSocketsFolderIsNotTrusted();
    void secretsAreReplacedWhole();
    void anOpenSecretIsRefused();
    void passwordsAreLongAndDiffer();
    void readyFileIsThereWhileReady();
    void logsAreBounded();

private:
    static mode_t modeOf(const QString &path);
};

mode_t DataFolderTest::modeOf(const QString &path)
{
    struct stat status = {};
    return ::stat(QFile::encodeName(path).constData(), &status) == 0 ? status.st_mode & 07777 : 0;
}

void DataFolderTest::foldersArePrivate()
{
    const Lodging lodging;
    QVERIFY(becomeOwner(lodging.path(u"data"_s)));
    const auto folder = DataFolder::open(lodging.path(u"data"_s));
    QVERIFY2(folder, folder ? "" : qPrintable(folder.error().what));
    const DataPaths &paths = folder->paths();
    for (const QString &path : {paths.root, paths.run(), paths.secrets(), paths.log(), paths.broker()})
        QCOMPARE(modeOf(path), mode_t{0700});
}

void DataFolderTest::secondServerIsRefusedWithThePid()
{
    const Lodging lodging;
    auto first = DataFolder::open(lodging.path(u"data"_s));
    QVERIFY(first);
    const auto second = DataFolder::open(lodging.path(u"data"_s));
    QVERIFY(!second);
    QCOMPARE(second.error().kind, ErrorKind::Conflict);
    QVERIFY2(second.error().what.contains(u"process %1"_s.arg(::getpid())), qPrintable(second.error().what));
    {
        const DataFolder gone = *std::move(first);
    }
    QVERIFY(DataFolder::open(lodging.path(u"data"_s)));
}

void DataFolderTest::socketsAreShortAndPrivate()
{
    const Lodging lodging;
    QVERIFY(lodging.longPath().size() > 150);
    QVERIFY(becomeOwner(lodging.longPath()));
    QString sockets;
    {
        const auto folder = DataFolder::open(lodging.longPath());
        QVERIFY2(folder, folder ? "" : qPrintable(folder.error().what));
        sockets = folder->sockets();
        QVERIFY((sockets + u"/.s.PGSQL.5432"_s).size() < 107);
        QCOMPARE(modeOf(sockets), mode_t{0700});
    }
    QVERIFY(!QFileInfo::exists(sockets));
}

void DataFolderTest::socketsAreFoundAgainAfterACrash()
{
    const Lodging lodging;
    QString sockets;
    {
        const auto folder = DataFolder::open(lodging.path(u"data"_s));
        sockets = folder->sockets();
        QVERIFY(QFile::copy(folder->paths().socketsRecord(), lodging.path(u"record"_s)));
    }
    // As a crash leaves it: the record and the folder are there.
    QVERIFY(QFile::copy(lodging.path(u"record"_s), lodging.path(u"data/run/sockets"_s)));
    QCOMPARE(::mkdir(qPrintable(sockets), 0700), 0);
    const auto again = DataFolder::open(lodging.path(u"data"_s));
    QCOMPARE(again->sockets(), sockets);
}

void DataFolderTest::aForeignSocketsFolderIsNotTrusted()
{
    const Lodging lodging;
    const QString open = u"/tmp/pulse-open-%1"_s.arg(::getpid());
    {
        const auto folder = DataFolder::open(lodging.path(u"data"_s));
        QVERIFY(folder);
    }
    QCOMPARE(::mkdir(qPrintable(open), 0700), 0);
    QCOMPARE(::chmod(qPrintable(open), 0777), 0); // others could have put sockets there
    QVERIFY(writeSecretFile(lodging.path(u"data/run/sockets"_s), open.toUtf8() + '\n'));
    const auto again = DataFolder::open(lodging.path(u"data"_s));
    QVERIFY(again);
    QVERIFY(again->sockets() != open);
    QVERIFY(QDir().rmdir(open));
}

void DataFolderTest::secretsAreReplacedWhole()
{
    const Lodging lodging;
    const QString file = lodging.path(u"secret"_s);
    QVERIFY(writeSecretFile(file, "one"));
    QVERIFY(writeSecretFile(file, "two"));
    QCOMPARE(*readSecretFile(file), "two");
    QCOMPARE(modeOf(file), mode_t{0600});
    QCOMPARE(QDir(lodging.path(QString())).entryList(QDir::Files | QDir::Hidden), QStringList{u"secret"_s});
    const auto missing = readSecretFile(lodging.path(u"none"_s));
    QVERIFY(!missing && missing.error().kind == ErrorKind::NotFound);
}

void DataFolderTest::anOpenSecretIsRefused()
{
    const Lodging lodging;
    const QString file = lodging.path(u"secret"_s);
    QVERIFY(writeSecretFile(file, "one"));
    QCOMPARE(::chmod(qPrintable(file), 0640), 0);
    const auto read = readSecretFile(file);
    QVERIFY(!read && read.error().kind == ErrorKind::Forbidden);
    QVERIFY(!read.error().what.contains(u"one"_s));
}

void DataFolderTest::passwordsAreLongAndDiffer()
{
    QSet<QByteArray> passwords;
    for (int i = 0; i < 100; ++i)
        passwords.insert(randomPassword());
    QCOMPARE(passwords.size(), 100);
    QCOMPARE(passwords.begin()->size(), 32);
    QCOMPARE(randomPassword(24).size(), 24);
}

void DataFolderTest::readyFileIsThereWhileReady()
{
    const Lodging lodging;
    const QString path = lodging.path(u"ready"_s);
    {
        ReadyFile ready(path);
        QVERIFY(ready.announce({{u"http"_s, u"http://127.0.0.1:8080"_s}, {u"mqtt"_s, u"127.0.0.1:1883"_s}}));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(),
                 "pid=" + QByteArray::number(::getpid())
                     + "\nhttp=http://127.0.0.1:8080\nmqtt=127.0.0.1:1883\n");
        QVERIFY(!ready.announce({{u"http"_s, u"two\nlines"_s}}));
    }
    QVERIFY(!QFileInfo::exists(path));
}

void DataFolderTest::logsAreBounded()
{
    const Lodging lodging;
    const QString path = lodging.path(u"log"_s);
    QFile log(path);
    QVERIFY(log.open(QIODevice::Append));
    log.write("first\nsecond\nthird\n");
    log.flush();
    QCOMPARE(endOfLog(path, 2), u"second\nthird"_s);
    QVERIFY(rotateLog(path, 1000));
    QVERIFY(!QFileInfo::exists(path + u".1"_s));
    QVERIFY(rotateLog(path, 10));
    log.write("fourth\n"); // the writer has the same file open
    log.flush();
    QCOMPARE(endOfLog(path), u"fourth"_s);
    QCOMPARE(endOfLog(path + u".1"_s, 1), u"third"_s);
}

int main(int argc, char **argv)
{
    if (!becomeOrdinary())
        return 1;
    QCoreApplication application(argc, argv);
    DataFolderTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "data_folder_test.moc"
