// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/process/child_process.h"

#include "base/mutex.h"
#include "support/process/spin.h"

#include <QFile>
#include <QStandardPaths>
#include <atomic>
#include <cstring>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace pulse::test {

using namespace Qt::StringLiterals;

namespace {

// Everything the child needs, laid out before fork: between fork and exec only async-signal-safe calls are
// allowed.
struct Launch {
    std::vector<QByteArray> texts;
    std::vector<char *> arguments;
    std::vector<char *> environment;
    QByteArray folder;
    std::optional<Account> runAs;
    int deathSignal = SIGKILL;
    int output = -1;
    int failure = -1; // errno of what went wrong; closed by exec
    pid_t parent = ::getpid();
};

void fill(std::vector<char *> &pointers, std::vector<QByteArray> &texts)
{
    for (QByteArray &text : texts)
        pointers.push_back(text.data());
    pointers.push_back(nullptr);
}

// Signals are blocked when we get here, and what they did in the parent must not happen in the child.
void forgetSignalHandlers()
{
    for (int number = 1; number < NSIG; ++number)
        ::signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

bool becomeAccount(const Account &account)
{
    return ::setgroups(0, nullptr) == 0 && ::setgid(account.gid) == 0 && ::setuid(account.uid) == 0;
}

[[noreturn]] void becomeChild(const Launch &launch)
{
    forgetSignalHandlers();
    ::dup2(launch.output, STDOUT_FILENO);
    ::dup2(launch.output, STDERR_FILENO);
    ::dup2(::open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
    const bool isReady = (!launch.runAs || becomeAccount(*launch.runAs))
        && ::prctl(PR_SET_PDEATHSIG, launch.deathSignal) == 0 // after setuid, which clears it
        && ::getppid() == launch.parent
        && (launch.folder.isEmpty() || ::chdir(launch.folder.constData()) == 0);
    if (isReady)
        ::execve(launch.arguments.front(), launch.arguments.data(), launch.environment.data());
    const int reason = errno;
    (void)!::write(launch.failure, &reason, sizeof reason);
    ::_exit(127);
}

// Returns when the program runs, or with the reason why it does not.
Result<pid_t> launchChild(Launch &launch)
{
    int failure[2];
    if (::pipe2(failure, O_CLOEXEC) != 0)
        return fail(ErrorKind::Internal, QString::fromLocal8Bit(std::strerror(errno)));
    launch.failure = failure[1];
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    const pid_t pid = ::fork();
    if (pid == 0)
        becomeChild(launch);
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    ::close(failure[1]);
    int reason = pid < 0 ? errno : 0;
    const bool hasFailed = pid < 0 || ::read(failure[0], &reason, sizeof reason) > 0;
    ::close(failure[0]);
    if (!hasFailed)
        return pid;
    if (pid > 0)
        ::waitpid(pid, nullptr, 0);
    return fail(ErrorKind::Internal, QString::fromLocal8Bit(std::strerror(reason)));
}

void readyEnvironment(Launch &launch, std::vector<QByteArray> &variables, const QStringList &additions)
{
    for (char **variable = environ; *variable; ++variable)
        variables.emplace_back(*variable);
    for (const QString &addition : additions) {
        const QByteArray text = addition.toLocal8Bit();
        std::erase_if(variables, [name = text.left(text.indexOf('=') + 1)](const QByteArray &old) {
            return old.startsWith(name);
        });
        variables.push_back(text);
    }
    fill(launch.environment, variables);
}

} // namespace

struct ChildProcess::Reader {
    explicit Reader(int descriptor)
        : fd(descriptor)
        , thread([this] { readAll(); })
    {
    }
    ~Reader()
    {
        // A grandchild may hold the other end open: stop waiting for it.
        stop.request_stop();
        thread.join();
        ::close(fd);
    }
    void readAll()
    {
        char buffer[4096];
        while (!stop.stop_requested()) {
            pollfd waiting{fd, POLLIN, 0};
            if (::poll(&waiting, 1, 20) <= 0)
                continue;
            const auto count = ::read(fd, buffer, sizeof buffer);
            if (count <= 0)
                break;
            text.lock()->append(buffer, count);
        }
        isDone = true;
    }

    int fd;
    Mutex<QByteArray> text;
    std::atomic<bool> isDone = false;
    std::stop_source stop;
    std::thread thread; // last: it reads the members above
};

std::optional<Account> ordinaryAccount()
{
    if (::geteuid() != 0)
        return std::nullopt;
    for (const char *name : {"postgres", "nobody"}) {
        if (const passwd *entry = ::getpwnam(name))
            return Account{entry->pw_uid, entry->pw_gid};
    }
    return Account{65534, 65534};
}

bool isAlive(pid_t pid)
{
    QFile file(u"/proc/%1/stat"_s.arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const QByteArray stat = file.readAll(); // pid (name) state …
    const char state = stat.mid(stat.lastIndexOf(')') + 2, 1).front();
    return state != 'Z' && state != 'X';
}

ChildProcess::ChildProcess(pid_t pid, std::unique_ptr<Reader> reader)
    : m_pid(pid)
    , m_reader(std::move(reader))
{
}

ChildProcess::~ChildProcess()
{
    resume();
    kill();
    if (!m_exit)
        ::waitpid(m_pid, nullptr, 0);
}

Result<std::unique_ptr<ChildProcess>>
ChildProcess::start(const QString &program, const QStringList &arguments, const ChildOptions &options)
{
    const QString path = program.contains(u'/') ? program : QStandardPaths::findExecutable(program);
    if (path.isEmpty() || ::access(QFile::encodeName(path).constData(), X_OK) != 0)
        return fail(ErrorKind::NotFound, u"no program "_s + program);
    Launch launch;
    launch.texts.push_back(QFile::encodeName(path));
    for (const QString &argument : arguments)
        launch.texts.push_back(argument.toLocal8Bit());
    fill(launch.arguments, launch.texts);
    std::vector<QByteArray> variables;
    readyEnvironment(launch, variables, options.environment);
    launch.folder = QFile::encodeName(options.folder);
    launch.runAs = options.runAs;
    launch.deathSignal = options.deathSignal;

    int pipe[2];
    if (::pipe2(pipe, O_CLOEXEC) != 0)
        return fail(ErrorKind::Internal, u"no pipe: "_s + QString::fromLocal8Bit(std::strerror(errno)));
    launch.output = pipe[1];
    const auto pid = launchChild(launch);
    ::close(pipe[1]);
    if (!pid) {
        ::close(pipe[0]);
        return tl::unexpected(inContext(u"start "_s + path, pid.error()));
    }
    return std::unique_ptr<ChildProcess>(new ChildProcess(*pid, std::make_unique<Reader>(pipe[0])));
}

Result<QString> ChildProcess::run(const QString &program, const QStringList &arguments,
                                  const ChildOptions &options, std::chrono::milliseconds timeout)
{
    PULSE_TRY(const auto child, start(program, arguments, options));
    const auto code = child->waitForExit(timeout);
    if (code == 0)
        return child->output();
    const QString how = code ? u"ended with %1"_s.arg(*code) : u"did not end in time"_s;
    return fail(ErrorKind::Internal, program + u' ' + how + u":\n"_s + child->output());
}

void ChildProcess::reap(int options)
{
    int status = 0;
    if (m_exit || ::waitpid(m_pid, &status, options) != m_pid || WIFSTOPPED(status))
        return;
    m_exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool ChildProcess::isRunning()
{
    reap(WNOHANG);
    return !m_exit;
}

void ChildProcess::signal(int number)
{
    if (isRunning())
        ::kill(m_pid, number);
}

// Waits until it has stopped: a later signal that also ends it could otherwise overtake.
void ChildProcess::pause()
{
    if (!isRunning())
        return;
    ::kill(m_pid, SIGSTOP);
    reap(WUNTRACED);
}

std::optional<int> ChildProcess::waitForExit(std::chrono::milliseconds timeout)
{
    if (spinUntil([this] { return !isRunning(); }, timeout))
        spinUntil([this] { return m_reader->isDone.load(); },
                  std::chrono::milliseconds{500}); // its last words
    return m_exit;
}

bool ChildProcess::waitForLine(const QString &text, std::chrono::milliseconds timeout)
{
    const auto isThere = [this, &text] { return output().contains(text); };
    const bool isFound =
        spinUntil([this, &isThere] { return isThere() || !isRunning(); }, timeout) && isThere();
    return isFound || (waitForExit(std::chrono::milliseconds{0}) && isThere());
}

QString ChildProcess::output() const { return QString::fromLocal8Bit(*m_reader->text.lock()); }

} // namespace pulse::test
