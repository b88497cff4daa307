-- Local accounts and the tenants they belong to, as sign-in sees them (role pulse_auth).

-- fragment: columns
u.user_key, u.user_id, u.login, u.role, t.tenant_id, coalesce(t.status, 'ACTIVE') = 'ACTIVE' AS is_tenant_active, u.enabled

-- name: by_login
SELECT {columns}, u.password_hash
  FROM user_account AS u
  LEFT JOIN tenant AS t ON t.tenant_key = u.tenant_key
 WHERE u.login = $1;

-- Held until the transaction ends: who disables it, or changes its role or password, waits, and then sees what was opened.
-- name: hold
SELECT {columns}, u.password_hash
  FROM user_account AS u
  LEFT JOIN tenant AS t ON t.tenant_key = u.tenant_key
 WHERE u.user_id = $1::uuid
   FOR SHARE OF u;

-- name: replace_password_hash
UPDATE user_account
   SET password_hash = $3::text, updated_at = now()
 WHERE user_key = $1 AND password_hash = $2::text AND enabled
RETURNING user_key;

-- name: find_tenant
SELECT tenant_key, status = 'ACTIVE' AS is_active FROM tenant WHERE tenant_id = $1;
