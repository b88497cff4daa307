// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Devices, readings and alerts as a small fleet has them, for tests to look at.
#pragma once

#include "support/console/fake_api.h"

#include <cmath>

namespace pulse::test {

using namespace Qt::StringLiterals;

inline model::Device makeDevice(const QString &deviceId, Instant now,
                                model::DeviceStatus status = model::DeviceStatus::Online)
{
    model::Device device;
    device.tenantId = u"acme"_s;
    device.deviceId = deviceId;
    device.siteId = u"lab"_s;
    device.status = status;
    device.lastSeenAt = device.lastTelemetryAt = device.lastHeartbeatAt = now - std::chrono::seconds{20};
    device.lastStateChangeAt = now - std::chrono::hours{30};
    device.state = {{u"battery_pct"_s, 87}, {u"temp_c"_s, 21.5}};
    return device;
}

inline model::Alert makeAlert(qint64 alertId, Instant createdAt, const QString &deviceId = u"dev-1"_s)
{
    model::Alert alert;
    alert.alertId = alertId;
    alert.tenantId = u"acme"_s;
    alert.deviceId = deviceId;
    alert.siteId = u"lab"_s;
    alert.fingerprint = u"RULE:7:"_s + deviceId;
    alert.severity = 3;
    alert.summary = u"Alert %1"_s.arg(alertId);
    alert.createdAt = alert.updatedAt = alert.openedTs = createdAt;
    return alert;
}

inline model::SystemAlert makeSystemAlert(qint64 id, model::SystemAlertKind kind, Instant raisedAt,
                                          int severity = 5)
{
    model::SystemAlert alert;
    alert.systemAlertId = id;
    alert.kind = kind;
    alert.severity = severity;
    alert.summary = u"System alert %1"_s.arg(id);
    alert.raisedAt = alert.updatedAt = raisedAt;
    return alert;
}

inline model::Delivery makeDelivery(qint64 jobId, model::JobStatus status, Instant changedAt)
{
    model::Delivery delivery;
    delivery.jobId = jobId;
    delivery.alertId = 4000 + jobId;
    delivery.transition = TransitionId{jobId};
    delivery.status = status;
    delivery.integrationId = u"0f0f"_s;
    delivery.integrationName = u"Duty phone"_s;
    delivery.createdAt = changedAt - std::chrono::minutes{1};
    delivery.updatedAt = changedAt;
    return delivery;
}

inline model::DeliveryAttempt makeAttempt(qint64 jobId, int number, Instant at, std::optional<int> status)
{
    model::DeliveryAttempt attempt;
    attempt.jobId = jobId;
    attempt.attemptNo = number;
    attempt.isOk = status == 200;
    attempt.httpStatus = status;
    attempt.latencyMs = 84;
    attempt.error = status ? QString() : u"timeout: no answer in 10 s"_s;
    attempt.address = u"192.0.2.7:443"_s;
    attempt.startedAt = attempt.finishedAt = at;
    return attempt;
}

inline model::TelemetryPoint makePoint(Instant at, const QJsonObject &metrics) { return {at, metrics}; }

// Twenty-eight devices at five sites with an hour of readings for the first, and alerts of every kind.
class Fleet {
public:
    Fleet(FakeApi &api, Instant now)
        : m_api(api)
        , m_now(now)
    {
        addDevices();
        addReadings();
        addAlerts();
        addDeliveries();
    }

private:
    void addDevices()
    {
        const QString sites[] = {u"hamburg-port"_s, u"rotterdam-quay"_s, u"oslo-depot"_s, u"porto-yard"_s,
                                 u"gdansk-hall"_s};
        const QString kinds[] = {u"compressor"_s, u"pump"_s, u"reefer"_s, u"crane"_s};
        for (int i = 0; i < 28; ++i) {
            const auto status = i % 11 == 9 ? model::DeviceStatus::Stale
                : i % 17 == 13              ? model::DeviceStatus::Revoked
                                            : model::DeviceStatus::Online;
            model::Device device =
                makeDevice(u"%1-%2"_s.arg(kinds[i % 4]).arg(i / 4 + 1, 3, 10, QChar(u'0')), m_now, status);
            device.siteId = sites[i * 7 % 5];
            const auto silent = status == model::DeviceStatus::Online ? std::chrono::seconds{2 + i * 3 % 50}
                                                                      : std::chrono::seconds{1200 + i * 977};
            device.lastSeenAt = device.lastTelemetryAt = m_now - silent;
            device.state = {{u"battery_pct"_s, 17 + (i * 37 + 51) % 83},
                            {u"temp_c"_s, 18.4 + i % 9},
                            {u"humidity_pct"_s, 40 + i % 20},
                            {u"rssi_dbm"_s, -52 - i % 30}};
            m_api.devices.append(device);
        }
        m_api.devices.first().state = reading(0);
    }

    QJsonObject reading(int age) const // seconds
    {
        const double x = age / 60.0;
        return {
            {u"battery_pct"_s, std::round(870 + x * 0.6) / 10},
            {u"temp_c"_s, std::round((23.4 + 3.1 * std::sin(x / 9) + 0.5 * std::sin(x * 2.3)) * 100) / 100},
            {u"humidity_pct"_s, std::round((48 + 6 * std::cos(x / 13) + std::sin(x * 1.7)) * 10) / 10},
            {u"rssi_dbm"_s, -61 + std::round(5 * std::sin(x / 4) + 2 * std::cos(x * 3.1))},
            {u"pressure_psi"_s, std::round((104 + 14 * std::sin(x / 6) + 2 * std::sin(x * 5)) * 10) / 10},
            {u"vibration_g"_s,
             std::round((0.8 + 0.4 * std::abs(std::sin(x / 3)) + 0.1 * std::sin(x * 9)) * 1000) / 1000},
            {u"door_open"_s, false}};
    }

    void addReadings()
    {
        for (int age = 3600; age >= 0; age -= 10) {
            const bool isSilent = age > 400 && age < 520; // a hole, to be seen as one
            if (!isSilent)
                m_api.telemetry[m_api.devices.first().deviceId].append(
                    makePoint(m_now - std::chrono::seconds{age + 2}, reading(age)));
        }
    }

    void addAlerts()
    {
        struct Row {
            int minutesAgo, severity, device;
            QString metric, comparison;
            double value, bound;
            int closedAfter; // minutes; 0: open
            bool isAcknowledged;
        };
        const Row rows[] = {{2, 5, 0, u"temp_c"_s, u"GT"_s, 43.2, 40, 0, false},
                            {9, 3, 9, {}, {}, 0, 0, 0, false},
                            {14, 4, 5, u"vibration_g"_s, u"GTE"_s, 2.4, 2, 0, true},
                            {31, 2, 12, u"humidity_pct"_s, u"LT"_s, 33, 35, 0, false},
                            {48, 5, 20, {}, {}, 0, 0, 0, true},
                            {65, 3, 3, u"battery_pct"_s, u"LT"_s, 19, 20, 0, false},
                            {95, 3, 17, u"rssi_dbm"_s, u"LT"_s, -82, -80, 0, false},
                            {40, 3, 0, u"pressure_psi"_s, u"GT"_s, 117.6, 110, 12, false},
                            {190, 5, 0, u"temp_c"_s, u"GT"_s, 41.1, 40, 31, true},
                            {300, 1, 7, u"humidity_pct"_s, u"GT"_s, 71, 70, 4, false}};
        qint64 id = 4021;
        for (const Row &row : rows) {
            model::Alert alert = makeAlert(id--, m_now - std::chrono::minutes{row.minutesAgo},
                                           m_api.devices[row.device].deviceId);
            alert.siteId = m_api.devices[row.device].siteId;
            alert.severity = row.severity;
            describe(alert, row.metric, row.comparison, row.value, row.bound);
            if (row.closedAfter > 0)
                alert.clearedAt = alert.createdAt + std::chrono::minutes{row.closedAfter};
            if (row.isAcknowledged) {
                alert.acknowledgedAt = alert.createdAt + std::chrono::minutes{3};
                alert.acknowledgedBy = u"grace"_s;
            }
            m_api.alerts.append(alert);
        }
    }

    void addDeliveries()
    {
        using model::JobStatus;
        const auto ago = [this](int minutes) { return m_now - std::chrono::minutes{minutes}; };
        const JobStatus statuses[] = {JobStatus::Failed, JobStatus::Pending, JobStatus::Completed,
                                      JobStatus::Completed, JobStatus::Completed};
        for (int i = 0; i < 5; ++i) {
            model::Delivery delivery = makeDelivery(25 - i, statuses[i], ago(2 + 11 * i));
            delivery.integrationName = i % 2 == 0 ? u"Duty phone"_s : u"Control room"_s;
            delivery.event = i == 3 ? model::DeliverOn::Closed : model::DeliverOn::Open;
            delivery.attempts = i == 0 ? 3 : 1;
            if (i < 2)
                delivery.lastError = i == 0 ? u"503: Service Unavailable"_s : u"timeout: no answer in 10 s"_s;
            m_api.deliveries.append(delivery);
        }
        m_api.attempts[25] = {makeAttempt(25, 1, ago(9), std::nullopt), makeAttempt(25, 2, ago(7), 503),
                              makeAttempt(25, 3, ago(2), 503)};
    }

    void describe(model::Alert &alert, const QString &metric, const QString &comparison, double value,
                  double bound)
    {
        const QString prefix = alert.siteId + u": "_s + alert.deviceId;
        if (metric.isEmpty()) {
            alert.type = model::AlertType::NoHeartbeat;
            alert.summary = prefix + u": no heartbeat for 20 min"_s;
            return;
        }
        alert.summary = u"%1: %2 (%3) beyond %4"_s.arg(prefix, metric).arg(value).arg(bound);
        alert.details = {
            {u"rule_id"_s, u"7f3c"_s},  {u"rule_name"_s, u"Limits of "_s + metric},
            {u"rule_version"_s, 3},     {u"metric_name"_s, metric},
            {u"metric_value"_s, value}, {u"operator"_s, comparison},
            {u"threshold"_s, bound},    {u"reading_at"_s, QString::fromLatin1(toRfc3339(alert.createdAt))}};
    }

    FakeApi &m_api;
    Instant m_now;
};

// A bad night of Pulse itself: nothing comes in, and the broker was full before.
class SystemTroubles {
public:
    SystemTroubles(FakeApi &api, Instant now)
    {
        using Kind = model::SystemAlertKind;
        const auto ago = [now](int minutes) { return now - std::chrono::minutes{minutes}; };
        const auto text = [](Instant at) { return QString::fromLatin1(toRfc3339(at)); };
        model::SystemAlert blind = makeSystemAlert(41, Kind::IngestBlind, ago(6), 4);
        blind.details = {{u"cause"_s, u"BROKER_AWAY"_s}, {u"since"_s, text(ago(7))}, {u"until"_s, {}}};
        model::SystemAlert dropping = makeSystemAlert(40, Kind::BrokerDropping, ago(19), 5);
        dropping.details = {{u"dropped"_s, 12'480}, {u"last_at"_s, text(ago(8))}};
        model::SystemAlert full = makeSystemAlert(39, Kind::BrokerQueueHalf, ago(24), 5);
        full.details = {{u"beyond_percent"_s, 100}, {u"bound_bytes"_s, 536'870'912}};
        full.acknowledgedAt = ago(20);
        full.acknowledgedBy = u"grace"_s;
        model::SystemAlert clock = makeSystemAlert(37, Kind::ClockDrift, ago(300), 3);
        clock.details = {{u"offset_ms"_s, -2'300}};
        api.systemAlerts = {blind, dropping, full, clock};
        api.changeService({false, ago(7)});
    }
};

} // namespace pulse::test
