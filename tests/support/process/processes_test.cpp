// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The tools every other test stands on: children, time, ports, spies.
#include "support/process/child_process.h"
#include "support/process/free_port.h"
#include "support/suite/fake_clock.h"
#include "support/suite/value_spy.h"

#include <QTcpServer>
#include <QTest>
#include <QTimer>
#include <thread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pulse;
using namespace pulse::test;

class ProcessesTest : public QObject {
    Q_OBJECT

private slots:
    void childIsHeardAndEndsWithItsCode();
    void childIsKilledByItsPid();
    void pausedChildGoesOn();
    void childHasTheGivenEnvironmentAndFolder();
    void childDiesWithItsParent();
    void aMissingProgramIsAnError();
    void aFailedRunTellsWhatWasPrinted();
    void rootBecomesSomebodyElse();
    void clockMovesOnlyWhenTold();
    void freePortCanBeListenedOn();
    void spyWaitsForAnotherThread();
    void spyGivesUp();
    void spyMayDieBeforeItsCallback();
};

void ProcessesTest::childIsHeardAndEndsWithItsCode()
{
    const auto child = ChildProcess::start(u"sh"_s, {u"-c"_s, u"echo ready; exit 7"_s});
    QVERIFY(child);
    QVERIFY((*child)->waitForLine(u"ready"_s));
    QCOMPARE((*child)->waitForExit(), 7);
    QVERIFY(!(*child)->waitForLine(u"never printed"_s, 1s));
}

void ProcessesTest::childIsKilledByItsPid()
{
    const auto child = ChildProcess::start(u"sleep"_s, {u"600"_s});
    QVERIFY(child);
    QVERIFY((*child)->isRunning());
    QVERIFY(!(*child)->waitForExit(1ms));
    (*child)->kill();
    QCOMPARE((*child)->waitForExit(), 128 + SIGKILL);
}

void ProcessesTest::pausedChildGoesOn()
{
    const auto child = ChildProcess::start(u"sleep"_s, {u"600"_s});
    QVERIFY(child);
    (*child)->pause();
    (*child)->terminate();
    QVERIFY(!(*child)->waitForExit(50ms));
    (*child)->resume();
    QCOMPARE((*child)->waitForExit(), 128 + SIGTERM);
}

void ProcessesTest::childHasTheGivenEnvironmentAndFolder()
{
    const auto printed = ChildProcess::run(u"sh"_s, {u"-c"_s, u"echo $WORD; pwd"_s},
                                           {.environment = {u"WORD=old"_s, u"WORD=new"_s}, .folder = u"/"_s});
    QVERIFY(printed);
    QCOMPARE(*printed, u"new\n/\n"_s);
}

void ProcessesTest::childDiesWithItsParent()
{
    // A parent of our own: this very test program, which prints its child's pid and waits (see main).
    const auto parent = ChildProcess::start(QCoreApplication::applicationFilePath(), {u"--be-a-parent"_s});
    QVERIFY(parent);
    QVERIFY((*parent)->waitForLine(u"\n"_s));
    const pid_t grandchild = (*parent)->output().section(u'\n', 0, 0).toInt();
    QVERIFY(grandchild > 1);
    QVERIFY(isAlive(grandchild));
    (*parent)->kill();
    QTRY_VERIFY(!isAlive(grandchild));
}

void ProcessesTest::aMissingProgramIsAnError()
{
    const auto child = ChildProcess::start(u"there-is-no-such-program"_s, {});
    QVERIFY(!child);
    QCOMPARE(child.error().kind, ErrorKind::NotFound);
}

void ProcessesTest::aFailedRunTellsWhatWasPrinted()
{
    const auto printed = ChildProcess::run(u"sh"_s, {u"-c"_s, u"echo the reason >&2; exit 3"_s});
    QVERIFY(!printed);
    QVERIFY2(printed.error().what.contains(u"ended with 3"_s), qPrintable(printed.error().what));
    QVERIFY2(printed.error().what.contains(u"the reason"_s), qPrintable(printed.error().what));
}

void ProcessesTest::rootBecomesSomebodyElse()
{
    const auto who = ChildProcess::run(u"id"_s, {u"-u"_s}, {.runAs = ordinaryAccount()});
    QVERIFY(who);
    QVERIFY(who->trimmed() != u"0"_s);
}

void ProcessesTest::clockMovesOnlyWhenTold()
{
    FakeClock clock;
    const Instant start = clock.now();
    QCOMPARE(toRfc3339(start), "2026-01-15T12:00:00.000000Z");
    clock.advance(90s);
    QCOMPARE(toRfc3339(clock.now()), "2026-01-15T12:01:30.000000Z");
    clock.set(start);
    QVERIFY(clock.now() == start);
}

void ProcessesTest::freePortCanBeListenedOn()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost, freePort()));
}

void ProcessesTest::spyWaitsForAnotherThread()
{
    ValueSpy<int> spy;
    std::thread thread([call = spy.callback()] {
        call(1);
        call(2);
    });
    QVERIFY(spy.waitFor(2));
    thread.join();
    QCOMPARE(spy.take(), (QList<int>{1, 2}));
    QCOMPARE(spy.count(), 0);
}

void ProcessesTest::spyGivesUp()
{
    ValueSpy<int> spy;
    QVERIFY(!spy.waitFor(1, 10ms));
}

void ProcessesTest::spyMayDieBeforeItsCallback()
{
    std::function<void(const int &)> call;
    {
        ValueSpy<int> spy;
        call = spy.callback();
        call(1);
        QCOMPARE(spy.count(), 1);
    }
    call(2);
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (application.arguments().value(1) == u"--be-a-parent"_s) {
        const auto child = ChildProcess::start(u"sleep"_s, {u"600"_s});
        std::printf("%d\n", static_cast<int>((*child)->pid()));
        std::fflush(stdout);
        return QCoreApplication::exec();
    }
    ProcessesTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "processes_test.moc"
