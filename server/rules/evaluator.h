// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One reading against the rules of its device: what opens, what clears, which timers begin or end. State goes
// in and changes come out.
#pragma once

#include "model/reading.h"
#include "model/registry_snapshot.h"
#include "rules/rule_index.h"

#include <chrono>
#include <vector>

namespace pulse::rules {

struct Finding {
    enum class Kind { Breach, Cleared };
    Kind kind = Kind::Breach;
    const model::AlertRule *rule = nullptr;
    double value = 0;
    MetricKey metric = {};
    std::optional<Instant> pendingSince = {}; // of a breach that had to last: when it began, in device time
};

// None: it ended.
struct TimerChange {
    RuleKey rule;
    std::optional<model::PendingRule> timer;
};

// What the rules stand on: a device before the reading.
struct DeviceView {
    Place place;
    std::span<const model::ActiveAlert> active; // what is open now
    std::span<const model::PendingRule> pending; // the timers that run
    std::optional<Instant> lastTs; // effective time of the last evaluated reading that said one
};

// Both are empty nearly always, and cost no allocation then. Timers: in order, a later one of a rule counts.
struct Evaluation {
    std::vector<Finding> findings;
    std::vector<TimerChange> timers;
};

// Older than the last evaluated reading and received more than `lateAfter` after its own time. A step back
// without lateness is evaluated. Whether it stays unevaluated, judgeTime() says.
bool isLate(const model::Reading &reading, const std::optional<Instant> &lastTs,
            std::chrono::seconds lateAfter);

// The device's time, but never ahead of our clock: a reading from the future counts as of when it came.
Instant effectiveTime(const model::Reading &reading);

// A metric that the reading does not carry is no opinion: it neither opens nor closes, and its timers run on.
// A step back restarts every timer of the device. Requires: a reading that is not late.
Evaluation evaluate(const RuleIndex &rules, const DeviceView &device, const model::Reading &reading);

void apply(std::span<const TimerChange> changes, std::vector<model::PendingRule> &pending);

} // namespace pulse::rules
