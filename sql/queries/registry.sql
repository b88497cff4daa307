-- What ingest holds in memory: tenants and their versions, devices with state, rules, routes, settings, metric names.

-- The lock makes a change of registry or configuration wait for the batch that did not see it.
-- name: lock_versions
SELECT tenant_key, tenant_id, status = 'ACTIVE', registry_version, config_version
  FROM tenant
 WHERE tenant_id = ANY ($1::text[])
 ORDER BY tenant_key
   FOR SHARE;

-- name: all_versions
SELECT tenant_key, tenant_id, status = 'ACTIVE', registry_version, config_version
  FROM tenant
 ORDER BY tenant_key;

-- name: devices
SELECT d.device_key, d.device_id, s.site_id, d.status = 'ACTIVE', d.token_hash
  FROM device AS d
  JOIN site AS s ON s.site_key = d.site_key
 WHERE d.tenant_key = $1
 ORDER BY d.device_key;

-- name: device_states
SELECT device_key, status, last_seen_at, last_heartbeat_at, last_telemetry_at, last_state_change_at, last_ts, codes,
       "values"
  FROM device_state
 WHERE tenant_key = $1
 ORDER BY device_key;

-- name: active_alerts
SELECT device_key, alert_id, rule_key
  FROM alert
 WHERE tenant_key = $1 AND cleared_at IS NULL AND rule_key IS NOT NULL
 ORDER BY alert_id;

-- name: settings
SELECT key, value
  FROM app_settings
 WHERE tenant_key IS NULL OR tenant_key = $1
 ORDER BY tenant_key NULLS FIRST, key;

-- name: rules
SELECT rule_key, rule_id, name, metric_name, operator, threshold, clear_value, severity, site_ids, version
  FROM alert_rule
 WHERE tenant_key = $1 AND enabled
 ORDER BY rule_key;

-- name: routes
SELECT r.route_key, r.integration_key, r.route_id, r.name, r.min_severity, r.severities, r.alert_types, r.site_ids,
       r.device_prefixes, r.deliver_on, r.priority
  FROM integration_route AS r
  JOIN integration AS i ON i.integration_key = r.integration_key
 WHERE r.tenant_key = $1 AND r.enabled AND i.enabled
 ORDER BY r.priority, r.route_key;

-- name: metric_names
SELECT metric_key, name FROM metric WHERE tenant_key = $1 ORDER BY metric_key;

-- name: metric_sets
SELECT metric_set_key, codes FROM metric_set WHERE tenant_key = $1 ORDER BY metric_set_key;

-- name: intern_names
INSERT INTO metric (tenant_key, name)
SELECT $1, name FROM unnest($2::text[]) AS n (name) ORDER BY name
ON CONFLICT (tenant_key, name) DO NOTHING;

-- name: intern_set
INSERT INTO metric_set (tenant_key, codes) VALUES ($1, $2::integer[])
ON CONFLICT (tenant_key, codes) DO NOTHING;

-- name: ensure_partition
SELECT ensure_reading_partition($1);

-- The session lock of the one server that ingests, on the very connection that commits.
-- name: try_lead
SELECT pg_try_advisory_lock(hashtext('pulse.ingest'));

-- name: clock
SELECT clock_timestamp();
