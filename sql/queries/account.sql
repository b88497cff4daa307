-- Local accounts and the tenants they belong to, as sign-in sees them (role pulse_auth).

-- fragment: columns
u.user_key, u.user_id, u.login, u.role, t.tenant_id, coalesce(t.status, 'ACTIVE') = 'ACTIVE' AS is_tenant_active, u.enabled

-- name: by_login
SELECT {columns}, u.password_hash
  FROM user_account AS u
  LEFT JOIN tenant AS t ON t.tenant_key = u.tenant_key
 WHERE u.login = $1;

-- name: find_tenant
SELECT tenant_key, status = 'ACTIVE' AS is_active FROM tenant WHERE tenant_id = $1;
