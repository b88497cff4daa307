// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/endpoint/endpoints.h"

#include <QSet>
#include <QString>
#include <QUrl>
#include <algorithm>
#include <array>

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array kLive{QueryParameter{"live"_L1, true}};
constexpr std::array kToken{QueryParameter{"token"_L1}};
constexpr std::array kPage{QueryParameter{"limit"_L1}, QueryParameter{"offset"_L1},
                           QueryParameter{"after"_L1}};
constexpr std::array kLimit{QueryParameter{"limit"_L1}};

template <size_t n, size_t m>
constexpr auto joined(const std::array<QueryParameter, n> &first, const std::array<QueryParameter, m> &second)
{
    std::array<QueryParameter, n + m> all{};
    std::copy(first.begin(), first.end(), all.begin());
    std::copy(second.begin(), second.end(), all.begin() + n);
    return all;
}

template <size_t n> constexpr auto paged(const std::array<QueryParameter, n> &own)
{
    return joined(own, kPage);
}

constexpr auto kDevices = paged(std::array{QueryParameter{"search"_L1}, QueryParameter{"status"_L1}});
constexpr std::array kTelemetry{QueryParameter{"start"_L1},  QueryParameter{"end"_L1},
                                QueryParameter{"limit"_L1},  QueryParameter{"after"_L1},
                                QueryParameter{"points"_L1}, QueryParameter{"metric"_L1}};
constexpr std::array kCount{QueryParameter{"count"_L1}};
constexpr auto kAlerts = paged(std::array{QueryParameter{"status"_L1}, QueryParameter{"alert_type"_L1},
                                          QueryParameter{"device_id"_L1}, QueryParameter{"site_id"_L1},
                                          QueryParameter{"min_severity"_L1}, QueryParameter{"shelved"_L1}});
constexpr std::array kTenantFilter{QueryParameter{"tenant_filter"_L1}};
constexpr std::array kDevice{QueryParameter{"device"_L1}};
constexpr auto kDeliveries =
    paged(std::array{QueryParameter{"status"_L1}, QueryParameter{"integration_id"_L1},
                     QueryParameter{"alert_id"_L1}, QueryParameter{"from"_L1}, QueryParameter{"to"_L1}});
constexpr auto kSystemAlerts = paged(std::array{QueryParameter{"status"_L1}});
constexpr std::array kQuarantine{QueryParameter{"minutes"_L1}, QueryParameter{"limit"_L1},
                                 QueryParameter{"tenant_filter"_L1}};
constexpr auto kOperatorAlerts = joined(kTenantFilter, kAlerts);

constexpr std::array kEndpoints{
    Endpoint{EndpointId::Health, "GET"_L1, "/api/v2/health"_L1, Access::Public, kLive},
    Endpoint{EndpointId::Token, "POST"_L1, "/api/auth/token"_L1, Access::Public},
    Endpoint{EndpointId::Refresh, "POST"_L1, "/api/auth/refresh"_L1, Access::Public},
    Endpoint{EndpointId::Jwks, "GET"_L1, "/api/auth/jwks"_L1, Access::Public},
    Endpoint{EndpointId::Live, "GET"_L1, "/api/v2/ws"_L1, Access::SignedIn, kToken},
    Endpoint{EndpointId::Devices, "GET"_L1, "/api/v2/devices"_L1, Access::Customer, kDevices},
    Endpoint{EndpointId::Device, "GET"_L1, "/api/v2/devices/{device_id}"_L1, Access::Customer},
    Endpoint{EndpointId::DeviceRefusals, "GET"_L1, "/api/v2/devices/{device_id}/refusals"_L1,
             Access::Customer},
    Endpoint{EndpointId::Telemetry, "GET"_L1, "/api/v2/devices/{device_id}/telemetry"_L1, Access::Customer,
             kTelemetry},
    Endpoint{EndpointId::TelemetryLatest, "GET"_L1, "/api/v2/devices/{device_id}/telemetry/latest"_L1,
             Access::Customer, kCount},
    Endpoint{EndpointId::Alerts, "GET"_L1, "/api/v2/alerts"_L1, Access::Customer, kAlerts},
    Endpoint{EndpointId::Alert, "GET"_L1, "/api/v2/alerts/{alert_id}"_L1, Access::Customer},
    Endpoint{EndpointId::CustomerAlerts, "GET"_L1, "/customer/alerts"_L1, Access::Customer, kAlerts},
    Endpoint{EndpointId::CustomerAlert, "GET"_L1, "/customer/alerts/{alert_id}"_L1, Access::Customer},
    Endpoint{EndpointId::AcknowledgeAlert, "POST"_L1, "/api/v2/alerts/{alert_id}/acknowledge"_L1,
             Access::CustomerAdmin},
    Endpoint{EndpointId::UnacknowledgeAlert, "POST"_L1, "/api/v2/alerts/{alert_id}/unacknowledge"_L1,
             Access::CustomerAdmin},
    Endpoint{EndpointId::ShelveAlert, "POST"_L1, "/api/v2/alerts/{alert_id}/shelve"_L1,
             Access::CustomerAdmin},
    Endpoint{EndpointId::UnshelveAlert, "POST"_L1, "/api/v2/alerts/{alert_id}/unshelve"_L1,
             Access::CustomerAdmin},
    Endpoint{EndpointId::CommentAlert, "POST"_L1, "/api/v2/alerts/{alert_id}/comment"_L1,
             Access::CustomerAdmin},
    Endpoint{EndpointId::AlertHistory, "GET"_L1, "/api/v2/alerts/{alert_id}/history"_L1, Access::Customer,
             kPage},
    Endpoint{EndpointId::ExplainAlert, "GET"_L1, "/api/v2/alerts/{alert_id}/explain"_L1, Access::Customer},
    Endpoint{EndpointId::AlertRules, "GET"_L1, "/api/v2/alert-rules"_L1, Access::Customer, kPage},
    Endpoint{EndpointId::AlertRule, "GET"_L1, "/api/v2/alert-rules/{rule_id}"_L1, Access::Customer},
    Endpoint{EndpointId::ExplainAlertRule, "GET"_L1, "/api/v2/alert-rules/{rule_id}/explain"_L1,
             Access::Customer, kDevice},
    Endpoint{EndpointId::BacktestAlertRule, "POST"_L1, "/api/v2/alert-rules/backtest"_L1, Access::Customer},
    Endpoint{EndpointId::CustomerAlertRules, "GET"_L1, "/customer/alert-rules"_L1, Access::Customer, kPage},
    Endpoint{EndpointId::CustomerAlertRule, "GET"_L1, "/customer/alert-rules/{rule_id}"_L1, Access::Customer},
    Endpoint{EndpointId::CreateAlertRule, "POST"_L1, "/customer/alert-rules"_L1, Access::CustomerAdmin},
    Endpoint{EndpointId::ChangeAlertRule, "PATCH"_L1, "/customer/alert-rules/{rule_id}"_L1,
             Access::CustomerAdmin},
    Endpoint{EndpointId::DeleteAlertRule, "DELETE"_L1, "/customer/alert-rules/{rule_id}"_L1,
             Access::CustomerAdmin},
    Endpoint{EndpointId::Integrations, "GET"_L1, "/customer/integrations"_L1, Access::Customer, kPage},
    Endpoint{EndpointId::Integration, "GET"_L1, "/customer/integrations/{integration_id}"_L1,
             Access::Customer},
    Endpoint{EndpointId::CreateIntegration, "POST"_L1, "/customer/integrations"_L1, Access::CustomerAdmin},
    Endpoint{EndpointId::ChangeIntegration, "PATCH"_L1, "/customer/integrations/{integration_id}"_L1,
             Access::CustomerAdmin},
    Endpoint{EndpointId::DeleteIntegration, "DELETE"_L1, "/customer/integrations/{integration_id}"_L1,
             Access::CustomerAdmin},
    Endpoint{EndpointId::TestIntegration, "POST"_L1, "/customer/integrations/{integration_id}/test"_L1,
             Access::CustomerAdmin},
    Endpoint{EndpointId::SnmpIntegrations, "GET"_L1, "/customer/integrations/snmp"_L1, Access::Customer,
             kPage},
    Endpoint{EndpointId::SnmpIntegration, "GET"_L1, "/customer/integrations/snmp/{integration_id}"_L1,
             Access::Customer},
    Endpoint{EndpointId::CreateSnmpIntegration, "POST"_L1, "/customer/integrations/snmp"_L1,
             Access::CustomerAdmin},
    Endpoint{EndpointId::ChangeSnmpIntegration, "PATCH"_L1, "/customer/integrations/snmp/{integration_id}"_L1,
             Access::CustomerAdmin},
    Endpoint{EndpointId::DeleteSnmpIntegration, "DELETE"_L1,
             "/customer/integrations/snmp/{integration_id}"_L1, Access::CustomerAdmin},
    Endpoint{EndpointId::TestSnmpIntegration, "POST"_L1,
             "/customer/integrations/snmp/{integration_id}/test"_L1, Access::CustomerAdmin},
    Endpoint{EndpointId::EmailIntegrations, "GET"_L1, "/customer/integrations/email"_L1, Access::Customer,
             kPage},
    Endpoint{EndpointId::EmailIntegration, "GET"_L1, "/customer/integrations/email/{integration_id}"_L1,
             Access::Customer},
    Endpoint{EndpointId::CreateEmailIntegration, "POST"_L1, "/customer/integrations/email"_L1,
             Access::CustomerAdmin},
    Endpoint{EndpointId::ChangeEmailIntegration, "PATCH"_L1,
             "/customer/integrations/email/{integration_id}"_L1, Access::CustomerAdmin},
    Endpoint{EndpointId::DeleteEmailIntegration, "DELETE"_L1,
             "/customer/integrations/email/{integration_id}"_L1, Access::CustomerAdmin},
    Endpoint{EndpointId::TestEmailIntegration, "POST"_L1,
             "/customer/integrations/email/{integration_id}/test"_L1, Access::CustomerAdmin},
    Endpoint{EndpointId::MqttIntegrations, "GET"_L1, "/customer/integrations/mqtt"_L1, Access::Customer,
             kPage},
    Endpoint{EndpointId::MqttIntegration, "GET"_L1, "/customer/integrations/mqtt/{integration_id}"_L1,
             Access::Customer},
    Endpoint{EndpointId::CreateMqttIntegration, "POST"_L1, "/customer/integrations/mqtt"_L1,
             Access::CustomerAdmin},
    Endpoint{EndpointId::ChangeMqttIntegration, "PATCH"_L1, "/customer/integrations/mqtt/{integration_id}"_L1,
             Access::CustomerAdmin},
    Endpoint{EndpointId::DeleteMqttIntegration, "DELETE"_L1,
             "/customer/integrations/mqtt/{integration_id}"_L1, Access::CustomerAdmin},
    Endpoint{EndpointId::TestMqttIntegration, "POST"_L1,
             "/customer/integrations/mqtt/{integration_id}/test"_L1, Access::CustomerAdmin},
    Endpoint{EndpointId::Routes, "GET"_L1, "/customer/integration-routes"_L1, Access::Customer, kPage},
    Endpoint{EndpointId::Route, "GET"_L1, "/customer/integration-routes/{route_id}"_L1, Access::Customer},
    Endpoint{EndpointId::CreateRoute, "POST"_L1, "/customer/integration-routes"_L1, Access::CustomerAdmin},
    Endpoint{EndpointId::ChangeRoute, "PATCH"_L1, "/customer/integration-routes/{route_id}"_L1,
             Access::CustomerAdmin},
    Endpoint{EndpointId::DeleteRoute, "DELETE"_L1, "/customer/integration-routes/{route_id}"_L1,
             Access::CustomerAdmin},
    Endpoint{EndpointId::DeliveryStatus, "GET"_L1, "/customer/delivery-status"_L1, Access::Customer, kLimit},
    Endpoint{EndpointId::Deliveries, "GET"_L1, "/customer/deliveries"_L1, Access::Customer, kDeliveries},
    Endpoint{EndpointId::Delivery, "GET"_L1, "/customer/deliveries/{job_id}"_L1, Access::Customer},
    Endpoint{EndpointId::ResendDelivery, "POST"_L1, "/customer/deliveries/{job_id}/resend"_L1,
             Access::CustomerAdmin},
    Endpoint{EndpointId::ResendDeliveries, "POST"_L1, "/customer/deliveries/resend"_L1,
             Access::CustomerAdmin},
    Endpoint{EndpointId::IntegrationHealth, "GET"_L1, "/customer/integration-health"_L1, Access::Customer},
    Endpoint{EndpointId::CustomerSystemAlerts, "GET"_L1, "/customer/system-alerts"_L1, Access::Customer,
             kSystemAlerts},
    Endpoint{EndpointId::OperatorAlerts, "GET"_L1, "/operator/alerts"_L1, Access::Operator, kOperatorAlerts},
    Endpoint{EndpointId::OperatorQuarantine, "GET"_L1, "/operator/quarantine"_L1, Access::Operator,
             kQuarantine},
    Endpoint{EndpointId::SystemAlerts, "GET"_L1, "/operator/system-alerts"_L1, Access::Operator,
             kSystemAlerts},
    Endpoint{EndpointId::AcknowledgeSystemAlert, "POST"_L1,
             "/operator/system-alerts/{system_alert_id}/acknowledge"_L1, Access::Operator},
    Endpoint{EndpointId::Metrics, "GET"_L1, "/metrics"_L1, Access::Metrics},
};

} // namespace

std::span<const Endpoint> endpoints() { return kEndpoints; }

const Endpoint &endpoint(EndpointId id)
{
    for (const Endpoint &candidate : kEndpoints) {
        if (candidate.id == id)
            return candidate;
    }
    Q_UNREACHABLE();
}

Result<QUrlQuery> queryFrom(const Endpoint &endpoint, const QByteArray &encoded)
{
    const QUrlQuery query(QString::fromUtf8(QByteArray(encoded).replace('+', "%20")));
    QSet<QString> seen;
    for (const auto &[name, value] : query.queryItems(QUrl::FullyDecoded)) {
        const auto known =
            std::find_if(endpoint.query.begin(), endpoint.query.end(),
                         [&name = name](const QueryParameter &each) { return each.name == name; });
        if (known == endpoint.query.end())
            return fail(ErrorKind::Invalid, u"there is no parameter %1 here"_s.arg(name),
                        u"unknown_parameter"_s, name);
        if (value.isEmpty() && !known->isFlag)
            return invalidField(name, name + u" must not be empty"_s);
        if (seen.contains(name))
            return invalidField(name, name + u" is given twice"_s);
        seen.insert(name);
    }
    return query;
}

QByteArray pathOf(EndpointId id, std::initializer_list<QString> arguments)
{
    QByteArray path;
    auto argument = arguments.begin();
    for (const QByteArray &segment :
         QByteArray(endpoint(id).path.data(), endpoint(id).path.size()).split('/')) {
        if (segment.isEmpty())
            continue;
        path += '/';
        if (segment.startsWith('{') && argument != arguments.end())
            path += QUrl::toPercentEncoding(*argument++);
        else
            path += segment;
    }
    return path;
}

} // namespace pulse::wire
