// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/history_table.h"

#include <array>
#include <tuple>

namespace pulse::store {

using namespace Qt::StringLiterals;

Result<> limitStatements(const TenantScope &scope, std::chrono::milliseconds most)
{
    PULSE_CHECK(scope.query("history.limit_time", {QString::number(most.count())}));
    return {};
}

Result<std::vector<HistoryDevice>> historyDevices(const TenantScope &scope, const QStringList &ids,
                                                  DeviceKey after, int limit)
{
    PULSE_TRY(const Rows rows,
              scope.query("history.devices",
                          {static_cast<qint64>(after.value), ids.isEmpty() ? Param(std::nullopt) : Param(ids),
                           limit}));
    std::vector<HistoryDevice> devices;
    devices.reserve(static_cast<size_t>(rows.size()));
    for (int i = 0; i < rows.size(); ++i) {
        RowReader row = rows.row(i);
        HistoryDevice &device = devices.emplace_back();
        device.key = row.key<DeviceKey>();
        device.deviceId = row.bytes();
        device.siteId = row.bytes();
    }
    return devices;
}

Result<MetricKey> metricNamed(const TenantScope &scope, const QString &name)
{
    PULSE_TRY(const Rows rows, scope.query("history.metric", {name}));
    return rows.isEmpty() ? MetricKey{} : rows.first().key<MetricKey>();
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
    for (int i = 0; i < rows.size(); ++i) {
        if (!m_places.contains(rows.int4(i, 5)))
            PULSE_CHECK(learnSets(scope)); // sets commit before the readings that use them
        readings.push_back(readingFrom(rows, i));
    }
    return readings;
}

Result<> HistoryReader::learnSets(const TenantScope &scope)
{
    PULSE_TRY(const Rows rows, scope.query("history.places", {m_metric.value}));
    for (int i = 0; i < rows.size(); ++i) {
        RowReader row = rows.row(i);
        Place &place = m_places[static_cast<std::int32_t>(row.integer())];
        if (row.isNextNull())
            continue;
        place.place = static_cast<int>(row.integer());
        place.code = {static_cast<std::int32_t>(row.integer())};
    }
    return {};
}

model::StoredReading HistoryReader::readingFrom(const Rows &rows, int row) const
{
    model::StoredReading reading;
    reading.ts = rows.instant(row, 0);
    reading.kind = static_cast<model::MessageKind>(rows.character(row, 1));
    reading.payloadHash = static_cast<std::uint64_t>(rows.int8(row, 2));
    reading.receivedAt = rows.instant(row, 3);
    reading.isLate = rows.boolean(row, 4);
    const auto found = m_places.find(rows.int4(row, 5));
    if (found != m_places.end() && found->second.place >= 0)
        reading.metrics.append({found->second.code, rows.float8At(row, 6, found->second.place)});
    return reading;
}

} // namespace pulse::store
