// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/decimation.h"

#include <algorithm>
#include <cmath>

namespace pulse::charts {

namespace {

// The lowest and highest sample of one pixel column, in the order in which they came.
struct Column {
    static constexpr int kNone = -2;

    QPointF low;
    QPointF high;
    int index = kNone;

    void begin(int column, const QPointF &sample)
    {
        index = column;
        low = high = sample;
    }
    void widen(const QPointF &sample)
    {
        if (sample.y() < low.y())
            low = sample;
        if (sample.y() > high.y())
            high = sample;
    }
    void appendTo(QList<QPointF> &line) const
    {
        if (index == kNone)
            return;
        const bool isRising = low.x() <= high.x();
        line.append(isRising ? low : high);
        if (low != high)
            line.append(isRising ? high : low);
    }
};

using Sample = QList<QPointF>::const_iterator;

struct Span {
    Sample begin;
    Sample end;
};

Span visible(const QList<QPointF> &samples, const DecimationWindow &window)
{
    const auto isLeft = [](const QPointF &sample, double x) { return sample.x() < x; };
    Sample begin = std::lower_bound(samples.begin(), samples.end(), window.from, isLeft);
    Sample end = std::lower_bound(begin, samples.end(), std::nextafter(window.to, INFINITY), isLeft);
    if (begin != samples.begin())
        --begin;
    if (end != samples.end())
        ++end;
    return {begin, end};
}

} // namespace

std::vector<QList<QPointF>> decimate(const QList<QPointF> &samples, const DecimationWindow &window)
{
    std::vector<QList<QPointF>> lines;
    if (window.columns < 1 || window.to <= window.from)
        return lines;
    const double scale = window.columns / (window.to - window.from);
    const Span span = visible(samples, window);
    Column column;
    for (Sample sample = span.begin; sample != span.end; ++sample) {
        const bool isApart =
            sample == span.begin || (window.gap > 0 && sample->x() - (sample - 1)->x() > window.gap);
        const double place = std::floor((sample->x() - window.from) * scale);
        const int index = static_cast<int>(std::clamp(place, -1.0, double(window.columns)));
        if (isApart || index != column.index) {
            if (!lines.empty())
                column.appendTo(lines.back());
            if (isApart)
                lines.emplace_back();
            column.begin(index, *sample);
        } else {
            column.widen(*sample);
        }
    }
    if (!lines.empty())
        column.appendTo(lines.back());
    return lines;
}

double typicalGap(const QList<QPointF> &samples)
{
    if (samples.size() < 4)
        return 0;
    std::vector<double> distances;
    distances.reserve(static_cast<size_t>(samples.size()) - 1);
    for (qsizetype i = 1; i < samples.size(); ++i)
        distances.push_back(samples[i].x() - samples[i - 1].x());
    const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
    std::nth_element(distances.begin(), middle, distances.end());
    return 4.0 * *middle;
}

Extent extentOf(const std::vector<QList<QPointF>> &lines)
{
    Extent extent;
    for (const QList<QPointF> &line : lines) {
        for (const QPointF &point : line) {
            extent.low = extent.isEmpty ? point.y() : std::min(extent.low, point.y());
            extent.high = extent.isEmpty ? point.y() : std::max(extent.high, point.y());
            extent.isEmpty = false;
        }
    }
    return extent;
}

} // namespace pulse::charts
