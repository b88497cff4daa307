// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/alerts/alert_json.h"

#include "model/severity.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

using model::Alert;
using model::Shelf;

// A member of the shelf; `none` when there is none. shelved_until comes first and makes it.
template <class M>
Member<Alert> shelfMember(QLatin1StringView name, M Shelf::*at, const Kind<M> &kind, QLatin1StringView says)
{
    return derived<Alert, M>(
        name, [at](const Alert &alert) { return alert.shelf ? (*alert.shelf).*at : M{}; }, kind, says,
        [at](Alert &alert, const M &value) {
            if (alert.shelf)
                (*alert.shelf).*at = value;
        });
}

std::optional<Instant> shelvedUntil(const Alert &alert)
{
    return alert.shelf ? std::optional(alert.shelf->until) : std::nullopt;
}

void setShelvedUntil(Alert &alert, const std::optional<Instant> &until)
{
    if (until)
        alert.shelf = Shelf{*until, {}, {}, false};
}

} // namespace

const Noun<model::Alert> &alertNoun()
{
    static const Noun<Alert> noun{
        u"Alert"_s,
        u"What a rule, or silence, found of a device: whether it lasts, whether somebody has seen it, and "
        "whether it is shelved are three facts."_s,
        {member("alert_id"_L1, &Alert::alertId, kinds::idNumber(), {}).identifying(),
         member("tenant_id"_L1, &Alert::tenantId, kinds::text(), {}),
         member("device_id"_L1, &Alert::deviceId, kinds::text(), {}),
         member("site_id"_L1, &Alert::siteId, kinds::text(), {}),
         member("alert_type"_L1, &Alert::type, kinds::word<model::AlertType>(), {}).identifying(),
         member("fingerprint"_L1, &Alert::fingerprint, kinds::text(),
                "What it is about: one alert of a fingerprint is active."_L1),
         member("severity"_L1, &Alert::severity, kinds::integer(model::kMinSeverity, model::kMaxSeverity),
                "5 is the worst."_L1),
         member("confidence"_L1, &Alert::confidence, kinds::number(), {}),
         member("summary"_L1, &Alert::summary, kinds::text(), {}),
         member("details"_L1, &Alert::details, kinds::object(u"By type: what it stands on."_s), {}),
         derived<Alert, model::AlertStatus>(
             "status"_L1, [](const Alert &alert) { return alert.status(); },
             kinds::word<model::AlertStatus>(),
             "From closed_at and acknowledged_at. CLOSED with acknowledged_at null: closed, but nobody has seen it."_L1),
         member("created_at"_L1, &Alert::createdAt, kinds::time(), {}).identifying(),
         member("updated_at"_L1, &Alert::updatedAt, kinds::time(), {}),
         member("closed_at"_L1, &Alert::clearedAt, kinds::orNull(kinds::time()), {}),
         member(
             "opened_ts"_L1, &Alert::openedTs, kinds::time(),
             "Device time of the reading that opened it; created_at is when Pulse saw that. Of an alert about silence: the moment its term ended."_L1),
         member("cleared_ts"_L1, &Alert::clearedTs, kinds::orNull(kinds::time()),
                "Device time of the reading that cleared it. Null: active, or no reading cleared it."_L1),
         member("acknowledged_at"_L1, &Alert::acknowledgedAt, kinds::orNull(kinds::time()), {}),
         member("acknowledged_by"_L1, &Alert::acknowledgedBy, kinds::textOrNull(), {}),
         derived<Alert, std::optional<Instant>>(
             "shelved_until"_L1, shelvedUntil, kinds::orNull(kinds::time()),
             "Suppression: routes are not told that it is open until then. Null: not shelved."_L1,
             setShelvedUntil),
         shelfMember("shelve_reason"_L1, &Shelf::reason, kinds::textOrNull(), {}),
         shelfMember("shelved_by"_L1, &Shelf::by, kinds::textOrNull(), {}),
         shelfMember(
             "shelve_is_one_shot"_L1, &Shelf::isOneShot, kinds::truth(),
             "The shelf also ends when the alert clears; else the next alert of the same fingerprint opens on it."_L1),
         member("is_announced"_L1, &Alert::isAnnounced, kinds::truth(),
                "Routes were told that it is open; false while it is shelved since it opened."_L1)}};
    return noun;
}

// An older server leaves out what came later.
Result<model::Alert> alertFrom(const QJsonObject &json)
{
    Alert fresh;
    fresh.createdAt = instantFrom(json.value(u"created_at"_s)).value_or(Instant{});
    fresh.updatedAt = fresh.openedTs = fresh.createdAt;
    return alertNoun().read(json, fresh);
}

} // namespace pulse::wire
