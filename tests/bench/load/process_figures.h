// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the kernel says of a process, its threads among it.
#pragma once

#include <sys/types.h>

#include <chrono>

namespace pulse::bench {

std::chrono::microseconds cpuOf(pid_t pid); // user and system; of a process and all it has waited for
double rssMegabytes(pid_t pid);

} // namespace pulse::bench
