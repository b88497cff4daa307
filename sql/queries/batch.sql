-- What one batch writes. Rows come in key order, so that two writers would meet in one order.

-- Values of all rows lie in one flat array ($8); a row's are $10 values from offset $9. Likewise their layouts ($11): $13
-- bytes from offset $12.
-- fragment: readings
INSERT INTO reading (device_key, ts, payload_hash, received_at, tenant_key, metric_set, kind, "values", layout)
SELECT b.device_key, b.ts, b.payload_hash, b.received_at, b.tenant_key, b.metric_set, b.kind,
       ($8::double precision[])[b.first : b.first + b.count - 1],
       substring($11::bytea FROM b.layout_first FOR b.layout_count)
  FROM unnest($1::bigint[], $2::timestamptz[], $3::bigint[], $4::timestamptz[], $5::integer[], $6::integer[],
              $7::"char"[], $9::integer[], $10::integer[], $12::integer[], $13::integer[])
       AS b (device_key, ts, payload_hash, received_at, tenant_key, metric_set, kind, first, count, layout_first,
             layout_count)

-- name: insert_readings
{readings}
ON CONFLICT DO NOTHING
RETURNING device_key, ts, payload_hash, kind;

-- The same where nothing is expected to be there already: a third cheaper, and a conflict is an error. What it inserts is
-- all of it.
-- name: append_readings
{readings};

-- name: mark_late
UPDATE reading AS r
   SET is_late = true
  FROM unnest($1::bigint[], $2::timestamptz[], $3::bigint[], $4::"char"[]) AS l (device_key, ts, payload_hash, kind)
 WHERE r.device_key = l.device_key AND r.ts = l.ts AND r.payload_hash = l.payload_hash AND r.kind = l.kind;

-- Of each row, $12 codes and values from offset $11 of $9 and $10, and $15 times from offset $14 of $13: none where
-- last_ts is that of all values. No array of floats has NULL in it, so NaN stands for none ($16).
-- fragment: states
unnest($1::bigint[], $2::integer[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[],
              $7::timestamptz[], $8::timestamptz[], $11::integer[], $12::integer[], $14::integer[], $15::integer[],
              $16::double precision[], $17::timestamptz[])
       AS s (device_key, tenant_key, status, last_seen_at, last_heartbeat_at, last_telemetry_at,
             last_state_change_at, last_ts, first, count, first_time, time_count, clock_behind, late_since)

-- name: upsert_states
INSERT INTO device_state (device_key, tenant_key, status, last_seen_at, last_heartbeat_at, last_telemetry_at,
                          last_state_change_at, last_ts, codes, "values", times, clock_behind, late_since)
SELECT s.device_key, s.tenant_key, s.status, s.last_seen_at, s.last_heartbeat_at, s.last_telemetry_at,
       s.last_state_change_at, s.last_ts,
       ($9::integer[])[s.first : s.first + s.count - 1], ($10::double precision[])[s.first : s.first + s.count - 1],
       ($13::timestamptz[])[s.first_time : s.first_time + s.time_count - 1], nullif(s.clock_behind, 'NaN'), s.late_since
  FROM {states}
ON CONFLICT (device_key) DO UPDATE
   SET status = EXCLUDED.status, last_seen_at = EXCLUDED.last_seen_at,
       last_heartbeat_at = EXCLUDED.last_heartbeat_at, last_telemetry_at = EXCLUDED.last_telemetry_at,
       last_state_change_at = EXCLUDED.last_state_change_at, last_ts = EXCLUDED.last_ts,
       codes = EXCLUDED.codes, "values" = EXCLUDED."values", times = EXCLUDED.times,
       clock_behind = EXCLUDED.clock_behind, late_since = EXCLUDED.late_since;

-- Of devices that have a row: no row lock, no look for a conflict.
-- name: update_states
UPDATE device_state AS d
   SET status = s.status, last_seen_at = s.last_seen_at, last_heartbeat_at = s.last_heartbeat_at,
       last_telemetry_at = s.last_telemetry_at, last_state_change_at = s.last_state_change_at, last_ts = s.last_ts,
       codes = ($9::integer[])[s.first : s.first + s.count - 1],
       "values" = ($10::double precision[])[s.first : s.first + s.count - 1],
       times = ($13::timestamptz[])[s.first_time : s.first_time + s.time_count - 1],
       clock_behind = nullif(s.clock_behind, 'NaN'), late_since = s.late_since
  FROM {states}
 WHERE d.device_key = s.device_key;

-- Apart from the states: it changes rarely.
-- name: write_offline
UPDATE device_state AS d
   SET offline_at = o.at, offline_reason = o.reason
  FROM unnest($1::bigint[], $2::timestamptz[], $3::text[]) AS o (device_key, at, reason)
 WHERE d.device_key = o.device_key;

-- Guarded: whoever was heard meanwhile stays online. The arrays come from subqueries, so that the planner does not count
-- them: rather than look up a thousand rows it would read them all.
-- name: mark_stale
UPDATE device_state AS s
   SET status = 'STALE', last_state_change_at = $3
  FROM unnest((SELECT $1::bigint[]), (SELECT $2::timestamptz[])) AS d (device_key, silent_since)
 WHERE s.device_key = d.device_key AND s.status = 'ONLINE' AND s.last_seen_at <= d.silent_since
RETURNING s.device_key;

-- Guarded likewise, where the row does not change: whoever writes it waits for us.
-- name: confirm_silent
SELECT s.device_key
  FROM device_state AS s
  JOIN unnest((SELECT $1::bigint[]), (SELECT $2::timestamptz[])) AS d (device_key, silent_since)
    ON d.device_key = s.device_key
 WHERE s.last_seen_at <= d.silent_since
 ORDER BY s.device_key
   FOR NO KEY UPDATE OF s;

-- name: begin_timers
INSERT INTO rule_pending (device_key, rule_key, tenant_key, since, value, rule_version)
SELECT p.device_key, p.rule_key, p.tenant_key, p.since, p.value, p.rule_version
  FROM unnest($1::bigint[], $2::integer[], $3::integer[], $4::timestamptz[], $5::double precision[], $6::integer[])
       AS p (device_key, rule_key, tenant_key, since, value, rule_version)
ON CONFLICT (device_key, rule_key) DO UPDATE
   SET since = EXCLUDED.since, value = EXCLUDED.value, rule_version = EXCLUDED.rule_version;

-- name: end_timers
DELETE FROM rule_pending AS p
 USING unnest($1::bigint[], $2::integer[]) AS e (device_key, rule_key)
 WHERE p.device_key = e.device_key AND p.rule_key = e.rule_key;

-- Metrics of all rows lie in one flat array ($3); a row's are $5 from offset $4.
-- name: owe
INSERT INTO judgement_owed (device_key, tenant_key, metrics, hears)
SELECT o.device_key, o.tenant_key, ($3::integer[])[o.first : o.first + o.count - 1], o.hears
  FROM unnest($1::bigint[], $2::integer[], $4::integer[], $5::integer[], $6::boolean[])
       AS o (device_key, tenant_key, first, count, hears)
ON CONFLICT (device_key) DO UPDATE SET metrics = EXCLUDED.metrics, hears = EXCLUDED.hears;

-- name: settle_owed
DELETE FROM judgement_owed AS o
 USING unnest($1::bigint[]) AS s (device_key)
 WHERE o.device_key = s.device_key;

-- name: alert_ids
SELECT nextval('alert_ids') FROM generate_series(1, $1);

-- name: transition_ids
SELECT nextval('transition_ids') FROM generate_series(1, $1);

-- name: job_ids
SELECT nextval('job_ids') FROM generate_series(1, $1);

-- name: clear_alerts
UPDATE alert AS a
   SET cleared_at = c.at, cleared_ts = c.ts, updated_at = c.at
  FROM unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[]) AS c (alert_id, at, ts)
 WHERE a.alert_id = c.alert_id AND a.cleared_at IS NULL
RETURNING {alert.facts};

-- With the alert that holds the shelf of the fingerprint, if one does; it may be ended meanwhile.
-- name: open_alerts
WITH opened AS (
    INSERT INTO alert (alert_id, tenant_key, device_key, rule_key, alert_type, fingerprint, severity, confidence,
                       summary, details, created_at, opened_ts, cleared_at, cleared_ts, updated_at)
    SELECT o.alert_id, o.tenant_key, o.device_key, nullif(o.rule_key, 0), o.alert_type, o.fingerprint, o.severity,
           o.confidence, o.summary, o.details::jsonb, o.created_at, o.opened_ts, o.cleared_at, o.cleared_ts, o.updated_at
      FROM unnest($1::bigint[], $2::integer[], $3::bigint[], $4::integer[], $5::text[], $6::text[], $7::integer[],
                  $8::double precision[], $9::text[], $10::text[], $11::timestamptz[], $12::timestamptz[],
                  $13::timestamptz[], $14::timestamptz[], $15::timestamptz[])
           AS o (alert_id, tenant_key, device_key, rule_key, alert_type, fingerprint, severity, confidence, summary,
                 details, created_at, opened_ts, cleared_at, cleared_ts, updated_at)
    ON CONFLICT (tenant_key, fingerprint) WHERE cleared_at IS NULL DO NOTHING
    RETURNING alert_id, tenant_key, fingerprint
)
SELECT opened.alert_id, shelf.alert_id AS shelf_holder
  FROM opened
  LEFT JOIN alert AS shelf ON shelf.tenant_key = opened.tenant_key AND shelf.fingerprint = opened.fingerprint
       AND shelf.shelved_until IS NOT NULL
 ORDER BY opened.alert_id;

-- name: insert_transitions
INSERT INTO alert_transition (transition_id, tenant_key, alert_id, event, at, actor, reason, evidence)
SELECT t.transition_id, t.tenant_key, t.alert_id, t.event, t.at, t.actor, t.reason, t.evidence::jsonb
  FROM unnest($1::bigint[], $2::integer[], $3::bigint[], $4::text[], $5::timestamptz[], $6::text[], $7::text[],
              $8::text[])
       AS t (transition_id, tenant_key, alert_id, event, at, actor, reason, evidence);

-- With $9 those that are dead from the beginning: the opening before them is.
-- name: insert_jobs
INSERT INTO delivery_job (job_id, tenant_key, alert_id, transition_id, route_key, integration_key, deliver_on_event,
                          payload, next_run_at, status, last_error)
SELECT j.job_id, j.tenant_key, j.alert_id, j.transition_id, j.route_key, j.integration_key, j.deliver_on_event,
       j.payload, now(), CASE WHEN j.is_unannounced THEN 'FAILED' ELSE 'PENDING' END,
       CASE WHEN j.is_unannounced THEN 'not_announced' END
  FROM unnest($1::bigint[], $2::integer[], $3::bigint[], $4::bigint[], $5::integer[], $6::integer[], $7::text[],
              $8::text[], $9::boolean[])
       AS j (job_id, tenant_key, alert_id, transition_id, route_key, integration_key, deliver_on_event, payload,
             is_unannounced)
ON CONFLICT (transition_id, route_key) DO NOTHING;

-- That routes are told of alerts that are open. Who was told stays told; who was not, because that delivery is dead, or who
-- goes to another receiver now, is told by this one.
-- name: announce
INSERT INTO alert_announcement AS a (alert_id, route_key, tenant_key, integration_key, transition_id)
SELECT DISTINCT ON (o.alert_id, o.route_key) o.alert_id, o.route_key, o.tenant_key, o.integration_key, o.transition_id
  FROM unnest($1::bigint[], $2::integer[], $3::integer[], $4::integer[], $5::bigint[])
       AS o (alert_id, route_key, tenant_key, integration_key, transition_id)
 ORDER BY o.alert_id, o.route_key, o.transition_id
ON CONFLICT (alert_id, route_key) DO UPDATE
   SET integration_key = EXCLUDED.integration_key, transition_id = EXCLUDED.transition_id, given_up_at = NULL
 WHERE a.given_up_at IS NOT NULL OR a.integration_key <> EXCLUDED.integration_key;

-- name: announcements
SELECT a.alert_id, a.route_key, a.integration_key, a.given_up_at IS NOT NULL AS is_given_up
  FROM alert_announcement AS a
 WHERE a.alert_id = ANY ($1::bigint[])
 ORDER BY a.alert_id, a.route_key;
