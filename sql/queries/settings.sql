-- Settings: the tenant's own row, else the installation's.

-- name: effective
SELECT DISTINCT ON (key) key, value
  FROM app_settings
 WHERE tenant_key IS NULL OR tenant_key = $1::integer
 ORDER BY key, tenant_key NULLS LAST;

-- name: set
INSERT INTO app_settings (tenant_key, key, value) VALUES ($1::integer, $2::text, $3::text)
ON CONFLICT (tenant_key, key) DO UPDATE SET value = excluded.value, updated_at = now();

-- name: clear
DELETE FROM app_settings WHERE tenant_key = $1::integer AND key = $2::text;
