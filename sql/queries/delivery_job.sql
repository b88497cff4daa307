-- Deliveries as their tenant sees them, and dead ones sent again. Filters that are NULL match everything: status,
-- integration, alert, made at or after, made before.

-- fragment: columns
j.job_id, j.alert_id, j.transition_id, j.route_key, j.deliver_on_event, j.status, j.attempts,
       CASE WHEN j.status = 'PENDING' THEN j.next_run_at END AS next_attempt_at, j.last_error, i.integration_id,
       i.name AS integration_name, r.route_id, j.created_at, j.updated_at

-- fragment: tables
delivery_job AS j
  LEFT JOIN integration AS i USING (integration_key)
  LEFT JOIN integration_route AS r USING (route_key)

-- fragment: matches
j.tenant_key = current_tenant_key()
   AND ($1::text IS NULL OR j.status = $1::text) AND ($2::uuid IS NULL OR i.integration_id = $2::uuid)
   AND ($3::bigint IS NULL OR j.alert_id = $3::bigint) AND ($4::timestamptz IS NULL OR j.created_at >= $4::timestamptz)
   AND ($5::timestamptz IS NULL OR j.created_at < $5::timestamptz)

-- Newest first, before the job_id $6.
-- name: list
SELECT {columns}
  FROM {tables}
 WHERE {matches} AND j.job_id < coalesce($6::bigint, 9223372036854775807)
 ORDER BY j.job_id DESC
 LIMIT $7::integer OFFSET $8::integer;

-- name: count
SELECT count(*)
  FROM (SELECT 1
          FROM delivery_job AS j
          LEFT JOIN integration AS i USING (integration_key)
         WHERE {matches}
         LIMIT $6::integer) AS counted;

-- name: one
SELECT {columns}
  FROM {tables}
 WHERE j.tenant_key = current_tenant_key() AND j.job_id = $1::bigint;

-- The dead jobs that a resend is about, oldest first.
-- name: dead
SELECT j.job_id
  FROM delivery_job AS j
  JOIN integration AS i USING (integration_key)
 WHERE {matches}
 ORDER BY j.job_id
 LIMIT $6::integer;

-- Dead jobs that are sent again, and those that belong to them: with an opening goes what died with it, and with that its
-- opening. $1 jobs.
-- name: with_companions
SELECT DISTINCT dead.job_id
  FROM delivery_job AS chosen
  JOIN delivery_job AS dead ON dead.alert_id = chosen.alert_id AND dead.route_key = chosen.route_key
 WHERE chosen.job_id = ANY ($1::bigint[]) AND chosen.status = 'FAILED' AND dead.status = 'FAILED'
   AND (dead.job_id = chosen.job_id
        OR dead.last_error = 'not_announced' AND chosen.deliver_on_event = 'OPEN'
           AND dead.transition_id > chosen.transition_id
        OR chosen.last_error = 'not_announced' AND dead.deliver_on_event = 'OPEN'
           AND dead.transition_id < chosen.transition_id)
 ORDER BY dead.job_id;

-- Before jobs are sent again, those that come after them on the way to the receiver wait a second: a claim that began
-- before does not see yet that they have to wait longer. $1 jobs.
-- name: hold_followers
UPDATE delivery_job AS later
   SET next_run_at = greatest(later.next_run_at, clock_timestamp() + interval '1 s')
  FROM delivery_job AS dead
 WHERE dead.job_id = ANY ($1::bigint[]) AND later.alert_id = dead.alert_id AND later.route_key = dead.route_key
   AND later.status = 'PENDING';

-- With attempts as if they were new, and the message id they had. Not when a later one of the same (alert, route) has
-- arrived or is on its way: the receiver would take the past for the present. Nor the end of something of which nobody was
-- told, and whose opening is not sent again with it. $1 jobs.
-- name: resend
WITH chosen AS (
    SELECT dead.job_id
      FROM delivery_job AS dead
     WHERE dead.job_id = ANY ($1::bigint[]) AND dead.status = 'FAILED'
       AND EXISTS (SELECT FROM integration AS i WHERE i.integration_key = dead.integration_key)
       AND NOT EXISTS (
           SELECT FROM delivery_job AS later
            WHERE later.alert_id = dead.alert_id AND later.route_key = dead.route_key
              AND later.status IN ('PROCESSING', 'COMPLETED')
              AND later.transition_id > dead.transition_id)
       AND (dead.deliver_on_event = 'OPEN'
            OR NOT EXISTS (
                SELECT FROM alert_announcement AS a
                 WHERE a.alert_id = dead.alert_id AND a.route_key = dead.route_key AND a.given_up_at IS NOT NULL)
            OR EXISTS (
                SELECT FROM delivery_job AS opening
                 WHERE opening.alert_id = dead.alert_id AND opening.route_key = dead.route_key
                   AND opening.deliver_on_event = 'OPEN' AND opening.transition_id < dead.transition_id
                   AND (opening.status = 'COMPLETED'
                        OR opening.status = 'FAILED' AND opening.job_id = ANY ($1::bigint[]))))
     ORDER BY dead.job_id
       FOR NO KEY UPDATE OF dead
)
UPDATE delivery_job AS job
   SET status = 'PENDING', next_run_at = now(), attempts_before = job.attempts, attempts_counted = 0, resent_at = now(),
       updated_at = now()
  FROM chosen
 WHERE job.job_id = chosen.job_id
RETURNING job.job_id;

-- Openings that are sent again tell of their alerts. $1 jobs.
-- name: announce_again
UPDATE alert_announcement AS a
   SET transition_id = first.transition_id, integration_key = first.integration_key, given_up_at = NULL
  FROM (SELECT DISTINCT ON (j.alert_id, j.route_key) j.alert_id, j.route_key, j.transition_id, j.integration_key
          FROM delivery_job AS j
         WHERE j.job_id = ANY ($1::bigint[]) AND j.deliver_on_event = 'OPEN'
         ORDER BY j.alert_id, j.route_key, j.transition_id) AS first
 WHERE a.alert_id = first.alert_id AND a.route_key = first.route_key AND a.given_up_at IS NOT NULL;

-- The receivers of what is sent again are asked at once. $1 jobs.
-- name: ask_again
UPDATE integration_health AS h
   SET open_until = now()
 WHERE h.open_until > now()
   AND h.integration_key IN (SELECT j.integration_key FROM delivery_job AS j WHERE j.job_id = ANY ($1::bigint[]));
