-- A cluster of our own.

-- Statements to run: $1 database, $2 login role, $3 its password.
-- name: prepare
SELECT format('CREATE ROLE %I LOGIN NOINHERIT', $2::text)
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = $2::text)
UNION ALL
SELECT format('ALTER ROLE %I PASSWORD %L', $2::text, $3::text)
UNION ALL
SELECT format('CREATE DATABASE %I', $1::text)
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = $1::text);

-- name: durability
SELECT current_setting('fsync');
