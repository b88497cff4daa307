// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the kernel says of this process. Thread safety: any thread.
#pragma once

#include <cstdint>

namespace pulse::app {

struct ProcessFigures {
    double cpuSeconds = 0; // user and system
    std::int64_t residentBytes = 0;
    int openFiles = 0;
    std::int64_t mostFiles = 0;
    double startedAt = 0; // seconds since 1970
};

ProcessFigures processFigures();

} // namespace pulse::app
