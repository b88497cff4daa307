-- Devices as the outside sees them: the registry's row beside what we last heard. Revoked wins; never heard is STALE.

-- fragment: status
CASE WHEN d.status = 'REVOKED' THEN 'REVOKED' ELSE coalesce(s.status, 'STALE') END

-- fragment: columns
t.tenant_id, d.device_id, si.site_id, coalesce(p.name, '') AS name, coalesce(p.description, '') AS description, {status} AS status, status_reason(d.status, s.status, s.offline_at) AS status_reason,
       s.last_seen_at, s.last_heartbeat_at, s.last_telemetry_at, s.last_state_change_at,
       metrics_json(s.codes, s."values") AS state, s.clock_behind, s.late_since

-- fragment: tables
device AS d
  JOIN tenant AS t ON t.tenant_key = d.tenant_key
  JOIN site AS si ON si.site_key = d.site_key
  LEFT JOIN device_state AS s ON s.device_key = d.device_key
  LEFT JOIN device_profile AS p ON p.device_key = d.device_key

-- fragment: matches
($1::text IS NULL OR d.device_id ILIKE $1 OR si.site_id ILIKE $1) AND ($2::text IS NULL OR $2 = {status})

-- name: list
SELECT {columns}
  FROM {tables}
 WHERE {matches} AND d.device_id > coalesce($3::text, '')
 ORDER BY d.device_id
 LIMIT $4::integer OFFSET $5::integer;

-- Counts no further than $3: past it the total is "at least that many".
-- name: count
SELECT count(*)
  FROM (SELECT 1
          FROM device AS d
          JOIN site AS si ON si.site_key = d.site_key
          LEFT JOIN device_state AS s ON s.device_key = d.device_key
         WHERE {matches}
         LIMIT $3::integer) AS counted;

-- name: one
SELECT {columns}
  FROM {tables}
 WHERE d.device_id = $1::text;

-- The profile of one, made when there is none, and locked until the end.
-- name: lock_profile
INSERT INTO device_profile AS p (device_key, tenant_key)
SELECT device_key, tenant_key FROM device WHERE device_id = $1::text
ON CONFLICT (device_key) DO UPDATE SET updated_at = now()
RETURNING p.device_key;

-- name: change_profile
UPDATE device_profile SET name = $2::text, description = $3::text, updated_at = now() WHERE device_key = $1::bigint;
