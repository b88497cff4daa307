-- Rows of the change feed: the last statement of a transaction that changes what others show. A tenant of 0 is the whole
-- installation.

-- name: record
SELECT record_changes(array_replace($1::integer[], 0, NULL), $2::text[], $3::bigint[]);
