// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/stop_signal.h"

#include <QSocketNotifier>
#include <csignal>
#include <sys/signalfd.h>
#include <unistd.h>

namespace pulse::app {

namespace {

sigset_t stopSignals()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    return set;
}

} // namespace

StopSignal::StopSignal(std::function<void()> onStop, QObject *parent)
    : QObject(parent)
    , m_onStop(std::move(onStop))
{
    // Blocked here, before any thread is made, so that every thread inherits it and only the descriptor gets
    // them.
    const sigset_t set = stopSignals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    const int descriptor = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    m_notifier = new QSocketNotifier(descriptor, QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, &StopSignal::take);
}

StopSignal::~StopSignal() { ::close(static_cast<int>(m_notifier->socket())); }

Interruption StopSignal::interruption() const { return Interruption(static_cast<int>(m_notifier->socket())); }

void StopSignal::take()
{
    signalfd_siginfo info;
    if (::read(static_cast<int>(m_notifier->socket()), &info, sizeof info) == sizeof info && m_onStop)
        std::exchange(m_onStop, nullptr)();
}

} // namespace pulse::app
