// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Children that misbehave: sh plays them.
#include "standalone/supervisor.h"

#include "lodging.h"
#include "support/suite/value_spy.h"

#include <QCoreApplication>
#include <QTest>
#include <memory>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace pulse;
using namespace pulse::standalone;
using namespace pulse::test;

namespace {

constexpr Backoff kQuick{.first = 10ms, .cap = 50ms, .jitter = 0};

ChildProgram shell(const Lodging &lodging, const QString &name, const QString &script)
{
    return {.name = name,
            .program = u"/bin/sh"_s,
            .arguments = {u"-c"_s, script},
            .folder = u"/"_s,
            .logFile = lodging.path(name + u".log"_s)};
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class SupervisorTest : public QObject {
    Q_OBJECT

private slots:
    void startReturnsWhenItAnswers();
    void aFailedStartSaysWhatWasPrinted();
    void aStartThatNeverAnswersIsEnded();
    void aKilledChildIsStartedAgain();
    void pidFileFollowsTheChild();
    void childrenStopInReverseOrder();
    void aDeafChildIsStoppedHard();
    void stoppingWithTheEventLoop();
    void terminalSignalsDoNotReachChildren();
    void childDiesWhenTheServerIsKilled();
};

void SupervisorTest::startReturnsWhenItAnswers()
{
    const Lodging lodging;
    Supervisor supervisor;
    ChildProgram program = shell(lodging, u"slow"_s, u"sleep 0.1; echo up; exec sleep 600"_s);
    program.isReady = [log = program.logFile](qint64) { return contentOf(log) == "up\n"; };
    const auto child = supervisor.start(program, 10s);
    QVERIFY2(child, child ? "" : qPrintable(child.error().what));
    QCOMPARE((*child)->state(), ChildState::Ready);
    QCOMPARE(contentOf(program.logFile), "up\n");
    QVERIFY(supervisor.areAllReady());
    QCOMPARE(supervisor.child(u"slow"_s), *child);
}

void SupervisorTest::aFailedStartSaysWhatWasPrinted()
{
    const Lodging lodging;
    Supervisor supervisor;
    ChildProgram program = shell(lodging, u"broken"_s, u"echo the reason >&2; exit 3"_s);
    program.isReady = [](qint64) { return false; };
    const auto child = supervisor.start(program, 10s, kQuick);
    QVERIFY(!child);
    QVERIFY2(child.error().what.contains(u"the reason"_s), qPrintable(child.error().what));
    QVERIFY(!supervisor.child(u"broken"_s));
    program.program = u"/there/is/no/such/program"_s;
    QVERIFY(!supervisor.start(program, 10s, kQuick));
}

void SupervisorTest::aStartThatNeverAnswersIsEnded()
{
    const Lodging lodging;
    Supervisor supervisor;
    ChildProgram program = shell(lodging, u"mute"_s, u"echo $$; exec sleep 600"_s);
    program.isReady = [](qint64) { return false; };
    QVERIFY(!supervisor.start(program, 200ms, kQuick));
    const pid_t pid = contentOf(program.logFile).split('\n').first().toInt();
    QVERIFY(pid > 1);
    QVERIFY(!isAlive(pid));
}

void SupervisorTest::aKilledChildIsStartedAgain()
{
    const Lodging lodging;
    Supervisor supervisor;
    ValueSpy<ChildState> states;
    int prepared = 0;
    ChildProgram program = shell(lodging, u"mortal"_s, u"exec sleep 600"_s);
    program.prepare = [&prepared]() -> Result<> { return ++prepared, Result<>(); };
    const auto child = supervisor.start(program, 10s, kQuick);
    QVERIFY(child);
    connect(*child, &Child::stateChanged, this, states.callback());
    for (int i = 1; i <= 2; ++i) {
        const qint64 before = (*child)->pid();
        QCOMPARE(::kill(static_cast<pid_t>(before), SIGKILL), 0);
        QVERIFY(states.waitFor(3));
        QCOMPARE(states.take(),
                 (QList<ChildState>{ChildState::Waiting, ChildState::Starting, ChildState::Ready}));
        QVERIFY((*child)->pid() != before && isAlive(static_cast<pid_t>((*child)->pid())));
        QCOMPARE((*child)->restarts(), i);
    }
    QCOMPARE(prepared, 3);
}

void SupervisorTest::pidFileFollowsTheChild()
{
    const Lodging lodging;
    Supervisor supervisor;
    ChildProgram program = shell(lodging, u"known"_s, u"exec sleep 600"_s);
    program.pidFile = lodging.path(u"pid"_s);
    const auto child = supervisor.start(program, 10s);
    QVERIFY(child);
    QCOMPARE(contentOf(program.pidFile).trimmed().toLongLong(), (*child)->pid());
    supervisor.stop();
    QVERIFY(!QFileInfo::exists(program.pidFile));
}

void SupervisorTest::childrenStopInReverseOrder()
{
    const Lodging lodging;
    Supervisor supervisor;
    QStringList ended;
    connect(&supervisor, &Supervisor::childChanged, this, [&ended](const QString &name, ChildState state) {
        if (state == ChildState::Stopped)
            ended.append(name);
    });
    for (const QString &name : {u"first"_s, u"second"_s, u"third"_s})
        QVERIFY(supervisor.start(shell(lodging, name, u"exec sleep 600"_s), 10s));
    supervisor.stop();
    QCOMPARE(ended, (QStringList{u"third"_s, u"second"_s, u"first"_s}));
    supervisor.stop(); // again changes nothing
    QCOMPARE(ended.size(), 3);
}

void SupervisorTest::aDeafChildIsStoppedHard()
{
    const Lodging lodging;
    ChildProgram program =
        shell(lodging, u"deaf"_s, u"trap '' TERM; echo up; while :; do sleep 0.05; done"_s);
    program.isReady = [log = program.logFile](qint64) { return contentOf(log) == "up\n"; };
    Child child(program);
    QVERIFY(child.start(10s));
    const auto pid = static_cast<pid_t>(child.pid());
    child.beginStop(50ms);
    child.waitStopped(std::chrono::steady_clock::now() + 5s);
    QCOMPARE(child.state(), ChildState::Stopped);
    QVERIFY(!isAlive(pid));
}

void SupervisorTest::stoppingWithTheEventLoop()
{
    const Lodging lodging;
    Supervisor supervisor;
    const auto one = supervisor.start(shell(lodging, u"one"_s, u"exec sleep 600"_s), 10s);
    const auto two = supervisor.start(shell(lodging, u"two"_s, u"exec sleep 600"_s), 10s);
    QVERIFY(one && two);
    bool isStopped = false;
    connect(&supervisor, &Supervisor::stopped, this, [&isStopped] { isStopped = true; });
    supervisor.beginStop();
    QTRY_VERIFY(isStopped);
    QCOMPARE((*one)->state(), ChildState::Stopped);
    QCOMPARE((*two)->state(), ChildState::Stopped);
}

void SupervisorTest::terminalSignalsDoNotReachChildren()
{
    const Lodging lodging;
    Supervisor supervisor;
    const auto child = supervisor.start(shell(lodging, u"apart"_s, u"exec sleep 600"_s), 10s);
    QVERIFY(child);
    const auto pid = static_cast<pid_t>((*child)->pid());
    QCOMPARE(::getpgid(pid), pid); // a process group of its own
}

void SupervisorTest::childDiesWhenTheServerIsKilled()
{
    const Lodging lodging;
    const QString log = lodging.path(u"log"_s);
    const auto server =
        ChildProcess::start(QCoreApplication::applicationFilePath(), {u"--be-a-server"_s, log});
    QVERIFY(server);
    QVERIFY((*server)->waitForLine(u" is the child\n"_s));
    const pid_t child = (*server)->output().section(u" is the child"_s, 0, 0).section(u'\n', -1).toInt();
    QVERIFY(child > 1 && isAlive(child));
    (*server)->kill();
    QTRY_VERIFY(!isAlive(child));
}

int main(int argc, char **argv)
{
    if (!becomeOrdinary())
        return 1;
    QCoreApplication application(argc, argv);
    if (application.arguments().value(1) == u"--be-a-server"_s) {
        Child child({.name = u"mortal"_s,
                     .program = u"/bin/sleep"_s,
                     .arguments = {u"600"_s},
                     .folder = u"/"_s,
                     .logFile = application.arguments().value(2)});
        const bool isStarted = child.start(10s).has_value();
        std::printf("%lld is the child\n", isStarted ? child.pid() : 0);
        std::fflush(stdout);
        return QCoreApplication::exec();
    }
    SupervisorTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "supervisor_test.moc"
