// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A port that is taken is said before anything is built: which one, who has it, and how to choose another.
#include "support/process/child_process.h"
#include "support/process/free_port.h"
#include "support/process/served.h"
#include "support/suite/test_case.h"

#include <QDir>
#include <QFile>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>
#include <unistd.h>

using namespace pulse;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class PortsTest final : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void aTakenPortIsSaidBeforeAnythingIsBuilt_data();
    void aTakenPortIsSaidBeforeAnythingIsBuilt();
    void onePortForBothIsRefused();
    void serveSaysItBeforeItWaitsForItsDatabase();

private:
    // What `standalone` prints, and its exit code, on a folder of its own.
    QString standalone(const QStringList &options, int &code);

    QString m_program = QCoreApplication::applicationDirPath() + u"/pulse-server"_s;
    QTemporaryDir m_folder{u"/tmp/pulse-ports-XXXXXX"_s};
    QString m_data;
};

void PortsTest::initTestCase()
{
    QVERIFY(QFile::setPermissions(m_folder.path(),
                                  QFile::Permissions(0x7755))); // as root the server is somebody else
}

QString PortsTest::standalone(const QStringList &options, int &code)
{
    static int number = 0;
    m_data = m_folder.filePath(u"data-%1"_s.arg(++number));
    const auto server =
        test::ChildProcess::start(m_program, QStringList{u"standalone"_s, u"--data"_s, m_data} + options);
    code = server ? (*server)->waitForExit(120s).value_or(-1) : -1;
    return server ? (*server)->output() : server.error().what;
}

void PortsTest::aTakenPortIsSaidBeforeAnythingIsBuilt_data()
{
    QTest::addColumn<QString>("taken");
    QTest::addColumn<QString>("other");
    QTest::newRow("HTTP") << u"--http-port"_s << u"--mqtt-port"_s;
    QTest::newRow("MQTT") << u"--mqtt-port"_s << u"--http-port"_s;
}

void PortsTest::aTakenPortIsSaidBeforeAnythingIsBuilt()
{
    QFETCH(QString, taken);
    QFETCH(QString, other);
    QTcpServer neighbour;
    QVERIFY(neighbour.listen(QHostAddress::LocalHost, 0));
    int code = 0;
    const QString said = standalone({taken, QString::number(neighbour.serverPort()), other, u"0"_s}, code);
    QVERIFY2(code > 0, qPrintable(said));
    QVERIFY2(said.contains(u"port %1 "_s.arg(neighbour.serverPort())), qPrintable(said));
    QVERIFY2(said.contains(taken), qPrintable(said));
    QVERIFY2(said.contains(u"(process %1)"_s.arg(::getpid())), qPrintable(said)); // this test has it
    QVERIFY(!QDir(m_data + u"/postgres"_s).exists());
    QVERIFY(!QDir(m_data + u"/postgres.new"_s).exists());
}

void PortsTest::onePortForBothIsRefused()
{
    const QString port = QString::number(test::freePort());
    int code = 0;
    const QString said = standalone({u"--http-port"_s, port, u"--mqtt-port"_s, port}, code);
    QCOMPARE(code, 2);
    QVERIFY2(said.contains(u"--http-port"_s) && said.contains(u"--mqtt-port"_s), qPrintable(said));
    QVERIFY(!QDir(m_data + u"/postgres"_s).exists());
}

void PortsTest::serveSaysItBeforeItWaitsForItsDatabase()
{
    QTcpServer neighbour;
    QVERIFY(neighbour.listen(QHostAddress::LocalHost, 0));
    const auto server = test::Served::begin({m_program,
                                             u"host=/nonexistent dbname=pulse"_s,
                                             test::freePort(),
                                             {u"PULSE_HTTP_PORT=%1"_s.arg(neighbour.serverPort())}});
    QVERIFY(server);
    QVERIFY((*server)->process().waitForExit(120s).value_or(0) > 0);
    const QString said = (*server)->process().output();
    QVERIFY2(said.contains(u"port %1 "_s.arg(neighbour.serverPort())), qPrintable(said));
    QVERIFY2(said.contains(u"http.port"_s), qPrintable(said));
    QVERIFY2(!said.contains(u"waiting for the database"_s), qPrintable(said));
}

PULSE_TEST_CASE(PortsTest)

#include "ports_test.moc"
