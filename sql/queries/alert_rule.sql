-- A tenant's alert rules.

-- fragment: own
r.rule_key, r.tenant_key, r.rule_id, r.name, r.enabled, r.condition, r.metric_name, r.operator, r.threshold, r.clear_value,
       r.for_seconds, r.silent_seconds, r.grace_seconds, r.severity, r.description, r.site_ids, r.device_prefixes, r.version,
       r.created_at, r.updated_at

-- fragment: columns
{own}, t.tenant_id

-- fragment: tables
alert_rule AS r
  JOIN tenant AS t ON t.tenant_key = r.tenant_key

-- name: list
SELECT {columns}
  FROM {tables}
 WHERE ($1::timestamptz IS NULL OR (r.created_at, r.rule_id) > ($1::timestamptz, $2::uuid))
 ORDER BY r.created_at, r.rule_id
 LIMIT $3::integer OFFSET $4::integer;

-- name: count
SELECT count(*) FROM (SELECT 1 FROM alert_rule LIMIT $1::integer) AS counted;

-- name: one
SELECT {columns}
  FROM {tables}
 WHERE r.rule_id = $1::uuid;

-- name: one_to_change
SELECT {columns}
  FROM {tables}
 WHERE r.rule_id = $1::uuid
   FOR NO KEY UPDATE OF r;

-- name: create
WITH r AS (
    INSERT INTO alert_rule AS r (tenant_key, name, enabled, condition, metric_name, operator, threshold, clear_value,
                                 for_seconds, silent_seconds, grace_seconds, severity, description, site_ids,
                                 device_prefixes)
    VALUES ($1::integer, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
    RETURNING {own})
SELECT {columns}
  FROM r
  JOIN tenant AS t ON t.tenant_key = r.tenant_key;

-- name: change
WITH r AS (
    UPDATE alert_rule AS r
       SET name = $2, enabled = $3, condition = $4, metric_name = $5, operator = $6, threshold = $7,
           clear_value = $8, for_seconds = $9, silent_seconds = $10, grace_seconds = $11, severity = $12,
           description = $13, site_ids = $14, device_prefixes = $15, version = version + 1, updated_at = now()
     WHERE rule_key = $1::integer
    RETURNING {own})
SELECT {columns}
  FROM r
  JOIN tenant AS t ON t.tenant_key = r.tenant_key;

-- name: remove
DELETE FROM alert_rule WHERE rule_id = $1::uuid;
