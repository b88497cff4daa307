// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/schedule.h"

#include <algorithm>
#include <cmath>

namespace pulse::simulator {

namespace {

Elapsed scaled(Elapsed elapsed, double factor)
{
    return Elapsed{std::llround(static_cast<double>(elapsed.count()) * factor)};
}

} // namespace

Periods scaledToRate(Periods periods, size_t devices, double messagesPerSecond)
{
    const auto perSecond = [](Elapsed period) { return 1e6 / static_cast<double>(period.count()); };
    const double now =
        static_cast<double>(devices) * (perSecond(periods.heartbeat) + perSecond(periods.telemetry));
    const double factor = now / messagesPerSecond;
    return {std::max(Elapsed{1}, scaled(periods.heartbeat, factor)),
            std::max(Elapsed{1}, scaled(periods.telemetry, factor))};
}

double spread(size_t device)
{
    const double turns = static_cast<double>(device) * 0.6180339887498949;
    return turns - std::floor(turns);
}

bool isCutOff(const OutagePlan &plan, size_t device, Elapsed elapsed)
{
    if (plan.period <= Elapsed{0} || plan.duration <= Elapsed{0})
        return false;
    const Elapsed shift = plan.isTogether ? Elapsed{0} : scaled(plan.period, spread(device));
    return (elapsed + shift) % plan.period < plan.duration;
}

Schedule::Schedule(size_t devices, Periods periods)
    : m_periods(periods)
{
    for (size_t device = 0; device < devices; ++device) {
        m_queue.push({scaled(periods.heartbeat, spread(device)), device, MessageType::Heartbeat});
        m_queue.push({scaled(periods.telemetry, spread(device)), device, MessageType::Telemetry});
    }
}

std::vector<Due> Schedule::take(Elapsed elapsed)
{
    std::vector<Due> taken;
    while (!m_queue.empty() && m_queue.top().at <= elapsed) {
        Due due = m_queue.top();
        m_queue.pop();
        taken.push_back(due);
        const Elapsed period = periodOf(due.type);
        due.at += period;
        if (due.at < elapsed - kPatience) {
            const auto missed = (elapsed - due.at) / period + 1;
            m_skipped += static_cast<quint64>(missed);
            due.at += period * missed;
        }
        m_queue.push(due);
    }
    return taken;
}

} // namespace pulse::simulator
