// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/api_client.h"

#include "client/session.h"
#include "model/words.h"
#include "wire/alerts/alert_json.h"
#include "wire/alerts/alert_transition_json.h"
#include "wire/alerts/system_alert_json.h"
#include "wire/delivery/delivery_json.h"
#include "wire/fleet/device_json.h"
#include "wire/fleet/refusal_json.h"

#include <QPointer>

namespace pulse::client {

using namespace Qt::StringLiterals;

namespace {

// Lives as long as its call: destroying it aborts the request.
class Call : public QObject {
public:
    Call(QObject *owner, QObject *context)
        : QObject(owner)
        , m_context(context)
    {
    }
    bool isFor(const QObject *context) const { return m_context == context; }

private:
    QPointer<QObject> m_context;
};

template <class T> Answer<T> decoded(Result<T> result)
{
    if (result)
        return *std::move(result);
    return tl::unexpected(wire::Problem{200, u"bad_answer"_s, {}, result.error().what, result.error().field});
}

// Decodes the answer of a call that went well and passes problems on.
template <class T, class Decode> Done<QJsonObject> decoding(Done<T> done, Decode decode)
{
    return [done = std::move(done), decode](Answer<QJsonObject> answer) {
        if (!answer)
            return done(tl::unexpected(std::move(answer).error()));
        done(decoded<T>(decode(*answer)));
    };
}

Result<QList<model::TelemetryPoint>> telemetryFrom(const QJsonObject &json)
{
    QList<model::TelemetryPoint> points;
    for (const QJsonValue &item : json.value(u"telemetry"_s).toArray()) {
        PULSE_TRY(model::TelemetryPoint point, wire::telemetryPointFrom(item.toObject()));
        points.append(std::move(point));
    }
    return points;
}

Result<TriedDelivery> triedDeliveryFrom(const QJsonObject &json)
{
    TriedDelivery tried;
    PULSE_TRY(tried.delivery, wire::deliveryNoun().read(json.value(u"delivery"_s).toObject()));
    for (const QJsonValue &item : json.value(u"attempts"_s).toArray()) {
        PULSE_TRY(model::DeliveryAttempt attempt, wire::deliveryAttemptNoun().read(item.toObject()));
        tried.attempts.append(std::move(attempt));
    }
    return tried;
}

void addText(QUrlQuery &query, const QString &name, const QString &text)
{
    // QUrlQuery leaves '+' and '%' alone; a server reads them as a space and an escape.
    if (!text.isEmpty())
        query.addQueryItem(name, QString::fromLatin1(QUrl::toPercentEncoding(text)));
}

void addTime(QUrlQuery &query, const QString &name, const std::optional<Instant> &time)
{
    if (time)
        addText(query, name, QString::fromLatin1(toRfc3339(*time)));
}

} // namespace

ApiClient::ApiClient(HttpTransport &transport, Session &session, QObject *parent)
    : QObject(parent)
    , m_transport(transport)
    , m_session(session)
{
}

void ApiClient::devices(const DeviceQuery &query, QObject *context, Done<model::Page<model::Device>> done)
{
    QUrlQuery text;
    text.addQueryItem(u"limit"_s, QString::number(query.limit));
    addText(text, u"after"_s, query.after);
    addText(text, u"search"_s, query.search);
    if (query.status)
        addText(text, u"status"_s, model::word(*query.status));
    get(wire::pathOf(wire::EndpointId::Devices), text, context,
        decoding<model::Page<model::Device>>(std::move(done), [](const QJsonObject &json) {
            return wire::pageFrom<model::Device>(json, u"devices"_s, wire::deviceFrom);
        }));
}

void ApiClient::device(const QString &deviceId, QObject *context, Done<model::Device> done)
{
    get(wire::pathOf(wire::EndpointId::Device, {deviceId}), {}, context,
        decoding<model::Device>(std::move(done), [](const QJsonObject &json) {
            return wire::deviceFrom(json.value(u"device"_s).toObject());
        }));
}

void ApiClient::deviceRefusals(const QString &deviceId, QObject *context, Done<model::DeviceRefusals> done)
{
    get(wire::pathOf(wire::EndpointId::DeviceRefusals, {deviceId}), {}, context,
        decoding<model::DeviceRefusals>(std::move(done), wire::deviceRefusalsFrom));
}

void ApiClient::telemetry(const TelemetryQuery &query, QObject *context,
                          Done<QList<model::TelemetryPoint>> done)
{
    QUrlQuery text;
    text.addQueryItem(u"limit"_s, QString::number(query.limit));
    addTime(text, u"start"_s, query.start);
    addTime(text, u"end"_s, query.end);
    get(wire::pathOf(wire::EndpointId::Telemetry, {query.deviceId}), text, context,
        decoding<QList<model::TelemetryPoint>>(std::move(done), telemetryFrom));
}

void ApiClient::alerts(const AlertQuery &query, QObject *context, Done<model::Page<model::Alert>> done)
{
    QUrlQuery text;
    text.addQueryItem(u"limit"_s, QString::number(query.limit));
    addText(text, u"status"_s, query.status);
    addText(text, u"device_id"_s, query.deviceId);
    addText(text, u"after"_s, query.after);
    get(wire::pathOf(wire::EndpointId::Alerts), text, context,
        decoding<model::Page<model::Alert>>(std::move(done), [](const QJsonObject &json) {
            return wire::pageFrom<model::Alert>(json, u"alerts"_s, wire::alertFrom);
        }));
}

void ApiClient::act(const AlertAct &act, QObject *context, Done<model::Alert> done)
{
    const QByteArray path = wire::pathOf(act.endpoint, {QString::number(act.alertId)});
    send({{"POST", path, {}, act.body, {}},
          decoding<model::Alert>(
              std::move(done),
              [](const QJsonObject &json) { return wire::alertFrom(json.value(u"alert"_s).toObject()); })},
         callFor(context));
}

void ApiClient::alertHistory(qint64 alertId, QObject *context, Done<model::Page<model::Transition>> done)
{
    QUrlQuery text;
    text.addQueryItem(u"limit"_s, u"500"_s);
    get(wire::pathOf(wire::EndpointId::AlertHistory, {QString::number(alertId)}), text, context,
        decoding<model::Page<model::Transition>>(std::move(done), [](const QJsonObject &json) {
            return wire::pageFrom<model::Transition>(json, u"history"_s, wire::transitionFrom);
        }));
}

void ApiClient::deliveries(const DeliveryQuery &query, QObject *context,
                           Done<model::Page<model::Delivery>> done)
{
    QUrlQuery text;
    text.addQueryItem(u"limit"_s, QString::number(query.limit));
    addText(text, u"after"_s, query.after);
    if (query.status)
        addText(text, u"status"_s, model::word(*query.status));
    get(wire::pathOf(wire::EndpointId::Deliveries), text, context,
        decoding<model::Page<model::Delivery>>(std::move(done), [](const QJsonObject &json) {
            return wire::pageFrom<model::Delivery>(json, u"deliveries"_s, [](const QJsonObject &item) {
                return wire::deliveryNoun().read(item);
            });
        }));
}

void ApiClient::delivery(qint64 jobId, QObject *context, Done<TriedDelivery> done)
{
    get(wire::pathOf(wire::EndpointId::Delivery, {QString::number(jobId)}), {}, context,
        decoding<TriedDelivery>(std::move(done), triedDeliveryFrom));
}

void ApiClient::resendDelivery(qint64 jobId, QObject *context, Done<model::Delivery> done)
{
    const QByteArray path = wire::pathOf(wire::EndpointId::ResendDelivery, {QString::number(jobId)});
    send({{"POST", path, {}, QJsonObject{}, {}},
          decoding<model::Delivery>(std::move(done),
                                    [](const QJsonObject &json) {
                                        return wire::deliveryNoun().read(
                                            json.value(u"delivery"_s).toObject());
                                    })},
         callFor(context));
}

void ApiClient::systemAlerts(bool onlyOpen, QObject *context, Done<model::Page<model::SystemAlert>> done)
{
    QUrlQuery text;
    text.addQueryItem(u"limit"_s, u"500"_s);
    addText(text, u"status"_s, onlyOpen ? u"OPEN"_s : u"ALL"_s);
    get(wire::pathOf(wire::EndpointId::SystemAlerts), text, context,
        decoding<model::Page<model::SystemAlert>>(std::move(done), [](const QJsonObject &json) {
            return wire::pageFrom<model::SystemAlert>(json, u"system_alerts"_s, wire::systemAlertFrom);
        }));
}

void ApiClient::acknowledgeSystemAlert(qint64 systemAlertId, QObject *context, Done<model::SystemAlert> done)
{
    const QByteArray path =
        wire::pathOf(wire::EndpointId::AcknowledgeSystemAlert, {QString::number(systemAlertId)});
    send({{"POST", path, {}, QJsonObject{}, {}},
          decoding<model::SystemAlert>(std::move(done),
                                       [](const QJsonObject &json) {
                                           return wire::systemAlertFrom(
                                               json.value(u"system_alert"_s).toObject());
                                       })},
         callFor(context));
}

void ApiClient::cancel(QObject *context)
{
    for (QObject *child : QObjectList(children())) {
        const auto *call = dynamic_cast<Call *>(child);
        if (call && call->isFor(context))
            delete child;
    }
}

QObject *ApiClient::callFor(QObject *context)
{
    auto *call = new Call(this, context);
    connect(context, &QObject::destroyed, call, [call] { delete call; });
    return call;
}

void ApiClient::get(const QByteArray &path, const QUrlQuery &query, QObject *context, Done<QJsonObject> done)
{
    send({{"GET", path, query, {}, {}}, std::move(done)}, callFor(context));
}

void ApiClient::send(Attempt attempt, QObject *call)
{
    attempt.request.bearer = m_session.accessToken();
    const HttpRequest request = attempt.request;
    m_transport.send(request, call, [this, call, attempt = std::move(attempt)](Answer<QJsonObject> answer) {
        if (answer || answer.error().status != 401 || attempt.isRetry) {
            call->deleteLater();
            return attempt.done(std::move(answer));
        }
        m_session.refresh(call, [this, call, attempt, answer](bool isRefreshed) mutable {
            attempt.isRetry = true;
            if (isRefreshed)
                return send(std::move(attempt), call);
            call->deleteLater();
            attempt.done(std::move(answer));
        });
    });
}

} // namespace pulse::client
