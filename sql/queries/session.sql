-- Refresh sessions: one row a refresh token, families of tokens that replaced one another (role pulse_auth).

-- name: add
INSERT INTO refresh_session (token_hash, family, user_key, created_at, expires_at)
VALUES ($1, $2::uuid, $3, $4, $5);

-- name: by_token
SELECT s.family, s.expires_at, s.used_at IS NOT NULL AS is_used, {account.columns}
  FROM refresh_session AS s
  JOIN user_account AS u ON u.user_key = s.user_key
  LEFT JOIN tenant AS t ON t.tenant_key = u.tenant_key
 WHERE s.token_hash = $1
   FOR NO KEY UPDATE OF s;

-- name: mark_used
UPDATE refresh_session SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL;

-- name: end_family
DELETE FROM refresh_session WHERE family = $1::uuid;

-- name: forget_expired
DELETE FROM refresh_session
 WHERE token_hash IN (SELECT token_hash FROM refresh_session WHERE expires_at < $1 ORDER BY expires_at LIMIT 100
                         FOR UPDATE SKIP LOCKED);
