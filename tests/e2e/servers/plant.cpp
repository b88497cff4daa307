// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "e2e/servers/plant.h"

#include <algorithm>

namespace pulse::test {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kRules =
    "INSERT INTO tenant (tenant_id, name) VALUES ('acme', 'Acme');"
    "INSERT INTO site (tenant_key, site_id) SELECT tenant_key, 'north' FROM tenant;"
    "UPDATE app_settings SET value = '1000000' WHERE key IN ('RATE_LIMIT_RPS', 'RATE_LIMIT_BURST');"
    "UPDATE app_settings SET value = '86400' WHERE key = 'HEARTBEAT_STALE_SECONDS';"
    "INSERT INTO alert_rule (tenant_key, rule_id, name, metric_name, operator, threshold, clear_value, "
    "severity, for_seconds)"
    " SELECT tenant_key, v.id::uuid, v.name, 'temp_c', 'GT', v.threshold, v.clear_value, v.severity, "
    "v.seconds"
    "   FROM tenant, (VALUES ('00000000-0000-4000-8000-000000000001', 'hot', 60, 40, 5, 0),"
    "                        ('00000000-0000-4000-8000-000000000002', 'warm', 50, NULL, 3, 0),"
    "                        ('00000000-0000-4000-8000-000000000003', 'lasting', 30, NULL, 3, 1))"
    "                AS v (id, name, threshold, clear_value, severity, seconds);"
    "INSERT INTO integration (tenant_key, name, type, sealed) SELECT tenant_key, 'hook', 'webhook', 'x' FROM "
    "tenant;"
    "INSERT INTO integration_route (tenant_key, integration_key, name, deliver_on)"
    " SELECT tenant_key, integration_key, 'all', '{OPEN,CLOSED}' FROM integration;"_L1;

constexpr auto kInsertDevices = "INSERT INTO device (tenant_key, device_id, site_key, token_hash)"
                                " SELECT tenant_key, 'device-' || n, site_key, sha256(('token-' || n)::bytea)"
                                "   FROM site, generate_series(0, %1) AS n ORDER BY n"_L1;

// Transitions are numbered within their device and rule: the order they happened in.
constexpr auto kOutcome =
    "SELECT concat_ws(' ', 'reading', device_id, ts, kind, payload_hash, is_late, \"values\")"
    "  FROM reading JOIN device USING (device_key)"
    " UNION ALL "
    "SELECT concat_ws(' ', 'alert', device_id, fingerprint, opened_ts, severity, summary, 'cleared', "
    "cleared_ts,"
    "                 cleared_at IS NULL)"
    "  FROM alert JOIN device USING (device_key)"
    " UNION ALL "
    "SELECT concat_ws(' ', 'transition', fingerprint,"
    "                 row_number() OVER (PARTITION BY fingerprint ORDER BY transition_id), event, opened_ts, "
    "actor,"
    "                 reason)"
    "  FROM alert_transition JOIN alert USING (alert_id)"
    " UNION ALL "
    "SELECT concat_ws(' ', 'job', fingerprint, opened_ts, t.event, r.name, deliver_on_event)"
    "  FROM delivery_job AS j JOIN alert USING (alert_id) JOIN alert_transition AS t USING (transition_id)"
    "  JOIN integration_route AS r USING (route_key)"
    " UNION ALL "
    "SELECT concat_ws(' ', 'timer', device_id, r.name, since, value)"
    "  FROM rule_pending JOIN device USING (device_key) JOIN alert_rule AS r USING (rule_key)"
    " UNION ALL "
    "SELECT concat_ws(' ', 'state', device_id, s.status, last_ts, metrics_json(codes, \"values\"))"
    "  FROM device_state AS s JOIN device USING (device_key)"_L1;

// From 20 to 80 and back, each device at a place of its own.
int temperature(int device, int round)
{
    const int place = (device * 7 + round * 3) % 120;
    return 20 + std::min(place, 120 - place);
}

mqtt::Publication message(int device, int round, Instant ts)
{
    const QByteArray number = QByteArray::number(device);
    return {"tenant/acme/device/device-" + number + "/telemetry",
            "{\"ts\":\"" + toRfc3339(ts) + "\",\"site_id\":\"north\",\"provision_token\":\"token-" + number
                + "\",\"metrics\":{\"temp_c\":" + QByteArray::number(temperature(device, round))
                + ",\"round\":" + QByteArray::number(round) + "}}",
            1, false};
}

} // namespace

Result<> installPlant(const TestDatabase &database, int devices)
{
    PULSE_CHECK(database.execute(kRules));
    return database.execute(QString(kInsertDevices).arg(devices - 1));
}

std::vector<mqtt::Publication> plantMessages(int devices, int rounds, Instant begin)
{
    std::vector<mqtt::Publication> messages;
    messages.reserve(static_cast<size_t>(devices) * static_cast<size_t>(rounds));
    for (int round = 0; round < rounds; ++round) {
        for (int device = 0; device < devices; ++device)
            messages.push_back(message(device, round, begin + std::chrono::milliseconds{messages.size()}));
    }
    return messages;
}

Result<QStringList> outcomeOf(const TestDatabase &database)
{
    PULSE_TRY(QStringList lines, database.query(kOutcome));
    lines.sort();
    return lines;
}

QStringList differences(const QStringList &left, const QStringList &right)
{
    QStringList found;
    std::set_symmetric_difference(left.begin(), left.end(), right.begin(), right.end(),
                                  std::back_inserter(found));
    return found;
}

qint64 countReadings(const TestDatabase &database)
{
    const auto counted = database.query(u"SELECT count(*) FROM reading"_s);
    return counted ? counted->value(0).toLongLong() : -1;
}

} // namespace pulse::test
