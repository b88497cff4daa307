// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "backtest_door.h"

#include "api/resource/resource_handlers.h"

namespace pulse::test {

namespace {

const auto kPlant =
    u"INSERT INTO tenant (tenant_id, name) VALUES ('tenant-a', 'A'), ('tenant-b', 'B');"
    "INSERT INTO site (tenant_key, site_id) VALUES (1, 'north'), (1, 'south'), (2, 'north');"
    "INSERT INTO device (tenant_key, device_id, site_key) VALUES (1, 'one', 1), (1, 'two', 1), (1, 'three', "
    "2),"
    " (2, 'one', 3);"
    "INSERT INTO metric (tenant_key, name) VALUES (1, 't'), (2, 't');"
    "INSERT INTO metric_set (tenant_key, codes) VALUES (1, '{4}'), (2, '{8}');"
    "SELECT ensure_reading_partition(d) FROM generate_series('2026-01-15'::timestamptz, '2026-01-20',"
    " interval '1 day') AS d;"
    "INSERT INTO reading (device_key, ts, payload_hash, received_at, tenant_key, metric_set, kind, "
    "\"values\")"
    " SELECT d.device_key, '2026-01-15 12:00Z'::timestamptz + n * interval '1 second', n,"
    "  '2026-01-15 12:00Z'::timestamptz + n * interval '1 second', d.tenant_key, d.tenant_key, 'T', ARRAY[n "
    "% 10]"
    " FROM device AS d, generate_series(0, %1 - 1) AS n"_s;

} // namespace

BacktestDoor::BacktestDoor(const api::BacktestLimits &limits, int readings)
{
    auto database = PostgresCluster::create();
    if (!database)
        qFatal("%s", qPrintable(database.error().what));
    m_database = std::make_unique<TestDatabase>(*std::move(database));
    if (const auto planted = m_database->execute(kPlant.arg(readings)); !planted)
        qFatal("%s", qPrintable(planted.error().what));
    api::ResourceContext context;
    context.backtest = limits;
    m_door = std::make_unique<Door>(api::HttpDoorConfig{}, api::resourceHandlers(context),
                                    m_database->appConnInfo());
    if (!m_door->start())
        qFatal("the door does not open");
}

QJsonObject BacktestDoor::draft()
{
    return {{u"metric_name"_s, u"t"_s},
            {u"operator"_s, u"GT"_s},
            {u"threshold"_s, 7},
            {u"clear_value"_s, 0},
            {u"start"_s, u"2026-01-15T12:00:00Z"_s},
            {u"end"_s, u"2026-01-20T00:00:00Z"_s}};
}

QByteArray BacktestDoor::request(const QJsonObject &body, const QByteArray &accept, const QString &tenant,
                                 model::Role role)
{
    return post("/api/v2/alert-rules/backtest", QJsonDocument(body).toJson(),
                "Accept: " + accept + "\r\nAuthorization: Bearer " + m_door->token(role, tenant) + "\r\n");
}

QList<QJsonObject> BacktestDoor::linesOf(const QByteArray &body)
{
    QList<QJsonObject> lines;
    for (const QByteArray &line : body.split('\n')) {
        if (!line.isEmpty())
            lines.append(jsonOf(line));
    }
    return lines;
}

QList<QJsonObject> BacktestDoor::lines(const QJsonObject &body, const QString &tenant)
{
    RawClient client(port());
    client.send(request(body, "application/x-ndjson", tenant));
    const auto isThere = [&client] {
        const QByteArray &seen = client.unread();
        return client.isClosed() || seen.endsWith("\r\n0\r\n\r\n")
            || (seen.contains("Content-Length") && seen.endsWith("}\n"));
    };
    spinUntil(isThere, 20s);
    const QByteArray seen = client.unread();
    return linesOf(seen.contains("Content-Length") ? seen.mid(seen.indexOf("\r\n\r\n") + 4)
                                                   : chunkedOf(seen).body);
}

Answer BacktestDoor::object(const QJsonObject &body)
{
    RawClient client(port());
    client.send(request(body, "application/json"));
    return client.next(false, 20s);
}

int BacktestDoor::activeQueries() const
{
    const auto rows =
        m_database->query(u"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                          " AND pid <> pg_backend_pid() AND state IN ('active', 'idle in transaction')"
                          " AND query LIKE '%FROM reading%'"_s);
    return rows ? rows->first().toInt() : -1;
}

} // namespace pulse::test
