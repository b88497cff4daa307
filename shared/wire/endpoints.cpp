// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/endpoints.h"

#include <QString>
#include <QUrl>
#include <array>

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array kEndpoints{
    Endpoint{EndpointId::Health, "GET"_L1, "/api/v2/health"_L1, Access::Public},
    Endpoint{EndpointId::Token, "POST"_L1, "/api/auth/token"_L1, Access::Public},
    Endpoint{EndpointId::Refresh, "POST"_L1, "/api/auth/refresh"_L1, Access::Public},
    Endpoint{EndpointId::Jwks, "GET"_L1, "/api/auth/jwks"_L1, Access::Public},
    Endpoint{EndpointId::Live, "GET"_L1, "/api/v2/ws"_L1, Access::SignedIn},
    Endpoint{EndpointId::Devices, "GET"_L1, "/api/v2/devices"_L1, Access::Customer},
    Endpoint{EndpointId::Device, "GET"_L1, "/api/v2/devices/{device_id}"_L1, Access::Customer},
    Endpoint{EndpointId::DeviceRefusals, "GET"_L1, "/api/v2/devices/{device_id}/refusals"_L1,
             Access::Customer},
    Endpoint{EndpointId::Telemetry, "GET"_L1, "/api/v2/devices/{device_id}/telemetry"_L1, Access::Customer},
    Endpoint{EndpointId::TelemetryLatest, "GET"_L1, "/api/v2/devices/{device_id}/telemetry/latest"_L1,
             Access::Customer},
    Endpoint{EndpointId::Alerts, "GET"_L1, "/api/v2/alerts"_L1, Access::Customer},
    Endpoint{EndpointId::Alert, "GET"_L1, "/api/v2/alerts/{alert_id}"_L1, Access::Customer},
    Endpoint{EndpointId::CustomerAlerts, "GET"_L1, "/customer/alerts"_L1, Access::Customer},
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
    Endpoint{EndpointId::AlertHistory, "GET"_L1, "/api/v2/alerts/{alert_id}/history"_L1, Access::Customer},
    Endpoint{EndpointId::ExplainAlert, "GET"_L1, "/api/v2/alerts/{alert_id}/explain"_L1, Access::Customer},
    Endpoint{EndpointId::AlertRules, "GET"_L1, "/api/v2/alert-rules"_L1, Access::Customer},
    Endpoint{EndpointId::AlertRule, "GET"_L1, "/api/v2/alert-rules/{rule_id}"_L1, Access::Customer},
    Endpoint{EndpointId::ExplainAlertRule, "GET"_L1, "/api/v2/alert-rules/{rule_id}/explain"_L1,
             Access::Customer},
    Endpoint{EndpointId::BacktestAlertRule, "POST"_L1, "/api/v2/alert-rules/backtest"_L1, Access::Customer},
    Endpoint{EndpointId::CustomerAlertRules, "GET"_L1, "/customer/alert-rules"_L1, Access::Customer},
    Endpoint{EndpointId::CustomerAlertRule, "GET"_L1, "/customer/alert-rules/{rule_id}"_L1, Access::Customer},
    Endpoint{EndpointId::CreateAlertRule, "POST"_L1, "/customer/alert-rules"_L1, Access::CustomerAdmin},
    Endpoint{EndpointId::ChangeAlertRule, "PATCH"_L1, "/customer/alert-rules/{rule_id}"_L1,
             Access::CustomerAdmin},
    Endpoint{EndpointId::DeleteAlertRule, "DELETE"_L1, "/customer/alert-rules/{rule_id}"_L1,
             Access::CustomerAdmin},
    Endpoint{EndpointId::Integrations, "GET"_L1, "/customer/integrations"_L1, Access::Customer},
    Endpoint{EndpointId::Integration, "GET"_L1, "/customer/integrations/{integration_id}"_L1,
             Access::Customer},
    Endpoint{EndpointId::CreateIntegration, "POST"_L1, "/customer/integrations"_L1, Access::CustomerAdmin},
    Endpoint{EndpointId::ChangeIntegration, "PATCH"_L1, "/customer/integrations/{integration_id}"_L1,
             Access::CustomerAdmin},
    Endpoint{EndpointId::DeleteIntegration, "DELETE"_L1, "/customer/integrations/{integration_id}"_L1,
             Access::CustomerAdmin},
    Endpoint{EndpointId::TestIntegration, "POST"_L1, "/customer/integrations/{integration_id}/test"_L1,
             Access::CustomerAdmin},
    Endpoint{EndpointId::SnmpIntegrations, "GET"_L1, "/customer/integrations/snmp"_L1, Access::Customer},
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
    Endpoint{EndpointId::EmailIntegrations, "GET"_L1, "/customer/integrations/email"_L1, Access::Customer},
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
    Endpoint{EndpointId::MqttIntegrations, "GET"_L1, "/customer/integrations/mqtt"_L1, Access::Customer},
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
    Endpoint{EndpointId::Routes, "GET"_L1, "/customer/integration-routes"_L1, Access::Customer},
    Endpoint{EndpointId::Route, "GET"_L1, "/customer/integration-routes/{route_id}"_L1, Access::Customer},
    Endpoint{EndpointId::CreateRoute, "POST"_L1, "/customer/integration-routes"_L1, Access::CustomerAdmin},
    Endpoint{EndpointId::ChangeRoute, "PATCH"_L1, "/customer/integration-routes/{route_id}"_L1,
             Access::CustomerAdmin},
    Endpoint{EndpointId::DeleteRoute, "DELETE"_L1, "/customer/integration-routes/{route_id}"_L1,
             Access::CustomerAdmin},
    Endpoint{EndpointId::DeliveryStatus, "GET"_L1, "/customer/delivery-status"_L1, Access::Customer},
    Endpoint{EndpointId::Deliveries, "GET"_L1, "/customer/deliveries"_L1, Access::Customer},
    Endpoint{EndpointId::Delivery, "GET"_L1, "/customer/deliveries/{job_id}"_L1, Access::Customer},
    Endpoint{EndpointId::ResendDelivery, "POST"_L1, "/customer/deliveries/{job_id}/resend"_L1,
             Access::CustomerAdmin},
    Endpoint{EndpointId::ResendDeliveries, "POST"_L1, "/customer/deliveries/resend"_L1,
             Access::CustomerAdmin},
    Endpoint{EndpointId::IntegrationHealth, "GET"_L1, "/customer/integration-health"_L1, Access::Customer},
    Endpoint{EndpointId::CustomerSystemAlerts, "GET"_L1, "/customer/system-alerts"_L1, Access::Customer},
    Endpoint{EndpointId::OperatorAlerts, "GET"_L1, "/operator/alerts"_L1, Access::Operator},
    Endpoint{EndpointId::OperatorQuarantine, "GET"_L1, "/operator/quarantine"_L1, Access::Operator},
    Endpoint{EndpointId::SystemAlerts, "GET"_L1, "/operator/system-alerts"_L1, Access::Operator},
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
