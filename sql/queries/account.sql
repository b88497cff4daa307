-- Local accounts and the tenants they belong to, as sign-in sees them (role pulse_auth).

-- name: by_login
SELECT u.user_key, u.user_id, u.login, u.role, coalesce(t.tenant_id, ''), coalesce(t.status, 'ACTIVE') = 'ACTIVE',
       u.enabled, u.password_hash
  FROM user_account AS u
  LEFT JOIN tenant AS t ON t.tenant_key = u.tenant_key
 WHERE u.login = $1;

-- name: find_tenant
SELECT tenant_key, status = 'ACTIVE' FROM tenant WHERE tenant_id = $1;
