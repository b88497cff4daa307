-- The last statement of a transaction that changes configuration, the registry or a system alert: one row in the change feed.

-- name: record
SELECT record_changes(ARRAY[$1::integer], ARRAY[$2::text], ARRAY[$3::bigint]);
