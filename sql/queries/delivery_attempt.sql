-- What became of deliveries.

-- name: newest
SELECT job_id, attempt_no, ok, http_status, latency_ms, error, address, started_at, finished_at
  FROM delivery_attempt
 ORDER BY finished_at DESC, attempt_id DESC
 LIMIT $1::integer;
