// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/ingest/batch_writer.h"
#include "store/postgres/columns.h"

namespace pulse::store {

Result<> writeTimers(const SystemScope &scope, std::span<const BegunTimer> begun,
                     std::span<const EndedTimer> ended)
{
    const auto of = [](auto model::PendingRule::*member) {
        return [member](const BegunTimer &row) { return row.timer.*member; };
    };
    if (!begun.empty())
        PULSE_CHECK(
            scope.query("batch.begin_timers",
                        {int8s(begun, &BegunTimer::device), int4s(begun, of(&model::PendingRule::rule)),
                         int4s(begun, &BegunTimer::tenant), times(begun, of(&model::PendingRule::since)),
                         float8s(begun, of(&model::PendingRule::value)),
                         int4s(begun, of(&model::PendingRule::ruleVersion))}));
    if (!ended.empty())
        PULSE_CHECK(scope.query("batch.end_timers",
                                {int8s(ended, &EndedTimer::device), int4s(ended, &EndedTimer::rule)}));
    return {};
}

} // namespace pulse::store
