-- What became of deliveries.

-- name: newest
SELECT job_id, attempt_no, ok, http_status, latency_ms, error, address, tls, reply, started_at, finished_at
  FROM delivery_attempt
 ORDER BY finished_at DESC, attempt_id DESC
 LIMIT $1::integer;

-- name: of_job
SELECT job_id, attempt_no, ok, http_status, latency_ms, error, address, tls, reply, started_at, finished_at
  FROM delivery_attempt
 WHERE job_id = $1::bigint
 ORDER BY attempt_no, attempt_id
 LIMIT 1000;
