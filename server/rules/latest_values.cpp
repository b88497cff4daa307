// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rules/latest_values.h"

#include <algorithm>

namespace pulse::rules {

namespace {

// Where all metrics of the reading are there already. False: one is not; those before it are taken.
bool replace(const model::Reading &reading, std::vector<model::LatestValue> &values)
{
    auto at = values.begin();
    for (const model::MetricValue &metric : reading.metrics) {
        while (at != values.end() && at->code.metric() < metric.code.metric())
            ++at;
        if (at == values.end() || at->code.metric() != metric.code.metric())
            return false;
        if (reading.ts >= at->ts)
            *at = {metric.code, metric.value, reading.ts};
    }
    return true;
}

} // namespace

void takeLatest(const model::Reading &reading, std::vector<model::LatestValue> &values)
{
    if (replace(reading, values))
        return;
    std::vector<model::LatestValue> merged;
    merged.reserve(values.size() + reading.metrics.size());
    auto old = values.begin();
    for (const model::MetricValue &metric : reading.metrics) {
        while (old != values.end() && old->code.metric() < metric.code.metric())
            merged.push_back(*old++);
        const bool isThere = old != values.end() && old->code.metric() == metric.code.metric();
        const bool isNewer = !isThere || reading.ts >= old->ts;
        merged.push_back(isNewer ? model::LatestValue{metric.code, metric.value, reading.ts} : *old);
        if (isThere)
            ++old;
    }
    merged.insert(merged.end(), old, values.end());
    values = std::move(merged);
}

void forgetTimesAfter(Instant base, std::vector<model::LatestValue> &values)
{
    for (model::LatestValue &value : values)
        value.ts = std::min(value.ts, base);
}

} // namespace pulse::rules
