-- Stored readings as the outside sees them. Every query states a time range, so that partitions outside it are skipped.

-- name: device
-- Whose readings, and where the newest are to be found.
SELECT d.device_key, s.last_ts
  FROM device AS d
  LEFT JOIN device_state AS s ON s.device_key = d.device_key
 WHERE d.device_id = $1::text;

-- name: range
-- Newest first, from $2 to $3 inclusive, behind the cursor ($4, $5) when there is one.
SELECT r.ts, r.payload_hash, metrics_json(m.codes, r."values"), r.is_late
  FROM reading AS r
  JOIN metric_set AS m ON m.metric_set_key = r.metric_set
 WHERE r.device_key = $1::bigint
   AND r.ts >= $2::timestamptz
   AND r.ts <= $3::timestamptz
   AND r.kind = 'T'
   AND ($4::timestamptz IS NULL OR (r.ts, r.payload_hash) < ($4::timestamptz, $5::bigint))
 ORDER BY r.ts DESC, r.payload_hash DESC
 LIMIT $6::integer;

-- name: buckets
-- What a chart needs of each metric in stretches of $4, the first one beginning at $2; oldest first.
SELECT m.name, date_bin($4::interval, r.ts, $2::timestamptz) AS at, min(v.value), avg(v.value), max(v.value), count(*)
  FROM reading AS r
  JOIN metric_set AS s ON s.metric_set_key = r.metric_set
 CROSS JOIN LATERAL unnest(s.codes, r."values") AS v (code, value)
  JOIN metric AS m ON m.metric_key = v.code >> 2
 WHERE r.device_key = $1::bigint
   AND r.ts >= $2::timestamptz
   AND r.ts <= $3::timestamptz
   AND r.kind = 'T'
   AND ($5::text IS NULL OR m.name = $5)
 GROUP BY m.name, at
 ORDER BY m.name, at;
