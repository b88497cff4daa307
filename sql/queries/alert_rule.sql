-- A tenant's alert rules.

-- name: list
SELECT r.rule_key, r.tenant_key, t.tenant_id, r.rule_id, r.name, r.enabled, r.metric_name, r.operator, r.threshold, r.clear_value, r.severity,
       r.description, r.site_ids, r.version, r.created_at, r.updated_at
  FROM alert_rule AS r
  JOIN tenant AS t ON t.tenant_key = r.tenant_key
 WHERE ($1::timestamptz IS NULL OR (r.created_at, r.rule_id) > ($1::timestamptz, $2::uuid))
 ORDER BY r.created_at, r.rule_id
 LIMIT $3::integer OFFSET $4::integer;

-- name: count
SELECT count(*) FROM (SELECT 1 FROM alert_rule LIMIT $1::integer) AS counted;

-- name: one
SELECT r.rule_key, r.tenant_key, t.tenant_id, r.rule_id, r.name, r.enabled, r.metric_name, r.operator, r.threshold, r.clear_value, r.severity,
       r.description, r.site_ids, r.version, r.created_at, r.updated_at
  FROM alert_rule AS r
  JOIN tenant AS t ON t.tenant_key = r.tenant_key
 WHERE r.rule_id = $1::uuid;

-- name: one_to_change
SELECT r.rule_key, r.tenant_key, t.tenant_id, r.rule_id, r.name, r.enabled, r.metric_name, r.operator, r.threshold, r.clear_value, r.severity,
       r.description, r.site_ids, r.version, r.created_at, r.updated_at
  FROM alert_rule AS r
  JOIN tenant AS t ON t.tenant_key = r.tenant_key
 WHERE r.rule_id = $1::uuid
   FOR UPDATE OF r;

-- name: create
WITH r AS (
    INSERT INTO alert_rule (tenant_key, name, enabled, metric_name, operator, threshold, clear_value, severity,
                            description, site_ids)
    VALUES ($1::integer, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    RETURNING rule_key, tenant_key, rule_id, name, enabled, metric_name, operator, threshold, clear_value, severity,
              description, site_ids, version, created_at, updated_at)
SELECT r.rule_key, r.tenant_key, t.tenant_id, r.rule_id, r.name, r.enabled, r.metric_name, r.operator, r.threshold, r.clear_value, r.severity,
       r.description, r.site_ids, r.version, r.created_at, r.updated_at
  FROM r
  JOIN tenant AS t ON t.tenant_key = r.tenant_key;

-- name: change
WITH r AS (
    UPDATE alert_rule
       SET name = $2, enabled = $3, metric_name = $4, operator = $5, threshold = $6, clear_value = $7,
           severity = $8, description = $9, site_ids = $10, version = version + 1, updated_at = now()
     WHERE rule_key = $1::integer
    RETURNING rule_key, tenant_key, rule_id, name, enabled, metric_name, operator, threshold, clear_value, severity,
              description, site_ids, version, created_at, updated_at)
SELECT r.rule_key, r.tenant_key, t.tenant_id, r.rule_id, r.name, r.enabled, r.metric_name, r.operator, r.threshold, r.clear_value, r.severity,
       r.description, r.site_ids, r.version, r.created_at, r.updated_at
  FROM r
  JOIN tenant AS t ON t.tenant_key = r.tenant_key;

-- name: remove
DELETE FROM alert_rule WHERE rule_id = $1::uuid;
