// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Where axis marks go: round numbers for values, round local times for time. Pure functions.
#pragma once

#include <QTimeZone>
#include <vector>

namespace pulse::charts {

struct ValueScale {
    double from = 0;
    double to = 1;
    double step = 1; // 1, 2 or 5 times a power of ten
    std::vector<double> ticks() const;
};

// The smallest round scale that holds low..high with about `target` marks. Equal or reversed bounds are
// widened.
ValueScale valueScale(double low, double high, int target);

struct TimeTicks {
    qint64 stepMs = 1000;
    std::vector<qint64> at; // milliseconds since 1970, UTC, on round local times
};

// At most about `target` marks within from..to.
TimeTicks timeTicks(qint64 fromMs, qint64 toMs, int target, const QTimeZone &zone);

} // namespace pulse::charts
