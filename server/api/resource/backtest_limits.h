// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How much a back-test may take, and how many there may be at once.
#pragma once

#include <QtGlobal>
#include <chrono>

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

} // namespace pulse::api
