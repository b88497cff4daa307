-- Alerts as the outside sees them, newest first. A cursor bounds the scan of the index.

-- name: list_active
-- Apart from list_any, so that the index of active alerts serves it however many are closed.
SELECT a.alert_id, t.tenant_id, coalesce(d.device_id, ''), coalesce(si.site_id, ''), a.alert_type, a.fingerprint,
       a.severity, a.confidence, a.summary, a.details, a.created_at, a.updated_at, a.cleared_at, a.acknowledged_at,
       a.acknowledged_by, a.shelved_until, a.shelve_reason, a.shelved_by, a.shelve_is_one_shot, a.is_announced
  FROM alert AS a
  JOIN tenant AS t ON t.tenant_key = a.tenant_key
  LEFT JOIN device AS d ON d.device_key = a.device_key
  LEFT JOIN site AS si ON si.site_key = d.site_key
 WHERE a.cleared_at IS NULL
   AND (NOT $1::boolean OR a.acknowledged_at IS NOT NULL)
   AND ($2::text IS NULL OR a.alert_type = $2)
   AND ($3::text IS NULL OR d.device_id = $3)
   AND a.alert_id < coalesce($4::bigint, 9223372036854775807)
 ORDER BY a.alert_id DESC
 LIMIT $5::integer OFFSET $6::integer;

-- name: count_active
SELECT count(*)
  FROM (SELECT 1
          FROM alert AS a
          LEFT JOIN device AS d ON d.device_key = a.device_key
         WHERE a.cleared_at IS NULL
           AND (NOT $1::boolean OR a.acknowledged_at IS NOT NULL)
           AND ($2::text IS NULL OR a.alert_type = $2)
           AND ($3::text IS NULL OR d.device_id = $3)
         LIMIT $4::integer) AS counted;

-- name: list_any
SELECT a.alert_id, t.tenant_id, coalesce(d.device_id, ''), coalesce(si.site_id, ''), a.alert_type, a.fingerprint,
       a.severity, a.confidence, a.summary, a.details, a.created_at, a.updated_at, a.cleared_at, a.acknowledged_at,
       a.acknowledged_by, a.shelved_until, a.shelve_reason, a.shelved_by, a.shelve_is_one_shot, a.is_announced
  FROM alert AS a
  JOIN tenant AS t ON t.tenant_key = a.tenant_key
  LEFT JOIN device AS d ON d.device_key = a.device_key
  LEFT JOIN site AS si ON si.site_key = d.site_key
 WHERE (NOT $1::boolean OR a.cleared_at IS NOT NULL)
   AND ($2::text IS NULL OR a.alert_type = $2)
   AND ($3::text IS NULL OR d.device_id = $3)
   AND a.alert_id < coalesce($4::bigint, 9223372036854775807)
 ORDER BY a.alert_id DESC
 LIMIT $5::integer OFFSET $6::integer;

-- name: count_any
SELECT count(*)
  FROM (SELECT 1
          FROM alert AS a
          LEFT JOIN device AS d ON d.device_key = a.device_key
         WHERE (NOT $1::boolean OR a.cleared_at IS NOT NULL)
           AND ($2::text IS NULL OR a.alert_type = $2)
           AND ($3::text IS NULL OR d.device_id = $3)
         LIMIT $4::integer) AS counted;

-- name: one
SELECT a.alert_id, t.tenant_id, coalesce(d.device_id, ''), coalesce(si.site_id, ''), a.alert_type, a.fingerprint,
       a.severity, a.confidence, a.summary, a.details, a.created_at, a.updated_at, a.cleared_at, a.acknowledged_at,
       a.acknowledged_by, a.shelved_until, a.shelve_reason, a.shelved_by, a.shelve_is_one_shot, a.is_announced
  FROM alert AS a
  JOIN tenant AS t ON t.tenant_key = a.tenant_key
  LEFT JOIN device AS d ON d.device_key = a.device_key
  LEFT JOIN site AS si ON si.site_key = d.site_key
 WHERE a.alert_id = $1::bigint;
