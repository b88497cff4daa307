// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What one path and method of the HTTP API is: who may call it and how, what it takes, what it answers, and a
// sentence. The router, the client's calls, limits, errors about parameters, `Allow` and the OpenAPI document
// follow from it.
#pragma once

#include "wire/core/noun.h"

#include <QByteArray>

namespace pulse::wire {

// Metrics: operators, and whoever holds the metrics token.
enum class Access { Public, SignedIn, Customer, CustomerAdmin, Operator, OperatorAdmin, Metrics };

enum class EndpointId {
    Health,
    Token,
    Refresh,
    Jwks,
    SignOut,
    Sessions,
    EndSession,
    ChangePassword,
    Live,
    Devices,
    Device,
    ChangeDevice,
    DeviceRefusals,
    CustomerDevices,
    CustomerDevice,
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
    OpenApi,
};

// A parameter of the query. Its schema is what is checked of it: a whole number and its bounds, a word of a
// list, true or false, a time; any text otherwise.
struct QueryParameter {
    QLatin1StringView name;
    QJsonObject schema;
    QLatin1StringView says;
    bool isFlag = false; // its presence is all that counts: it may be empty
    bool isRequired = false;
};

struct Body {
    enum class Taken { No, Optional, Required };
    Taken taken = Taken::No;
    QJsonObject schema = {};
    bool isSmall = false; // strangers may send it, so it is bounded far below others
};

struct Answer {
    int status = 200;
    QByteArray type = "application/json"; // empty: no body
    QJsonObject schema = {};
};

struct Endpoint {
    EndpointId id;
    QLatin1StringView method;
    QLatin1StringView path; // `{name}` is one segment
    Access access;
    QString operation; // its name in the document and in generated clients: listRoutes
    QLatin1StringView says;
    QLatin1StringView more = {};
    QList<QueryParameter> query = {}; // every other parameter is refused
    Body body = {};
    QList<Answer> answers = {};
    bool isConflicting = false; // may answer 409

    // Changes something, so a browser's cookie counts only from a page of our own (CSRF).
    bool isGuarded() const { return method != QLatin1StringView("GET") || id == EndpointId::Live; }
    // Ends its caller's session, whose answer it is all the same.
    bool endsSessions() const { return id == EndpointId::SignOut || id == EndpointId::EndSession; }
    // A browser cannot set headers of a WebSocket's request: its token may stand in the query.
    bool takesTokenInQuery() const { return id == EndpointId::Live; }
    QString tag() const; // what it is about: the resource's segment of its path
    QStringList placeholders() const;

    Endpoint taking(const QList<QueryParameter> &parameters) const;
    Endpoint withBody(const QJsonObject &schema, Body::Taken taken = Body::Taken::Required) const;
    Endpoint withSmallBody(const QJsonObject &schema) const;
    Endpoint answering(const QJsonObject &schema, int status = 200) const;
    Endpoint answeringAs(const QByteArray &type, const QJsonObject &schema) const;
    Endpoint answeringNothing() const; // 204
    Endpoint conflicting() const;
    Endpoint explained(QLatin1StringView text) const;
};

// Kinds of parameters.
QueryParameter textParameter(QLatin1StringView name, QLatin1StringView says);
QueryParameter wordParameter(QLatin1StringView name, const QStringList &words, QLatin1StringView says);
QueryParameter truthParameter(QLatin1StringView name, QLatin1StringView says);
QueryParameter timeParameter(QLatin1StringView name, QLatin1StringView says);
QueryParameter idParameter(QLatin1StringView name, QLatin1StringView says); // any whole number
struct WholeNumber {
    int least = 0;
    int most = 0;
    std::optional<int> fallback = {}; // when it is not there
};
QueryParameter wholeParameter(QLatin1StringView name, const WholeNumber &number, QLatin1StringView says);
QList<QueryParameter> pageParameters(int defaultLimit = 100); // limit, offset, after

// A page of a list: {"tenant_id", ITEMS, "count", "total", …}, with more beside.
QJsonObject listSchema(const QString &items, const QJsonObject &item, const QJsonObject &more = {});
QJsonObject operatorListSchema(const QString &items, const QJsonObject &item, const QJsonObject &more = {});
// {"tenant_id", NAME: …}
QJsonObject besideTenant(const QString &name, const QJsonObject &schema);

// The five endpoints of a noun that is listed, read, made, changed and deleted.
struct CrudPaths {
    EndpointId list, one, create, change, remove;
    QLatin1StringView collection; // "/customer/integration-routes"
    QLatin1StringView item; // "/customer/integration-routes/{route_id}"
    QString operation; // "Route": listRoutes, getRoute, createRoute, changeRoute, deleteRoute
    QString items; // of a list: "routes"
    QJsonObject shown, made, changed; // schemas
    int defaultLimit = 100;
    int madeStatus = 201;
};
QList<Endpoint> crudEndpoints(const CrudPaths &paths);

} // namespace pulse::wire
