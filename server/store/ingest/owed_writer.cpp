// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/ingest/batch_writer.h"
#include "store/postgres/columns.h"

namespace pulse::store {

namespace {

Result<> owe(const SystemScope &scope, std::span<const OwedRow> rows)
{
    Columns columns(rows.size());
    auto &devices = columns.int8s();
    auto &tenants = columns.int4s();
    auto &firsts = columns.int4s();
    auto &counts = columns.int4s();
    std::vector<std::int32_t> metrics;
    std::vector<bool> hears;
    for (const OwedRow &row : rows) {
        devices.push_back(row.device.value);
        tenants.push_back(static_cast<std::int32_t>(row.tenant.value));
        firsts.push_back(static_cast<std::int32_t>(metrics.size()) + 1);
        counts.push_back(static_cast<std::int32_t>(row.owed->metrics.size()));
        for (const MetricKey metric : row.owed->metrics)
            metrics.push_back(static_cast<std::int32_t>(metric.value));
        hears.push_back(row.owed->hears);
    }
    PULSE_CHECK(scope.query("batch.owe",
                            {Param::int8Array(devices), Param::int4Array(tenants), Param::int4Array(metrics),
                             Param::int4Array(firsts), Param::int4Array(counts), Param::boolArray(hears)}));
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
    std::vector<std::int64_t> devices;
    devices.reserve(settled.size());
    for (const DeviceKey device : settled)
        devices.push_back(device.value);
    PULSE_CHECK(scope.query("batch.settle_owed", {Param::int8Array(devices)}));
    return {};
}

} // namespace pulse::store
