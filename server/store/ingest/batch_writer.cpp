// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/ingest/batch_writer.h"

#include "model/words.h"
#include "store/postgres/columns.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

namespace pulse::store {

namespace {

// Positions of the readings in key order; equal ones stay in order of arrival.
std::vector<size_t> keyOrder(std::span<const ReadingRow> readings)
{
    std::vector<size_t> order(readings.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(), [readings](size_t a, size_t b) {
        const model::Reading &left = *readings[a].reading;
        const model::Reading &right = *readings[b].reading;
        return std::tie(left.device, left.ts) < std::tie(right.device, right.ts);
    });
    return order;
}

struct Identity {
    std::int64_t device;
    Instant ts;
    std::int64_t hash;
    char kind;
    auto operator<=>(const Identity &) const = default;
};

Identity identityOf(const model::Reading &reading)
{
    return {reading.device.value, reading.ts, static_cast<std::int64_t>(reading.payloadHash),
            static_cast<char>(reading.kind)};
}

// The columns of insert_readings and append_readings, rows in the order given.
class ReadingColumns {
public:
    ReadingColumns(std::span<const ReadingRow> readings, std::span<const size_t> order)
        : m_columns(readings.size())
    {
        for (const size_t at : order)
            take(readings[at]);
    }

    std::array<Param, 13> params() const
    {
        return {Param::int8Array(m_devices),
                Param::timestampArray(m_times),
                Param::int8Array(m_hashes),
                Param::timestampArray(m_received),
                Param::int4Array(m_tenants),
                Param::int4Array(m_sets),
                Param::charArray(m_kinds),
                Param::float8Array(m_values),
                Param::int4Array(m_firsts),
                Param::int4Array(m_counts),
                Param::bytea(QByteArray(m_layouts.data(), std::ssize(m_layouts))),
                Param::int4Array(m_layoutFirsts),
                Param::int4Array(m_layoutCounts)};
    }

private:
    void take(const ReadingRow &row)
    {
        const model::Reading &reading = *row.reading;
        m_devices.push_back(reading.device.value);
        m_times.push_back(reading.ts);
        m_hashes.push_back(static_cast<std::int64_t>(reading.payloadHash));
        m_received.push_back(reading.receivedAt);
        m_tenants.push_back(static_cast<std::int32_t>(reading.tenant.value));
        m_sets.push_back(static_cast<std::int32_t>(row.set->key().value));
        m_kinds.push_back(static_cast<char>(reading.kind));
        m_firsts.push_back(static_cast<std::int32_t>(m_values.size()) + 1); // SQL counts from 1
        m_counts.push_back(static_cast<std::int32_t>(reading.metrics.size()));
        const auto before = static_cast<std::int32_t>(m_layouts.size());
        row.set->layOut(reading.metrics, m_values, m_layouts);
        m_layoutFirsts.push_back(before + 1);
        m_layoutCounts.push_back(static_cast<std::int32_t>(m_layouts.size()) - before);
    }

    Columns m_columns;
    std::vector<std::int64_t> &m_devices = m_columns.int8s();
    std::vector<Instant> &m_times = m_columns.instants();
    std::vector<std::int64_t> &m_hashes = m_columns.int8s();
    std::vector<Instant> &m_received = m_columns.instants();
    std::vector<std::int32_t> &m_tenants = m_columns.int4s();
    std::vector<std::int32_t> &m_sets = m_columns.int4s();
    std::vector<char> &m_kinds = m_columns.characters();
    std::vector<double> &m_values = m_columns.float8s();
    std::vector<std::int32_t> &m_firsts = m_columns.int4s();
    std::vector<std::int32_t> &m_counts = m_columns.int4s();
    std::vector<char> &m_layouts = m_columns.characters();
    std::vector<std::int32_t> &m_layoutFirsts = m_columns.int4s();
    std::vector<std::int32_t> &m_layoutCounts = m_columns.int4s();
};

} // namespace

Result<> appendReadings(const SystemScope &scope, std::span<const ReadingRow> readings)
{
    if (readings.empty())
        return {};
    PULSE_CHECK(scope.query("batch.append_readings", ReadingColumns(readings, keyOrder(readings)).params()));
    return {};
}

Result<std::vector<bool>> insertReadings(const SystemScope &scope, std::span<const ReadingRow> readings)
{
    if (readings.empty())
        return std::vector<bool>{};
    const std::vector<size_t> order = keyOrder(readings);
    PULSE_TRY(const Rows rows,
              scope.queryBinary("batch.insert_readings", ReadingColumns(readings, order).params()));
    // Rows come back in the order they were inserted, which is key order without those that were there
    // already.
    std::vector<bool> isNew(readings.size(), false);
    int row = 0;
    for (const size_t at : order) {
        if (row == rows.size())
            break;
        const Identity returned{rows.int8(row, 0), rows.instant(row, 1), rows.int8(row, 2),
                                rows.character(row, 3)};
        if (identityOf(*readings[at].reading) != returned)
            continue;
        isNew[at] = true;
        ++row;
    }
    if (row != rows.size())
        return fail(ErrorKind::Internal,
                    QStringLiteral("readings came back in another order than they went in"));
    return isNew;
}

Result<> markLate(const SystemScope &scope, std::span<const model::Reading *const> readings)
{
    using model::Reading;
    if (readings.empty())
        return {};
    std::vector<char> kinds;
    for (const Reading *reading : readings)
        kinds.push_back(static_cast<char>(reading->kind));
    PULSE_CHECK(scope.query("batch.mark_late",
                            {int8s(readings, &Reading::device), times(readings, &Reading::ts),
                             int8s(readings, &Reading::payloadHash), Param::charArray(kinds)}));
    return {};
}

namespace {

// When every value is of lastTs, the row says so by saying nothing.
bool hasOwnTimes(const model::DeviceState &state)
{
    return std::any_of(state.values.begin(), state.values.end(),
                       [&state](const model::LatestValue &value) { return value.ts != state.lastTs; });
}

// device_state's columns about values and the device's clock: $9 to $17 of its statements.
class StateColumns {
public:
    explicit StateColumns(size_t rows)
        : m_columns(rows)
    {
    }

    void take(const model::DeviceState &state)
    {
        const auto next = [](const auto &column) { return static_cast<std::int32_t>(column.size()) + 1; };
        m_firsts.push_back(next(m_codes));
        m_counts.push_back(static_cast<std::int32_t>(state.values.size()));
        m_firstTimes.push_back(next(m_times));
        const bool writesTimes = hasOwnTimes(state);
        m_timeCounts.push_back(writesTimes ? m_counts.back() : 0);
        for (const model::LatestValue &value : state.values) {
            m_codes.push_back(value.code.value);
            m_values.push_back(value.value);
            if (writesTimes)
                m_times.push_back(value.ts);
        }
        constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
        const std::chrono::duration<double> behind = state.clock.behind.value_or(std::chrono::seconds{0});
        m_behind.push_back(state.clock.behind ? behind.count() : kNone);
        m_lateSince.push_back(state.clock.lateSince);
    }

    void appendTo(std::vector<Param> &params) const
    {
        params.insert(params.end(),
                      {Param::int4Array(m_codes), Param::float8Array(m_values), Param::int4Array(m_firsts),
                       Param::int4Array(m_counts), Param::timestampArray(m_times),
                       Param::int4Array(m_firstTimes), Param::int4Array(m_timeCounts),
                       Param::float8Array(m_behind), Param::optionalTimestampArray(m_lateSince)});
    }

private:
    Columns m_columns;
    std::vector<std::int32_t> &m_codes = m_columns.int4s();
    std::vector<double> &m_values = m_columns.float8s();
    std::vector<std::int32_t> &m_firsts = m_columns.int4s();
    std::vector<std::int32_t> &m_counts = m_columns.int4s();
    std::vector<Instant> &m_times = m_columns.instants();
    std::vector<std::int32_t> &m_firstTimes = m_columns.int4s();
    std::vector<std::int32_t> &m_timeCounts = m_columns.int4s();
    std::vector<double> &m_behind = m_columns.float8s();
    std::vector<std::optional<Instant>> &m_lateSince = m_columns.optionalInstants();
};

Result<qint64> sendStates(const SystemScope &scope, const char *statement, std::span<const StateRow> rows)
{
    if (rows.empty())
        return 0;
    Columns columns(rows.size());
    auto &devices = columns.int8s();
    auto &tenants = columns.int4s();
    auto &statuses = columns.texts();
    auto &seen = columns.instants();
    auto &heartbeats = columns.optionalInstants();
    auto &telemetry = columns.optionalInstants();
    auto &changed = columns.instants();
    auto &times = columns.optionalInstants();
    StateColumns states(rows.size());
    for (const StateRow &row : rows) {
        devices.push_back(row.device.value);
        tenants.push_back(static_cast<std::int32_t>(row.tenant.value));
        statuses.push_back(wordBytes(model::word(row.state->status)));
        seen.push_back(row.state->lastSeenAt);
        heartbeats.push_back(row.state->lastHeartbeatAt);
        telemetry.push_back(row.state->lastTelemetryAt);
        changed.push_back(row.state->lastStateChangeAt);
        times.push_back(row.state->lastTs);
        states.take(*row.state);
    }
    std::vector<Param> params{Param::int8Array(devices),
                              Param::int4Array(tenants),
                              Param::textArray(statuses),
                              Param::timestampArray(seen),
                              Param::optionalTimestampArray(heartbeats),
                              Param::optionalTimestampArray(telemetry),
                              Param::timestampArray(changed),
                              Param::optionalTimestampArray(times)};
    states.appendTo(params);
    PULSE_TRY(const Rows sent, scope.query(statement, params));
    return sent.affected();
}

} // namespace

Result<> writeStates(const SystemScope &scope, std::span<const StateRow> rows)
{
    std::vector<StateRow> known(rows.begin(), rows.end());
    const auto firstNew =
        std::stable_partition(known.begin(), known.end(), [](const StateRow &row) { return !row.isNew; });
    const std::vector<StateRow> fresh(firstNew, known.end());
    known.erase(firstNew, known.end());
    PULSE_CHECK(sendStates(scope, "batch.upsert_states", fresh));
    PULSE_TRY(const qint64 updated, sendStates(scope, "batch.update_states", known));
    if (updated == static_cast<qint64>(known.size()))
        return {};
    PULSE_CHECK(sendStates(scope, "batch.upsert_states", known)); // somebody deleted a row behind our back
    return {};
}

Result<> writeOffline(const SystemScope &scope, std::span<const OfflineRow> rows)
{
    if (rows.empty())
        return {};
    const auto at = [](const OfflineRow &row) {
        return row.offline ? std::optional(row.offline->at) : std::nullopt;
    };
    const auto reason = [](const OfflineRow &row) { return row.offline ? row.offline->reason : QString(); };
    PULSE_CHECK(scope.query(
        "batch.write_offline",
        {int8s(rows, &OfflineRow::device), optionalTimes(rows, at), storableTexts(rows, reason)}));
    return {};
}

Result<std::vector<DeviceKey>> markStale(const SystemScope &scope, std::span<const Silence> silences,
                                         Instant now)
{
    if (silences.empty())
        return std::vector<DeviceKey>{};
    return scope.values<DeviceKey>(
        "batch.mark_stale", {int8s(silences, &Silence::device), times(silences, &Silence::silentSince), now});
}

Result<std::vector<DeviceKey>> confirmSilent(const SystemScope &scope, std::span<const Silence> silences)
{
    if (silences.empty())
        return std::vector<DeviceKey>{};
    return scope.values<DeviceKey>(
        "batch.confirm_silent", {int8s(silences, &Silence::device), times(silences, &Silence::silentSince)});
}

} // namespace pulse::store
