// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every path of the HTTP API and who may call it, once. `{name}` is one path segment.
#pragma once

#include <QByteArray>
#include <QLatin1StringView>
#include <span>

namespace pulse::wire {

// Metrics: operators, and whoever holds the metrics token.
enum class Access { Public, SignedIn, Customer, CustomerAdmin, Operator, OperatorAdmin, Metrics };

enum class EndpointId {
    Health,
    Token,
    Refresh,
    Jwks,
    Live,
    Devices,
    Device,
    DeviceRefusals,
    Telemetry,
    TelemetryLatest,
    Alerts,
    Alert,
    CustomerAlerts,
    CustomerAlert,
    AcknowledgeAlert,
    UnacknowledgeAlert,
    ShelveAlert,
    UnshelveAlert,
    CommentAlert,
    AlertHistory,
    ExplainAlert,
    AlertRules,
    AlertRule,
    ExplainAlertRule,
    CustomerAlertRules,
    CustomerAlertRule,
    CreateAlertRule,
    ChangeAlertRule,
    DeleteAlertRule,
    BacktestAlertRule,
    Integrations,
    Integration,
    CreateIntegration,
    ChangeIntegration,
    DeleteIntegration,
    TestIntegration,
    SnmpIntegrations,
    SnmpIntegration,
    CreateSnmpIntegration,
    ChangeSnmpIntegration,
    DeleteSnmpIntegration,
    TestSnmpIntegration,
    EmailIntegrations,
    EmailIntegration,
    CreateEmailIntegration,
    ChangeEmailIntegration,
    DeleteEmailIntegration,
    TestEmailIntegration,
    MqttIntegrations,
    MqttIntegration,
    CreateMqttIntegration,
    ChangeMqttIntegration,
    DeleteMqttIntegration,
    TestMqttIntegration,
    Routes,
    Route,
    CreateRoute,
    ChangeRoute,
    DeleteRoute,
    DeliveryStatus,
    Deliveries,
    Delivery,
    ResendDelivery,
    ResendDeliveries,
    IntegrationHealth,
    CustomerSystemAlerts,
    OperatorAlerts,
    OperatorQuarantine,
    SystemAlerts,
    AcknowledgeSystemAlert,
    Metrics,
};

struct Endpoint {
    EndpointId id;
    QLatin1StringView method;
    QLatin1StringView path;
    Access access;
};

std::span<const Endpoint> endpoints();
const Endpoint &endpoint(EndpointId id);

// The path with its placeholders filled in, percent-encoded.
QByteArray pathOf(EndpointId id, std::initializer_list<QString> arguments = {});

} // namespace pulse::wire
