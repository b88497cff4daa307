// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/ticks.h"

#include <QDateTime>
#include <algorithm>
#include <cmath>

namespace pulse::charts {

namespace {

constexpr qint64 kSecond = 1000;
constexpr qint64 kMinute = 60 * kSecond;
constexpr qint64 kHour = 60 * kMinute;
constexpr qint64 kDay = 24 * kHour;

constexpr qint64 kSteps[] = {kSecond,  2 * kSecond, 5 * kSecond, 10 * kSecond, 15 * kSecond, 30 * kSecond,
                             kMinute,  2 * kMinute, 5 * kMinute, 10 * kMinute, 15 * kMinute, 30 * kMinute,
                             kHour,    2 * kHour,   3 * kHour,   6 * kHour,    12 * kHour,   kDay,
                             2 * kDay, 7 * kDay,    14 * kDay,   28 * kDay};

double roundStep(double rough)
{
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    const double lead = rough / power;
    return (lead <= 1.0 ? 1.0 : lead <= 2.0 ? 2.0 : lead <= 5.0 ? 5.0 : 10.0) * power;
}

} // namespace

std::vector<double> ValueScale::ticks() const
{
    std::vector<double> marks;
    const auto count = static_cast<int>(std::lround((to - from) / step));
    for (int i = 0; i <= count; ++i)
        marks.push_back(from + step * i);
    return marks;
}

ValueScale valueScale(double low, double high, int target)
{
    if (!std::isfinite(low) || !std::isfinite(high))
        return {};
    if (high < low)
        std::swap(low, high);
    const double smallest = std::max(std::abs(high) * 1e-9, 1e-9);
    if (high - low < smallest) {
        const double room = std::max(std::abs(high) * 0.05, 0.5);
        low -= room;
        high += room;
    }
    const double step = roundStep((high - low) / std::max(1, target));
    return {std::floor(low / step + 1e-9) * step, std::ceil(high / step - 1e-9) * step, step};
}

TimeTicks timeTicks(qint64 fromMs, qint64 toMs, int target, const QTimeZone &zone)
{
    TimeTicks ticks;
    if (toMs <= fromMs)
        return ticks;
    const qint64 rough = (toMs - fromMs) / std::max(1, target);
    const auto *step = std::lower_bound(std::begin(kSteps), std::end(kSteps), rough);
    ticks.stepMs = step == std::end(kSteps) ? kSteps[std::size(kSteps) - 1] : *step;
    const QDateTime from = QDateTime::fromMSecsSinceEpoch(fromMs, Qt::UTC);
    const qint64 offset = qint64{zone.offsetFromUtc(from)} * kSecond;
    const qint64 local = fromMs + offset;
    qint64 mark = (local + ticks.stepMs - 1) / ticks.stepMs * ticks.stepMs - offset;
    for (; mark <= toMs; mark += ticks.stepMs)
        ticks.at.push_back(mark);
    return ticks;
}

} // namespace pulse::charts
