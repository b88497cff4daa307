-- Devices as the outside sees them: the registry's row beside what we last heard. Revoked wins; never heard is STALE.

-- fragment: status
CASE WHEN d.status = 'REVOKED' THEN 'REVOKED' ELSE coalesce(s.status, 'STALE') END

-- fragment: columns
t.tenant_id, d.device_id, si.site_id, coalesce(p.name, '') AS name, coalesce(p.description, '') AS description,
       coalesce(p.labels, '{}') AS labels, {status} AS status, status_reason(d.status, s.status, s.offline_at) AS status_reason,
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
   AND ($3::jsonb IS NULL OR p.labels @> $3) AND ($4::text IS NULL OR p.labels ? $4)

-- name: list
SELECT {columns}
  FROM {tables}
 WHERE {matches} AND d.device_id > coalesce($5::text, '')
 ORDER BY d.device_id
 LIMIT $6::integer OFFSET $7::integer;

-- Counts no further than $5: past it the total is "at least that many".
-- name: count
SELECT count(*)
  FROM (SELECT 1
          FROM device AS d
          JOIN site AS si ON si.site_key = d.site_key
          LEFT JOIN device_state AS s ON s.device_key = d.device_key
          LEFT JOIN device_profile AS p ON p.device_key = d.device_key
         WHERE {matches}
         LIMIT $5::integer) AS counted;

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
UPDATE device_profile SET name = $2::text, description = $3::text, labels = $4::jsonb, updated_at = now() WHERE device_key = $1::bigint;

-- Beside what was there; a null takes its key away. What there is now.
-- name: add_labels
UPDATE device_profile SET labels = jsonb_strip_nulls(labels || $2::jsonb), updated_at = now() WHERE device_key = $1::bigint
RETURNING labels;

-- name: ensure_profile
INSERT INTO device_profile (device_key, tenant_key) VALUES ($1::bigint, $2::integer) ON CONFLICT DO NOTHING;
