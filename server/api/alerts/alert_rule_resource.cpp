// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/resource/crud.h"
#include "api/resource/resources.h"
#include "store/alerts/alert_rule_table.h"
#include "wire/alerts/alert_rule_json.h"

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

// /customer answers with the rule itself, /api/v2 with the rule beside its tenant, as the predecessor did.
Result<Reply> getRule(const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const model::AlertRule rule, store::alertRuleById(scope, request.arguments.value(0)));
    return Reply::json({{u"tenant_id"_s, rule.tenantId}, {u"rule"_s, wire::toJson(rule)}});
}

} // namespace

void addAlertRuleHandlers(Handlers &handlers)
{
    const Crud<model::AlertRule> rules{{wire::EndpointId::CustomerAlertRules,
                                        wire::EndpointId::CustomerAlertRule,
                                        wire::EndpointId::CreateAlertRule, wire::EndpointId::ChangeAlertRule,
                                        wire::EndpointId::DeleteAlertRule},
                                       u"rules"_s,
                                       wire::toJson,
                                       store::listAlertRules,
                                       store::alertRuleById,
                                       store::alertRuleToChange,
                                       store::createAlertRule,
                                       store::changeAlertRule,
                                       store::removeAlertRule,
                                       wire::applyBody};
    rules.addTo(handlers);
    handlers.insert(wire::EndpointId::AlertRules, handlers.value(wire::EndpointId::CustomerAlertRules));
    handlers.insert(wire::EndpointId::AlertRule, reading(getRule));
}

} // namespace pulse::api
