// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Readings of a device in stretches of one length, for a chart: least, mean and greatest value of each metric
// in each stretch. What `date_bin`, `min`, `avg` and `max` of PostgreSQL say, without sending it every value
// by itself.
//
// Thread safety: none.
#pragma once

#include "model/reading.h"

#include <unordered_map>
#include <vector>

namespace pulse::model {

class TelemetryBuckets {
public:
    struct Series {
        MetricKey metric;
        QList<TelemetryBucket> buckets; // oldest first
    };

    // Stretches of `length`, the first one beginning at `start`. `only` valid: of that metric alone.
    TelemetryBuckets(Instant start, std::chrono::microseconds length, MetricKey only = {});

    // Requires: not before `start`, nor before the reading before. `valueAt(i)` is the value of codes[i].
    template <class ValueAt> void add(Instant ts, std::span<const MetricCode> codes, ValueAt valueAt)
    {
        const std::int64_t stretch = (ts - m_start) / m_length;
        for (size_t i = 0; i < codes.size(); ++i) {
            if (!m_only.isValid() || codes[i].metric() == m_only)
                take(placeOf(codes[i].metric(), i), stretch, valueAt(i));
        }
    }

    size_t count() const { return m_count; } // of all metrics together

    std::vector<Series> finish(); // in order of the metrics' keys; empty afterwards

private:
    struct Sum {
        std::int64_t stretch = -1;
        long double total = 0; // two values near the end of a double's range have one beyond it
    };

    size_t placeOf(MetricKey metric, size_t hint);
    void take(size_t place, std::int64_t stretch, double value);
    void close(size_t place);

    const Instant m_start;
    const std::chrono::microseconds m_length;
    const MetricKey m_only;
    size_t m_count = 0;
    std::vector<Series> m_series;
    std::vector<Sum> m_sums; // of the last bucket of each series
    std::vector<size_t> m_last; // the series of the value at that place of the reading before
    std::unordered_map<MetricKey, size_t> m_places;
};

} // namespace pulse::model
