-- Tenants, as operators manage them.

-- fragment: columns
tenant_key, tenant_id, name, status, created_at

-- name: add
INSERT INTO tenant (tenant_id, name) VALUES ($1::text, $2::text)
ON CONFLICT (tenant_id) DO NOTHING
RETURNING {columns};

-- name: list
SELECT {columns} FROM tenant ORDER BY tenant_id;

-- name: one
SELECT {columns} FROM tenant WHERE tenant_id = $1::text;

-- name: set_status
UPDATE tenant SET status = $2::text WHERE tenant_id = $1::text
RETURNING {columns};
