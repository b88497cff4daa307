-- What was refused of known devices: written by ingest (role pulse_ingest), read by their tenant.

-- fragment: columns
r.reason, r.is_proven, r.count, r.first_at, r.last_at

-- The last messages of all rows lie in two flat arrays ($8, $9), newest first; a row's are $11 from position $10. A row
-- keeps twenty.
-- name: record
INSERT INTO device_refusal AS r (device_key, tenant_key, reason, is_proven, count, first_at, last_at, last_day,
                                 recent_at, recent_types)
SELECT f.device_key, f.tenant_key, f.reason, f.is_proven, f.count, f.first_at, f.last_at,
       (f.last_at AT TIME ZONE 'UTC')::date,
       ($8::timestamptz[])[f.begin : f.begin + f.kept - 1], ($9::text[])[f.begin : f.begin + f.kept - 1]
  FROM unnest($1::bigint[], $2::integer[], $3::text[], $4::boolean[], $5::bigint[], $6::timestamptz[],
              $7::timestamptz[], $10::integer[], $11::integer[])
       AS f (device_key, tenant_key, reason, is_proven, count, first_at, last_at, begin, kept)
 ORDER BY 1, 3, 4
ON CONFLICT (device_key, reason, is_proven) DO UPDATE
   SET count = r.count + EXCLUDED.count, last_at = greatest(r.last_at, EXCLUDED.last_at),
       last_day = greatest(r.last_day, EXCLUDED.last_day),
       recent_at = (EXCLUDED.recent_at || r.recent_at)[1:20],
       recent_types = (EXCLUDED.recent_types || r.recent_types)[1:20];

-- Of the devices whose newest message was refused: why. The arrays come from subqueries, so that the planner does not
-- count them and read the whole table.
-- name: refused_last
SELECT DISTINCT ON (r.device_key) r.device_key, {columns}
  FROM unnest((SELECT $1::bigint[]), (SELECT $2::timestamptz[])) AS d (device_key, heard_at)
  JOIN device_refusal AS r ON r.device_key = d.device_key AND r.last_at >= d.heard_at
 ORDER BY r.device_key, r.last_at DESC, r.reason, r.is_proven;

-- name: device
SELECT t.tenant_id, d.device_key
  FROM device AS d
  JOIN tenant AS t ON t.tenant_key = d.tenant_key
 WHERE d.device_id = $1::text;

-- name: of_device
SELECT {columns}
  FROM device_refusal AS r
 WHERE r.device_key = $1
 ORDER BY r.last_at DESC, r.reason, r.is_proven;

-- name: recent
SELECT m.at, r.reason, r.is_proven, m.msg_type
  FROM device_refusal AS r
 CROSS JOIN LATERAL unnest(r.recent_at, r.recent_types) AS m (at, msg_type)
 WHERE r.device_key = $1
 ORDER BY m.at DESC, r.reason, r.is_proven
 LIMIT $2;
