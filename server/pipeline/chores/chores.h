// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the leader does between batches: a list, each with a name, a period and what it does. A new one is one
// more line where the list is made.
//
// Thread safety: none; the writer's.
#pragma once

#include "base/result.h"

#include <QLatin1StringView>
#include <chrono>
#include <functional>
#include <vector>

namespace pulse::pipeline {

struct Chore {
    QLatin1StringView name; // for the log
    std::chrono::milliseconds period;
    std::function<Result<>()> run;
};

class Chores {
public:
    using Steady = std::chrono::steady_clock;

    explicit Chores(std::vector<Chore> chores);

    void allDue(Steady::time_point now); // a new lead begins with all of them
    Steady::time_point nextDue() const;
    // Those that are due, in the order of the list. The first that fails ends the round, and those behind it
    // stay due; its name is before what went wrong.
    Result<> run(Steady::time_point now);

private:
    struct Timed {
        Chore chore;
        Steady::time_point due;
    };
    std::vector<Timed> m_chores;
};

} // namespace pulse::pipeline
