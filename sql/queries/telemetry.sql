-- Stored readings as the outside sees them, of telemetry and of heartbeats that carry metrics. Every query of readings
-- states a time range, so that partitions outside it are skipped.

-- name: device
-- Whose readings, and where the newest are to be found.
SELECT d.device_key, s.last_ts
  FROM device AS d
  LEFT JOIN device_state AS s ON s.device_key = d.device_key
 WHERE d.device_id = $1::text;

-- name: range
-- Newest first, in the order of the index, from $2 to $3 inclusive, behind the reading ($3, $4, $5) when it is not NULL.
SELECT r.ts, r.kind, r.payload_hash, r.is_late, r.received_at, r.metric_set, r.layout, r."values"
  FROM reading AS r
 WHERE r.device_key = $1::bigint
   AND r.ts >= $2::timestamptz
   AND r.ts <= $3::timestamptz
   AND ($4::text IS NULL OR (r.ts, r.kind, r.payload_hash) < ($3::timestamptz, $4::"char", $5::bigint))
 ORDER BY r.ts DESC, r.kind DESC, r.payload_hash DESC
 LIMIT $6::integer;

-- name: portion
-- What a chart is made of: oldest first, from $2 to $3 inclusive, behind the reading ($2, $4, $5).
SELECT r.ts, r.kind, r.payload_hash, r.metric_set, r.layout, r."values"
  FROM reading AS r
 WHERE r.device_key = $1::bigint
   AND r.ts >= $2::timestamptz
   AND r.ts <= $3::timestamptz
   AND (r.ts, r.kind, r.payload_hash) > ($2::timestamptz, $4::"char", $5::bigint)
 ORDER BY r.ts, r.kind, r.payload_hash
 LIMIT $6::integer;

-- name: sets
SELECT metric_set_key, codes FROM metric_set WHERE metric_set_key = ANY ($1::integer[]) ORDER BY metric_set_key;

-- name: names
SELECT metric_key, name FROM metric WHERE metric_key = ANY ($1::integer[]) ORDER BY metric_key;
