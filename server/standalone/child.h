// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One program kept running: started, watched, started again with growing pauses when it ends by itself,
// stopped in time.
//
// Thread safety: none; lives on the main thread. The kernel ends a child with the *thread* that started it,
// which is how no child outlives a server that was killed.
#pragma once

#include "base/backoff.h"
#include "base/interruption.h"
#include "base/result.h"

#include <QObject>
#include <QProcess>
#include <QStringList>
#include <QTimer>
#include <chrono>
#include <csignal>
#include <functional>

namespace pulse::standalone {

enum class ChildState {
    Stopped,
    Starting, // runs, does not answer yet
    Ready,
    Waiting, // ended by itself; is started again after a pause
    Stopping,
};

QString word(ChildState state);

struct ChildProgram {
    QString name; // in logs
    QString program;
    QStringList arguments;
    QString folder; // works here
    QString logFile; // both streams are appended; bounded in size
    QString pidFile = {}; // written for it; empty: it writes its own, or needs none
    int stopSignal = SIGTERM; // an orderly end; the kernel sends it when we die
    int hardSignal = SIGKILL; // when that took too long
    std::function<bool(qint64 pid)> isReady =
        {}; // does it answer? Quick; asked every few milliseconds while it starts
    std::function<Result<>()> prepare = {}; // before every start
    bool holdsManyConnections = false; // raise its limit of open files to what the system allows
};

class Child final : public QObject {
    Q_OBJECT

public:
    explicit Child(ChildProgram program, Backoff backoff = {}, QObject *parent = nullptr);
    ~Child() override; // stops it

    // Blocks until it answers; one that ends at once gets a few tries. On failure nothing runs, and the error
    // carries the end of its log; stopped() when the interruption comes.
    Result<> start(std::chrono::milliseconds within, const Interruption &interruption = {});
    // Sends the orderly signal; the hard one after `patience`. Idempotent; stateChanged(Stopped) tells the
    // end.
    void beginStop(std::chrono::milliseconds patience);
    // Blocks until it is gone, at most until the deadline, at which it is killed.
    void waitStopped(std::chrono::steady_clock::time_point deadline);

    const QString &name() const { return m_program.name; }
    ChildState state() const { return m_state; }
    qint64 pid() const { return m_process.processId(); }
    int restarts() const { return m_restarts; } // since start()

signals:
    void stateChanged(pulse::standalone::ChildState state);

private:
    Result<> launch();
    Result<> launchUntilReady(std::chrono::steady_clock::time_point deadline,
                              const Interruption &interruption);
    void endFailedStart();
    Error whyNot(const QString &what) const;
    void restart();
    void look();
    void onFinished();
    void scheduleRestart();
    void setState(ChildState state);

    ChildProgram m_program;
    Backoff m_backoff;
    QProcess m_process;
    QTimer m_pause; // before the next try
    QTimer m_looking; // whether it answers
    QTimer m_patience; // until the hard signal
    QTimer m_rotation;
    ChildState m_state = ChildState::Stopped;
    bool m_isFirstStart = false;
    bool m_isHardSignalSent = false; // the next one is SIGKILL
    int m_attempt = 0;
    int m_restarts = 0;
    std::chrono::steady_clock::time_point m_readySince;
};

} // namespace pulse::standalone
