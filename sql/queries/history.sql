-- What rules saw, for running a draft rule over it. Every query of readings states a time range.

-- name: limit_time
-- Of each statement of this transaction, in milliseconds.
SELECT set_config('statement_timeout', $1::text, true);

-- name: devices
-- In order of their keys, behind $1; only those named by $2 when it is not NULL.
SELECT d.device_key, d.device_id, s.site_id
  FROM device AS d
  JOIN site AS s ON s.site_key = d.site_key
 WHERE d.device_key > $1::bigint
   AND ($2::text[] IS NULL OR d.device_id = ANY ($2::text[]))
 ORDER BY d.device_key
 LIMIT $3::integer;

-- name: metric
SELECT metric_key FROM metric WHERE name = $1::text;

-- name: readings
-- In the order of the index, from $2 to $3 inclusive, behind the reading ($2, $4, $5). Heartbeats that carry metrics are
-- evaluated, too.
SELECT r.ts, r.kind, r.payload_hash, r.received_at, r.is_late, r.metric_set, r.layout, r."values"
  FROM reading AS r
 WHERE r.device_key = $1::bigint
   AND r.ts >= $2::timestamptz
   AND r.ts <= $3::timestamptz
   AND (r.ts, r.kind, r.payload_hash) > ($2::timestamptz, $4::"char", $5::bigint)
 ORDER BY r.ts, r.kind, r.payload_hash
 LIMIT $6::integer;
