-- Tenants, as operators manage them.

-- name: add
INSERT INTO tenant (tenant_id, name) VALUES ($1::text, $2::text)
ON CONFLICT (tenant_id) DO NOTHING
RETURNING tenant_key, tenant_id, name, status, created_at;

-- name: list
SELECT tenant_key, tenant_id, name, status, created_at FROM tenant ORDER BY tenant_id;

-- name: one
SELECT tenant_key, tenant_id, name, status, created_at FROM tenant WHERE tenant_id = $1::text;

-- name: set_status
UPDATE tenant SET status = $2::text WHERE tenant_id = $1::text
RETURNING tenant_key, tenant_id, name, status, created_at;
