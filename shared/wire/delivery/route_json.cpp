// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/delivery/route_json.h"

#include "model/severity.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

const auto kMatchesAll = "Empty or null: matches everything."_L1;

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

Kind<QStringList> severities()
{
    Kind<QStringList> kind =
        kinds::textsOf({u"CRITICAL"_s, u"WARNING"_s, u"INFO"_s, u"1"_s, u"2"_s, u"3"_s, u"4"_s, u"5"_s});
    QJsonObject item = kind.bodySchema.value(u"items"_s).toObject();
    item.insert(u"type"_s, QJsonArray{u"string"_s, u"integer"_s});
    QJsonArray known = item.value(u"enum"_s).toArray();
    for (int severity = model::kMinSeverity; severity <= model::kMaxSeverity; ++severity)
        known.append(severity);
    item.insert(u"enum"_s, known);
    kind.bodySchema.insert(u"items"_s, item);
    return kind;
}

} // namespace

const Noun<model::Route> &routeNoun()
{
    using model::Route;
    static const Noun<Route> noun{
        u"Route"_s,
        u"Which alerts go to which integration. Every route that matches delivers."_s,
        {member("tenant_id"_L1, &Route::tenantId, kinds::text(), "Whose it is."_L1),
         member("route_id"_L1, &Route::routeId, kinds::uuid(), {}).identifying(),
         member("integration_id"_L1, &Route::integrationId, kinds::uuid(), "Where they go."_L1).required(),
         member("integration_name"_L1, &Route::integrationName, kinds::text(), {}),
         member("name"_L1, &Route::name, kinds::displayNameOrEmpty(), "Empty: the integration's."_L1)
             .written(),
         member("enabled"_L1, &Route::isEnabled, kinds::truth(), {}).written(),
         member("min_severity"_L1, &Route::minSeverity,
                kinds::orNull(kinds::integer(model::kMinSeverity, model::kMaxSeverity)),
                "This one and those above."_L1)
             .written(),
         member("severities"_L1, &Route::severities, severities(),
                "A number comes back as a text. Empty or null: matches everything."_L1)
             .written(),
         member("alert_types"_L1, &Route::alertTypes, kinds::textsOf(model::words<model::AlertType>()),
                kMatchesAll)
             .written(),
         member("site_ids"_L1, &Route::siteIds, kinds::ids(), kMatchesAll).written(),
         member("device_prefixes"_L1, &Route::devicePrefixes, kinds::ids(), kMatchesAll).written(),
         member("rule_ids"_L1, &Route::ruleIds, kinds::uuids(),
                "Alerts of these rules only. Empty or null: alerts of every rule, and of none."_L1)
             .written(),
         member("deliver_on"_L1, &Route::deliverOn, kinds::words<model::DeliverOn>(), {}).written(),
         member("priority"_L1, &Route::priority, kinds::integer(0, 1'000'000),
                "Lists begin with the least."_L1)
             .written(),
         member("created_at"_L1, &Route::createdAt, kinds::time(), {}),
         member("updated_at"_L1, &Route::updatedAt, kinds::time(), {})}};
    return noun;
}

Result<model::Route> applyBody(model::Route route, const QJsonObject &body, BodyKind kind)
{
    FieldReader reader(withSeverityTexts(body));
    routeNoun().take(reader, route, kind);
    PULSE_CHECK(reader.check());
    return route;
}

} // namespace pulse::wire
