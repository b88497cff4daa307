-- Sessions of local accounts, and their refresh tokens: one row a token, families of tokens that replaced one another
-- (role pulse_auth).

-- fragment: columns
s.session_id, s.made_at, s.last_used_at, s.ends_at, s.address, s.user_agent

-- name: open
INSERT INTO auth_session (session_id, user_key, made_at, ends_at, last_used_at, tokens_until, address, user_agent)
VALUES ($1::uuid, $2, $3, $4, $3, $5, $6, $7);

-- name: use
UPDATE auth_session SET last_used_at = $2, tokens_until = greatest(tokens_until, $3) WHERE session_id = $1::uuid;

-- Those of a person that go on, the one used last first; a thousand at most.
-- name: list
SELECT {columns}
  FROM auth_session AS s
  JOIN user_account AS u ON u.user_key = s.user_key
 WHERE u.user_id = $1::uuid AND s.ended_at IS NULL AND s.ends_at > now()
 ORDER BY s.last_used_at DESC, s.session_id
 LIMIT 1000;

-- name: add_token
INSERT INTO refresh_session (token_hash, family, user_key, created_at, expires_at)
VALUES ($1, $2::uuid, $3, $4, $5);

-- name: by_token
SELECT s.session_id, s.ends_at, s.ended_at IS NOT NULL AS has_ended, r.expires_at, r.used_at IS NOT NULL AS is_used,
       {account.columns}
  FROM refresh_session AS r
  JOIN auth_session AS s ON s.session_id = r.family
  JOIN user_account AS u ON u.user_key = r.user_key
  LEFT JOIN tenant AS t ON t.tenant_key = u.tenant_key
 WHERE r.token_hash = $1
   FOR NO KEY UPDATE OF r, s;

-- name: mark_used
UPDATE refresh_session SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL;

-- name: forget_expired
DELETE FROM refresh_session
 WHERE token_hash IN (SELECT token_hash FROM refresh_session WHERE expires_at < $1 ORDER BY expires_at LIMIT 100
                         FOR UPDATE SKIP LOCKED);
