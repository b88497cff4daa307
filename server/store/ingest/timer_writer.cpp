// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/ingest/batch_writer.h"
#include "store/postgres/columns.h"

namespace pulse::store {

namespace {

Result<> beginTimers(const SystemScope &scope, std::span<const BegunTimer> begun)
{
    Columns columns(begun.size());
    auto &devices = columns.int8s();
    auto &rules = columns.int4s();
    auto &tenants = columns.int4s();
    auto &times = columns.instants();
    auto &values = columns.float8s();
    auto &versions = columns.int4s();
    for (const BegunTimer &row : begun) {
        devices.push_back(row.device.value);
        rules.push_back(static_cast<std::int32_t>(row.timer.rule.value));
        tenants.push_back(static_cast<std::int32_t>(row.tenant.value));
        times.push_back(row.timer.since);
        values.push_back(row.timer.value);
        versions.push_back(row.timer.ruleVersion);
    }
    PULSE_CHECK(
        scope.query("batch.begin_timers",
                    {Param::int8Array(devices), Param::int4Array(rules), Param::int4Array(tenants),
                     Param::timestampArray(times), Param::float8Array(values), Param::int4Array(versions)}));
    return {};
}

Result<> endTimers(const SystemScope &scope, std::span<const EndedTimer> ended)
{
    Columns columns(ended.size());
    auto &devices = columns.int8s();
    auto &rules = columns.int4s();
    for (const EndedTimer &row : ended) {
        devices.push_back(row.device.value);
        rules.push_back(static_cast<std::int32_t>(row.rule.value));
    }
    PULSE_CHECK(scope.query("batch.end_timers", {Param::int8Array(devices), Param::int4Array(rules)}));
    return {};
}

} // namespace

Result<> writeTimers(const SystemScope &scope, std::span<const BegunTimer> begun,
                     std::span<const EndedTimer> ended)
{
    if (!begun.empty())
        PULSE_CHECK(beginTimers(scope, begun));
    if (!ended.empty())
        PULSE_CHECK(endTimers(scope, ended));
    return {};
}

} // namespace pulse::store
