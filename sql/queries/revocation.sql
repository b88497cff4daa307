-- Ending sessions before their time, and what servers must know of it (roles pulse_auth, pulse_operator, pulse_ingest).
-- What ends returns the keys of its revocations. Tokens are taken for some seconds beyond their end (clocks of two
-- machines), so revocations are kept a minute longer.

-- fragment: columns
r.session_id, r.issuer, r.subject, t.tenant_id, r.issued_before, r.until

-- fragment: tables
revocation AS r LEFT JOIN tenant AS t ON t.tenant_key = r.tenant_key

-- fragment: revoked
revoked AS (
    INSERT INTO revocation (session_id, until)
    SELECT session_id, tokens_until + interval '1 minute'
      FROM ended
     WHERE tokens_until + interval '1 minute' > now()
    RETURNING revocation_key)

-- One of a person's own sessions, by what a token says: whose it is decides, not who knows its id.
-- name: end_session
WITH ended AS (
    UPDATE auth_session AS s
       SET ended_at = now(), end_reason = $3::text
      FROM user_account AS u
     WHERE s.session_id = $1::uuid AND u.user_key = s.user_key AND u.user_id = $2::uuid
       AND s.ended_at IS NULL AND s.ends_at > now()
    RETURNING s.session_id, s.tokens_until),
{revoked}
SELECT (SELECT revocation_key FROM revoked) AS revocation_key FROM ended;

-- $3: one that stays; NULL: none does.
-- name: end_of_user
WITH ended AS (
    UPDATE auth_session
       SET ended_at = now(), end_reason = $2::text
     WHERE user_key = $1::integer AND ended_at IS NULL AND ends_at > now() AND session_id IS DISTINCT FROM $3::uuid
    RETURNING session_id, tokens_until),
{revoked}
SELECT revocation_key FROM revoked ORDER BY revocation_key;

-- Sessions of ours by their ids; what others issued by the moment. A provider's access tokens are taken to live no longer
-- than a day.
-- name: end_of_tenant
WITH ended AS (
    UPDATE auth_session AS s
       SET ended_at = now(), end_reason = $2::text
      FROM user_account AS u
     WHERE u.user_key = s.user_key AND u.tenant_key = $1::integer AND s.ended_at IS NULL AND s.ends_at > now()
    RETURNING s.session_id, s.tokens_until),
{revoked},
others AS (
    INSERT INTO revocation (tenant_key, issued_before, until)
    VALUES ($1::integer, clock_timestamp(), now() + interval '1 day')
    RETURNING revocation_key)
SELECT revocation_key FROM revoked UNION ALL SELECT revocation_key FROM others ORDER BY revocation_key;

-- name: add_person
INSERT INTO revocation (issuer, subject, issued_before, until)
VALUES ($1::text, $2::text, clock_timestamp(), now() + interval '1 day')
RETURNING revocation_key;

-- name: standing
SELECT {columns} FROM {tables} WHERE r.until > now() ORDER BY r.revocation_key;

-- name: by_keys
SELECT {columns} FROM {tables} WHERE r.revocation_key = ANY ($1::bigint[]) ORDER BY r.revocation_key;
