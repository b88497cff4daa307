// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How much a back-test may take, and how many there may be at once.
#pragma once

#include "base/mutex.h"
#include "base/result.h"
#include "model/principal.h"

#include <QHash>
#include <chrono>
#include <memory>

namespace pulse::api {

struct BacktestLimits {
    int perTenant = 1; // under way
    int atOnce = 4; // of all tenants
    qint64 readings = 5'000'000;
    std::chrono::milliseconds time{60'000}; // reading, and waiting for the client to read
    qint64 listed = 5'000; // excursions; those beyond are counted
    // Of one portion, which occupies a database worker.
    int portionReadings = 4'000;
    std::chrono::milliseconds portionTime{50};
    std::chrono::milliseconds statementTime{2'000};
};

// Counts those under way. Thread safety: all of it from any thread.
class BacktestSlots {
public:
    explicit BacktestSlots(const BacktestLimits &limits)
        : m_limits(limits)
    {
    }

    // Free again when the last copy of it goes. An error says who has too many.
    using Slot = std::shared_ptr<const void>;
    Result<Slot> take(TenantKey tenant);

private:
    struct Counts {
        QHash<TenantKey, int> byTenant;
        int all = 0;
    };
    const BacktestLimits m_limits;
    std::shared_ptr<Mutex<Counts>> m_counts = std::make_shared<Mutex<Counts>>(); // slots may outlive it
};

} // namespace pulse::api
