-- Why something was sent or was not, and why a rule has no alert.

-- name: attempts
SELECT {delivery_attempt.columns}
  FROM delivery_attempt AS a
 WHERE a.job_id = ANY ($1::bigint[])
 ORDER BY a.job_id, a.attempt_no;

-- A rule ($1) and a device ($2): the device's registry and state, whether its last telemetry came too late, what the rule
-- waits for and what it has open; for a rule about a silent metric, when it was last heard among the newest thousand
-- readings. A pending timer of another version of the rule says nothing.
-- name: situation
SELECT si.site_id, t.status = 'ACTIVE' AND d.status = 'ACTIVE' AS is_active, coalesce(s.status = 'STALE', false) AS is_stale,
       s.last_seen_at, s.last_telemetry_at, metrics_json(s.codes, s."values") AS state, p.since AS pending_since,
       late.ts AS late_ts, heard.received_at AS metric_heard_at, open.alert_id AS open_alert
  FROM device AS d
  JOIN tenant AS t ON t.tenant_key = d.tenant_key
  JOIN site AS si ON si.site_key = d.site_key
  JOIN alert_rule AS r ON r.tenant_key = d.tenant_key AND r.rule_key = $1::integer
  LEFT JOIN device_state AS s ON s.device_key = d.device_key
  LEFT JOIN rule_pending AS p ON p.device_key = d.device_key AND p.rule_key = r.rule_key AND p.rule_version = r.version
  LEFT JOIN LATERAL (
      SELECT reading.ts FROM reading
       WHERE reading.device_key = d.device_key AND reading.is_late
         AND reading.ts BETWEEN s.last_telemetry_at - interval '1 day' AND s.last_telemetry_at
         AND reading.received_at = s.last_telemetry_at
       ORDER BY reading.ts DESC LIMIT 1) AS late ON true
  LEFT JOIN LATERAL (
      SELECT alert.alert_id FROM alert
       WHERE alert.device_key = d.device_key AND alert.rule_key = r.rule_key AND alert.cleared_at IS NULL
       ORDER BY alert.alert_id DESC LIMIT 1) AS open ON true
  LEFT JOIN LATERAL (
      SELECT max(newest.received_at) AS received_at
        FROM (SELECT reading.received_at, reading.metric_set, reading.layout, reading."values" FROM reading
               WHERE r.condition = 'METRIC_SILENT' AND reading.device_key = d.device_key
                 AND reading.ts BETWEEN s.last_telemetry_at - interval '30 days' AND s.last_telemetry_at + interval '1 day'
               ORDER BY reading.ts DESC LIMIT 1000) AS newest
        JOIN metric_set AS sets ON sets.metric_set_key = newest.metric_set
       WHERE EXISTS (SELECT 1
                       FROM reading_values(sets.codes, newest.layout, newest."values") AS had
                       JOIN metric ON metric.metric_key = had.code >> 2
                      WHERE metric.name = r.metric_name)) AS heard ON true
 WHERE d.device_id = $2::text;
