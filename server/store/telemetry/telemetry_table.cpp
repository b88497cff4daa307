// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/telemetry/telemetry_table.h"

#include "store/postgres/columns.h"
#include "store/postgres/cursor.h"
#include "store/telemetry/set_reader.h"

#include <array>

namespace pulse::store {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// Readings may be this far ahead of us at most (FUTURE_ACCEPT_SECONDS is far below).
constexpr auto kAhead = std::chrono::hours{24};
// Where the newest readings usually are, before the device's last time; and how far back we look when they
// are not.
constexpr auto kNear = std::chrono::days{7};
constexpr auto kFar = std::chrono::days{400};

constexpr ValueColumns kPageColumns{.set = 5, .layout = 6, .values = 7}; // of telemetry.range

struct NamedMetric {
    MetricKey key;
    QString name;
};

const Query<TelemetrySource> kSource{
    "telemetry.device",
    {column("device_key", &TelemetrySource::device), column("last_ts", &TelemetrySource::lastTs)}};
const Query<NamedMetric> kNames{
    "telemetry.names", {column("metric_key", &NamedMetric::key), column("name", &NamedMetric::name)}};

struct PagePosition { // of a reading in the order of the list
    Instant ts;
    QString kind;
    qint64 hash = 0;
};

Result<std::optional<PagePosition>> positionFrom(const QString &after)
{
    if (after.isEmpty())
        return std::optional<PagePosition>();
    PULSE_TRY(const QStringList cursor, cursorValues(after, 3));
    const auto ts = parseIso8601(cursor[0].toLatin1());
    bool isHash = false;
    const PagePosition position{ts.value_or(Instant{}), cursor[1], cursor[2].toLongLong(&isHash)};
    if (!ts || !isHash || position.kind.size() != 1 || position.kind.front().unicode() > 0x7F)
        return invalidField(u"after"_s, u"after is not a cursor of this list"_s);
    return position;
}

QString cursorBehind(const model::StoredReading &reading)
{
    return cursorOf({QString::fromLatin1(toRfc3339(reading.ts)),
                     QString(QLatin1Char(static_cast<char>(reading.kind))),
                     QString::number(static_cast<qint64>(reading.payloadHash))});
}

class PageReader {
public:
    explicit PageReader(const TenantScope &scope)
        : m_scope(scope)
    {
    }

    Result<TelemetryPage> read(const Rows &rows, int limit)
    {
        TelemetryPage page;
        PULSE_CHECK(m_sets.learn(m_scope, rows));
        for (int row = 0; row < std::min(rows.size(), limit); ++row) {
            PULSE_TRY(model::StoredReading reading, readingFrom(rows, row));
            page.readings.push_back(std::move(reading));
        }
        if (rows.size() > limit)
            page.next = cursorBehind(page.readings.back());
        PULSE_TRY(page.names, names());
        return page;
    }

private:
    Result<model::StoredReading> readingFrom(const Rows &rows, int row)
    {
        model::StoredReading reading;
        reading.ts = rows.instant(row, 0);
        reading.kind = static_cast<model::MessageKind>(rows.character(row, 1));
        reading.payloadHash = static_cast<std::uint64_t>(rows.int8(row, 2));
        reading.isLate = rows.boolean(row, 3);
        reading.receivedAt = rows.instant(row, 4);
        PULSE_TRY(const auto codes, m_sets.codesOf(m_scope, rows, row));
        for (size_t i = 0; i < codes.size(); ++i) {
            m_metrics.insert(codes[i].metric());
            reading.metrics.append({codes[i], rows.float8At(row, kPageColumns.values, static_cast<int>(i))});
        }
        return reading;
    }

    Result<QHash<MetricKey, QString>> names() const
    {
        const std::vector<MetricKey> metrics(m_metrics.begin(), m_metrics.end());
        return metricNames(m_scope, metrics);
    }

    const TenantScope &m_scope;
    SetReader m_sets{kPageColumns};
    QSet<MetricKey> m_metrics;
};

} // namespace

Result<TelemetrySource> telemetrySource(const TenantScope &scope, const QString &deviceId)
{
    return scope.one(kSource, {deviceId}, u"there is no such device"_s);
}

Result<QHash<MetricKey, QString>> metricNames(const TenantScope &scope, std::span<const MetricKey> metrics)
{
    QHash<MetricKey, QString> names;
    if (metrics.empty())
        return names;
    PULSE_TRY(const auto found, scope.all(kNames, {int4s(metrics, &MetricKey::value)}));
    for (const NamedMetric &metric : found)
        names.insert(metric.key, metric.name);
    return names;
}

Result<TelemetryPage> listTelemetry(const TenantScope &scope, DeviceKey device, TimeRange range, int limit,
                                    const QString &after)
{
    PULSE_TRY(const auto behind, positionFrom(after));
    if (behind && behind->ts > range.end)
        return invalidField(u"after"_s, u"after is not a cursor of this list and range"_s);
    const Instant end = behind ? behind->ts : range.end; // bounds the scan as the cursor goes on
    const Param kind = behind ? Param(behind->kind) : Param(std::nullopt);
    const std::array<Param, 6> params{device, range.start, end, kind, behind ? behind->hash : 0, limit + 1};
    PULSE_TRY(const Rows rows, scope.queryBinary("telemetry.range", params));
    return PageReader(scope).read(rows, limit);
}

Result<TelemetryPage> newestTelemetry(const TenantScope &scope, const TelemetrySource &source, int count,
                                      Instant now)
{
    const Instant last = source.lastTs.value_or(now);
    const Instant end = std::max(now, last) + kAhead;
    PULSE_TRY(TelemetryPage page, listTelemetry(scope, source.device, {last - kNear, end}, count, {}));
    if (std::ssize(page.readings) < count) {
        PULSE_TRY(page, listTelemetry(scope, source.device, {std::min(now, last) - kFar, end}, count, {}));
    }
    return page;
}

} // namespace pulse::store
