// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/live/live_message.h"

#include "wire/alerts/alert_json.h"
#include "wire/core/caller_text.h"
#include "wire/core/json.h"
#include "wire/fleet/device_json.h"

#include <QJsonDocument>

namespace pulse::wire {

using namespace Qt::StringLiterals;

namespace {

QByteArray compact(const QJsonObject &json) { return QJsonDocument(json).toJson(QJsonDocument::Compact); }

QString channelWord(LiveChannel channel)
{
    switch (channel) {
    case LiveChannel::Device: return u"device"_s;
    case LiveChannel::Alerts: return u"alerts"_s;
    case LiveChannel::Devices: return u"devices"_s;
    }
    Q_UNREACHABLE();
}

Result<LiveRequest> subscriptionFrom(const QJsonObject &json, LiveRequest request)
{
    const QString type = json.value(u"type"_s).toString();
    if (type == "device"_L1) {
        request.channel = LiveChannel::Device;
        request.deviceId = json.value(u"device_id"_s).toString();
        if (request.deviceId.isEmpty())
            return invalidField(u"device_id"_s, u"device_id is required for a device subscription"_s);
    } else if (type == "alerts"_L1) {
        request.channel = LiveChannel::Alerts;
        const QString mode = json.value(u"mode"_s).toString(u"snapshot"_s);
        if (mode != "snapshot"_L1 && mode != "delta"_L1)
            return invalidField(u"mode"_s, u"mode must be snapshot or delta"_s);
        request.mode = mode == "delta"_L1 ? AlertsMode::Delta : AlertsMode::Snapshot;
    } else if (type == "devices"_L1) {
        request.channel = LiveChannel::Devices;
    } else {
        return invalidField(u"type"_s, u"type must be device, devices or alerts"_s);
    }
    return request;
}

} // namespace

Result<LiveRequest> liveRequestFrom(const QByteArray &text)
{
    PULSE_TRY(const QJsonObject json, parseObject(text));
    const QString action = json.value(u"action"_s).toString();
    LiveRequest request;
    if (action == "resume"_L1) {
        request.action = LiveRequest::Action::Resume;
        request.seq = json.value(u"seq"_s).toInteger(-1);
        if (request.seq < 0)
            return invalidField(u"seq"_s, u"seq must be a number from 0"_s);
        return request;
    }
    if (action == "subscribe"_L1)
        request.action = LiveRequest::Action::Subscribe;
    else if (action == "unsubscribe"_L1)
        request.action = LiveRequest::Action::Unsubscribe;
    else
        return invalidField(u"action"_s, u"action must be subscribe, unsubscribe or resume"_s);
    return subscriptionFrom(json, request);
}

QByteArray toText(const LiveRequest &request)
{
    if (request.action == LiveRequest::Action::Resume)
        return compact({{u"action"_s, u"resume"_s}, {u"seq"_s, request.seq}});
    QJsonObject json{
        {u"action"_s, request.action == LiveRequest::Action::Subscribe ? u"subscribe"_s : u"unsubscribe"_s},
        {u"type"_s, channelWord(request.channel)}};
    if (request.channel == LiveChannel::Device)
        json.insert(u"device_id"_s, request.deviceId);
    if (request.channel == LiveChannel::Alerts && request.mode == AlertsMode::Delta)
        json.insert(u"mode"_s, u"delta"_s);
    return compact(json);
}

QByteArray helloText(const QString &server, qint64 seq)
{
    return compact(
        {{u"type"_s, u"hello"_s}, {u"protocol"_s, kLiveProtocol}, {u"server"_s, server}, {u"seq"_s, seq}});
}

QByteArray subscriptionText(const LiveRequest &request)
{
    const bool isSubscribe = request.action == LiveRequest::Action::Subscribe;
    QJsonObject json{{u"type"_s, isSubscribe ? u"subscribed"_s : u"unsubscribed"_s},
                     {u"channel"_s, channelWord(request.channel)}};
    if (request.channel == LiveChannel::Device)
        json.insert(u"device_id"_s, request.deviceId);
    return compact(json);
}

QByteArray telemetryText(const QString &deviceId, const model::TelemetryPoint &point)
{
    return compact({{u"type"_s, u"telemetry"_s}, {u"device_id"_s, deviceId}, {u"data"_s, toJson(point)}});
}

QByteArray alertsText(const QList<model::Alert> &alerts)
{
    QJsonArray items;
    for (const model::Alert &alert : alerts)
        items.append(toJson(alert));
    return compact({{u"type"_s, u"alerts"_s}, {u"alerts"_s, items}});
}

QByteArray alertText(qint64 seq, const model::Alert &alert)
{
    return compact({{u"type"_s, u"alert"_s}, {u"seq"_s, seq}, {u"alert"_s, toJson(alert)}});
}

QByteArray deviceText(qint64 seq, const model::Device &device)
{
    return compact({{u"type"_s, u"device"_s}, {u"seq"_s, seq}, {u"device"_s, toJson(device)}});
}

QByteArray resetText(qint64 seq) { return compact({{u"type"_s, u"reset"_s}, {u"seq"_s, seq}}); }

QByteArray errorText(const Error &error)
{
    return compact({{u"type"_s, u"error"_s}, {u"code"_s, error.code}, {u"message"_s, textForCaller(error)}});
}

QByteArray stateText(const model::ServiceState &service)
{
    return compact({{u"type"_s, u"state"_s},
                    {u"receiving"_s, service.isReceiving},
                    {u"since"_s, toJson(service.since)}});
}

QByteArray systemAlertsText(qint64 seq)
{
    return compact({{u"type"_s, u"system_alerts"_s}, {u"seq"_s, seq}});
}

LiveMessage liveMessageFrom(const QByteArray &text)
{
    using Type = LiveMessage::Type;
    LiveMessage message;
    const QJsonObject json = QJsonDocument::fromJson(text).object();
    const QString type = json.value(u"type"_s).toString();
    message.seq = json.value(u"seq"_s).toInteger();
    message.deviceId = json.value(u"device_id"_s).toString();
    if (type == "hello"_L1) {
        message.type = Type::Hello;
        message.protocol = json.value(u"protocol"_s).toInt();
    } else if (type == "subscribed"_L1 || type == "unsubscribed"_L1) {
        message.type = type == "subscribed"_L1 ? Type::Subscribed : Type::Unsubscribed;
        message.text = json.value(u"channel"_s).toString();
    } else if (type == "telemetry"_L1) {
        if (auto point = telemetryPointFrom(json.value(u"data"_s).toObject())) {
            message.type = Type::Telemetry;
            message.point = *std::move(point);
        }
    } else if (type == "alerts"_L1 || type == "alert"_L1) {
        message.type = type == "alerts"_L1 ? Type::Alerts : Type::Alert;
        QJsonArray items = json.value(u"alerts"_s).toArray();
        if (message.type == Type::Alert)
            items = {json.value(u"alert"_s)};
        for (const QJsonValue &item : items) {
            if (auto alert = alertFrom(item.toObject()))
                message.alerts.append(*std::move(alert));
        }
    } else if (type == "device"_L1) {
        if (auto device = deviceFrom(json.value(u"device"_s).toObject())) {
            message.type = Type::Device;
            message.device = *std::move(device);
        }
    } else if (type == "reset"_L1) {
        message.type = Type::Reset;
    } else if (type == "state"_L1) {
        message.type = Type::State;
        message.service = {json.value(u"receiving"_s).toBool(true), instantFrom(json.value(u"since"_s))};
    } else if (type == "system_alerts"_L1) {
        message.type = Type::SystemAlerts;
    } else if (type == "error"_L1) {
        message.type = Type::Error;
        message.text = json.value(u"message"_s).toString();
    }
    return message;
}

} // namespace pulse::wire
