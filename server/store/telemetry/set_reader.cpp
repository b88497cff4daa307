// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/telemetry/set_reader.h"

namespace pulse::store {

using namespace Qt::StringLiterals;

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
    PULSE_TRY(const Rows rows, scope.query("telemetry.sets", {Param::int4Array(keys)}));
    for (int i = 0; i < rows.size(); ++i) {
        RowReader row = rows.row(i);
        auto &codes = m_sets[static_cast<std::int32_t>(row.integer())];
        codes.clear();
        for (const std::int32_t code : row.int4s())
            codes.push_back({code});
    }
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
