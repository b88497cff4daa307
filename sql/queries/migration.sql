-- The record of migrations. Used by the owner of the schema, before any role of ours exists.

-- name: lock
SELECT pg_advisory_lock(hashtext('pulse.migrate'));

-- name: unlock
SELECT pg_advisory_unlock(hashtext('pulse.migrate'));

-- name: table_exists
SELECT to_regclass('schema_migration') IS NOT NULL;

-- name: create_table
CREATE TABLE IF NOT EXISTS schema_migration (
    version    integer PRIMARY KEY,
    name       text NOT NULL,
    checksum   text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);

-- name: applied
SELECT version, checksum FROM schema_migration ORDER BY version;

-- name: record
INSERT INTO schema_migration (version, name, checksum) VALUES ($1, $2, $3);

-- name: grant_to_login
SELECT format('GRANT pulse_app, pulse_operator, pulse_ingest, pulse_auth TO %I', $1::text)
UNION ALL
SELECT format('GRANT SELECT ON schema_migration TO %I', $1::text)
UNION ALL
SELECT format('ALTER ROLE %I NOINHERIT', $1::text);
