-- Delivery jobs on their way out: who takes which, and what became of it.

-- Takes due jobs, each integration's oldest first. Integrations are visited in the order of their keys, each for no more
-- than it has room for, until there are enough; the next claim goes on after the last one visited. So neither a dead
-- endpoint nor a backlog keeps others waiting, and nothing is looked at that could not be taken.
-- A job waits while an earlier one of the same (alert, route) is not finished. Their transitions' ids rise with the order
-- of the alert's life: they are taken while its row is locked. One that tells the end of what nobody was told is not taken:
-- give_up_unannounced ends it.
-- $1 at most, $2 lease in milliseconds, $3 integrations after this one, $4 in flight of one integration, $5 of one
-- tenant; what of these is in flight already, by key: $6 of integrations, $7 of tenants.
-- Nested look-ups rather than joins, which would lose the order.
-- name: claim
WITH RECURSIVE lane AS (
    (SELECT j.integration_key, j.tenant_key FROM delivery_job AS j
      WHERE j.status = 'PENDING' AND j.integration_key > $3::integer ORDER BY j.integration_key LIMIT 1)
    UNION ALL
    SELECT next.integration_key, next.tenant_key
      FROM lane
      CROSS JOIN LATERAL (
          SELECT j.integration_key, j.tenant_key FROM delivery_job AS j
           WHERE j.status = 'PENDING' AND j.integration_key > lane.integration_key
           ORDER BY j.integration_key LIMIT 1) AS next
), due AS (
    SELECT job.*
      FROM lane
      CROSS JOIN LATERAL (
          SELECT least(coalesce((SELECT CASE WHEN h.open_until > now() THEN 0 ELSE 1 END
                                   FROM integration_health AS h
                                  WHERE h.integration_key = lane.integration_key AND h.open_until IS NOT NULL),
                                $4::integer) - coalesce(($6::jsonb ->> lane.integration_key::text)::integer, 0),
                       $5::integer - coalesce(($7::jsonb ->> lane.tenant_key::text)::integer, 0)) AS jobs) AS room
      CROSS JOIN LATERAL (
          SELECT j.job_id, j.tenant_key, j.integration_key, j.next_run_at
            FROM delivery_job AS j
           WHERE j.integration_key = lane.integration_key AND j.status = 'PENDING' AND j.next_run_at <= now()
             AND NOT EXISTS (
                 SELECT FROM delivery_job AS earlier
                  WHERE earlier.alert_id = j.alert_id AND earlier.route_key = j.route_key
                    AND earlier.status IN ('PENDING', 'PROCESSING')
                    AND earlier.transition_id < j.transition_id)
             AND (j.deliver_on_event = 'OPEN'
                  OR NOT EXISTS (
                      SELECT FROM alert_announcement AS a
                       WHERE a.alert_id = j.alert_id AND a.route_key = j.route_key AND a.given_up_at IS NOT NULL)
                  OR EXISTS (
                      SELECT FROM delivery_job AS told
                       WHERE told.alert_id = j.alert_id AND told.route_key = j.route_key AND told.status = 'COMPLETED'
                         AND told.deliver_on_event = 'OPEN' AND told.transition_id < j.transition_id))
           ORDER BY j.next_run_at, j.job_id
           LIMIT room.jobs
             FOR NO KEY UPDATE OF j SKIP LOCKED) AS job
     WHERE room.jobs > 0
     LIMIT $1::bigint
), numbered AS (
    SELECT due.*, row_number() OVER (PARTITION BY due.tenant_key ORDER BY due.next_run_at, due.job_id) AS place,
           count(*) OVER () AS looked_at, max(due.integration_key) OVER () AS last_lane
      FROM due
), taken AS (
    UPDATE delivery_job AS job
       SET status = 'PROCESSING', attempts = job.attempts + 1, lease_until = now() + $2::bigint * interval '1 ms',
           updated_at = now()
      FROM numbered
     WHERE job.job_id = numbered.job_id
       AND numbered.place <= $5::integer - coalesce(($7::jsonb ->> numbered.tenant_key::text)::integer, 0)
    RETURNING job.job_id, job.attempts, job.attempts - job.attempts_before AS tries, job.attempts_counted,
              (extract(epoch FROM now() - coalesce(job.resent_at, job.created_at)) * 1000)::bigint AS waited_ms,
              job.tenant_key, job.alert_id, job.transition_id, job.route_key, job.integration_key, job.payload,
              job.next_run_at, numbered.looked_at, numbered.last_lane
)
SELECT taken.job_id, taken.attempts, taken.tries, taken.attempts_counted, taken.waited_ms, taken.tenant_key,
       taken.alert_id, taken.transition_id, taken.route_key, taken.payload, taken.integration_key,
       integration.integration_key IS NOT NULL AS has_integration, integration.integration_id, integration.type,
       coalesce(integration.enabled, false) AS enabled, integration.sealed,
       EXISTS (SELECT FROM integration_health AS h WHERE h.integration_key = taken.integration_key) AS is_troubled,
       taken.looked_at, taken.last_lane
  FROM taken
  LEFT JOIN integration ON integration.integration_key = taken.integration_key AND integration.tenant_key = taken.tenant_key
 ORDER BY taken.next_run_at, taken.job_id;

-- Jobs whose lease ended are anybody's again; the attempt that held it is recorded as lost. What it came to is not known,
-- so it counts for nothing; but a job of which so many were lost one after another has failed: it may be what ends those
-- who take it. $1 so many.
-- name: release
WITH ended AS (
    SELECT job.job_id, job.tenant_key, job.attempts, job.lease_until, job.updated_at,
           job.attempts - job.attempts_before >= $1::integer
           AND (SELECT count(*)
                  FROM delivery_attempt AS earlier
                 WHERE earlier.job_id = job.job_id AND earlier.attempt_no > job.attempts - $1::integer
                   AND earlier.error = 'lease_expired') >= $1::integer - 1 AS is_last
      FROM delivery_job AS job
     WHERE job.status = 'PROCESSING' AND job.lease_until <= now()
     ORDER BY job.lease_until
     LIMIT 1000
       FOR NO KEY UPDATE SKIP LOCKED
), lost AS (
    INSERT INTO delivery_attempt (tenant_key, job_id, attempt_no, ok, latency_ms, error, started_at, finished_at)
    SELECT ended.tenant_key, ended.job_id, ended.attempts, false,
           (extract(epoch FROM ended.lease_until - ended.updated_at) * 1000)::integer, 'lease_expired', ended.updated_at,
           ended.lease_until
      FROM ended
)
UPDATE delivery_job AS job
   SET status = CASE WHEN ended.is_last THEN 'FAILED' ELSE 'PENDING' END,
       next_run_at = now(), lease_until = NULL, last_error = 'lease_expired', updated_at = now()
  FROM ended
 WHERE job.job_id = ended.job_id
RETURNING job.job_id, job.tenant_key, job.status = 'FAILED' AS has_failed;

-- What waits for a receiver that has taken nothing for so long is given up when it is as old, and the receiver was asked
-- once more since: after an outage of our own, nothing is given up before somebody has tried. $1 so many milliseconds.
-- name: give_up
WITH late AS (
    SELECT job.job_id
      FROM integration_health AS h
      CROSS JOIN LATERAL (
          SELECT j.job_id
            FROM delivery_job AS j
           WHERE j.integration_key = h.integration_key AND j.status = 'PENDING'
             AND coalesce(j.resent_at, j.created_at) <= h.updated_at - $1::bigint * interval '1 ms'
           ORDER BY j.next_run_at, j.job_id
           LIMIT 1000
             FOR NO KEY UPDATE OF j SKIP LOCKED) AS job
     WHERE h.open_until IS NOT NULL AND h.failing_since <= h.updated_at - $1::bigint * interval '1 ms'
     LIMIT 1000
)
UPDATE delivery_job AS job
   SET status = 'FAILED', last_error = 'circuit_open', updated_at = now()
  FROM late
 WHERE job.job_id = late.job_id
RETURNING job.job_id, job.tenant_key, true AS has_failed;

-- Openings that died told nobody, unless one after them still may. $1 jobs that died.
-- name: give_up_announcements
UPDATE alert_announcement AS a
   SET transition_id = coalesce(next.transition_id, a.transition_id),
       given_up_at = CASE WHEN next.transition_id IS NULL THEN now() END
  FROM delivery_job AS dead
  LEFT JOIN LATERAL (
      SELECT min(later.transition_id) AS transition_id
        FROM delivery_job AS later
       WHERE later.alert_id = dead.alert_id AND later.route_key = dead.route_key
         AND later.transition_id > dead.transition_id AND later.deliver_on_event = 'OPEN'
         AND later.status IN ('PENDING', 'PROCESSING')) AS next ON true
 WHERE dead.job_id = ANY ($1::bigint[]) AND dead.status = 'FAILED' AND dead.deliver_on_event = 'OPEN'
   AND a.alert_id = dead.alert_id AND a.route_key = dead.route_key AND a.transition_id = dead.transition_id
RETURNING a.alert_id;

-- What would tell the end, or the acknowledgement, of what nobody was told dies with its opening; the claim takes none of
-- it. Looked for again for ten minutes: it may have been on its way into the table when the opening died.
-- name: give_up_unannounced
UPDATE delivery_job AS later
   SET status = 'FAILED', last_error = 'not_announced', updated_at = now()
  FROM alert_announcement AS a
 WHERE a.given_up_at > now() - interval '10 minutes' AND later.alert_id = a.alert_id AND later.route_key = a.route_key
   AND later.status = 'PENDING' AND later.deliver_on_event <> 'OPEN'
   AND NOT EXISTS (
       SELECT FROM delivery_job AS told
        WHERE told.alert_id = later.alert_id AND told.route_key = later.route_key AND told.status = 'COMPLETED'
          AND told.deliver_on_event = 'OPEN' AND told.transition_id < later.transition_id)
RETURNING later.job_id, later.tenant_key, true AS has_failed;

-- Finishes attempts, but for jobs that are no longer ours: the lease expired and somebody else took them. Returned is
-- what was ours. $4 milliseconds to the next attempt, $5 HTTP status or 0, $13 whether it counts. Jobs come in key order.
-- name: record
WITH result AS (
    SELECT * FROM unnest($1::bigint[], $2::integer[], $3::text[], $4::bigint[], $5::integer[], $6::integer[], $7::text[],
                         $8::text[], $9::text[], $10::text[], $11::timestamptz[], $12::timestamptz[], $13::boolean[])
               AS r (job_id, attempt_no, status, delay_ms, http_status, latency_ms, error, address, tls, reply, started_at,
                     finished_at, is_counted)
), ours AS (
    UPDATE delivery_job AS job
       SET status = result.status, next_run_at = now() + result.delay_ms * interval '1 ms', lease_until = NULL,
           last_error = result.error, attempts_counted = job.attempts_counted + result.is_counted::integer,
           updated_at = now()
      FROM result
     WHERE job.job_id = result.job_id AND job.attempts = result.attempt_no AND job.status = 'PROCESSING'
    RETURNING job.tenant_key, result.*
)
INSERT INTO delivery_attempt (tenant_key, job_id, attempt_no, ok, http_status, latency_ms, error, address, tls, reply,
                              started_at, finished_at)
SELECT ours.tenant_key, ours.job_id, ours.attempt_no, ours.error IS NULL, nullif(ours.http_status, 0), ours.latency_ms,
       ours.error, ours.address, ours.tls, ours.reply, ours.started_at, ours.finished_at
  FROM ours
RETURNING job_id, attempt_no, tenant_key;

-- Disables the integrations whose receivers want nothing any more, and shows why; not one that was changed since the
-- attempt began. $1 jobs, recorded before; $2 when their attempts began.
-- name: disable
WITH unwanted AS (
    SELECT DISTINCT ON (job.integration_key) job.integration_key, job.tenant_key, job.last_error, goodbye.started_at
      FROM unnest($1::bigint[], $2::timestamptz[]) AS goodbye (job_id, started_at)
      JOIN delivery_job AS job USING (job_id)
     ORDER BY job.integration_key, goodbye.started_at DESC
), held AS (
    SELECT integration.integration_key, unwanted.last_error
      FROM unwanted
      JOIN integration USING (integration_key, tenant_key)
     WHERE integration.enabled AND integration.updated_at <= unwanted.started_at
     ORDER BY integration.integration_key
       FOR NO KEY UPDATE OF integration
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
 WHERE status = 'PENDING' AND next_run_at > now();
