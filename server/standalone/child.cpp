// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "standalone/child.h"

#include "standalone/log.h"
#include "standalone/log_file.h"
#include "standalone/secret_file.h"

#include <QFile>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace pulse::standalone {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

constexpr milliseconds kLookEvery{25};
constexpr seconds kSteadyAfter{30}; // a child that answered this long starts its back-off anew
constexpr int kFirstTries = 3;
constexpr milliseconds kHardPatience{2'000}; // between the hard signal and SIGKILL

// Between fork and exec: async-signal-safe calls only.
void becomeChild(int deathSignal, pid_t parent, bool raisesFileLimit)
{
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr); // the server may read its signals from a descriptor
    for (const int number : {SIGPIPE, SIGINT, SIGTERM, SIGQUIT})
        ::signal(number, SIG_DFL);
    for (const int number : {SIGHUP, SIGUSR1})
        ::signal(number, SIG_IGN); // told to reload before it listens for that, it must not die of it
    ::setpgid(0, 0); // Ctrl-C is for the server, which stops its children in order
    rlimit files = {};
    if (raisesFileLimit && ::getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &files);
    }
    if (::prctl(PR_SET_PDEATHSIG, deathSignal) != 0 || ::getppid() != parent)
        ::_exit(127); // our parent died before it could matter to us
}

void signalChild(qint64 pid, int number)
{
    if (pid > 1)
        ::kill(static_cast<pid_t>(pid), number);
}

} // namespace

QString word(ChildState state)
{
    switch (state) {
    case ChildState::Stopped: return u"stopped"_s;
    case ChildState::Starting: return u"starting"_s;
    case ChildState::Ready: return u"ready"_s;
    case ChildState::Waiting: return u"waiting"_s;
    case ChildState::Stopping: return u"stopping"_s;
    }
    Q_UNREACHABLE();
}

Child::Child(ChildProgram program, Backoff backoff, QObject *parent)
    : QObject(parent)
    , m_program(std::move(program))
    , m_backoff(backoff)
{
    m_process.setProgram(m_program.program);
    m_process.setArguments(m_program.arguments);
    m_process.setWorkingDirectory(m_program.folder);
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.setStandardOutputFile(m_program.logFile, QIODevice::Append);
    m_process.setChildProcessModifier(
        [signal = m_program.stopSignal, parent = ::getpid(), raises = m_program.holdsManyConnections] {
            becomeChild(signal, parent, raises);
        });
    for (QTimer *timer : {&m_pause, &m_patience})
        timer->setSingleShot(true);
    m_looking.setInterval(kLookEvery);
    m_rotation.setInterval(minutes{1});
    connect(&m_process, &QProcess::finished, this, &Child::onFinished);
    connect(&m_pause, &QTimer::timeout, this, &Child::restart);
    connect(&m_looking, &QTimer::timeout, this, &Child::look);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        signalChild(pid(), m_isHardSignalSent ? SIGKILL : m_program.hardSignal);
        m_isHardSignalSent = true;
        m_patience.start(kHardPatience);
    });
    connect(&m_rotation, &QTimer::timeout, this, [this] {
        if (const auto rotated = rotateLog(m_program.logFile); !rotated)
            qCWarning(lcStandalone).noquote() << rotated.error().what;
    });
}

Child::~Child()
{
    beginStop(seconds{5});
    waitStopped(steady_clock::now() + seconds{6});
}

Result<> Child::launch()
{
    if (m_program.prepare)
        PULSE_CHECK(m_program.prepare());
    PULSE_CHECK(rotateLog(m_program.logFile));
    m_process.start();
    if (!m_process.waitForStarted(5'000)) // until exec, which is milliseconds
        return fail(ErrorKind::Unavailable,
                    u"cannot start %1: %2"_s.arg(m_program.program, m_process.errorString()));
    if (!m_program.pidFile.isEmpty())
        PULSE_CHECK(writeSecretFile(m_program.pidFile, QByteArray::number(pid()) + '\n'));
    setState(ChildState::Starting);
    return {};
}

Error Child::whyNot(const QString &what) const
{
    const QString end = endOfLog(m_program.logFile);
    return {ErrorKind::Unavailable,
            u"%1 %2; %3 says:\n%4"_s.arg(m_program.name, what, m_program.logFile,
                                         end.isEmpty() ? u"(nothing)"_s : end)};
}

Result<> Child::start(milliseconds within, const Interruption &interruption)
{
    const auto deadline = steady_clock::now() + within;
    m_isFirstStart = true;
    Result<> started = launchUntilReady(deadline, interruption);
    for (int tries = 1; !started && tries < kFirstTries && steady_clock::now() < deadline; ++tries) {
        if (interruption.waitFor(m_backoff.delay(tries, 0.5)))
            break;
        started = launchUntilReady(deadline, interruption);
    }
    m_isFirstStart = false;
    if (!started)
        setState(ChildState::Stopped);
    else
        m_rotation.start();
    return started;
}

Result<> Child::launchUntilReady(steady_clock::time_point deadline, const Interruption &interruption)
{
    if (const auto launched = launch(); !launched) {
        endFailedStart();
        return launched;
    }
    while (steady_clock::now() < deadline) {
        if (!m_program.isReady || m_program.isReady(pid())) {
            setState(ChildState::Ready);
            return {};
        }
        if (m_process.waitForFinished(static_cast<int>(kLookEvery.count())))
            return tl::unexpected(whyNot(u"ended while it started"_s));
        if (interruption.hasCome())
            break;
    }
    endFailedStart();
    if (interruption.hasCome())
        return tl::unexpected(stopped());
    return tl::unexpected(whyNot(u"did not answer in time"_s));
}

void Child::endFailedStart()
{
    signalChild(pid(), m_program.stopSignal);
    if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(5'000)) {
        m_process.kill();
        m_process.waitForFinished(1'000);
    }
}

void Child::restart()
{
    ++m_restarts;
    if (const auto launched = launch(); !launched) {
        qCCritical(lcStandalone).noquote() << "cannot restart" << m_program.name << launched.error().what;
        if (m_process.state() != QProcess::NotRunning)
            m_process.kill(); // onFinished schedules the next try
        else
            scheduleRestart();
        return;
    }
    m_looking.start();
}

void Child::look()
{
    if (m_state != ChildState::Starting || (m_program.isReady && !m_program.isReady(pid())))
        return;
    m_looking.stop();
    setState(ChildState::Ready);
}

void Child::onFinished()
{
    m_looking.stop();
    m_patience.stop();
    if (!m_program.pidFile.isEmpty())
        QFile::remove(m_program.pidFile);
    if (m_isFirstStart)
        return;
    if (m_state == ChildState::Stopping) {
        setState(ChildState::Stopped);
        return;
    }
    qCCritical(lcStandalone).noquote()
        << m_program.name << "ended by itself"
        << kv(m_process.exitStatus() == QProcess::CrashExit ? "signal" : "exit", m_process.exitCode());
    scheduleRestart();
}

void Child::scheduleRestart()
{
    const bool wasSteady = m_state == ChildState::Ready && steady_clock::now() - m_readySince >= kSteadyAfter;
    m_attempt = wasSteady ? 1 : m_attempt + 1;
    setState(ChildState::Waiting);
    m_pause.start(m_backoff.delay(m_attempt, jitterRandom()));
}

void Child::beginStop(milliseconds patience)
{
    m_pause.stop();
    m_looking.stop();
    m_rotation.stop();
    if (m_process.state() == QProcess::NotRunning) {
        setState(ChildState::Stopped);
        return;
    }
    if (m_state == ChildState::Stopping)
        return;
    setState(ChildState::Stopping);
    m_isHardSignalSent = false;
    signalChild(pid(), m_program.stopSignal);
    m_patience.start(patience);
}

void Child::waitStopped(steady_clock::time_point deadline)
{
    const auto waitUntil = [this](steady_clock::time_point until) {
        const auto left = duration_cast<milliseconds>(until - steady_clock::now());
        return m_process.state() == QProcess::NotRunning
            || m_process.waitForFinished(std::max(1, static_cast<int>(left.count())));
    };
    if (m_state != ChildState::Stopping)
        return;
    const auto patience = steady_clock::now() + m_patience.remainingTimeAsDuration();
    if (waitUntil(std::min(patience, deadline)))
        return;
    signalChild(pid(), m_program.hardSignal);
    if (waitUntil(deadline))
        return;
    m_process.kill();
    m_process.waitForFinished(1'000);
}

void Child::setState(ChildState state)
{
    if (m_state == state)
        return;
    m_state = state;
    if (state == ChildState::Ready)
        m_readySince = steady_clock::now();
    qCInfo(lcStandalone).noquote() << m_program.name << word(state) << kv("pid", pid());
    emit stateChanged(state);
}

} // namespace pulse::standalone
