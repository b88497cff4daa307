-- What became of deliveries.

-- fragment: columns
a.job_id, a.attempt_no, a.ok, a.http_status, a.latency_ms, a.error, a.address, a.tls, a.reply, a.started_at, a.finished_at

-- name: newest
SELECT {columns}
  FROM delivery_attempt AS a
 ORDER BY a.finished_at DESC, a.attempt_id DESC
 LIMIT $1::integer;

-- name: of_job
SELECT {columns}
  FROM delivery_attempt AS a
 WHERE a.job_id = $1::bigint
 ORDER BY a.attempt_no, a.attempt_id
 LIMIT 1000;
