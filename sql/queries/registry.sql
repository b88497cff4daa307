-- What ingest holds in memory: tenants and their versions, devices with state, rules, routes, settings, metric names.

-- fragment: versions
tenant_key, tenant_id, status = 'ACTIVE' AS is_active, registry_version, config_version

-- The lock makes a change of registry or configuration wait for the batch that did not see it.
-- name: lock_versions
SELECT {versions}
  FROM tenant
 WHERE tenant_id = ANY ($1::text[])
 ORDER BY tenant_key
   FOR SHARE;

-- name: all_versions
SELECT {versions}
  FROM tenant
 ORDER BY tenant_key;

-- name: devices
SELECT d.device_key, d.device_id, s.site_id, d.status = 'ACTIVE' AS is_active, d.token_hash
  FROM device AS d
  JOIN site AS s ON s.site_key = d.site_key
 WHERE d.tenant_key = $1
 ORDER BY d.device_key;

-- name: device_states
SELECT device_key, status, last_seen_at, last_heartbeat_at, last_telemetry_at, last_state_change_at, last_ts, codes,
       "values", times, clock_behind, late_since, offline_at, offline_reason
  FROM device_state
 WHERE tenant_key = $1
 ORDER BY device_key;

-- name: active_alerts
SELECT a.device_key, a.alert_id, a.rule_key, a.alert_type, m.metric_key
  FROM alert AS a
  LEFT JOIN metric AS m ON m.tenant_key = a.tenant_key AND m.name = a.details->>'metric_name'
 WHERE a.tenant_key = $1 AND a.cleared_at IS NULL
 ORDER BY a.alert_id;

-- name: pending_rules
SELECT device_key, rule_key, since, value, rule_version
  FROM rule_pending
 WHERE tenant_key = $1
 ORDER BY device_key, rule_key;

-- name: owed
SELECT device_key, metrics, hears
  FROM judgement_owed
 WHERE tenant_key = $1
 ORDER BY device_key;

-- name: settings
SELECT key, value
  FROM app_settings
 WHERE tenant_key IS NULL OR tenant_key = $1
 ORDER BY tenant_key NULLS FIRST, key;

-- name: rules
SELECT {alert_rule.columns}
  FROM {alert_rule.tables}
 WHERE r.tenant_key = $1 AND r.enabled
 ORDER BY r.rule_key;

-- name: disabled_rules
SELECT rule_key FROM alert_rule WHERE tenant_key = $1 AND NOT enabled ORDER BY rule_key;

-- name: routes
SELECT {route.own}
  FROM integration_route AS r
  JOIN integration AS i ON i.integration_key = r.integration_key
 WHERE r.tenant_key = $1 AND r.enabled AND i.enabled
 ORDER BY r.priority, r.route_key;

-- name: metric_names
SELECT metric_key, name, introduced_by, last_used::timestamp AT TIME ZONE 'UTC' AS last_used
  FROM metric
 WHERE tenant_key = $1
 ORDER BY metric_key;

-- name: metric_sets
SELECT metric_set_key, codes FROM metric_set WHERE tenant_key = $1 ORDER BY metric_set_key;

-- One that nobody has used for long is introduced anew.
-- name: intern_names
INSERT INTO metric (tenant_key, name, introduced_by, last_used)
SELECT $1, n.name, n.device_key, ($4::timestamptz AT TIME ZONE 'UTC')::date
  FROM unnest($2::text[], $3::bigint[]) AS n (name, device_key)
 ORDER BY n.name
ON CONFLICT (tenant_key, name) DO UPDATE
   SET introduced_by = EXCLUDED.introduced_by, last_used = EXCLUDED.last_used;

-- name: use_names
UPDATE metric
   SET last_used = ($2::timestamptz AT TIME ZONE 'UTC')::date
 WHERE metric_key = ANY ($1::integer[]);

-- name: add_set
INSERT INTO metric_set (tenant_key, codes) VALUES ($1, $2::integer[])
RETURNING metric_set_key;

-- Guarded: only as it was known, of $2 metrics.
-- name: grow_set
UPDATE metric_set
   SET codes = codes || $3::integer[]
 WHERE metric_set_key = $1::integer AND cardinality(codes) = $2::integer;

-- name: ensure_partition
SELECT ensure_reading_partition($1);

-- The session lock of the one server that ingests, on the very connection that commits.
-- name: try_lead
SELECT pg_try_advisory_lock(hashtext('pulse.ingest'));

-- name: clock
SELECT clock_timestamp();
