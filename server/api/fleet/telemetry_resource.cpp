// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/resource/resource_reply.h"
#include "api/resource/resources.h"
#include "store/telemetry/telemetry_chart.h"
#include "wire/core/json.h"
#include "wire/fleet/device_json.h"
#include "wire/fleet/telemetry_json.h"

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

// Without `end`: now, and a little more, because a device's clock may be ahead. Without `start`: a week
// before.
constexpr auto kAheadOfUs = std::chrono::minutes{5};
constexpr auto kWeek = std::chrono::days{7};

Result<store::TimeRange> rangeOf(const Request &request, Instant now)
{
    store::TimeRange range;
    range.end = timeOf(request, u"end"_s).value_or(now + kAheadOfUs);
    range.start = timeOf(request, u"start"_s).value_or(range.end - kWeek);
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
    const wire::MetricLabels labels = wire::metricLabels(page.names);
    for (const model::StoredReading &reading : page.readings) {
        if (&reading != &page.readings.front())
            reply.body.append(',');
        wire::appendJson(reply.body, reading, labels);
    }
    reply.body.append("]}");
    return reply;
}

Result<Reply> chart(const Request &request, const store::TenantScope &scope,
                    store::BucketRequest bucketRequest)
{
    bucketRequest.points = numberOf(request, u"points"_s);
    bucketRequest.metric = textOf(request, u"metric"_s);
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
    PULSE_TRY(const model::PageRequest page, pageOf(request));
    PULSE_TRY(const store::TelemetrySource source, store::telemetrySource(scope, request.arguments.value(0)));
    PULSE_TRY(const auto found, store::listTelemetry(scope, source.device, range, page.limit, page.after));
    return pageReply(request, found, {{u"next"_s, wire::orNull(found.next)}});
}

// GET …/telemetry/latest?count=
Result<Reply> getLatest(const Request &request, const store::TenantScope &scope, Instant now)
{
    const int count = numberOf(request, u"count"_s);
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
