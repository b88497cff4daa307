-- What operators must know about Pulse itself. Raised and cleared by whoever ingests, read and acknowledged by operators.

-- fragment: columns
a.system_alert_key, t.tenant_id, a.kind, a.subject, a.severity, a.summary, a.details, a.raised_at, a.updated_at,
       a.cleared_at, a.acknowledged_at, a.acknowledged_by

-- fragment: tables
system_alert AS a
  LEFT JOIN tenant AS t ON t.tenant_key = a.tenant_key

-- $1 a tenant_id or NULL; $9: this is news, so nobody has acknowledged it yet.
-- name: raise
INSERT INTO system_alert AS a (tenant_key, kind, subject, severity, summary, details, raised_at, updated_at)
VALUES ((SELECT tenant_key FROM tenant WHERE tenant_id = $1::text), $2, $3, $4::integer, $5, $6::jsonb,
        $7::timestamptz, $8::timestamptz)
ON CONFLICT (tenant_key, kind, subject) WHERE cleared_at IS NULL DO UPDATE
   SET severity = EXCLUDED.severity, summary = EXCLUDED.summary, details = EXCLUDED.details,
       updated_at = EXCLUDED.updated_at,
       acknowledged_at = CASE WHEN $9::boolean THEN NULL ELSE a.acknowledged_at END,
       acknowledged_by = CASE WHEN $9::boolean THEN NULL ELSE a.acknowledged_by END
RETURNING system_alert_key, tenant_key;

-- name: clear
UPDATE system_alert AS a
   SET cleared_at = $5::timestamptz, updated_at = $5::timestamptz, details = $4::jsonb
 WHERE a.tenant_key IS NOT DISTINCT FROM (SELECT tenant_key FROM tenant WHERE tenant_id = $1::text)
   AND a.kind = $2 AND a.subject = $3 AND a.cleared_at IS NULL
RETURNING system_alert_key, tenant_key;

-- The past is kept for $1 days; the newest of each kind stays, because it says how far the broker's counter was.
-- name: forget
DELETE FROM system_alert AS a
 WHERE a.cleared_at < now() - make_interval(days => $1::integer)
   AND EXISTS (SELECT FROM system_alert AS newer
                WHERE newer.kind = a.kind AND newer.system_alert_key > a.system_alert_key);

-- name: open_of_installation
SELECT {columns}
  FROM {tables}
 WHERE a.tenant_key IS NULL AND a.cleared_at IS NULL
 ORDER BY a.system_alert_key;

-- Open ones about a tenant, not brought up to date since $2.
-- name: open_of_tenants_before
SELECT {columns}
  FROM {tables}
 WHERE a.kind = $1 AND a.tenant_key IS NOT NULL AND a.cleared_at IS NULL AND a.updated_at < $2::timestamptz
 ORDER BY a.system_alert_key;

-- name: newest_of_kind
SELECT a.details
  FROM system_alert AS a
 WHERE a.kind = $1 AND a.tenant_key IS NULL
 ORDER BY a.system_alert_key DESC
 LIMIT 1;

-- Newest first; $1: only the open ones.
-- name: list
SELECT {columns}
  FROM {tables}
 WHERE (NOT $1::boolean OR a.cleared_at IS NULL)
   AND a.system_alert_key < coalesce($2::bigint, 9223372036854775807)
 ORDER BY a.system_alert_key DESC
 LIMIT $3::integer OFFSET $4::integer;

-- name: count
SELECT count(*)
  FROM (SELECT 1 FROM system_alert AS a WHERE (NOT $1::boolean OR a.cleared_at IS NULL) LIMIT $2::integer) AS counted;

-- The first one who acknowledged it stays named.
-- name: acknowledge
UPDATE system_alert
   SET acknowledged_at = now(), acknowledged_by = $2, updated_at = now()
 WHERE system_alert_key = $1::bigint AND cleared_at IS NULL AND acknowledged_at IS NULL
RETURNING tenant_key;

-- name: one
SELECT {columns}
  FROM {tables}
 WHERE a.system_alert_key = $1::bigint;
