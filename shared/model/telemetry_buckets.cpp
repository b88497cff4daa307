// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/telemetry_buckets.h"

#include <algorithm>

namespace pulse::model {

TelemetryBuckets::TelemetryBuckets(Instant start, std::chrono::microseconds length, MetricKey only)
    : m_start(start)
    , m_length(length)
    , m_only(only)
{
}

// Mostly the metric that stood there last time: no look into the table.
size_t TelemetryBuckets::placeOf(MetricKey metric, size_t hint)
{
    if (hint < m_last.size() && m_series[m_last[hint]].metric == metric)
        return m_last[hint];
    const auto [known, isNew] = m_places.try_emplace(metric, m_series.size());
    if (isNew) {
        m_series.push_back({metric, {}});
        m_sums.emplace_back();
    }
    if (hint >= m_last.size())
        m_last.resize(hint + 1);
    return m_last[hint] = known->second;
}

void TelemetryBuckets::take(size_t place, std::int64_t stretch, double value)
{
    Sum &sum = m_sums[place];
    QList<TelemetryBucket> &buckets = m_series[place].buckets;
    if (sum.stretch != stretch) {
        close(place);
        sum = {stretch, 0};
        buckets.append({m_start + stretch * m_length, value, 0, value, 0});
        ++m_count;
    }
    TelemetryBucket &bucket = buckets.last();
    bucket.min = std::min(bucket.min, value);
    bucket.max = std::max(bucket.max, value);
    ++bucket.count;
    sum.total += value;
}

void TelemetryBuckets::close(size_t place)
{
    QList<TelemetryBucket> &buckets = m_series[place].buckets;
    if (buckets.isEmpty())
        return;
    TelemetryBucket &bucket = buckets.last();
    bucket.avg = static_cast<double>(m_sums[place].total / static_cast<long double>(bucket.count));
}

std::vector<TelemetryBuckets::Series> TelemetryBuckets::finish()
{
    for (size_t place = 0; place < m_series.size(); ++place)
        close(place);
    std::sort(m_series.begin(), m_series.end(),
              [](const Series &a, const Series &b) { return a.metric < b.metric; });
    m_places.clear();
    m_last.clear();
    m_sums.clear();
    return std::move(m_series);
}

} // namespace pulse::model
