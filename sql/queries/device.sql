-- Devices as the outside sees them: the registry's row beside what we last heard. Revoked wins; never heard is STALE.

-- name: list
SELECT t.tenant_id, d.device_id, si.site_id,
       CASE WHEN d.status = 'REVOKED' THEN 'REVOKED' ELSE coalesce(s.status, 'STALE') END,
       status_reason(d.status, s.status, s.offline_at), s.last_seen_at, s.last_heartbeat_at, s.last_telemetry_at,
       s.last_state_change_at, metrics_json(s.codes, s."values"), s.clock_behind, s.late_since
  FROM device AS d
  JOIN tenant AS t ON t.tenant_key = d.tenant_key
  JOIN site AS si ON si.site_key = d.site_key
  LEFT JOIN device_state AS s ON s.device_key = d.device_key
 WHERE d.device_id > coalesce($1::text, '')
   AND ($2::text IS NULL OR d.device_id ILIKE $2 OR si.site_id ILIKE $2)
   AND ($3::text IS NULL
        OR $3 = CASE WHEN d.status = 'REVOKED' THEN 'REVOKED' ELSE coalesce(s.status, 'STALE') END)
 ORDER BY d.device_id
 LIMIT $4::integer OFFSET $5::integer;

-- name: count
-- Counts no further than $3: past it the total is "at least that many".
SELECT count(*)
  FROM (SELECT 1
          FROM device AS d
          JOIN site AS si ON si.site_key = d.site_key
          LEFT JOIN device_state AS s ON s.device_key = d.device_key
         WHERE ($1::text IS NULL OR d.device_id ILIKE $1 OR si.site_id ILIKE $1)
           AND ($2::text IS NULL
                OR $2 = CASE WHEN d.status = 'REVOKED' THEN 'REVOKED' ELSE coalesce(s.status, 'STALE') END)
         LIMIT $3::integer) AS counted;

-- name: one
SELECT t.tenant_id, d.device_id, si.site_id,
       CASE WHEN d.status = 'REVOKED' THEN 'REVOKED' ELSE coalesce(s.status, 'STALE') END,
       status_reason(d.status, s.status, s.offline_at), s.last_seen_at, s.last_heartbeat_at, s.last_telemetry_at,
       s.last_state_change_at, metrics_json(s.codes, s."values"), s.clock_behind, s.late_since
  FROM device AS d
  JOIN tenant AS t ON t.tenant_key = d.tenant_key
  JOIN site AS si ON si.site_key = d.site_key
  LEFT JOIN device_state AS s ON s.device_key = d.device_key
 WHERE d.device_id = $1::text;
