// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/delivery/route_json.h"

#include "model/severity.h"
#include "model/words.h"
#include "wire/core/json.h"

#include <QUuid>

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

QStringList words(const QList<model::DeliverOn> &events)
{
    QStringList texts;
    for (const model::DeliverOn event : events)
        texts.append(model::word(event));
    return texts;
}

} // namespace

QJsonObject toJson(const model::Route &route)
{
    return {{u"tenant_id"_s, route.tenantId},
            {u"route_id"_s, route.routeId},
            {u"integration_id"_s, route.integrationId},
            {u"integration_name"_s, route.integrationName},
            {u"name"_s, route.name},
            {u"enabled"_s, route.isEnabled},
            {u"min_severity"_s,
             route.minSeverity ? QJsonValue(*route.minSeverity) : QJsonValue(QJsonValue::Null)},
            {u"severities"_s, toJson(route.severities)},
            {u"alert_types"_s, toJson(route.alertTypes)},
            {u"site_ids"_s, toJson(route.siteIds)},
            {u"device_prefixes"_s, toJson(route.devicePrefixes)},
            {u"rule_ids"_s, toJson(route.ruleIds)},
            {u"deliver_on"_s, toJson(words(route.deliverOn))},
            {u"priority"_s, route.priority},
            {u"created_at"_s, toJson(route.createdAt)},
            {u"updated_at"_s, toJson(route.updatedAt)}};
}

Result<model::Route> routeFrom(const QJsonObject &json)
{
    model::Route route;
    route.routeId = json.value(u"route_id"_s).toString();
    if (route.routeId.isEmpty())
        return invalidField(u"route_id"_s, u"not a route"_s);
    route.tenantId = json.value(u"tenant_id"_s).toString();
    route.integrationId = json.value(u"integration_id"_s).toString();
    route.integrationName = json.value(u"integration_name"_s).toString();
    route.name = json.value(u"name"_s).toString();
    route.isEnabled = json.value(u"enabled"_s).toBool();
    if (json.value(u"min_severity"_s).isDouble())
        route.minSeverity = json.value(u"min_severity"_s).toInt();
    route.severities = textsFrom(json.value(u"severities"_s));
    route.alertTypes = textsFrom(json.value(u"alert_types"_s));
    route.siteIds = textsFrom(json.value(u"site_ids"_s));
    route.devicePrefixes = textsFrom(json.value(u"device_prefixes"_s));
    route.ruleIds = textsFrom(json.value(u"rule_ids"_s));
    route.deliverOn.clear();
    for (const QString &text : textsFrom(json.value(u"deliver_on"_s))) {
        if (const auto event = model::fromWord<model::DeliverOn>(text))
            route.deliverOn.append(*event);
    }
    route.priority = json.value(u"priority"_s).toInt(100);
    route.createdAt = instantFrom(json.value(u"created_at"_s)).value_or(Instant{});
    route.updatedAt = instantFrom(json.value(u"updated_at"_s)).value_or(Instant{});
    return route;
}

namespace {

void readDeliverOn(FieldReader &reader, model::Route &route)
{
    QStringList texts = words(route.deliverOn);
    reader.texts(u"deliver_on"_s, texts);
    route.deliverOn.clear();
    for (const QString &text : texts) {
        if (const auto event = model::fromWord<model::DeliverOn>(text))
            route.deliverOn.append(*event);
        else
            reader.reject(u"deliver_on"_s, u"must be a list of OPEN, CLOSED and ACKNOWLEDGED"_s);
    }
    if (texts.isEmpty())
        reader.reject(u"deliver_on"_s, u"must name at least one of OPEN, CLOSED and ACKNOWLEDGED"_s);
}

void checkWords(FieldReader &reader, const QString &field, const QStringList &texts, const QStringList &known)
{
    for (const QString &text : texts) {
        if (!known.contains(text))
            reader.reject(field, u"must be a list of %1"_s.arg(known.join(u", "_s)));
    }
}

// A severity may come as a number; it is kept as its text.
QJsonObject withSeverityTexts(QJsonObject body)
{
    if (!body.value(u"severities"_s).isArray())
        return body;
    QJsonArray severities = body.value(u"severities"_s).toArray();
    for (auto severity : severities) {
        if (severity.isDouble())
            severity = QString::number(severity.toDouble());
    }
    body.insert(u"severities"_s, severities);
    return body;
}

void readRuleIds(FieldReader &reader, QStringList &ruleIds)
{
    reader.texts(u"rule_ids"_s, ruleIds);
    for (QString &ruleId : ruleIds) {
        const QUuid id(ruleId);
        if (id.isNull())
            reader.reject(u"rule_ids"_s, u"must be a list of UUIDs"_s);
        ruleId = id.toString(QUuid::WithoutBraces);
    }
    ruleIds.removeDuplicates();
}

} // namespace

Result<model::Route> applyBody(model::Route route, const QJsonObject &body, BodyKind kind)
{
    FieldReader reader(withSeverityTexts(body));
    if (kind == BodyKind::Create)
        reader.require({u"integration_id"_s});
    else if (body.isEmpty())
        return fail(ErrorKind::Invalid, u"the body changes nothing"_s, u"empty_change"_s);
    reader.optionalDisplayName(u"name"_s, route.name);
    reader.text(u"integration_id"_s, route.integrationId, 64);
    reader.boolean(u"enabled"_s, route.isEnabled);
    reader.optionalInteger(u"min_severity"_s, route.minSeverity, model::kMinSeverity, model::kMaxSeverity);
    reader.texts(u"severities"_s, route.severities);
    reader.texts(u"alert_types"_s, route.alertTypes);
    reader.ids(u"site_ids"_s, route.siteIds);
    reader.ids(u"device_prefixes"_s, route.devicePrefixes);
    readRuleIds(reader, route.ruleIds);
    reader.integer(u"priority"_s, route.priority, 0, 1'000'000);
    readDeliverOn(reader, route);
    checkWords(reader, u"severities"_s, route.severities,
               {u"CRITICAL"_s, u"WARNING"_s, u"INFO"_s, u"1"_s, u"2"_s, u"3"_s, u"4"_s, u"5"_s});
    checkWords(reader, u"alert_types"_s, route.alertTypes,
               {u"THRESHOLD"_s, u"NO_HEARTBEAT"_s, u"METRIC_SILENT"_s});
    PULSE_CHECK(reader.check());
    return route;
}

} // namespace pulse::wire
