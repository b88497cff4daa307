// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/histogram.h"

#include <QtGlobal>
#include <algorithm>

namespace pulse {

Histogram::Histogram(std::initializer_list<double> bounds)
    : m_bounds(bounds)
    , m_counts(bounds.size() + 1)
{
    Q_ASSERT(std::is_sorted(m_bounds.begin(), m_bounds.end()));
}

void Histogram::observe(double value)
{
    const auto bound = std::lower_bound(m_bounds.begin(), m_bounds.end(), value);
    m_counts[static_cast<size_t>(bound - m_bounds.begin())].fetch_add(1, std::memory_order_relaxed);
    m_sum.fetch_add(value, std::memory_order_relaxed);
}

HistogramCounts Histogram::counts() const
{
    HistogramCounts result;
    result.bounds = m_bounds;
    result.counts.reserve(m_counts.size());
    for (const auto &count : m_counts)
        result.counts.push_back(count.load(std::memory_order_relaxed));
    result.sum = m_sum.load(std::memory_order_relaxed);
    return result;
}

} // namespace pulse
