-- The device registry, as operators manage it.

-- name: ensure_site
INSERT INTO site (tenant_key, site_id) VALUES ($1::integer, $2::text)
ON CONFLICT (tenant_key, site_id) DO NOTHING;

-- name: add_devices
-- Any number in one statement. What exists is left alone and not returned: a revoked device does not come back by this.
INSERT INTO device (tenant_key, device_id, site_key, token_hash)
SELECT s.tenant_key, n.device_id, s.site_key, n.token_hash
  FROM unnest($3::text[], $4::bytea[]) AS n (device_id, token_hash)
  JOIN site AS s ON s.tenant_key = $1::integer AND s.site_id = $2::text
 ORDER BY n.device_id
ON CONFLICT (tenant_key, device_id) DO NOTHING
RETURNING device_id;

-- name: list
SELECT t.tenant_id, d.device_id, si.site_id, d.status, d.provisioned_at, d.fw_version, d.token_hash IS NOT NULL AS has_token
  FROM device AS d
  JOIN tenant AS t ON t.tenant_key = d.tenant_key
  JOIN site AS si ON si.site_key = d.site_key
 WHERE ($1::text IS NULL OR t.tenant_id = $1)
   AND ($2::text IS NULL OR si.site_id = $2)
   AND ($3::text IS NULL OR d.device_id::text > $3)
 ORDER BY d.device_id, t.tenant_id
 LIMIT $4::integer;

-- The device as it is, held until what is decided by it is written.
-- name: lock
SELECT d.tenant_key, d.device_key, d.status
  FROM device AS d
  JOIN tenant AS t ON t.tenant_key = d.tenant_key
 WHERE t.tenant_id = $1::text AND d.device_id = $2::text
   FOR NO KEY UPDATE OF d;

-- name: revoke
UPDATE device SET status = 'REVOKED' WHERE device_key = $1::bigint;

-- name: reinstate
UPDATE device SET status = 'ACTIVE', token_hash = $2::bytea WHERE device_key = $1::bigint;

-- name: set_token_hash
UPDATE device SET token_hash = $2::bytea WHERE device_key = $1::bigint;
