// SPDX-FileCopyrightText: 2026 The Pulse authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chaos/oracle/stored.h"
#include "support/postgres/row_reader.h"

#include <QHash>

namespace pulse::chaos {

using namespace Qt::StringLiterals;

namespace {

using Positions = QHash<qint64, size_t>; // by key

Positions positionsOf(const auto &items)
{
    Positions positions;
    for (size_t i = 0; i < items.size(); ++i)
        positions.insert(items[i].key, i);
    return positions;
}

class Reader {
public:
    Reader(const Plant &plant, store::Connection &owner, Differences &differences)
        : m_owner(owner)
        , m_differences(differences)
        , m_devices(positionsOf(plant.devices))
        , m_rules(positionsOf(plant.rules))
        , m_routes(positionsOf(plant.routes))
    {
    }

    Result<> readMetrics();
    Result<std::vector<StoredReading>> readings();
    Result<std::vector<StoredAlert>> alerts();
    Result<std::vector<StoredTransition>> transitions();
    Result<std::vector<StoredJob>> jobs();
    Result<std::vector<StoredState>> states();
    Result<std::vector<StoredTimer>> timers();

private:
    size_t position(const Positions &positions, qint64 key, const char *what);
    Values valuesOf(const std::vector<std::int32_t> &codes, const std::vector<double> &values);

    store::Connection &m_owner;
    Differences &m_differences;
    const Positions m_devices;
    const Positions m_rules;
    const Positions m_routes;
    QHash<std::int32_t, size_t> m_metrics; // by code
};

size_t Reader::position(const Positions &positions, qint64 key, const char *what)
{
    const auto found = positions.constFind(key);
    if (found != positions.constEnd())
        return *found;
    m_differences.add(u"a row of a %1 that is not ours: %2"_s.arg(QLatin1StringView(what)).arg(key));
    return 0;
}

// A metric of another kind than it was sent in has another code, and is not found.
Result<> Reader::readMetrics()
{
    PULSE_TRY(const auto rows, m_owner.select("SELECT metric_key, name FROM metric"));
    for (int i = 0; i < rows.size(); ++i) {
        test::RowReader row(rows, i);
        const auto key = static_cast<std::int32_t>(row.integer());
        const QByteArray name = row.bytes();
        for (size_t metric = 0; metric < kMetrics.size(); ++metric) {
            if (name == kMetrics[metric].name)
                m_metrics.insert(key * 4 + kMetrics[metric].kind, metric);
        }
    }
    return {};
}

Values Reader::valuesOf(const std::vector<std::int32_t> &codes, const std::vector<double> &values)
{
    Values byMetric = noValues();
    for (size_t i = 0; i < codes.size(); ++i) {
        const auto metric = m_metrics.constFind(codes[i]);
        if (metric == m_metrics.constEnd() || i >= values.size())
            m_differences.add(u"a value of a metric nobody sent: code %1"_s.arg(codes[i]));
        else
            byMetric[*metric] = values[i];
    }
    return byMetric;
}

Result<std::vector<StoredReading>> Reader::readings()
{
    PULSE_TRY(
        const auto rows,
        m_owner.select("SELECT r.device_key, r.ts, r.received_at, r.kind, r.is_late, v.codes, v.\"values\","
                       "       r.xmin::text, pg_xact_commit_timestamp(r.xmin)"
                       "  FROM reading AS r JOIN metric_set AS s ON s.metric_set_key = r.metric_set"
                       " CROSS JOIN LATERAL (SELECT array_agg(code) AS codes, array_agg(value) AS \"values\""
                       "                       FROM reading_values(s.codes, r.layout, r.\"values\")) AS v"));
    std::vector<StoredReading> readings(static_cast<size_t>(rows.size()));
    for (int i = 0; i < rows.size(); ++i) {
        test::RowReader row(rows, i);
        StoredReading &reading = readings[static_cast<size_t>(i)];
        reading.device = position(m_devices, row.integer(), "device");
        reading.ts = row.instant();
        reading.receivedAt = row.instant();
        reading.kind = row.bytes().front();
        reading.isLate = row.boolean();
        const auto codes = row.next<std::vector<std::int32_t>>();
        reading.values = valuesOf(codes, row.next<std::vector<double>>());
        reading.number = reading.values[Sequence] > 0 ? static_cast<size_t>(reading.values[Sequence]) : 0;
        reading.transaction = row.integer();
        reading.committedAt = row.instant();
    }
    return readings;
}

Result<std::vector<StoredAlert>> Reader::alerts()
{
    PULSE_TRY(
        const auto rows,
        m_owner.select("SELECT alert_id, device_key, rule_key, tenant_key, alert_type, fingerprint, severity,"
                       "       confidence, summary, details, created_at, opened_ts, cleared_at, cleared_ts,"
                       "       acknowledged_at IS NOT NULL OR shelved_until IS NOT NULL"
                       "  FROM alert ORDER BY alert_id"));
    std::vector<StoredAlert> alerts(static_cast<size_t>(rows.size()));
    for (int i = 0; i < rows.size(); ++i) {
        test::RowReader row(rows, i);
        StoredAlert &alert = alerts[static_cast<size_t>(i)];
        alert.id = row.integer();
        alert.device = position(m_devices, row.integer(), "device");
        alert.rule = position(m_rules, row.integer(), "rule");
        alert.tenantKey = row.integer();
        alert.type = row.text();
        alert.fingerprint = row.text();
        alert.severity = static_cast<int>(row.integer());
        alert.confidence = row.number();
        alert.summary = row.text();
        alert.details = row.json();
        alert.createdAt = row.instant();
        alert.openedTs = row.instant();
        alert.clearedAt = row.optionalInstant();
        alert.clearedTs = row.optionalInstant();
        alert.isTouched = row.boolean();
    }
    return alerts;
}

Result<std::vector<StoredTransition>> Reader::transitions()
{
    PULSE_TRY(const auto rows,
              m_owner.select("SELECT transition_id, alert_id, event, at, actor, reason, xmin::text"
                             "  FROM alert_transition ORDER BY transition_id"));
    std::vector<StoredTransition> transitions(static_cast<size_t>(rows.size()));
    for (int i = 0; i < rows.size(); ++i) {
        test::RowReader row(rows, i);
        StoredTransition &transition = transitions[static_cast<size_t>(i)];
        transition.id = row.integer();
        transition.alert = row.integer();
        transition.event = row.text();
        transition.at = row.instant();
        transition.actor = row.text();
        transition.reason = row.text();
        transition.transaction = row.integer();
    }
    return transitions;
}

Result<std::vector<StoredJob>> Reader::jobs()
{
    PULSE_TRY(
        const auto rows,
        m_owner.select("SELECT transition_id, alert_id, route_key, integration_key, deliver_on_event, payload"
                       "  FROM delivery_job ORDER BY job_id"));
    std::vector<StoredJob> jobs(static_cast<size_t>(rows.size()));
    for (int i = 0; i < rows.size(); ++i) {
        test::RowReader row(rows, i);
        StoredJob &job = jobs[static_cast<size_t>(i)];
        job.transition = row.integer();
        job.alert = row.integer();
        job.route = position(m_routes, row.integer(), "route");
        job.integration = row.integer();
        job.event = row.text();
        job.payload = row.json();
    }
    return jobs;
}

Result<std::vector<StoredState>> Reader::states()
{
    PULSE_TRY(const auto rows,
              m_owner.select(
                  "SELECT device_key, status, last_seen_at, last_heartbeat_at, last_telemetry_at, last_ts,"
                  "       codes, \"values\" FROM device_state ORDER BY device_key"));
    std::vector<StoredState> states(static_cast<size_t>(rows.size()));
    for (int i = 0; i < rows.size(); ++i) {
        test::RowReader row(rows, i);
        StoredState &state = states[static_cast<size_t>(i)];
        state.device = position(m_devices, row.integer(), "device");
        state.status = row.text();
        state.lastSeenAt = row.instant();
        state.lastHeartbeatAt = row.optionalInstant();
        state.lastTelemetryAt = row.optionalInstant();
        state.lastTs = row.optionalInstant();
        const auto codes = row.next<std::vector<std::int32_t>>();
        state.values = valuesOf(codes, row.next<std::vector<double>>());
    }
    return states;
}

Result<std::vector<StoredTimer>> Reader::timers()
{
    PULSE_TRY(const auto rows,
              m_owner.select("SELECT device_key, rule_key, since, value FROM rule_pending ORDER BY 1, 2"));
    std::vector<StoredTimer> timers(static_cast<size_t>(rows.size()));
    for (int i = 0; i < rows.size(); ++i) {
        test::RowReader row(rows, i);
        StoredTimer &timer = timers[static_cast<size_t>(i)];
        timer.device = position(m_devices, row.integer(), "device");
        timer.rule = position(m_rules, row.integer(), "rule");
        timer.since = row.instant();
        timer.value = row.number();
    }
    return timers;
}

} // namespace

Result<Stored> readStored(const Plant &plant, store::Connection &owner, Differences &differences)
{
    Reader reader(plant, owner, differences);
    PULSE_CHECK(reader.readMetrics());
    Stored stored;
    PULSE_TRY(stored.readings, reader.readings());
    PULSE_TRY(stored.alerts, reader.alerts());
    PULSE_TRY(stored.transitions, reader.transitions());
    PULSE_TRY(stored.jobs, reader.jobs());
    PULSE_TRY(stored.states, reader.states());
    PULSE_TRY(stored.timers, reader.timers());
    return stored;
}

} // namespace pulse::chaos
