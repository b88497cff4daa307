// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/names.h"
#include "wire/accounts/session_json.h"
#include "wire/accounts/user_session_json.h"
#include "wire/alerts/alert_json.h"
#include "wire/alerts/alert_rule_json.h"
#include "wire/alerts/alert_transition_json.h"
#include "wire/alerts/backtest_json.h"
#include "wire/alerts/explain_json.h"
#include "wire/alerts/system_alert_json.h"
#include "wire/delivery/delivery_json.h"
#include "wire/delivery/email_json.h"
#include "wire/delivery/integration_json.h"
#include "wire/delivery/mqtt_json.h"
#include "wire/delivery/route_json.h"
#include "wire/delivery/snmp_integration_json.h"
#include "wire/fleet/customer_device_json.h"
#include "wire/fleet/device_json.h"
#include "wire/fleet/quarantine_json.h"
#include "wire/fleet/refusal_json.h"
#include "wire/openapi/document.h"

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

template <class... Nouns> void show(QJsonObject &all, const Nouns &...nouns)
{
    (all.insert(nouns.name, nouns.schema()), ...);
}

QJsonObject nameSchema(qsizetype longest, const QString &pattern, const QString &says)
{
    return {{u"type"_s, u"string"_s},
            {u"minLength"_s, 1},
            {u"maxLength"_s, longest},
            {u"pattern"_s, pattern},
            {u"description"_s, says}};
}

// As model/names has them, so far as a pattern can say it.
void showNames(QJsonObject &all)
{
    all.insert(u"DisplayName"_s,
               nameSchema(model::kLongestDisplayName,
                          u"^[^\\u0000-\\u001F\\u007F-\\u009F\\u2028\\u2029]*[^\\u0000-\\u001F\\u007F-"
                          u"\\u009F\\u2028\\u2029\\s][^"
                          "\\u0000-\\u001F\\u007F-\\u009F\\u2028\\u2029]*$"_s,
                          u"Without control characters and ends of lines; spaces around it are left out."_s));
    all.insert(u"MetricName"_s,
               nameSchema(model::kLongestName, u"^[^\\u0000]+$"_s,
                          u"Whatever devices may send: at most 128 bytes of UTF-8, any character but U+0000, "
                          "spaces around it included."_s));
    all.insert(
        u"Id"_s,
        nameSchema(model::kLongestName,
                   u"^[^/+#\\u0000-\\u001F\\u007F-\\u009F]*[^/+#\\u0000-\\u001F\\u007F-\\u009F\\s][^/+#"
                   "\\u0000-\\u001F\\u007F-\\u009F]*$"_s,
                   u"Of a tenant, a site or a device: at most 128 bytes of UTF-8."_s));
}

QJsonObject problemSchema()
{
    return ObjectSchema(u"RFC 9457 problem details."_s)
        .add(u"type"_s, kinds::text().schema, {})
        .add(u"title"_s, kinds::text().schema, {})
        .add(u"status"_s, kinds::integer().schema, {})
        .add(u"code"_s, kinds::text().schema,
             u"Stable, for programs: invalid_field, bad_json, empty_change, not_found, forbidden, "
             "unauthenticated, conflict, unavailable ..."_s)
        .add(u"detail"_s, kinds::text().schema, u"For people."_s)
        .add(u"field"_s, kinds::text().schema, u"The field or parameter at fault, if one is."_s, false)
        .open();
}

void showIntegrations(QJsonObject &all)
{
    using enum model::IntegrationType;
    all.insert(u"Integration"_s, integrationSchema(Webhook, webhookSchema()));
    const QJsonObject engine =
        ObjectSchema()
            .include(shownSnmpNoun().schema())
            .add(
                u"snmp_engine_id"_s, kinds::text().schema,
                u"Version 3: the engine that its traps come from, in hexadecimal. The integration's own, for "
                "as long as it lives; a receiver's user is created for it."_s,
                false)
            .open();
    all.insert(u"SnmpIntegration"_s, integrationSchema(Snmp, engine));
    all.insert(u"EmailIntegration"_s, integrationSchema(Email, shownEmailNoun().schema()));
    all.insert(u"MqttIntegration"_s, integrationSchema(Mqtt, shownMqttNoun().schema()));
    all.insert(snmpSecurityNoun().name, snmpSecurityNoun().bodySchema(BodyKind::Create));
    all.insert(mqttBrokerNoun().name, mqttBrokerNoun().bodySchema(BodyKind::Create));
    all.insert(smtpNoun().name, smtpBodySchema());
    all.insert(recipientsNoun().name, recipientsNoun().bodySchema(BodyKind::Create));
    all.insert(mailTemplateNoun().name, mailTemplateNoun().bodySchema(BodyKind::Create));
}

// Delivery makes the message's id (server/delivery), which no table holds.
QJsonObject deliverySchema()
{
    return ObjectSchema(deliveryNoun().says)
        .include(deliveryNoun().schema())
        .add(u"webhook_id"_s, kinds::text().schema,
             u"What receivers recognise a repeat by; the same for every attempt."_s)
        .open();
}

} // namespace

QJsonObject schemas()
{
    QJsonObject all;
    showNames(all);
    all.insert(u"Problem"_s, problemSchema());
    show(all, sessionNoun(), sessionUserNoun(), userSessionNoun(), deviceNoun(), slowClockNoun(),
         edgeDeviceNoun(), edgeReadingNoun(), deviceEventNoun(), customerDeviceNoun(), telemetryPointNoun(),
         refusalNoun(), refusedMessageNoun(), deviceRefusalsNoun(), refusalSummaryNoun(),
         quarantineEventNoun(), alertNoun(), transitionNoun(), systemAlertNoun(), routeOutcomeNoun(),
         alertRuleNoun(), excursionNoun(), backtestTotalsNoun(), routeNoun(), deliveryAttemptNoun(),
         failingIntegrationNoun());
    all.insert(deliveryNoun().name, deliverySchema());
    showIntegrations(all);
    return all;
}

} // namespace pulse::wire
