-- Local accounts, as operators manage them. Password hashes go in and are read by sign-in alone.

-- name: add
INSERT INTO user_account (login, tenant_key, role, password_hash) VALUES ($1::text, $2::integer, $3::text, $4::text)
ON CONFLICT (login) DO NOTHING
RETURNING user_id;

-- name: set_password_hash
UPDATE user_account SET password_hash = $2::text, updated_at = now() WHERE login = $1::text RETURNING user_key;

-- name: set_enabled
UPDATE user_account SET enabled = $2::boolean, updated_at = now() WHERE login = $1::text RETURNING user_key;

-- name: set_role
UPDATE user_account SET role = $2::text, updated_at = now() WHERE login = $1::text RETURNING user_key;

-- name: remove
DELETE FROM user_account WHERE user_key = $1;

-- name: list
SELECT u.user_id, u.login, u.role, t.tenant_id, u.enabled, u.created_at
  FROM user_account AS u
  LEFT JOIN tenant AS t ON t.tenant_key = u.tenant_key
 ORDER BY u.login;
