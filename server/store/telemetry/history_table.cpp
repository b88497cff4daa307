// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/telemetry/history_table.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace pulse::store {

using namespace Qt::StringLiterals;

namespace {

constexpr ValueColumns kColumns{.set = 5, .layout = 6, .values = 7}; // of history.readings

const Query<HistoryDevice> kHistoryDevices{"history.devices",
                                           {column("device_key", &HistoryDevice::key),
                                            column("device_id", &HistoryDevice::deviceId),
                                            column("site_id", &HistoryDevice::siteId)}};

} // namespace

Result<> limitStatements(const TenantScope &scope, std::chrono::milliseconds most)
{
    PULSE_CHECK(scope.query("history.limit_time", {QString::number(most.count())}));
    return {};
}

Result<std::vector<HistoryDevice>> historyDevices(const TenantScope &scope, const QStringList &ids,
                                                  DeviceKey after, int limit)
{
    return scope.all<std::vector>(
        kHistoryDevices,
        {static_cast<qint64>(after.value), ids.isEmpty() ? Param(std::nullopt) : Param(ids), limit});
}

Result<MetricKey> metricNamed(const TenantScope &scope, const QString &name)
{
    PULSE_TRY(const auto found, scope.values<MetricKey>("history.metric", {name}));
    return found.empty() ? MetricKey{} : found.front();
}

HistoryReader::HistoryReader(MetricKey metric)
    : m_metric(metric)
    , m_sets(kColumns)
{
}

Result<std::vector<model::StoredReading>> HistoryReader::read(const TenantScope &scope,
                                                              const HistoryRequest &request)
{
    // Behind nothing is before every kind of message: none is less than a space.
    const auto [ts, kind, hash] = request.after
        ? std::tuple(request.after->ts, static_cast<char>(request.after->kind), request.after->payloadHash)
        : std::tuple(request.range.start, ' ', std::uint64_t{0});
    PULSE_TRY(const Rows rows,
              scope.queryBinary("history.readings",
                                std::array<Param, 6>{request.device, ts, request.range.end,
                                                     QString(QLatin1Char(kind)), static_cast<qint64>(hash),
                                                     request.limit}));
    std::vector<model::StoredReading> readings;
    readings.reserve(static_cast<size_t>(rows.size()));
    PULSE_CHECK(m_sets.learn(scope, rows));
    for (int i = 0; i < rows.size(); ++i) {
        PULSE_TRY(model::StoredReading reading, readingFrom(scope, rows, i));
        readings.push_back(std::move(reading));
    }
    return readings;
}

Result<model::StoredReading> HistoryReader::readingFrom(const TenantScope &scope, const Rows &rows, int row)
{
    model::StoredReading reading;
    reading.ts = rows.instant(row, 0);
    reading.kind = static_cast<model::MessageKind>(rows.character(row, 1));
    reading.payloadHash = static_cast<std::uint64_t>(rows.int8(row, 2));
    reading.receivedAt = rows.instant(row, 3);
    reading.isLate = rows.boolean(row, 4);
    PULSE_TRY(const auto codes, m_sets.codesOf(scope, rows, row));
    const auto found =
        std::find_if(codes.begin(), codes.end(), [this](auto code) { return code.metric() == m_metric; });
    if (found != codes.end()) {
        const auto place = static_cast<int>(found - codes.begin());
        reading.metrics.append({*found, rows.float8At(row, kColumns.values, place)});
    }
    return reading;
}

} // namespace pulse::store
