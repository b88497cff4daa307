// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/backoff.h"

#include <QRandomGenerator>
#include <algorithm>

namespace pulse {

std::chrono::milliseconds Backoff::delay(int attempt, double random) const
{
    const int doublings = std::clamp(attempt - 1, 0, 40);
    const double plain = std::min(static_cast<double>(first.count()) * static_cast<double>(1ULL << doublings),
                                  static_cast<double>(cap.count()));
    const double factor = 1.0 + jitter * (2.0 * random - 1.0);
    return std::chrono::milliseconds{static_cast<std::int64_t>(plain * factor)};
}

double jitterRandom() { return QRandomGenerator::global()->generateDouble(); }

} // namespace pulse
