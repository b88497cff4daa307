// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The columns clock_behind and late_since of device_state, wherever a device is read.
#pragma once

#include "model/device.h"
#include "store/postgres/rows.h"

namespace pulse::store {

inline std::optional<model::SlowClock> slowClock(RowReader &row)
{
    const auto behind = row.optionalNumber();
    const auto lateSince = row.optionalInstant();
    if (!behind && !lateSince)
        return std::nullopt;
    const std::chrono::duration<double> seconds{behind.value_or(0)};
    return model::SlowClock{std::chrono::round<std::chrono::microseconds>(seconds), lateSince};
}

} // namespace pulse::store
