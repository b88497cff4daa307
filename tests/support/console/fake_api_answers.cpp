// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What FakeApi answers: the contract's lists, pages and problems over its world.
#include "support/console/fake_api.h"

#include "model/words.h"
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

namespace {

FakeAnswer problem(int status, const QString &code)
{
    return {status, wire::toJson(wire::Problem{status, code, {}, {}, {}})};
}

QString textOf(const QUrlQuery &query, const QString &name)
{
    return query.queryItemValue(name, QUrl::FullyDecoded);
}

// One page of items that are in order of their keys; `after` is the last key of the page before.
template <class T, class KeyOf>
FakeAnswer pageOf(const QString &name, const QList<T> &all, const QUrlQuery &query, int mostLimit,
                  KeyOf keyOf)
{
    const auto request = wire::pageRequestFrom(query, 100, mostLimit);
    if (!request)
        return {400, wire::toJson(wire::problemFrom(request.error()))};
    qsizetype from = 0;
    while (from < all.size() && !request->after.isEmpty() && keyOf(all[from]) != request->after)
        ++from;
    if (!request->after.isEmpty())
        ++from;
    wire::Page<T> page;
    page.items = all.mid(from, request->limit);
    page.total = all.size();
    if (from + request->limit < all.size())
        page.next = keyOf(page.items.last());
    return {200, wire::toJson(name, page, *request, [](const T &item) { return wire::toJson(item); })};
}

} // namespace

FakeAnswer FakeApi::answer(const FakeRequest &request)
{
    if (m_failures.contains(request.path))
        return m_failures.take(request.path);
    const QString &path = request.path;
    if (path == "/api/auth/token"_L1) {
        const bool isRight =
            request.body.value("username"_L1) == login && request.body.value("password"_L1) == password;
        return isRight ? session() : problem(401, u"unauthenticated"_s);
    }
    if (path == "/api/auth/refresh"_L1) {
        const bool isKnown = m_refreshTokens.remove(request.body.value("refresh_token"_L1).toString());
        return isKnown ? session() : problem(401, u"unauthenticated"_s);
    }
    if (!m_accessTokens.contains(request.bearer))
        return problem(401, u"unauthenticated"_s);
    if (path.startsWith("/operator/"_L1))
        return isOperator() ? systemAnswer(request) : problem(403, u"forbidden"_s);
    if (isOperator())
        return problem(403, u"forbidden"_s);
    if (path == "/api/v2/devices"_L1)
        return deviceList(request.query);
    if (path == "/api/v2/alerts"_L1)
        return alertList(request.query);
    if (path.startsWith("/api/v2/alerts/"_L1))
        return alertAnswer(request);
    if (path.startsWith("/customer/deliveries"_L1))
        return deliveryAnswer(request);
    const QStringList parts = path.split(u'/');
    if (path.startsWith("/api/v2/devices/"_L1) && parts.value(5) == "refusals"_L1) {
        model::DeviceRefusals answer = refusals.value(parts.value(4));
        answer.deviceId = parts.value(4);
        return {200, wire::toJson(answer)};
    }
    if (path.startsWith("/api/v2/devices/"_L1))
        return parts.value(5) == "telemetry"_L1 ? telemetryList(parts.value(4), request.query)
                                                : oneDevice(parts.value(4));
    return problem(404, u"not_found"_s);
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
    return pageOf(u"devices"_s, matching, query, 500,
                  [](const model::Device &device) { return device.deviceId; });
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
    return pageOf(u"alerts"_s, matching, query, 500,
                  [](const model::Alert &alert) { return QString::number(alert.alertId); });
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
        return {200, wire::pageJson(u"history"_s, items, items.size(), false, {}, {})};
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
    return {200, {{u"tenant_id"_s, tenantId}, {u"alert"_s, wire::toJson(alert)}}};
}

FakeAnswer FakeApi::deliveryAnswer(const FakeRequest &request)
{
    const QString id = request.path.section(u'/', 3, 3);
    if (id.isEmpty()) {
        const auto status = model::fromWord<model::JobStatus>(textOf(request.query, u"status"_s));
        QList<model::Delivery> matching;
        std::copy_if(deliveries.begin(), deliveries.end(), std::back_inserter(matching),
                     [&status](const auto &delivery) { return !status || delivery.status == *status; });
        return pageOf(u"deliveries"_s, matching, request.query, 500,
                      [](const model::Delivery &delivery) { return QString::number(delivery.jobId); });
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
        return {200, {{u"delivery"_s, wire::toJson(delivery)}, {u"attempts"_s, tried}}};
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
        if (device.deviceId == deviceId)
            return {200, {{u"tenant_id"_s, tenantId}, {u"device"_s, wire::toJson(device)}}};
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
