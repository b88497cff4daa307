// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/chores/chores.h"

#include <algorithm>

namespace pulse::pipeline {

Chores::Chores(std::vector<Chore> chores)
{
    for (Chore &chore : chores)
        m_chores.push_back({std::move(chore), {}});
}

void Chores::allDue(Steady::time_point now)
{
    for (Timed &each : m_chores)
        each.due = now;
}

Chores::Steady::time_point Chores::nextDue() const
{
    auto next = Steady::time_point::max();
    for (const Timed &each : m_chores)
        next = std::min(next, each.due);
    return next;
}

Result<> Chores::run(Steady::time_point now)
{
    for (Timed &each : m_chores) {
        if (each.due > now)
            continue;
        each.due = now + each.chore.period;
        if (auto done = each.chore.run(); !done)
            return tl::unexpected(inContext(each.chore.name, std::move(done).error()));
    }
    return {};
}

} // namespace pulse::pipeline
