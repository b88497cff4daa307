// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/telemetry/set_reader.h"

namespace pulse::store {

using namespace Qt::StringLiterals;

RowShape<model::MetricSet> metricSetShape()
{
    using model::MetricSet;
    return {
        column("metric_set_key", &MetricSet::key),
        column("codes",
               [](MetricSet &set, const std::vector<std::int32_t> &codes) {
                   for (const std::int32_t code : codes)
                       set.codes.push_back({code});
               }),
    };
}

namespace {

const Query<model::MetricSet> kSets{"telemetry.sets", metricSetShape()};

} // namespace

Result<> SetReader::learn(const TenantScope &scope, const Rows &rows)
{
    std::vector<std::int32_t> unknown;
    std::int32_t last = 0; // rows of a device mostly name one set
    for (int row = 0; row < rows.size(); ++row) {
        const std::int32_t key = rows.int4(row, m_columns.set);
        if (key == std::exchange(last, key) || !m_sets.try_emplace(key).second)
            continue;
        unknown.push_back(key);
    }
    return read(scope, unknown);
}

Result<> SetReader::read(const TenantScope &scope, std::span<const std::int32_t> keys)
{
    if (keys.empty())
        return {};
    PULSE_TRY(auto sets, scope.all<std::vector>(kSets, {Param::int4Array(keys)}));
    for (model::MetricSet &set : sets)
        m_sets[static_cast<std::int32_t>(set.key.value)] = std::move(set.codes);
    return {};
}

bool SetReader::decode(const Rows &rows, int row)
{
    const auto set = m_sets.find(rows.int4(row, m_columns.set));
    return set != m_sets.end()
        && model::codesOfValues(set->second, rows.bytes(row, m_columns.layout),
                                rows.float8Count(row, m_columns.values), m_codes);
}

Result<std::span<const model::MetricCode>> SetReader::codesOf(const TenantScope &scope, const Rows &rows,
                                                              int row)
{
    if (decode(rows, row))
        return m_codes;
    // Sets grow, and commit, before the readings that need it.
    const std::int32_t key = rows.int4(row, m_columns.set);
    PULSE_CHECK(read(scope, {&key, 1}));
    if (decode(rows, row))
        return m_codes;
    return fail(ErrorKind::Internal, u"a reading does not fit its metric set %1"_s.arg(key));
}

} // namespace pulse::store
