// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The server's API as typed calls. Signs each request with the session; a 401 refreshes the session and tries
// once more.
//
// Thread safety: the thread that owns the object.
// Invariants: `done` is called once, unless `context` is destroyed or cancel(context) called first.
#pragma once

#include "client/http_transport.h"
#include "model/alert.h"
#include "model/alert_change.h"
#include "model/delivery.h"
#include "model/device.h"
#include "model/reading.h"
#include "model/refusal.h"
#include "model/system_alert.h"
#include "wire/core/page.h"
#include "wire/endpoint/endpoints.h"

namespace pulse::client {

class Session;

struct DeviceQuery {
    int limit = 500;
    QString after = {};
    QString search = {};
    std::optional<model::DeviceStatus> status = {};
};

struct AlertQuery {
    QString status = {}; // OPEN, ACKNOWLEDGED, CLOSED, ALL
    QString deviceId = {};
    int limit = 100;
    QString after = {};
};

struct DeliveryQuery {
    std::optional<model::JobStatus> status = {};
    int limit = 100;
    QString after = {};
};

struct TriedDelivery {
    model::Delivery delivery;
    QList<model::DeliveryAttempt> attempts; // oldest first
};

struct TelemetryQuery {
    QString deviceId;
    std::optional<Instant> start = {};
    std::optional<Instant> end = {};
    int limit = 1000;
};

// What somebody does to an alert: one of the POST endpoints below an alert, and its body.
struct AlertAct {
    wire::EndpointId endpoint = wire::EndpointId::AcknowledgeAlert;
    qint64 alertId = 0;
    QJsonObject body = {};
};

class ApiClient : public QObject {
    Q_OBJECT

public:
    ApiClient(HttpTransport &transport, Session &session, QObject *parent = nullptr);

    void devices(const DeviceQuery &query, QObject *context, Done<model::Page<model::Device>> done);
    void device(const QString &deviceId, QObject *context, Done<model::Device> done);
    void deviceRefusals(const QString &deviceId, QObject *context, Done<model::DeviceRefusals> done);
    void telemetry(const TelemetryQuery &query, QObject *context, Done<QList<model::TelemetryPoint>> done);
    void alerts(const AlertQuery &query, QObject *context, Done<model::Page<model::Alert>> done);

    // The alert after it. Administrators of a tenant only.
    void act(const AlertAct &act, QObject *context, Done<model::Alert> done);
    // Oldest first, the first five hundred.
    void alertHistory(qint64 alertId, QObject *context, Done<model::Page<model::Transition>> done);

    void deliveries(const DeliveryQuery &query, QObject *context, Done<model::Page<model::Delivery>> done);
    void delivery(qint64 jobId, QObject *context, Done<TriedDelivery> done);
    // One that failed. Administrators of a tenant only.
    void resendDelivery(qint64 jobId, QObject *context, Done<model::Delivery> done);

    // Operators only. Newest first.
    void systemAlerts(bool onlyOpen, QObject *context, Done<model::Page<model::SystemAlert>> done);
    void acknowledgeSystemAlert(qint64 systemAlertId, QObject *context, Done<model::SystemAlert> done);

    // Aborts every call made for this context; their `done` is not called.
    void cancel(QObject *context);

private:
    struct Attempt {
        HttpRequest request;
        Done<QJsonObject> done;
        bool isRetry = false;
    };

    void get(const QByteArray &path, const QUrlQuery &query, QObject *context, Done<QJsonObject> done);
    void send(Attempt attempt, QObject *call);
    QObject *callFor(QObject *context);

    HttpTransport &m_transport;
    Session &m_session;
};

} // namespace pulse::client
