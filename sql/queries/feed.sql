-- The change feed and the current state of what it names, for live sockets (role pulse_ingest, every tenant).

-- name: bounds
SELECT coalesce(min(seq), 0), coalesce(max(seq), 0) FROM change;

-- name: after
SELECT seq, tenant_key, kind, key FROM change WHERE seq > $1 ORDER BY seq LIMIT $2;

-- name: of_tenant
SELECT max(seq), $1::integer, kind, key
  FROM change
 WHERE seq > $2 AND tenant_key = $1 AND kind IN ('alert', 'device')
 GROUP BY kind, key
 ORDER BY max(seq)
 LIMIT $3;

-- name: alerts
SELECT a.alert_id, t.tenant_id, d.device_id, s.site_id, a.alert_type, a.fingerprint, a.severity, a.confidence, a.summary,
       a.details, a.created_at, a.updated_at, a.cleared_at, a.acknowledged_at, a.acknowledged_by, a.shelved_until,
       a.shelve_reason, a.shelved_by, a.shelve_is_one_shot, a.is_announced, a.opened_ts,
       a.cleared_ts
  FROM alert AS a
  JOIN tenant AS t ON t.tenant_key = a.tenant_key
  LEFT JOIN device AS d ON d.device_key = a.device_key
  LEFT JOIN site AS s ON s.site_key = d.site_key
 WHERE a.alert_id = ANY ($1::bigint[])
 ORDER BY a.alert_id;

-- name: active_alerts
SELECT a.alert_id, t.tenant_id, d.device_id, s.site_id, a.alert_type, a.fingerprint, a.severity, a.confidence, a.summary,
       a.details, a.created_at, a.updated_at, a.cleared_at, a.acknowledged_at, a.acknowledged_by, a.shelved_until,
       a.shelve_reason, a.shelved_by, a.shelve_is_one_shot, a.is_announced, a.opened_ts,
       a.cleared_ts
  FROM alert AS a
  JOIN tenant AS t ON t.tenant_key = a.tenant_key
  LEFT JOIN device AS d ON d.device_key = a.device_key
  LEFT JOIN site AS s ON s.site_key = d.site_key
 WHERE a.tenant_key = $1 AND a.cleared_at IS NULL
 ORDER BY a.alert_id DESC
 LIMIT $2;

-- name: devices
SELECT d.device_key, t.tenant_id, d.device_id, s.site_id, d.status = 'REVOKED', coalesce(st.status, 'STALE'),
       status_reason(d.status, st.status, st.offline_at), st.last_seen_at, st.last_heartbeat_at, st.last_telemetry_at,
       st.last_state_change_at, metrics_json(coalesce(st.codes, '{}'), coalesce(st."values", '{}')), st.clock_behind, st.late_since
  FROM device AS d
  JOIN tenant AS t ON t.tenant_key = d.tenant_key
  JOIN site AS s ON s.site_key = d.site_key
  LEFT JOIN device_state AS st ON st.device_key = d.device_key
 WHERE d.device_key = ANY ($1::bigint[])
 ORDER BY d.device_key;

-- name: find_device
SELECT device_key FROM device WHERE tenant_key = $1 AND device_id = $2;

-- name: latest_telemetry
SELECT st.device_key, st.tenant_key, d.device_id, st.last_telemetry_at,
       coalesce((SELECT max(t.ts) FROM unnest(st.times) AS t (ts)), st.last_ts, st.last_telemetry_at),
       metrics_json(st.codes, st."values")
  FROM device_state AS st
  JOIN device AS d ON d.device_key = st.device_key
 WHERE st.device_key = ANY ($1::bigint[]) AND st.last_telemetry_at > $2
 ORDER BY st.device_key;
