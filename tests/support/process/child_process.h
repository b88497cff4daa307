// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A program a test starts, listens to, and ends by its exact pid. It dies with us, whatever ends us.
//
// Thread safety: none; start it on a thread that lives as long as it (the kernel ends a child with the thread
// that started it). The destructor ends what is still running.
#pragma once

#include "base/result.h"

#include <QStringList>
#include <chrono>
#include <csignal>
#include <memory>
#include <optional>
#include <sys/types.h>

namespace pulse::test {

// A user of this machine to run a child as.
struct Account {
    uid_t uid = 0;
    gid_t gid = 0;
};

// Whom to become for programs that refuse root: none when we are not root, else `postgres`, else `nobody`.
std::optional<Account> ordinaryAccount();

// Whether a process that is not our child still runs; a zombie nobody reaps (init in a container) does not.
bool isAlive(pid_t pid);

struct ChildOptions {
    std::optional<Account> runAs = {};
    QStringList environment = {}; // NAME=value, in addition to ours
    QString folder = {}; // working folder; ours when empty
    int deathSignal = SIGKILL; // what the child gets when we die
};

class ChildProcess {
public:
    static Result<std::unique_ptr<ChildProcess>> start(const QString &program, const QStringList &arguments,
                                                       const ChildOptions &options = {});
    // Runs to the end; a failure carries what it printed.
    static Result<QString> run(const QString &program, const QStringList &arguments,
                               const ChildOptions &options = {},
                               std::chrono::milliseconds timeout = std::chrono::seconds{60});
    ~ChildProcess();

    pid_t pid() const { return m_pid; }
    bool isRunning();
    void signal(int number); // only while it runs: never reaches another process
    void terminate() { signal(SIGTERM); }
    void kill() { signal(SIGKILL); }
    void pause();
    void resume() { signal(SIGCONT); }

    // The exit code, or 128 + the signal that ended it; none when it still runs.
    std::optional<int> waitForExit(std::chrono::milliseconds timeout = std::chrono::seconds{10});
    // A line of output (both streams) that contains `text`, from the beginning on.
    bool waitForLine(const QString &text, std::chrono::milliseconds timeout = std::chrono::seconds{20});
    QString output() const;

private:
    struct Reader; // collects output on a thread of its own, so that the child never blocks on us
    ChildProcess(pid_t pid, std::unique_ptr<Reader> reader);
    void reap(int options);

    pid_t m_pid = -1;
    std::optional<int> m_exit;
    std::unique_ptr<Reader> m_reader;
};

} // namespace pulse::test
