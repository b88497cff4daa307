// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/alerts/system_alert_json.h"

#include "model/severity.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

const Noun<model::SystemAlert> &systemAlertNoun()
{
    using model::SystemAlert;
    static const Noun<SystemAlert> noun{
        u"SystemAlert"_s,
        u"What an operator must know about Pulse itself."_s,
        {member("system_alert_id"_L1, &SystemAlert::systemAlertId, kinds::idText(), {}).identifying(),
         member("tenant_id"_L1, &SystemAlert::tenantId, kinds::textOrNull(),
                "null: the whole installation."_L1),
         member("kind"_L1, &SystemAlert::kind, kinds::word<model::SystemAlertKind>(),
                "Readers must expect more."_L1),
         member("subject"_L1, &SystemAlert::subject, kinds::textOrNull(),
                "What it is about, where there may be several."_L1),
         member("severity"_L1, &SystemAlert::severity,
                kinds::integer(model::kMinSeverity, model::kMaxSeverity), {}),
         member("summary"_L1, &SystemAlert::summary, kinds::text(), {}),
         member(
             "details"_L1, &SystemAlert::details,
             kinds::object(
                 u"By kind. INGEST_BLIND: since (values are complete up to here), until (null while it "
                 "lasts), cause (BROKER_AWAY, STORE_AWAY, BEHIND). SESSION_LOST, SESSION_TAKEN, "
                 "INGEST_DEAF: times, last_at; INGEST_DEAF: why. BROKER_DROPPING: dropped, broker_count. "
                 "BROKER_QUEUE_HALF: bytes, bound. CLOCK_DRIFT: offset_ms. INGEST_STOPPED: why. "
                 "INTEGRATION_FAILING: integration_name, failures, last_error. PROVIDER_AWAY: providers."_s),
             {}),
         derived<SystemAlert, model::AlertStatus>("status"_L1,
                                                  [](const SystemAlert &alert) { return alert.status(); },
                                                  kinds::word<model::AlertStatus>(), {}),
         member("raised_at"_L1, &SystemAlert::raisedAt, kinds::time(), {}).identifying(),
         member("updated_at"_L1, &SystemAlert::updatedAt, kinds::time(), {}),
         member("cleared_at"_L1, &SystemAlert::clearedAt, kinds::orNull(kinds::time()), {}),
         member("acknowledged_at"_L1, &SystemAlert::acknowledgedAt, kinds::orNull(kinds::time()), {}),
         member("acknowledged_by"_L1, &SystemAlert::acknowledgedBy, kinds::textOrNull(), {})}};
    return noun;
}

Result<model::SystemAlert> systemAlertFrom(const QJsonObject &json)
{
    model::SystemAlert fresh;
    fresh.kind = model::SystemAlertKind::Other;
    fresh.updatedAt = instantFrom(json.value(u"raised_at"_s)).value_or(Instant{});
    return systemAlertNoun().read(json, fresh);
}

} // namespace pulse::wire
