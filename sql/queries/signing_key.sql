-- The keys that sign our tokens (role pulse_auth). Retired keys stay published while tokens they signed may live.

-- name: lock
SELECT pg_advisory_xact_lock(hashtext('pulse.signing_key'));

-- name: usable
SELECT key_id, public_jwk, private_sealed, retired_at IS NULL AS is_active
  FROM signing_key
 WHERE retired_at IS NULL OR retired_at > $1
 ORDER BY retired_at IS NULL DESC, created_at DESC, key_id;

-- name: add
INSERT INTO signing_key (key_id, algorithm, public_jwk, private_sealed) VALUES ($1, $2, $3::jsonb, $4);

-- name: retire
UPDATE signing_key SET retired_at = $1 WHERE retired_at IS NULL;
