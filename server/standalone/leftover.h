// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A database or broker that outlived a server that was killed. It is known by its pid file, and believed only
// when the process is our user's and was started with this folder's path: the system's own cluster and broker
// are never touched.
#pragma once

#include "base/interruption.h"
#include "base/result.h"

#include <chrono>
#include <csignal>
#include <optional>
#include <sys/types.h>

namespace pulse::standalone {

struct Leftover {
    QString pidFile; // its first line is the pid
    QString argument; // one whole argument of its command line, which names this folder
    int stopSignal = SIGTERM;
    int hardSignal = SIGKILL; // when it does not end in time
    std::chrono::milliseconds patience = std::chrono::seconds{20};
    Interruption interruption = {}; // ends the waiting, with stopped()
};

// The process that wrote the pid file, if it still runs and is ours.
std::optional<pid_t> runningPid(const QString &pidFile, const QString &argument);

// Blocks until it is gone, for at most a little over its patience. Nothing to end is success.
Result<> endLeftover(const Leftover &leftover);

// Sends a signal to the process of the pid file if it is ours; false when there is none.
bool signalByPidFile(const QString &pidFile, const QString &argument, int signal);

} // namespace pulse::standalone
