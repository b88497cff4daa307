-- How much of its quotas a tenant has used. Called after the row was written, in its transaction: the bump of the tenant's
-- version made writers of one tenant wait for each other, so no two of them count the same last place.

-- name: settings
SELECT key, value
  FROM app_settings
 WHERE (tenant_key IS NULL OR tenant_key = $1::integer) AND key LIKE '%\_MAX'
 ORDER BY tenant_key NULLS FIRST, key;

-- name: rules
SELECT count(*) FROM alert_rule WHERE tenant_key = $1::integer;

-- Rules about silence of a device name no metric; they share one quota like those of a metric.
-- name: rules_of_metric
SELECT count(*) FROM alert_rule WHERE tenant_key = $1::integer AND metric_name IS NOT DISTINCT FROM $2::text;

-- name: routes
SELECT count(*) FROM integration_route WHERE tenant_key = $1::integer;

-- name: integrations
SELECT count(*) FROM integration WHERE tenant_key = $1::integer;
