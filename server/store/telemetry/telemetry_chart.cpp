// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/telemetry/telemetry_chart.h"

#include "model/telemetry_buckets.h"
#include "store/telemetry/history_table.h"
#include "store/telemetry/set_reader.h"

#include <algorithm>
#include <array>

namespace pulse::store {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

namespace {

constexpr int kPortion = 20'000; // readings; 5 MB in memory
constexpr ValueColumns kColumns{.set = 3, .layout = 4, .values = 5}; // of telemetry.portion

// The last reading of the portion before; none is less than a space.
struct Position {
    Instant ts;
    char kind = ' ';
    qint64 hash = 0;
};

class ChartReader {
public:
    ChartReader(const TenantScope &scope, DeviceKey device, TimeRange range)
        : m_scope(scope)
        , m_device(device)
        , m_end(range.end)
        , m_position{range.start}
    {
    }

    Result<> readInto(model::TelemetryBuckets &buckets)
    {
        const auto deadline = Steady::now() + kMostTime;
        for (bool isMore = true; isMore;) {
            if (Steady::now() > deadline)
                return tooSlow();
            PULSE_TRY(isMore, readPortion(buckets));
            if (buckets.count() > kMostBuckets)
                return invalidField(u"points"_s,
                                    u"so many points of so many metrics are too long an answer: "
                                    "ask for fewer points, or for one metric"_s);
        }
        return {};
    }

private:
    // False: it was the last one.
    Result<bool> readPortion(model::TelemetryBuckets &buckets)
    {
        const std::array<Param, 6> params{
            m_device, m_position.ts, m_end, QString(QLatin1Char(m_position.kind)), m_position.hash, kPortion};
        PULSE_TRY(const Rows rows, m_scope.queryBinary("telemetry.portion", params));
        PULSE_CHECK(m_sets.learn(m_scope, rows));
        for (int row = 0; row < rows.size(); ++row) {
            PULSE_TRY(const auto codes, m_sets.codesOf(m_scope, rows, row));
            buckets.add(rows.instant(row, 0), codes, [&rows, row](size_t place) {
                return rows.float8At(row, kColumns.values, static_cast<int>(place));
            });
        }
        if (rows.isEmpty())
            return false;
        const int last = rows.size() - 1;
        m_position = {rows.instant(last, 0), rows.character(last, 1), rows.int8(last, 2)};
        return rows.size() == kPortion;
    }

    const TenantScope &m_scope;
    const DeviceKey m_device;
    const Instant m_end;
    Position m_position;
    SetReader m_sets{kColumns};
};

Result<QList<model::TelemetrySeries>> named(const TenantScope &scope,
                                            std::vector<model::TelemetryBuckets::Series> all)
{
    std::vector<MetricKey> metrics;
    for (const auto &series : all)
        metrics.push_back(series.metric);
    PULSE_TRY(const auto names, metricNames(scope, metrics));
    QList<model::TelemetrySeries> result;
    for (auto &series : all) {
        if (names.contains(series.metric))
            result.append({names.value(series.metric), std::move(series.buckets)});
    }
    std::sort(result.begin(), result.end(), [](const auto &a, const auto &b) { return a.metric < b.metric; });
    return result;
}

} // namespace

std::chrono::microseconds bucketLength(const BucketRequest &request)
{
    const auto length = (request.range.end - request.range.start) / request.points + 1us;
    return std::max<std::chrono::microseconds>(length, 1ms);
}

Result<QList<model::TelemetrySeries>> telemetryBuckets(const TenantScope &scope, DeviceKey device,
                                                       const BucketRequest &request)
{
    MetricKey only;
    if (!request.metric.isEmpty()) {
        PULSE_TRY(only, metricNamed(scope, request.metric));
        if (!only.isValid())
            return QList<model::TelemetrySeries>();
    }
    model::TelemetryBuckets buckets(request.range.start, bucketLength(request), only);
    PULSE_CHECK(ChartReader(scope, device, request.range).readInto(buckets));
    return named(scope, buckets.finish());
}

} // namespace pulse::store
