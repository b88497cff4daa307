// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One reading against the rules of its device: what changes. State goes in and comes out.
#pragma once

#include "model/reading.h"
#include "model/registry_snapshot.h"
#include "rules/rule_index.h"

#include <QByteArray>
#include <chrono>
#include <vector>

namespace pulse::rules {

struct Finding {
    enum class Kind { Breach, Cleared };
    Kind kind = Kind::Breach;
    const model::AlertRule *rule = nullptr;
    double value = 0;
    MetricKey metric = {};
};

// Late: older than the last evaluated reading and received more than `lateAfter` after its own time. Late
// readings are stored and marked, but never evaluated; a step back without lateness is evaluated.
bool isLate(const model::Reading &reading, const std::optional<Instant> &lastTs,
            std::chrono::seconds lateAfter);

// A rule has no opinion on devices of other sites.
bool coversSite(const model::AlertRule &rule, const QByteArray &siteId);

// A metric that the reading does not carry is no opinion: it neither opens nor closes. `active` is what is
// open now.
std::vector<Finding> evaluate(const RuleIndex &rules, const QByteArray &siteId,
                              std::span<const model::ActiveAlert> active, const model::Reading &reading);

} // namespace pulse::rules
