-- Which alerts go to which integration.

-- fragment: own
r.route_key, r.integration_key, r.tenant_key, r.route_id, r.name, r.enabled, r.min_severity, r.severities, r.alert_types,
       r.site_ids, r.device_prefixes, r.rule_ids, r.deliver_on, r.priority, r.created_at, r.updated_at

-- fragment: columns
{own}, t.tenant_id, i.integration_id, i.name AS integration_name

-- fragment: ends
integration AS i ON i.integration_key = r.integration_key
  JOIN tenant AS t ON t.tenant_key = r.tenant_key

-- name: list
SELECT {columns}
  FROM integration_route AS r
  JOIN {ends}
 WHERE ($1::integer IS NULL
        OR (r.priority, r.created_at, r.route_id) > ($1::integer, $2::timestamptz, $3::uuid))
 ORDER BY r.priority, r.created_at, r.route_id
 LIMIT $4::integer OFFSET $5::integer;

-- name: count
SELECT count(*) FROM (SELECT 1 FROM integration_route LIMIT $1::integer) AS counted;

-- name: one
SELECT {columns}
  FROM integration_route AS r
  JOIN {ends}
 WHERE r.route_id = $1::uuid;

-- name: one_to_change
SELECT {columns}
  FROM integration_route AS r
  JOIN {ends}
 WHERE r.route_id = $1::uuid
   FOR NO KEY UPDATE OF r;

-- name: create
-- No row: the tenant has no such integration.
WITH r AS (
    INSERT INTO integration_route AS r (tenant_key, integration_key, name, enabled, min_severity, severities, alert_types,
                                        site_ids, device_prefixes, rule_ids, deliver_on, priority)
    SELECT i.tenant_key, i.integration_key, coalesce($2::text, i.name), $3, $4, $5, $6, $7, $8, $9, $10, $11
      FROM integration AS i
     WHERE i.integration_id = $1::uuid
    RETURNING {own})
SELECT {columns}
  FROM r
  JOIN {ends};

-- name: change
-- No row: the tenant has no such integration.
WITH r AS (
    UPDATE integration_route AS r
       SET integration_key = i.integration_key, name = coalesce($2::text, i.name), enabled = $3, min_severity = $4,
           severities = $5, alert_types = $6, site_ids = $7, device_prefixes = $8, rule_ids = $9,
           deliver_on = $10, priority = $11, updated_at = now()
      FROM integration AS i
     WHERE i.integration_id = $1::uuid
       AND r.route_key = $12::integer
    RETURNING {own})
SELECT {columns}
  FROM r
  JOIN {ends};

-- name: remove
DELETE FROM integration_route WHERE route_id = $1::uuid;

-- Those of $1 that are no rule of the tenant.
-- name: unknown_rules
SELECT wanted.rule_id
  FROM unnest($1::text[]) AS wanted (rule_id)
 WHERE NOT EXISTS (SELECT 1 FROM alert_rule AS r WHERE r.rule_id = wanted.rule_id::uuid)
 ORDER BY wanted.rule_id;
