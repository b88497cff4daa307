// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Devices, readings and alerts as a small fleet has them, for tests to look at.
#pragma once

#include "support/fake_api.h"

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
    alert.createdAt = alert.updatedAt = createdAt;
    return alert;
}

inline model::TelemetryPoint makePoint(Instant at, const QJsonObject &metrics)
{
    return {at, metrics};
}

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
    }

private:
    void addDevices()
    {
        const QString sites[] = {u"hamburg-port"_s, u"rotterdam-quay"_s, u"oslo-depot"_s, u"porto-yard"_s,
                                 u"gdansk-hall"_s};
        const QString kinds[] = {u"compressor"_s, u"pump"_s, u"reefer"_s, u"crane"_s};
        for (int i = 0; i < 28; ++i) {
            const auto status = i % 11 == 9   ? model::DeviceStatus::Stale
                                : i % 17 == 13 ? model::DeviceStatus::Revoked
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
        return {{u"battery_pct"_s, std::round(870 + x * 0.6) / 10},
                {u"temp_c"_s, std::round((23.4 + 3.1 * std::sin(x / 9) + 0.5 * std::sin(x * 2.3)) * 100) / 100},
                {u"humidity_pct"_s, std::round((48 + 6 * std::cos(x / 13) + std::sin(x * 1.7)) * 10) / 10},
                {u"rssi_dbm"_s, -61 + std::round(5 * std::sin(x / 4) + 2 * std::cos(x * 3.1))},
                {u"pressure_psi"_s, std::round((104 + 14 * std::sin(x / 6) + 2 * std::sin(x * 5)) * 10) / 10},
                {u"vibration_g"_s, std::round((0.8 + 0.4 * std::abs(std::sin(x / 3)) + 0.1 * std::sin(x * 9)) * 1000) / 1000},
                {u"door_open"_s, false}};
    }

    void addReadings()
    {
        for (int age = 3600; age >= 0; age -= 10) {
            const bool isSilent = age > 1500 && age < 1860; // a hole, to be seen as one
            if (!isSilent)
                m_api.telemetry[m_api.devices.first().deviceId].append(
                    makePoint(m_now - std::chrono::seconds{age + 2}, reading(age)));
        }
    }

    void addAlerts()
    {
        struct Row {
            int minutesAgo, severity, device;
            QString summary;
            int closedAfter; // minutes; 0: open
            bool isAcknowledged;
        };
        const Row rows[] = {{2, 5, 0, u"Temperature above 40 °C"_s, 0, false},
                            {9, 3, 9, u"No heartbeat for 20 min"_s, 0, false},
                            {14, 4, 5, u"Vibration above 2 g"_s, 0, true},
                            {31, 2, 12, u"Humidity below 35 %"_s, 0, false},
                            {48, 5, 20, u"No heartbeat for 20 min"_s, 0, true},
                            {65, 3, 3, u"Battery below 20 %"_s, 0, false},
                            {95, 3, 17, u"Signal below -80 dBm"_s, 0, false},
                            {40, 3, 0, u"Pressure above 110 psi"_s, 12, false},
                            {190, 5, 0, u"Temperature above 40 °C"_s, 31, true},
                            {300, 1, 7, u"Door opened"_s, 4, false}};
        qint64 id = 4021;
        for (const Row &row : rows) {
            model::Alert alert = makeAlert(id--, m_now - std::chrono::minutes{row.minutesAgo},
                                           m_api.devices[row.device].deviceId);
            alert.siteId = m_api.devices[row.device].siteId;
            alert.type = row.summary.startsWith("No heartbeat"_L1) ? model::AlertType::NoHeartbeat
                                                                   : model::AlertType::Threshold;
            alert.severity = row.severity;
            alert.summary = row.summary;
            alert.details = {{u"metric_name"_s, u"temp_c"_s}, {u"value"_s, 43.2}, {u"threshold"_s, 40},
                             {u"operator"_s, u"GT"_s}, {u"rule_name"_s, u"Too warm"_s}};
            if (row.closedAfter > 0)
                alert.clearedAt = alert.createdAt + std::chrono::minutes{row.closedAfter};
            if (row.isAcknowledged) {
                alert.acknowledgedAt = alert.createdAt + std::chrono::minutes{3};
                alert.acknowledgedBy = u"grace"_s;
            }
            m_api.alerts.append(alert);
        }
    }

    FakeApi &m_api;
    Instant m_now;
};

} // namespace pulse::test
