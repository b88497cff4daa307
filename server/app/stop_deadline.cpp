// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/stop_deadline.h"

#include "base/logging.h"

#include <unistd.h>

Q_LOGGING_CATEGORY(lcStopDeadline, "pulse.app")

namespace pulse::app {

StopDeadline::StopDeadline(std::chrono::seconds patience)
    : m_thread([this, patience] { watch(patience); })
{
}

StopDeadline::~StopDeadline()
{
    {
        std::lock_guard lock(m_mutex);
        m_isStopped = true;
    }
    m_signal.notify_all();
    m_thread.join();
}

void StopDeadline::watch(std::chrono::seconds patience)
{
    std::unique_lock lock(m_mutex);
    if (m_signal.wait_for(lock, patience, [this] { return m_isStopped; }))
        return;
    qCCritical(lcStopDeadline).noquote()
        << "cannot stop in order, ending at once" << kv("after_s", patience.count());
    ::_exit(1);
}

} // namespace pulse::app
