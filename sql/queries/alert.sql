-- Alerts as the outside sees them, newest first. A cursor bounds the scan of the index. Three lists, so that the index of
-- active alerts serves its own however many are closed. $1 only acknowledged ones, or only others; $2 type, $3 device,
-- $4 site, $5 least severity, $6 only shelved ones, or only others; $7 tenant, for operators. NULL: all.

-- What a delivery says of an alert, its acknowledgement and its shelf.
-- fragment: facts
a.alert_id, a.alert_type, a.severity, a.confidence, a.summary, a.details, a.created_at, a.acknowledged_at, a.acknowledged_by,
       a.shelved_until, a.shelve_reason, a.shelved_by, a.shelve_is_one_shot, a.is_announced

-- fragment: columns
{facts}, t.tenant_id, d.device_id, si.site_id, a.fingerprint, a.updated_at, a.cleared_at, a.opened_ts, a.cleared_ts

-- fragment: tables
alert AS a
  JOIN tenant AS t ON t.tenant_key = a.tenant_key
  LEFT JOIN device AS d ON d.device_key = a.device_key
  LEFT JOIN site AS si ON si.site_key = d.site_key

-- fragment: matches
($1::boolean IS NULL OR $1 = (a.acknowledged_at IS NOT NULL))
   AND ($2::text IS NULL OR a.alert_type = $2)
   AND ($3::text IS NULL OR d.device_id = $3)
   AND ($4::text IS NULL OR si.site_id = $4)
   AND ($5::integer IS NULL OR a.severity >= $5)
   AND ($6::boolean IS NULL OR $6 = (a.shelved_until IS NOT NULL))
   AND ($7::text IS NULL OR t.tenant_id = $7)

-- fragment: behind
a.alert_id < coalesce($8::bigint, 9223372036854775807)

-- name: list_active
SELECT {columns}
  FROM {tables}
 WHERE a.cleared_at IS NULL AND {matches} AND {behind}
 ORDER BY a.alert_id DESC
 LIMIT $9::integer OFFSET $10::integer;

-- name: count_active
SELECT count(*)
  FROM (SELECT 1
          FROM {tables}
         WHERE a.cleared_at IS NULL AND {matches}
         LIMIT $8::integer) AS counted;

-- name: list_closed
SELECT {columns}
  FROM {tables}
 WHERE a.cleared_at IS NOT NULL AND {matches} AND {behind}
 ORDER BY a.alert_id DESC
 LIMIT $9::integer OFFSET $10::integer;

-- name: count_closed
SELECT count(*)
  FROM (SELECT 1
          FROM {tables}
         WHERE a.cleared_at IS NOT NULL AND {matches}
         LIMIT $8::integer) AS counted;

-- name: list_any
SELECT {columns}
  FROM {tables}
 WHERE {matches} AND {behind}
 ORDER BY a.alert_id DESC
 LIMIT $9::integer OFFSET $10::integer;

-- name: count_any
SELECT count(*)
  FROM (SELECT 1
          FROM {tables}
         WHERE {matches}
         LIMIT $8::integer) AS counted;

-- name: one
SELECT {columns}
  FROM {tables}
 WHERE a.alert_id = $1::bigint;
