// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/telemetry_table.h"

#include "store/cursor.h"

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

} // namespace

Result<TelemetrySource> telemetrySource(const TenantScope &scope, const QString &deviceId)
{
    PULSE_TRY(RowReader row, scope.one("telemetry.device", {deviceId}, u"there is no such device"_s));
    TelemetrySource source;
    source.device = row.key<DeviceKey>();
    source.lastTs = row.optionalInstant();
    return source;
}

Result<TelemetryPage> listTelemetry(const TenantScope &scope, DeviceKey device, TimeRange range, int limit,
                                    const QString &after)
{
    PULSE_TRY(const QStringList cursor, cursorValues(after, 2));
    const auto behind = parseIso8601(cursor[0].toLatin1());
    bool isHash = after.isEmpty();
    const qint64 hash = after.isEmpty() ? 0 : cursor[1].toLongLong(&isHash);
    if (!isHash || (!after.isEmpty() && !behind))
        return invalidField(u"after"_s, u"after is not a cursor of this list"_s);
    const Instant end =
        behind ? std::min(range.end, *behind) : range.end; // bounds the scan as the cursor goes on
    PULSE_TRY(const Rows rows,
              scope.query("telemetry.range", {device, range.start, end, behind, hash, limit + 1}));
    TelemetryPage page;
    for (int i = 0; i < std::min(rows.size(), limit); ++i) {
        RowReader row = rows.row(i);
        const Instant ts = row.instant();
        const QString payloadHash = row.text();
        QJsonObject metrics = row.json();
        page.points.append({ts, std::move(metrics), row.boolean()});
        if (i + 1 == limit && rows.size() > limit)
            page.next = cursorOf({QString::fromLatin1(toRfc3339(ts)), payloadHash});
    }
    return page;
}

Result<QList<model::TelemetryPoint>> newestTelemetry(const TenantScope &scope, const TelemetrySource &source,
                                                     int count, Instant now)
{
    const Instant last = source.lastTs.value_or(now);
    const Instant end = std::max(now, last) + kAhead;
    PULSE_TRY(TelemetryPage page, listTelemetry(scope, source.device, {last - kNear, end}, count, {}));
    if (page.points.size() < count) {
        PULSE_TRY(page, listTelemetry(scope, source.device, {std::min(now, last) - kFar, end}, count, {}));
    }
    return page.points;
}

std::chrono::microseconds bucketLength(const BucketRequest &request)
{
    const auto length = (request.range.end - request.range.start) / request.points + 1us;
    return std::max<std::chrono::microseconds>(length, 1ms);
}

Result<QList<model::TelemetrySeries>> telemetryBuckets(const TenantScope &scope, DeviceKey device,
                                                       const BucketRequest &request)
{
    const QString length = QString::number(bucketLength(request).count()) + u" microseconds"_s;
    PULSE_TRY(
        const Rows rows,
        scope.query("telemetry.buckets",
                    {device, request.range.start, request.range.end, length, Param::orNull(request.metric)}));
    QList<model::TelemetrySeries> all;
    for (int i = 0; i < rows.size(); ++i) {
        RowReader row = rows.row(i);
        const QString metric = row.text();
        if (all.isEmpty() || all.last().metric != metric)
            all.append({metric, {}});
        model::TelemetryBucket bucket;
        bucket.timestamp = row.instant();
        bucket.min = row.number();
        bucket.avg = row.number();
        bucket.max = row.number();
        bucket.count = row.integer();
        all.last().buckets.append(bucket);
    }
    return all;
}

} // namespace pulse::store
