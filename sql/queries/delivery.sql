-- Delivery jobs on their way out: who takes which, and what became of it.

-- Takes due jobs, each integration's oldest first, and the integrations of each tenant in turn, so that a dead endpoint
-- or a busy tenant delays only itself. A job waits while an earlier one of the same (alert, route) is not finished.
-- Their transitions' ids rise with the order of the alert's life: they are taken while its row is locked.
-- A job that is PROCESSING has next_run_at = lease_until: after it, it is due again. The attempt that held the lease is
-- recorded as lost; a job that used up its attempts this way has failed.
-- $1 at most, $2 in flight of one integration (two servers that claim at the same instant may each fill it),
-- $3 lease in milliseconds, $4 most attempts.
-- name: claim
WITH RECURSIVE waiting AS (
    (SELECT job.integration_key FROM delivery_job AS job
      WHERE job.status IN ('PENDING', 'PROCESSING') ORDER BY job.integration_key LIMIT 1)
    UNION ALL
    SELECT (SELECT job.integration_key FROM delivery_job AS job
             WHERE job.status IN ('PENDING', 'PROCESSING') AND job.integration_key > waiting.integration_key
             ORDER BY job.integration_key LIMIT 1)
      FROM waiting WHERE waiting.integration_key IS NOT NULL
), due AS (
    SELECT job.*
      FROM waiting
      CROSS JOIN LATERAL (
          SELECT count(*) AS jobs FROM delivery_job AS sending
           WHERE sending.integration_key = waiting.integration_key AND sending.status = 'PROCESSING'
             AND sending.lease_until > now()) AS busy
      CROSS JOIN LATERAL (
          SELECT j.job_id, j.tenant_key, j.status, j.attempts, j.next_run_at, j.lease_until, j.updated_at
            FROM delivery_job AS j
           WHERE j.integration_key = waiting.integration_key AND j.status IN ('PENDING', 'PROCESSING')
             AND j.next_run_at <= now()
             AND NOT EXISTS (
                 SELECT FROM delivery_job AS earlier
                  WHERE earlier.alert_id = j.alert_id AND earlier.route_key = j.route_key
                    AND earlier.status IN ('PENDING', 'PROCESSING')
                    AND earlier.transition_id < j.transition_id)
           ORDER BY j.next_run_at, j.job_id
           LIMIT greatest($2::bigint - busy.jobs, 0)
             FOR UPDATE OF j SKIP LOCKED) AS job
), chosen AS (
    SELECT due.* FROM due
     ORDER BY row_number() OVER (PARTITION BY due.tenant_key ORDER BY due.next_run_at, due.job_id), due.next_run_at,
              due.job_id
     LIMIT $1::bigint
), lost AS (
    INSERT INTO delivery_attempt (tenant_key, job_id, attempt_no, ok, latency_ms, error, started_at, finished_at)
    SELECT c.tenant_key, c.job_id, c.attempts, false,
           (extract(epoch FROM c.lease_until - c.updated_at) * 1000)::integer, 'lease_expired', c.updated_at,
           c.lease_until
      FROM chosen AS c WHERE c.status = 'PROCESSING'
), taken AS (
    UPDATE delivery_job AS job
       SET status = CASE WHEN job.attempts < $4::integer THEN 'PROCESSING' ELSE 'FAILED' END,
           attempts = least(job.attempts + 1, $4::integer),
           last_error = CASE WHEN job.attempts < $4::integer THEN job.last_error ELSE 'lease_expired' END,
           lease_until = CASE WHEN job.attempts < $4::integer THEN now() + $3::bigint * interval '1 ms' END,
           next_run_at = now() + $3::bigint * interval '1 ms',
           updated_at = now()
      FROM chosen
     WHERE job.job_id = chosen.job_id
    RETURNING job.job_id, job.status, job.attempts, job.tenant_key, job.alert_id, job.transition_id, job.route_key,
              job.integration_key, job.payload, chosen.next_run_at AS due_at
)
SELECT taken.job_id, taken.status = 'PROCESSING', taken.attempts, taken.tenant_key, taken.alert_id,
       taken.transition_id, taken.route_key, taken.payload, integration.integration_key IS NOT NULL,
       integration.integration_id, integration.type, coalesce(integration.enabled, false), integration.sealed
  FROM taken
  LEFT JOIN integration ON integration.integration_key = taken.integration_key
 ORDER BY taken.due_at, taken.job_id;

-- Finishes attempts, but for jobs that are no longer ours: the lease expired and somebody else took them. Returned is
-- what was ours. $4 milliseconds to the next attempt, $5 HTTP status or 0. Jobs come in key order.
-- name: record
WITH result AS (
    SELECT * FROM unnest($1::bigint[], $2::integer[], $3::text[], $4::bigint[], $5::integer[], $6::integer[], $7::text[],
                         $8::text[], $9::timestamptz[], $10::timestamptz[])
               AS r (job_id, attempt_no, status, delay_ms, http_status, latency_ms, error, address, started_at, finished_at)
), ours AS (
    UPDATE delivery_job AS job
       SET status = result.status, next_run_at = now() + result.delay_ms * interval '1 ms', lease_until = NULL,
           last_error = result.error, updated_at = now()
      FROM result
     WHERE job.job_id = result.job_id AND job.attempts = result.attempt_no AND job.status = 'PROCESSING'
    RETURNING job.tenant_key, result.*
)
INSERT INTO delivery_attempt (tenant_key, job_id, attempt_no, ok, http_status, latency_ms, error, address, started_at,
                              finished_at)
SELECT ours.tenant_key, ours.job_id, ours.attempt_no, ours.error IS NULL, nullif(ours.http_status, 0), ours.latency_ms,
       ours.error, ours.address, ours.started_at, ours.finished_at
  FROM ours
RETURNING job_id, attempt_no, tenant_key;

-- Disables the integrations whose receivers want nothing any more, and shows why; not one that was changed since the
-- attempt began. $1 jobs, recorded before; $2 when their attempts began.
-- name: disable
WITH unwanted AS (
    SELECT DISTINCT ON (job.integration_key) job.integration_key, job.last_error, goodbye.started_at
      FROM unnest($1::bigint[], $2::timestamptz[]) AS goodbye (job_id, started_at)
      JOIN delivery_job AS job USING (job_id)
     ORDER BY job.integration_key, goodbye.started_at DESC
), held AS (
    SELECT integration.integration_key, unwanted.last_error
      FROM unwanted
      JOIN integration USING (integration_key)
     WHERE integration.enabled AND integration.updated_at <= unwanted.started_at
     ORDER BY integration.integration_key
       FOR UPDATE OF integration
)
UPDATE integration
   SET enabled = false, updated_at = now(),
       config = integration.config || jsonb_build_object('disabled_reason', split_part(held.last_error, ': ', 1))
  FROM held
 WHERE integration.integration_key = held.integration_key
RETURNING integration.tenant_key;

-- When something becomes due that is not due yet, in milliseconds; NULL: nothing will.
-- name: next_due
SELECT ceil(extract(epoch FROM min(next_run_at) - clock_timestamp()) * 1000)::bigint
  FROM delivery_job
 WHERE status IN ('PENDING', 'PROCESSING') AND next_run_at > now();
