// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "standalone/supervisor.h"

#include "standalone/log.h"

#include <algorithm>
#include <ranges>

namespace pulse::standalone {

using namespace std::chrono;

Q_LOGGING_CATEGORY(lcStandalone, "pulse.standalone")

namespace {

// What is left, shared by those that still run: a slow first one cannot take the last one's time.
milliseconds shareOf(steady_clock::time_point deadline, qsizetype running)
{
    const auto left = duration_cast<milliseconds>(deadline - steady_clock::now());
    return std::max(milliseconds{1}, milliseconds{left.count() / std::max<qsizetype>(running, 1)});
}

} // namespace

Supervisor::Supervisor(QObject *parent)
    : QObject(parent)
{
}

Supervisor::~Supervisor() { stop(); }

Result<Child *> Supervisor::start(ChildProgram program, milliseconds within, Backoff backoff)
{
    auto child = std::make_unique<Child>(std::move(program), backoff);
    connect(child.get(), &Child::stateChanged, this, [this, name = child->name()](ChildState state) {
        emit childChanged(name, state);
        if (m_isStopping && state == ChildState::Stopped)
            stopNext();
    });
    PULSE_CHECK(child->start(within, m_interruption));
    m_children.push_back(std::move(child));
    return m_children.back().get();
}

void Supervisor::beginStop()
{
    if (m_isStopping)
        return;
    m_isStopping = true;
    m_deadline = steady_clock::now() + kStopWithin;
    // Queued: the caller may connect to stopped() after this call.
    QMetaObject::invokeMethod(this, &Supervisor::stopNext, Qt::QueuedConnection);
}

void Supervisor::stopNext()
{
    const auto isRunning = [](const auto &child) { return child->state() != ChildState::Stopped; };
    const auto last = std::ranges::find_if(std::views::reverse(m_children), isRunning);
    if (last == m_children.rend()) {
        emit stopped();
        return;
    }
    (*last)->beginStop(shareOf(m_deadline, std::ranges::count_if(m_children, isRunning)) * 3 / 4);
}

void Supervisor::stop()
{
    m_isStopping = false; // from here on we go by ourselves
    const auto deadline = steady_clock::now() + kStopWithin;
    auto left = std::ssize(m_children);
    for (const auto &child : std::views::reverse(m_children)) {
        const auto share = shareOf(deadline, left--);
        child->beginStop(share * 3 / 4);
        child->waitStopped(steady_clock::now() + share);
    }
}

Child *Supervisor::child(const QString &name) const
{
    const auto found =
        std::ranges::find_if(m_children, [&name](const auto &child) { return child->name() == name; });
    return found == m_children.end() ? nullptr : found->get();
}

bool Supervisor::areAllReady() const
{
    return std::ranges::all_of(m_children,
                               [](const auto &child) { return child->state() == ChildState::Ready; });
}

} // namespace pulse::standalone
