// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every path of the HTTP API, who may call it and with which parameters, once. `{name}` is one path segment.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QLatin1StringView>
#include <QUrlQuery>
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

struct QueryParameter {
    QLatin1StringView name;
    bool isFlag = false; // its presence is all that counts: it may be empty
};

struct Endpoint {
    EndpointId id;
    QLatin1StringView method;
    QLatin1StringView path;
    Access access;
    std::span<const QueryParameter> query = {}; // every other parameter is refused
};

std::span<const Endpoint> endpoints();
const Endpoint &endpoint(EndpointId id);

// The parameters of a request's query as sent (percent-encoded, `+` for a space: WHATWG URL, 5.1). Invalid
// when one is unknown to the endpoint, is given twice or has no value; the error names it.
Result<QUrlQuery> queryFrom(const Endpoint &endpoint, const QByteArray &encoded);

// The path with its placeholders filled in, percent-encoded.
QByteArray pathOf(EndpointId id, std::initializer_list<QString> arguments = {});

} // namespace pulse::wire
