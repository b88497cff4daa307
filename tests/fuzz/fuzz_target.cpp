// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz_target.h"

#include <cstdio>
#include <cstdlib>

namespace pulse::fuzz {

namespace {

std::map<std::string, Target::Run> &registeredTargets()
{
    static std::map<std::string, Target::Run> all;
    return all;
}

} // namespace

Target::Target(const char *name, Run run) { registeredTargets().insert_or_assign(name, run); }

const std::map<std::string, Target::Run> &targets() { return registeredTargets(); }

void broken(const char *claim, const char *file, int line)
{
    std::fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, claim);
    std::abort();
}

} // namespace pulse::fuzz
