// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Stored readings as rules need them, a portion at a time: every kind of message, late ones marked, with the
// values of one metric. In order of device time; rules/arrival_order puts them into the order that rules saw.
#pragma once

#include "model/reading.h"
#include "store/telemetry/set_reader.h"
#include "store/telemetry/telemetry_table.h"
#include "store/tenancy/scope.h"

namespace pulse::store {

// Bounds each statement of this transaction; one that takes longer fails as Unavailable, with SQLSTATE 57014.
Result<> limitStatements(const TenantScope &scope, std::chrono::milliseconds most);

struct HistoryDevice {
    DeviceKey key;
    QByteArray deviceId;
    QByteArray siteId;
};
// In order of their keys, behind `after`; `ids` empty: all of the tenant.
Result<std::vector<HistoryDevice>> historyDevices(const TenantScope &scope, const QStringList &ids,
                                                  DeviceKey after, int limit);

// Invalid: no reading has named it yet.
Result<MetricKey> metricNamed(const TenantScope &scope, const QString &name);

struct HistoryRequest {
    DeviceKey device;
    TimeRange range;
    std::optional<model::StoredReading> after; // the last of the portion before
    int limit = 0;
};

// Thread safety: none; one at a time, whichever connection the scope has.
class HistoryReader {
public:
    explicit HistoryReader(MetricKey metric = {});

    Result<std::vector<model::StoredReading>> read(const TenantScope &scope, const HistoryRequest &request);

private:
    Result<model::StoredReading> readingFrom(const TenantScope &scope, const Rows &rows, int row);

    MetricKey m_metric;
    SetReader m_sets;
};

} // namespace pulse::store
