// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/resource/resource_reply.h"
#include "api/resource/resources.h"
#include "model/names.h"
#include "store/telemetry/telemetry_chart.h"
#include "wire/core/json.h"
#include "wire/fleet/device_json.h"

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

// Without `end`: now, and a little more, because a device's clock may be ahead. Without `start`: a week
// before.
constexpr auto kAheadOfUs = std::chrono::minutes{5};
constexpr auto kWeek = std::chrono::days{7};
constexpr int kMostPoints = 2000;

Result<Instant> timeParameter(const Request &request, const QString &name, Instant fallback)
{
    PULSE_TRY(const QString text, textParameter(request, name));
    if (text.isEmpty())
        return fallback;
    const auto instant = parseIso8601(text.toLatin1());
    if (!instant)
        return invalidField(name, name + u" must be a time like 2026-01-31T12:00:00Z"_s);
    return *instant;
}

Result<store::TimeRange> rangeOf(const Request &request, Instant now)
{
    store::TimeRange range;
    PULSE_TRY(range.end, timeParameter(request, u"end"_s, now + kAheadOfUs));
    PULSE_TRY(range.start, timeParameter(request, u"start"_s, range.end - kWeek));
    if (range.start >= range.end)
        return invalidField(u"start"_s, u"start must be before end"_s);
    return range;
}

// The head as an object, the readings behind it as bytes.
Reply pageReply(const Request &request, const store::TelemetryPage &page, QJsonObject head = {})
{
    head.insert(u"tenant_id"_s, request.principal.tenantId);
    head.insert(u"device_id"_s, request.arguments.value(0));
    head.insert(u"count"_s, static_cast<qint64>(page.readings.size()));
    Reply reply = Reply::json(head);
    reply.body.chop(1); // the brace that ends the object
    reply.body.append(R"(,"telemetry":[)");
    for (const model::StoredReading &reading : page.readings) {
        if (&reading != &page.readings.front())
            reply.body.append(',');
        wire::appendJson(reply.body, reading, page.labels);
    }
    reply.body.append("]}");
    return reply;
}

Result<Reply> chart(const Request &request, const store::TenantScope &scope,
                    store::BucketRequest bucketRequest)
{
    PULSE_TRY(bucketRequest.points, wire::wholeNumberFrom(request.query, u"points"_s, 0, 1, kMostPoints));
    PULSE_TRY(bucketRequest.metric, textParameter(request, u"metric"_s));
    if (!bucketRequest.metric.isEmpty() && !model::isMetricName(bucketRequest.metric))
        return invalidField(u"metric"_s, u"metric "_s + model::metricNameRule());
    PULSE_TRY(const store::TelemetrySource source, store::telemetrySource(scope, request.arguments.value(0)));
    PULSE_TRY(const auto all, store::telemetryBuckets(scope, source.device, bucketRequest));
    QJsonArray series;
    for (const model::TelemetrySeries &one : all)
        series.append(wire::toJson(one));
    const std::chrono::duration<double> length = store::bucketLength(bucketRequest);
    return Reply::json({{u"tenant_id"_s, request.principal.tenantId},
                        {u"device_id"_s, request.arguments.value(0)},
                        {u"start"_s, wire::toJson(bucketRequest.range.start)},
                        {u"end"_s, wire::toJson(bucketRequest.range.end)},
                        {u"bucket_seconds"_s, length.count()},
                        {u"series"_s, series},
                        {u"count"_s, series.size()}});
}

// GET …/telemetry?start=&end=&limit=&after=, newest first; with points= in stretches for a chart.
Result<Reply> getTelemetry(const Request &request, const store::TenantScope &scope, Instant now)
{
    PULSE_TRY(const store::TimeRange range, rangeOf(request, now));
    if (request.query.hasQueryItem(u"points"_s))
        return chart(request, scope, {range, 0, {}});
    PULSE_TRY(const wire::PageRequest page, wire::pageRequestFrom(request.query, 120, 1000));
    if (page.offset != 0)
        return invalidField(u"offset"_s, u"telemetry is read on with after"_s);
    PULSE_TRY(const store::TelemetrySource source, store::telemetrySource(scope, request.arguments.value(0)));
    PULSE_TRY(const auto found, store::listTelemetry(scope, source.device, range, page.limit, page.after));
    return pageReply(request, found, {{u"next"_s, wire::orNull(found.next)}});
}

// GET …/telemetry/latest?count=
Result<Reply> getLatest(const Request &request, const store::TenantScope &scope, Instant now)
{
    PULSE_TRY(const int count, wire::wholeNumberFrom(request.query, u"count"_s, 1, 1, 10));
    PULSE_TRY(const store::TelemetrySource source, store::telemetrySource(scope, request.arguments.value(0)));
    PULSE_TRY(const auto found, store::newestTelemetry(scope, source, count, now));
    return pageReply(request, found);
}

} // namespace

void addTelemetryHandlers(Handlers &handlers, const ResourceContext &context)
{
    const Clock *clock = context.clock;
    handlers.insert(wire::EndpointId::Telemetry,
                    reading([clock](const Request &request, const store::TenantScope &scope) {
                        return getTelemetry(request, scope, clock->now());
                    }));
    handlers.insert(wire::EndpointId::TelemetryLatest,
                    reading([clock](const Request &request, const store::TenantScope &scope) {
                        return getLatest(request, scope, clock->now());
                    }));
}

} // namespace pulse::api
