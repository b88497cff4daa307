// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/pipeline/writer_rig.h"

#include <QTest>

namespace pulse::pipeline {

using namespace Qt::StringLiterals;

namespace {

const auto kPlant = u"INSERT INTO tenant (tenant_id, name) VALUES ('acme', 'Acme'), ('other', 'Other');"
                    "INSERT INTO site (tenant_key, site_id) SELECT tenant_key, 'north' FROM tenant;"
                    "INSERT INTO device (tenant_key, device_id, site_key, token_hash)"
                    " SELECT s.tenant_key, d, s.site_key, sha256(('tok-' || d)::bytea)"
                    "   FROM site AS s, unnest(ARRAY['one', 'two', 'three']) AS d ORDER BY 1, 2;"
                    "UPDATE app_settings SET value = '1000000' WHERE key = 'RATE_LIMIT_BURST';"_s;

// Empties every table; settings become what the migrations left.
const auto kEmpty =
    u"DO $$ BEGIN"
    " IF to_regclass('settings_of_migrations') IS NULL THEN"
    "  CREATE TABLE settings_of_migrations AS TABLE app_settings;"
    " END IF;"
    " EXECUTE (SELECT 'TRUNCATE ' || string_agg(quote_ident(relname), ', ') || ' RESTART IDENTITY' FROM "
    "pg_class"
    "  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition"
    "  AND relname NOT IN ('schema_migration', 'settings_of_migrations'));"
    " INSERT INTO app_settings SELECT * FROM settings_of_migrations;"
    "END $$"_s;

std::shared_ptr<const test::TestDatabase> databaseFor(Schema schema)
{
    static std::shared_ptr<const test::TestDatabase> shared;
    if (schema == Schema::Shared && shared)
        return shared;
    auto created = test::PostgresCluster::create();
    if (!created)
        qFatal("%s", qPrintable(created.error().what));
    auto database = std::make_shared<const test::TestDatabase>(*std::move(created));
    if (schema == Schema::Shared)
        shared = database;
    return database;
}

} // namespace

WriterRig::WriterRig(Schema schema)
    : database(databaseFor(schema))
    , connection({.conninfo = database->appConnInfo().toUtf8()})
    , m_commit(
          registry, refresh, rules, [this](const QByteArray &payload) { return seal(payload); },
          [this](const auto &readings) { committed = readings; })
{
    execute(kEmpty);
    execute(kPlant);
    if (const auto loaded = load(); !loaded)
        qFatal("%s", qPrintable(loaded.error().what));
}

void WriterRig::execute(const QString &sql) const
{
    if (const auto done = database->execute(sql); !done)
        qFatal("%s: %s", qPrintable(sql), qPrintable(done.error().what));
}

QStringList WriterRig::rows(const QString &sql) const
{
    const auto found = database->query(sql);
    return found ? *found : QStringList{found.error().what};
}

Result<> WriterRig::load()
{
    PULSE_CHECK(connection.ensureOpen());
    return refresh.loadAll(connection);
}

ingest::Envelope WriterRig::envelope(const Message &message)
{
    const QByteArray topic = "tenant/" + message.tenant + "/device/" + message.device + '/' + message.type;
    auto envelope = m_decoder.decode(topic, payloadOf(message), {}, clock.now());
    envelope.isFromItsDevice = message.isFromItsDevice;
    envelope.isReplay = message.isReplay;
    return envelope;
}

QByteArray WriterRig::payloadOf(const Message &message)
{
    if (!message.payload.isEmpty())
        return message.payload;
    QByteArray payload = R"({"tenant_id":")" + message.tenant + R"(","site_id":")" + message.site
        + R"(","provision_token":")" + (message.token.isEmpty() ? "tok-" + message.device : message.token)
        + '"';
    if (message.ts)
        payload += R"(,"ts":")" + toRfc3339(noon() + *message.ts) + '"';
    if (!message.metrics.isEmpty())
        payload += R"(,"metrics":)" + message.metrics;
    return payload + '}';
}

Result<BatchTotals> WriterRig::commit(const std::vector<Message> &messages)
{
    std::vector<ingest::Envelope> envelopes;
    for (const Message &message : messages)
        envelopes.push_back(envelope(message));
    return commit(envelopes);
}

Result<BatchTotals> WriterRig::commit(std::vector<ingest::Envelope> &envelopes)
{
    std::vector<ingest::Envelope *> pointers;
    for (ingest::Envelope &item : envelopes)
        pointers.push_back(&item);
    committed.clear();
    return m_commit.commit(connection, pointers, clock, stalled);
}

void WriterRig::addRule(const QString &name, const QString &metric, const QString &comparison,
                        double threshold, const QString &clearValue) const
{
    execute(
        u"INSERT INTO alert_rule (tenant_key, name, metric_name, operator, threshold, clear_value, severity) "
        "SELECT tenant_key, '%1', '%2', '%3', %4, %5, 4 FROM tenant WHERE tenant_id = 'acme'"_s.arg(
            name, metric, comparison, QString::number(threshold), clearValue));
}

void WriterRig::addRoute(const QString &deliverOn) const
{
    execute(u"WITH i AS (INSERT INTO integration (tenant_key, name, type, sealed) SELECT tenant_key, 'Hook', "
            u"'webhook', "
            "'x' FROM tenant WHERE tenant_id = 'acme' RETURNING tenant_key, integration_key) "
            "INSERT INTO integration_route (tenant_key, integration_key, name, deliver_on) "
            "SELECT tenant_key, integration_key, 'All', '%1' FROM i"_s.arg(deliverOn));
}

QStringList WriterRig::transitions() const
{
    return rows(
        u"SELECT d.device_id || ' ' || t.event FROM alert_transition AS t JOIN alert AS a USING (alert_id) "
        "JOIN device AS d USING (device_key) ORDER BY t.transition_id"_s);
}

} // namespace pulse::pipeline
