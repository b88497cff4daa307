// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the positions of stored readings mean: looks up the metric sets that rows name, as they are met, and
// once more when a row uses one that has grown since. Beside the rows rather than joined to them: a join
// hides the LIMIT from the planner.
//
// Thread safety: none; one at a time, whichever connection the scope has.
#pragma once

#include "model/reading_layout.h"
#include "store/tenancy/scope.h"

#include <unordered_map>

namespace pulse::store {

RowShape<model::MetricSet> metricSetShape(); // metric_set_key, codes

// Where a binary result has what a reading's values need.
struct ValueColumns {
    int set;
    int layout;
    int values;
};

class SetReader {
public:
    explicit SetReader(ValueColumns columns)
        : m_columns(columns)
    {
    }

    // Reads the sets of these rows that are not known yet, in one statement.
    Result<> learn(const TenantScope &scope, const Rows &rows);

    // The codes of the row's values, value by value; good until the next call. Requires: learn(rows).
    Result<std::span<const model::MetricCode>> codesOf(const TenantScope &scope, const Rows &rows, int row);

private:
    Result<> read(const TenantScope &scope, std::span<const std::int32_t> keys);
    bool decode(const Rows &rows, int row);

    const ValueColumns m_columns;
    std::unordered_map<std::int32_t, std::vector<model::MetricCode>> m_sets;
    std::vector<model::MetricCode> m_codes; // of the row last asked for
};

} // namespace pulse::store
