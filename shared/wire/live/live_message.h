// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The live socket, /api/v2/ws. The server speaks first: hello. Then, per subscription:
//
//   client -> server   {"action": "subscribe" | "unsubscribe", "type": "device", "device_id": …}
//                      {"action": …, "type": "alerts", "mode": "snapshot" | "delta"}     default snapshot
//                      {"action": …, "type": "devices"}
//                      {"action": "resume", "seq": n}      deltas after n first, for gap fill
//   server -> client   {"type": "hello", "protocol": 1, "server": …, "seq": n}
//                      {"type": "subscribed" | "unsubscribed", "channel": "device", "device_id": …} and so on
//                      {"type": "telemetry", "device_id", "data": {"timestamp", "metrics"}}
//                      {"type": "alerts", "alerts": [...]}       snapshot mode: newest 100 active, on every
//                      change
//                      {"type": "alert", "seq", "alert": {...}}  delta mode: one changed alert
//                      {"type": "device", "seq", "device": {...}} devices channel: one device whose status
//                      changed
//                      {"type": "reset", "seq"}                  resume impossible (older than the feed):
//                      read again
//                      {"type": "error", "code", "message"}
//                      {"type": "state", "receiving", "since"}    after hello and on every change: whether
//                      what devices send comes in; not receiving: values are complete up to `since` (else
//                      null)
//                      {"type": "system_alerts", "seq"}           to operators: the list of them has changed
//
// Operators' sockets hear the last two and have no subscriptions. Readers ignore types they do not know.
#pragma once

#include "base/result.h"
#include "model/alert.h"
#include "model/device.h"
#include "model/reading.h"
#include "model/service_state.h"

#include <QByteArray>
#include <QJsonObject>

namespace pulse::wire {

constexpr int kLiveProtocol = 1;

enum class LiveChannel { Device, Alerts, Devices };
enum class AlertsMode { Snapshot, Delta };

struct LiveRequest {
    enum class Action { Subscribe, Unsubscribe, Resume };
    Action action = Action::Subscribe;
    LiveChannel channel = LiveChannel::Alerts;
    QString deviceId; // LiveChannel::Device only
    AlertsMode mode = AlertsMode::Snapshot;
    qint64 seq = 0; // Resume only
};

Result<LiveRequest> liveRequestFrom(const QByteArray &text);
QByteArray toText(const LiveRequest &request);

QByteArray helloText(const QString &server, qint64 seq);
QByteArray subscriptionText(const LiveRequest &request); // subscribed or unsubscribed
QByteArray telemetryText(const QString &deviceId, const model::TelemetryPoint &point);
QByteArray alertsText(const QList<model::Alert> &alerts);
QByteArray alertText(qint64 seq, const model::Alert &alert);
QByteArray deviceText(qint64 seq, const model::Device &device);
QByteArray resetText(qint64 seq);
QByteArray errorText(const Error &error);
QByteArray stateText(const model::ServiceState &service);
QByteArray systemAlertsText(qint64 seq);

// What a client receives; fields beyond `type` are set as the type says.
struct LiveMessage {
    enum class Type {
        Hello,
        Subscribed,
        Unsubscribed,
        Telemetry,
        Alerts,
        Alert,
        Device,
        Reset,
        Error,
        State,
        SystemAlerts,
        Unknown
    };
    Type type = Type::Unknown;
    qint64 seq = 0;
    int protocol = 0;
    QString deviceId;
    model::TelemetryPoint point;
    QList<model::Alert> alerts; // Alerts: all; Alert: one
    model::Device device;
    model::ServiceState service; // State
    QString text; // Error: message
};

LiveMessage liveMessageFrom(const QByteArray &text);

} // namespace pulse::wire
