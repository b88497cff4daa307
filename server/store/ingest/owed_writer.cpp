// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/ingest/batch_writer.h"
#include "store/postgres/columns.h"

namespace pulse::store {

namespace {

Result<> owe(const SystemScope &scope, std::span<const OwedRow> rows)
{
    std::vector<std::int32_t> firsts;
    std::vector<std::int32_t> metrics;
    for (const OwedRow &row : rows) {
        firsts.push_back(static_cast<std::int32_t>(metrics.size()) + 1);
        for (const MetricKey metric : row.owed->metrics)
            metrics.push_back(static_cast<std::int32_t>(metric.value));
    }
    PULSE_CHECK(scope.query("batch.owe",
                            {int8s(rows, &OwedRow::device), int4s(rows, &OwedRow::tenant),
                             Param::int4Array(metrics), Param::int4Array(firsts),
                             int4s(rows, [](const OwedRow &row) { return row.owed->metrics.size(); }),
                             flags(rows, [](const OwedRow &row) { return row.owed->hears; })}));
    return {};
}

} // namespace

Result<> writeOwed(const SystemScope &scope, std::span<const OwedRow> owed,
                   std::span<const DeviceKey> settled)
{
    if (!owed.empty())
        PULSE_CHECK(owe(scope, owed));
    if (settled.empty())
        return {};
    PULSE_CHECK(scope.query("batch.settle_owed", {int8s(settled, &DeviceKey::value)}));
    return {};
}

} // namespace pulse::store
