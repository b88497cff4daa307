// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/resource/resource_reply.h"
#include "api/resource/resources.h"
#include "store/alerts/alert_rule_table.h"
#include "wire/alerts/alert_rule_json.h"

namespace pulse::api {

using namespace Qt::StringLiterals;

namespace {

Result<Reply> getRules(const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const wire::PageRequest pageRequest, wire::pageRequestFrom(request.query, 100, 500));
    PULSE_TRY(const auto page, store::listAlertRules(scope, pageRequest));
    return Reply::json(listJson<model::AlertRule>(request, u"rules"_s, page, pageRequest, wire::toJson));
}

// /customer answers with the rule itself, /api/v2 with the rule beside its tenant, as the predecessor did.
Result<Reply> getCustomerRule(const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const model::AlertRule rule, store::alertRuleById(scope, request.arguments.value(0)));
    return Reply::json(wire::toJson(rule));
}

Result<Reply> getRule(const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const model::AlertRule rule, store::alertRuleById(scope, request.arguments.value(0)));
    return Reply::json({{u"tenant_id"_s, rule.tenantId}, {u"rule"_s, wire::toJson(rule)}});
}

Result<Reply> createRule(const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const QJsonObject body, bodyOf(request));
    PULSE_TRY(const model::AlertRule wanted,
              wire::applyBody(model::AlertRule{}, body, wire::BodyKind::Create));
    PULSE_TRY(const model::AlertRule rule, store::createAlertRule(scope, wanted));
    return Reply::json(wire::toJson(rule), 201);
}

Result<Reply> changeRule(const Request &request, const store::TenantScope &scope)
{
    PULSE_TRY(const QJsonObject body, bodyOf(request));
    PULSE_TRY(const model::AlertRule before, store::alertRuleToChange(scope, request.arguments.value(0)));
    PULSE_TRY(const model::AlertRule wanted, wire::applyBody(before, body, wire::BodyKind::Change));
    PULSE_TRY(const model::AlertRule rule, store::changeAlertRule(scope, wanted));
    return Reply::json(wire::toJson(rule));
}

Result<Reply> deleteRule(const Request &request, const store::TenantScope &scope)
{
    PULSE_CHECK(store::removeAlertRule(scope, request.arguments.value(0)));
    return Reply::noContent();
}

} // namespace

void addAlertRuleHandlers(Handlers &handlers)
{
    handlers.insert(wire::EndpointId::AlertRules, reading(getRules));
    handlers.insert(wire::EndpointId::AlertRule, reading(getRule));
    handlers.insert(wire::EndpointId::CustomerAlertRules, reading(getRules));
    handlers.insert(wire::EndpointId::CustomerAlertRule, reading(getCustomerRule));
    handlers.insert(wire::EndpointId::CreateAlertRule, changing(createRule));
    handlers.insert(wire::EndpointId::ChangeAlertRule, changing(changeRule));
    handlers.insert(wire::EndpointId::DeleteAlertRule, changing(deleteRule));
}

} // namespace pulse::api
