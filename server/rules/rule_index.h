// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A tenant's rules by the metric they name, so that a reading meets only rules that can have an opinion on
// it.
#pragma once

#include "base/ids.h"
#include "model/alert_rule.h"

#include <QByteArray>
#include <functional>
#include <span>
#include <unordered_map>
#include <vector>

namespace pulse::rules {

// Invariants: the rules given outlive the index.
class RuleIndex {
public:
    using MetricLookup =
        std::function<MetricKey(const QByteArray &name)>; // invalid: no reading has named it yet

    RuleIndex() = default;
    RuleIndex(std::span<const model::AlertRule> rules, const MetricLookup &lookup);

    std::span<const model::AlertRule *const> of(MetricKey metric) const;

private:
    std::unordered_map<MetricKey, std::vector<const model::AlertRule *>> m_byMetric;
};

} // namespace pulse::rules
