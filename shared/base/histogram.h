// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How often a quantity was how large: counts in buckets whose upper bounds are given once, and the sum.
//
// Thread safety: any thread, without a lock. A reader may see a value counted and not yet in the sum.
// Invariants: bounds ascend; a value counts in the first bucket whose bound is not below it, else in the
// last one, which has none.
#pragma once

#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <vector>

namespace pulse {

struct HistogramCounts {
    std::vector<double> bounds;
    std::vector<std::uint64_t> counts; // of each bucket by itself; one more than bounds
    double sum = 0;
    bool operator==(const HistogramCounts &) const = default;
};

class Histogram {
public:
    Histogram(std::initializer_list<double> bounds);

    void observe(double value);
    HistogramCounts counts() const;

private:
    const std::vector<double> m_bounds;
    std::vector<std::atomic<std::uint64_t>> m_counts;
    std::atomic<double> m_sum{0};
};

} // namespace pulse
