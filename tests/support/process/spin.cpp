// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/process/spin.h"

#include <QCoreApplication>
#include <QThread>
#include <poll.h>

namespace pulse::test {

using namespace std::chrono;

bool spinUntil(const std::function<bool()> &isTrue, milliseconds timeout, milliseconds pause)
{
    const auto deadline = steady_clock::now() + timeout;
    while (!isTrue()) {
        if (steady_clock::now() >= deadline)
            return false;
        const auto *application = QCoreApplication::instance();
        if (application && application->thread() == QThread::currentThread())
            QCoreApplication::processEvents();
        ::poll(nullptr, 0, static_cast<int>(pause.count()));
    }
    return true;
}

} // namespace pulse::test
