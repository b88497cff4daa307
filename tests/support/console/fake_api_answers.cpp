// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What FakeApi answers: the contract's lists, pages and problems over its world.
#include "support/console/fake_api.h"

#include "model/words.h"
#include "support/contract/schema_check.h"
#include "wire/accounts/session_json.h"
#include "wire/alerts/alert_json.h"
#include "wire/alerts/alert_transition_json.h"
#include "wire/alerts/system_alert_json.h"
#include "wire/core/page.h"
#include "wire/core/problem.h"
#include "wire/delivery/delivery_json.h"
#include "wire/fleet/device_json.h"
#include "wire/fleet/refusal_json.h"

#include <algorithm>

namespace pulse::test {

using namespace Qt::StringLiterals;
using wire::Access;

namespace {

FakeAnswer problem(int status, const QString &code)
{
    return {status, wire::toJson(wire::Problem{status, code, {}, {}, {}})};
}

// By which a receiver knows a repeat.
QJsonObject withMessageId(QJsonObject delivery)
{
    delivery.insert(u"webhook_id"_s, u"t%1-r1"_s.arg(delivery.value("transition_id"_L1).toString()));
    return delivery;
}

QString textOf(const QUrlQuery &query, const QString &name)
{
    return query.queryItemValue(name, QUrl::FullyDecoded);
}

// The endpoint that a request is for, with the values of its path's placeholders; nullptr: there is none.
const wire::Endpoint *endpointOf(const FakeRequest &request, QStringList &arguments)
{
    const QStringList asked = request.path.split(u'/');
    for (const wire::Endpoint &endpoint : wire::endpoints()) {
        const QStringList segments = QString(endpoint.path).split(u'/');
        bool isSame = segments.size() == asked.size() && endpoint.method == QLatin1String(request.method);
        arguments.clear();
        for (qsizetype i = 0; isSame && i < segments.size(); ++i) {
            if (segments[i].startsWith(u'{'))
                arguments.append(asked[i]);
            else
                isSame = segments[i] == asked[i];
        }
        if (isSame)
            return &endpoint;
    }
    return nullptr;
}

// One page of items that are in order of their keys; `after` is the last key of the page before.
template <class T, class KeyOf>
FakeAnswer pageOf(const QString &name, const QList<T> &all, const QUrlQuery &query, KeyOf keyOf)
{
    model::PageRequest request;
    if (query.hasQueryItem(u"limit"_s))
        request.limit = textOf(query, u"limit"_s).toInt();
    request.after = textOf(query, u"after"_s);
    qsizetype from = 0;
    while (from < all.size() && !request.after.isEmpty() && keyOf(all[from]) != request.after)
        ++from;
    if (!request.after.isEmpty())
        ++from;
    model::Page<T> page;
    page.items = all.mid(from, request.limit);
    page.total = all.size();
    if (from + request.limit < all.size())
        page.next = keyOf(page.items.last());
    return {200, wire::toJson(name, page, request, [](const T &item) { return wire::toJson(item); })};
}

} // namespace

// Through the endpoint table, as the server does it: who may, with which parameters and which body. What is
// answered holds to the document, as the server's answers do in tests/contract; else the test ends here.
FakeAnswer FakeApi::answer(const FakeRequest &request)
{
    if (m_failures.contains(request.path))
        return m_failures.take(request.path);
    QStringList arguments;
    const wire::Endpoint *endpoint = endpointOf(request, arguments);
    if (!endpoint)
        return problem(404, u"not_found"_s);
    if (endpoint->access != Access::Public && !m_accessTokens.contains(request.bearer))
        return problem(401, u"unauthenticated"_s);
    if (!mayCall(endpoint->access))
        return problem(403, u"forbidden"_s);
    const auto query = wire::queryFrom(*endpoint, request.query.toString(QUrl::FullyEncoded).toLatin1());
    if (!query)
        return {400, wire::toJson(wire::problemFrom(query.error()))};
    const bool isTaken = endpoint->body.taken == wire::Body::Taken::No
        || schemaFault(endpoint->body.schema, request.body).isNull();
    FakeAnswer given =
        isTaken ? answerTo(endpoint->id, arguments, request) : problem(400, u"invalid_field"_s);
    if (given.status == 200
        && (endpoint->access == Access::Customer || endpoint->access == Access::CustomerAdmin))
        given.body.insert(u"tenant_id"_s, tenantId);
    const QString fault = answerFault(*endpoint, given.status, given.body);
    if (!fault.isNull())
        qFatal("FakeApi answers %s with what the document does not know: %s", qPrintable(request.path),
               qPrintable(fault));
    return given;
}

bool FakeApi::mayCall(Access access) const
{
    switch (access) {
    case Access::Public:
    case Access::SignedIn: return true;
    case Access::Customer: return !isOperator();
    case Access::CustomerAdmin: return role == "customer_admin"_L1;
    default: return isOperator();
    }
}

FakeAnswer FakeApi::answerTo(wire::EndpointId endpoint, const QStringList &arguments,
                             const FakeRequest &request)
{
    using Id = wire::EndpointId;
    switch (endpoint) {
    case Id::Token:
        return request.body.value("username"_L1) == login && request.body.value("password"_L1) == password
            ? session()
            : problem(401, u"unauthenticated"_s);
    case Id::Refresh:
        return m_refreshTokens.remove(request.body.value("refresh_token"_L1).toString())
            ? session()
            : problem(401, u"unauthenticated"_s);
    case Id::SignOut: return {204, {}};
    case Id::Devices: return deviceList(request.query);
    case Id::Device: return oneDevice(arguments.first());
    case Id::DeviceRefusals: {
        model::DeviceRefusals refused = refusals.value(arguments.first());
        refused.deviceId = arguments.first();
        return {200, wire::toJson(refused)};
    }
    case Id::Telemetry: return telemetryList(arguments.first(), request.query);
    case Id::Alerts: return alertList(request.query);
    case Id::AlertHistory:
    case Id::AcknowledgeAlert:
    case Id::ShelveAlert:
    case Id::UnshelveAlert:
    case Id::CommentAlert: return alertAnswer(request);
    case Id::Deliveries:
    case Id::Delivery:
    case Id::ResendDelivery: return deliveryAnswer(request);
    case Id::SystemAlerts:
    case Id::AcknowledgeSystemAlert: return systemAnswer(request);
    default: return problem(404, u"not_found"_s);
    }
}

FakeAnswer FakeApi::session()
{
    wire::Session session;
    session.accessToken = u"access-%1"_s.arg(++m_tokenNumber);
    session.refreshToken = u"refresh-%1"_s.arg(m_tokenNumber);
    session.expiresIn = tokenLifetime;
    session.login = login;
    session.role = role;
    session.tenantId = isOperator() ? QString() : tenantId;
    m_accessTokens.insert(session.accessToken);
    m_refreshTokens.insert(session.refreshToken);
    return {200, wire::toJson(session)};
}

FakeAnswer FakeApi::deviceList(const QUrlQuery &query) const
{
    const QString search = textOf(query, u"search"_s);
    const auto status = model::fromWord<model::DeviceStatus>(textOf(query, u"status"_s));
    QList<model::Device> matching;
    for (const model::Device &device : devices) {
        const bool isFound = search.isEmpty() || device.deviceId.contains(search, Qt::CaseInsensitive)
            || device.siteId.contains(search, Qt::CaseInsensitive);
        if (isFound && (!status || device.status == *status))
            matching.append(device);
    }
    std::sort(matching.begin(), matching.end(), [](const model::Device &left, const model::Device &right) {
        return left.deviceId < right.deviceId;
    });
    return pageOf(u"devices"_s, matching, query, [](const model::Device &device) { return device.deviceId; });
}

FakeAnswer FakeApi::alertList(const QUrlQuery &query) const
{
    const QString status = query.hasQueryItem(u"status"_s) ? textOf(query, u"status"_s) : u"OPEN"_s;
    const QString deviceId = textOf(query, u"device_id"_s);
    QList<model::Alert> matching;
    for (const model::Alert &alert : alerts) {
        const bool isWanted = status == "ALL"_L1 || (status == "OPEN"_L1 && !alert.clearedAt)
            || (status == "CLOSED"_L1 && alert.clearedAt)
            || (status == "ACKNOWLEDGED"_L1 && alert.acknowledgedAt);
        if (isWanted && (deviceId.isEmpty() || alert.deviceId == deviceId))
            matching.append(alert);
    }
    std::sort(matching.begin(), matching.end(), [](const model::Alert &left, const model::Alert &right) {
        return left.createdAt != right.createdAt ? left.createdAt > right.createdAt
                                                 : left.alertId > right.alertId;
    });
    FakeAnswer page = pageOf(u"alerts"_s, matching, query,
                             [](const model::Alert &alert) { return QString::number(alert.alertId); });
    page.body.insert(u"status"_s, status);
    page.body.insert(u"alert_type"_s, QJsonValue::Null);
    return page;
}

// Does what it is asked, without the life table's scruples, and tells who subscribed.
FakeAnswer FakeApi::alertAnswer(const FakeRequest &request)
{
    const qint64 alertId = request.path.section(u'/', 4, 4).toLongLong();
    const QString act = request.path.section(u'/', 5, 5);
    const auto held = std::find_if(alerts.begin(), alerts.end(),
                                   [alertId](const model::Alert &alert) { return alert.alertId == alertId; });
    if (held == alerts.end())
        return problem(404, u"not_found"_s);
    if (act == "history"_L1) {
        QJsonArray items;
        for (const model::Transition &transition : histories.value(alertId))
            items.append(wire::toJson(transition));
        QJsonObject page = wire::pageJson(u"history"_s, items, items.size(), false, {}, {});
        page.insert(u"alert_id"_s, alertId);
        return {200, page};
    }
    model::Alert alert = *held;
    alert.updatedAt += std::chrono::seconds{1};
    if (act == "acknowledge"_L1) {
        alert.acknowledgedAt = alert.updatedAt;
        alert.acknowledgedBy = login;
    } else if (act == "shelve"_L1) {
        alert.shelf = {alert.updatedAt + std::chrono::minutes{request.body.value("minutes"_L1).toInt()},
                       request.body.value("reason"_L1).toString(), login,
                       request.body.value("one_shot"_L1).toBool()};
    } else if (act == "unshelve"_L1) {
        alert.shelf.reset();
    }
    const auto event = act == "comment"_L1 ? model::AlertEvent::Commented
        : act == "acknowledge"_L1          ? model::AlertEvent::Acknowledged
        : act == "shelve"_L1               ? model::AlertEvent::Shelved
                                           : model::AlertEvent::Unshelved;
    model::Transition transition;
    transition.event = event;
    transition.at = alert.updatedAt;
    transition.actor = u"user:"_s + login;
    transition.reason = request.body.value(act == "comment"_L1 ? "text"_L1 : "reason"_L1).toString(u"seen"_s);
    histories[alertId].append(transition);
    changeAlert(alert);
    return {200, {{u"alert"_s, wire::toJson(alert)}}};
}

FakeAnswer FakeApi::deliveryAnswer(const FakeRequest &request)
{
    const QString id = request.path.section(u'/', 3, 3);
    if (id.isEmpty()) {
        const auto status = model::fromWord<model::JobStatus>(textOf(request.query, u"status"_s));
        QList<model::Delivery> matching;
        std::copy_if(deliveries.begin(), deliveries.end(), std::back_inserter(matching),
                     [&status](const auto &delivery) { return !status || delivery.status == *status; });
        FakeAnswer page =
            pageOf(u"deliveries"_s, matching, request.query,
                   [](const model::Delivery &delivery) { return QString::number(delivery.jobId); });
        QJsonArray items;
        for (const QJsonValue &item : page.body.value("deliveries"_L1).toArray())
            items.append(withMessageId(item.toObject()));
        page.body.insert(u"deliveries"_s, items);
        return page;
    }
    for (model::Delivery &delivery : deliveries) {
        if (QString::number(delivery.jobId) != id)
            continue;
        if (request.method == "POST") {
            if (delivery.status != model::JobStatus::Failed)
                return problem(409, u"not_dead"_s);
            delivery.status = model::JobStatus::Pending;
            delivery.updatedAt += std::chrono::seconds{1};
        }
        QJsonArray tried;
        for (const model::DeliveryAttempt &attempt : attempts.value(delivery.jobId))
            tried.append(wire::toJson(attempt));
        return {200, {{u"delivery"_s, withMessageId(wire::toJson(delivery))}, {u"attempts"_s, tried}}};
    }
    return problem(404, u"not_found"_s);
}

FakeAnswer FakeApi::systemAnswer(const FakeRequest &request)
{
    if (request.method == "GET") {
        QJsonArray items;
        for (const model::SystemAlert &alert : systemAlerts) {
            if (!alert.clearedAt || textOf(request.query, u"status"_s) == "ALL"_L1)
                items.append(wire::toJson(alert));
        }
        return {200, wire::pageJson(u"system_alerts"_s, items, items.size(), false, {}, {})};
    }
    for (model::SystemAlert &alert : systemAlerts) {
        if (QString::number(alert.systemAlertId) != request.path.section(u'/', 3, 3))
            continue;
        if (alert.clearedAt)
            return problem(409, u"system_alert_closed"_s);
        alert.acknowledgedAt = alert.updatedAt;
        alert.acknowledgedBy = login;
        return {200, {{u"system_alert"_s, wire::toJson(alert)}}};
    }
    return problem(404, u"not_found"_s);
}

FakeAnswer FakeApi::oneDevice(const QString &deviceId) const
{
    for (const model::Device &device : devices) {
        if (device.deviceId != deviceId)
            continue;
        QJsonObject shown = wire::toJson(device);
        shown.insert(u"refusals"_s, QJsonValue::Null);
        return {200, {{u"device"_s, shown}}};
    }
    return problem(404, u"not_found"_s);
}

FakeAnswer FakeApi::telemetryList(const QString &deviceId, const QUrlQuery &query) const
{
    const auto start = parseIso8601(textOf(query, u"start"_s).toLatin1());
    const auto end = parseIso8601(textOf(query, u"end"_s).toLatin1());
    const int limit = query.hasQueryItem(u"limit"_s) ? textOf(query, u"limit"_s).toInt() : 120;
    if (limit < 1 || limit > 1000 || (query.hasQueryItem(u"start"_s) && !start))
        return problem(400, u"invalid_field"_s);
    QList<model::TelemetryPoint> points = telemetry.value(deviceId);
    std::sort(points.begin(), points.end(),
              [](const auto &left, const auto &right) { return left.timestamp > right.timestamp; });
    QJsonArray items;
    for (const model::TelemetryPoint &point : points) {
        if (items.size() < limit && (!start || point.timestamp >= *start)
            && (!end || point.timestamp <= *end))
            items.append(wire::toJson(point));
    }
    return {200, {{u"device_id"_s, deviceId}, {u"telemetry"_s, items}, {u"count"_s, items.size()}}};
}

} // namespace pulse::test
