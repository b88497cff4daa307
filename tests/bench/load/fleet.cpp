// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/load/fleet.h"

#include "mqtt/packet.h"

#include <QUuid>

namespace pulse::bench {

using namespace Qt::StringLiterals;

namespace {

// Below 100 it is well, from 900 on its alert is open; the digits between are the count's.
constexpr int kNormal = 210;
constexpr int kBreach = 930;

Result<> enrolTenants(const test::TestDatabase &database, const FleetShape &shape)
{
    PULSE_CHECK(database.execute(
        u"INSERT INTO tenant (tenant_id, name) SELECT 'plant-' || n, 'Plant ' || n FROM generate_series(0, %1) AS n"_s
            .arg(shape.tenants - 1)));
    PULSE_CHECK(database.execute(
        u"INSERT INTO site (tenant_key, site_id) SELECT tenant_key, 'hall-1' FROM tenant"_s));
    PULSE_CHECK(database.execute(
        u"INSERT INTO app_settings (tenant_key, key, value) SELECT tenant_key, k, v FROM tenant, "
        "(VALUES ('RATE_LIMIT_RPS', '%1'), ('RATE_LIMIT_BURST', '%1'), ('TENANT_RATE_LIMIT_RPS', '1000000'), "
        "('TENANT_RATE_LIMIT_BURST', '1000000')) AS limits (k, v)"_s.arg(
            QString::number(shape.messagesPerSecond))));
    // The first opens and closes; the two others look at each reading and find nothing; the rest name what
    // no device reports.
    return database.execute(
        u"INSERT INTO alert_rule (tenant_key, name, metric_name, operator, threshold, severity) "
        "SELECT tenant_key, 'Rule ' || n, CASE n WHEN 1 THEN 'temp_c' WHEN 2 THEN 'hum' "
        "WHEN 3 THEN 'rssi' ELSE 'unused_' || n END, CASE n WHEN 3 THEN 'LT' ELSE 'GT' END, "
        "CASE n WHEN 3 THEN -1000 WHEN 2 THEN 1000 ELSE 50 END, 4 "
        "FROM tenant, generate_series(1, %1) AS n"_s.arg(shape.rulesPerTenant));
}

} // namespace

Result<> enrol(const test::TestDatabase &database, const FleetShape &shape)
{
    PULSE_CHECK(enrolTenants(database, shape));
    return database.execute(
        u"INSERT INTO device (tenant_key, device_id, site_key, token_hash) "
        "SELECT t.tenant_key, 'dev-' || lpad(n::text, 6, '0'), s.site_key, "
        "sha256(('tok-' || lpad(n::text, 32, '0'))::bytea) FROM generate_series(0, %1) AS n "
        "JOIN tenant AS t ON t.tenant_id = 'plant-' || n % %2 JOIN site AS s USING (tenant_key)"_s
            .arg(shape.devices - 1)
            .arg(shape.tenants));
}

Result<> routeTo(const test::TestDatabase &database, const FleetShape &shape, const SealFor &sealFor)
{
    for (int tenant = 0; tenant < shape.tenants; ++tenant) {
        const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
        PULSE_CHECK(database.execute(
            u"WITH i AS (INSERT INTO integration (tenant_key, integration_id, name, type, sealed) "
            "SELECT tenant_key, '%1', 'Sink', 'webhook', '\\x%2'::bytea FROM tenant "
            "WHERE tenant_id = 'plant-%3' RETURNING tenant_key, integration_key) "
            "INSERT INTO integration_route (tenant_key, integration_key, name, deliver_on) "
            "SELECT tenant_key, integration_key, 'All', '{OPEN,CLOSED}' FROM i"_s
                .arg(id, QString::fromLatin1(sealFor(id).toHex()))
                .arg(tenant)));
    }
    return {};
}

QByteArray tenantOf(const FleetShape &shape, int device)
{
    return "plant-" + QByteArray::number(device % shape.tenants);
}

QByteArray deviceId(int device) { return "dev-" + QByteArray::number(device).rightJustified(6, '0'); }

QByteArray tokenOf(int device) { return "tok-" + QByteArray::number(device).rightJustified(32, '0'); }

DeviceFrame::DeviceFrame(const FleetShape &shape, int device)
    : m_messagesPerTransition(shape.messagesPerTransition)
    // All begin well, each at another place of its course, so that alerts open and close evenly over time.
    , m_count(static_cast<quint64>(device) * 7919 % static_cast<quint64>(shape.messagesPerTransition))
{
    const QByteArray payload = R"({"ts":"2026-01-01T00:00:00.000000Z","site_id":"hall-1","provision_token":")"
        + tokenOf(device)
        + R"(","metrics":{"temp_c":21.00000,"hum":45.000,"rssi":-70,"baro":1013,"batt":88.5,"up":true}})";
    Q_ASSERT(payload.size() == kPayloadBytes);
    mqtt::Publish publish;
    const QByteArray topic =
        "tenant/" + tenantOf(shape, device) + "/device/" + deviceId(device) + "/telemetry";
    publish.topic = topic;
    publish.payload = payload;
    publish.qos = 1;
    publish.id = 1;
    mqtt::appendPublish(m_bytes, publish);
    m_id = m_bytes.indexOf(topic) + topic.size();
    m_ts = m_bytes.indexOf("2026-01-01T");
    m_temperature = m_bytes.indexOf("21.00000");
    m_humidity = m_bytes.indexOf("45.000");
}

void DeviceFrame::write(qsizetype at, quint64 value, int digits)
{
    char *bytes = m_bytes.data() + at;
    for (int digit = digits - 1; digit >= 0; --digit, value /= 10)
        bytes[digit] = static_cast<char>('0' + value % 10);
}

const QByteArray &DeviceFrame::next(quint16 packetId, Instant now)
{
    using namespace std::chrono;
    m_lastTs = std::max(now, m_lastTs + microseconds{1}); // one device never sends a time twice
    const auto day = floor<days>(m_lastTs);
    const year_month_day date{day};
    const hh_mm_ss time{m_lastTs - day};
    char *bytes = m_bytes.data();
    bytes[m_id] = static_cast<char>(packetId >> 8);
    bytes[m_id + 1] = static_cast<char>(packetId & 0xFF);
    write(m_ts, static_cast<quint64>(static_cast<int>(date.year())), 4);
    write(m_ts + 5, static_cast<unsigned>(date.month()), 2);
    write(m_ts + 8, static_cast<unsigned>(date.day()), 2);
    write(m_ts + 11, static_cast<quint64>(time.hours().count()), 2);
    write(m_ts + 14, static_cast<quint64>(time.minutes().count()), 2);
    write(m_ts + 17, static_cast<quint64>(time.seconds().count()), 2);
    write(m_ts + 20, static_cast<quint64>(time.subseconds().count()), 6);
    ++m_count;
    const bool isBreach = m_count / static_cast<quint64>(m_messagesPerTransition) % 2 == 1;
    write(m_temperature, isBreach ? kBreach / 10 : kNormal / 10, 2);
    write(m_temperature + 3, m_count % 100000, 5);
    write(m_humidity + 3, m_count % 1000, 3);
    return m_bytes;
}

} // namespace pulse::bench
