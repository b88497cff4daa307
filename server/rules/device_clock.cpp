// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/device_clock.h"

#include "rules/evaluator.h"

namespace pulse::rules {

namespace {

using model::LateRun;

bool isSteady(const LateRun &run, const model::Reading &reading)
{
    const auto ours = reading.receivedAt - run.receivedAt;
    const auto theirs = reading.ts - run.ts;
    return std::chrono::abs(theirs - ours) * 10 <= ours;
}

// The run with one more late reading. None: it is long enough, and steady.
std::optional<LateRun> goOn(const std::optional<LateRun> &run, const model::Reading &reading)
{
    const LateRun anew{reading.receivedAt, reading.ts, reading.ts, 1};
    if (!run || reading.ts < run->lastTs)
        return anew;
    LateRun longer = *run;
    longer.lastTs = reading.ts;
    ++longer.count;
    if (longer.count < kLeastReadings || reading.receivedAt - longer.receivedAt < kLeastSpan)
        return longer;
    return isSteady(longer, reading) ? std::nullopt : std::optional(anew);
}

} // namespace

TimeVerdict judgeTime(const model::DeviceState &state, const model::Reading &reading,
                      std::chrono::seconds lateAfter)
{
    TimeVerdict verdict{state.clock, false, false};
    if (!reading.saysTime)
        return verdict;
    model::DeviceClock &clock = verdict.clock;
    const auto behind = reading.receivedAt - reading.ts;
    clock.behind = behind > lateAfter ? std::optional(behind) : std::nullopt;
    if (!isLate(reading, state.lastTs, lateAfter)) {
        clock.lateSince.reset();
        clock.run.reset();
        return verdict;
    }
    clock.run = goOn(clock.run, reading);
    verdict.isNewBase = !clock.run;
    verdict.isLate = !verdict.isNewBase;
    if (verdict.isNewBase)
        clock.lateSince.reset();
    else if (!clock.lateSince)
        clock.lateSince = reading.receivedAt;
    return verdict;
}

} // namespace pulse::rules
