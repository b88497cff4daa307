-- How often this installation's SNMP engines began, and since when their time counts.

-- name: one
SELECT boots, booted_at FROM snmp_engine;

-- RFC 3414 §2.2.2: at its highest value it stays.
-- name: raise
UPDATE snmp_engine SET boots = least(boots::bigint + 1, 2147483647), booted_at = clock_timestamp()
RETURNING boots, booted_at;
