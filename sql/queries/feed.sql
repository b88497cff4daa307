-- The change feed and the current state of what it names, for live sockets (role pulse_ingest, every tenant).

-- name: bounds
SELECT coalesce(min(seq), 0) AS oldest, coalesce(max(seq), 0) AS newest FROM change;

-- name: after
SELECT seq, tenant_key, kind, key FROM change WHERE seq > $1 ORDER BY seq LIMIT $2;

-- name: of_tenant
SELECT max(seq) AS seq, $1::integer AS tenant_key, kind, key
  FROM change
 WHERE seq > $2 AND tenant_key = $1 AND kind IN ('alert', 'device')
 GROUP BY kind, key
 ORDER BY max(seq)
 LIMIT $3;

-- name: alerts
SELECT {alert.columns}
  FROM {alert.tables}
 WHERE a.alert_id = ANY ($1::bigint[])
 ORDER BY a.alert_id;

-- name: active_alerts
SELECT {alert.columns}
  FROM {alert.tables}
 WHERE a.tenant_key = $1 AND a.cleared_at IS NULL
 ORDER BY a.alert_id DESC
 LIMIT $2;

-- name: devices
SELECT d.device_key, {device.columns}
  FROM {device.tables}
 WHERE d.device_key = ANY ($1::bigint[])
 ORDER BY d.device_key;

-- name: find_device
SELECT device_key FROM device WHERE tenant_key = $1 AND device_id = $2;

-- name: latest_telemetry
SELECT st.device_key, st.tenant_key, d.device_id, st.last_telemetry_at,
       coalesce((SELECT max(t.ts) FROM unnest(st.times) AS t (ts)), st.last_ts, st.last_telemetry_at) AS ts,
       metrics_json(st.codes, st."values") AS metrics
  FROM device_state AS st
  JOIN device AS d ON d.device_key = st.device_key
 WHERE st.device_key = ANY ($1::bigint[]) AND st.last_telemetry_at > $2
 ORDER BY st.device_key;
