-- What is older than anybody needs, a portion at a time (role pulse_ingest). $1: older than so many seconds. $2: rows.

-- name: quarantine_counters
WITH gone AS (
    DELETE FROM quarantine_counter
     WHERE ctid = ANY (ARRAY(
           SELECT ctid
             FROM quarantine_counter
            WHERE bucket_minute < now() - make_interval(secs => $1::bigint)
            ORDER BY bucket_minute
            LIMIT $2::bigint))
    RETURNING 1)
SELECT count(*) FROM gone;

-- name: quarantine_events
WITH gone AS (
    DELETE FROM quarantine_event
     WHERE ctid = ANY (ARRAY(
           SELECT ctid
             FROM quarantine_event
            WHERE ingested_at < now() - make_interval(secs => $1::bigint)
            ORDER BY ingested_at
            LIMIT $2::bigint))
    RETURNING 1)
SELECT count(*) FROM gone;

-- By days: the day is what is indexed.
-- name: refusals
WITH gone AS (
    DELETE FROM device_refusal
     WHERE ctid = ANY (ARRAY(
           SELECT ctid
             FROM device_refusal
            WHERE last_day < ((now() - make_interval(secs => $1::bigint)) AT TIME ZONE 'UTC')::date
            ORDER BY last_day
            LIMIT $2::bigint))
    RETURNING 1)
SELECT count(*) FROM gone;

-- The newest change stays: who asks for what came after it must not be told that the feed has forgotten.
-- name: changes
WITH gone AS (
    DELETE FROM change
     WHERE seq = ANY (ARRAY(
           SELECT seq
             FROM change
            WHERE at < now() - make_interval(secs => $1::bigint) AND seq < (SELECT max(seq) FROM change)
            ORDER BY at
            LIMIT $2::bigint))
    RETURNING 1)
SELECT count(*) FROM gone;

-- What is done, with its attempts. Ids rise with time: the oldest are looked at, not all.
-- name: deliveries
WITH gone AS (
    DELETE FROM delivery_job
     WHERE job_id = ANY (ARRAY(
           SELECT oldest.job_id
             FROM (SELECT job_id, status, updated_at FROM delivery_job ORDER BY job_id LIMIT $2::bigint) AS oldest
            WHERE oldest.status IN ('COMPLETED', 'FAILED')
              AND oldest.updated_at < now() - make_interval(secs => $1::bigint)))
    RETURNING 1)
SELECT count(*) FROM gone;

-- name: login_networks
WITH gone AS (
    DELETE FROM login_network
     WHERE ctid = ANY (ARRAY(
           SELECT ctid
             FROM login_network
            WHERE last_at < now() - make_interval(secs => $1::bigint)
            ORDER BY last_at
            LIMIT $2::bigint))
    RETURNING 1)
SELECT count(*) FROM gone;

-- With their refresh tokens. They live for hours.
-- name: sessions
WITH gone AS (
    DELETE FROM auth_session
     WHERE session_id = ANY (ARRAY(
           SELECT session_id
             FROM auth_session
            WHERE ends_at < now() - make_interval(secs => $1::bigint)
            ORDER BY ends_at
            LIMIT $2::bigint))
    RETURNING 1)
SELECT count(*) FROM gone;

-- name: revocations
WITH gone AS (
    DELETE FROM revocation
     WHERE revocation_key = ANY (ARRAY(
           SELECT revocation_key
             FROM revocation
            WHERE until < now() - make_interval(secs => $1::bigint)
            ORDER BY until
            LIMIT $2::bigint))
    RETURNING 1)
SELECT count(*) FROM gone;

-- METRICS_FULL is written again each hour while metrics are dropped; not written for $1, it is over.
-- name: metric_alerts
WITH over AS (
    UPDATE system_alert
       SET cleared_at = now(), updated_at = now()
     WHERE system_alert_key = ANY (ARRAY(
           SELECT system_alert_key
             FROM system_alert
            WHERE kind = 'METRICS_FULL' AND cleared_at IS NULL AND updated_at < now() - make_interval(secs => $1::bigint)
            ORDER BY system_alert_key
            LIMIT $2::bigint))
    RETURNING system_alert_key, tenant_key),
told AS (
    SELECT record_changes(array_agg(tenant_key), array_agg('system'::text), array_agg(system_alert_key)) AS seq
      FROM over
    HAVING count(*) > 0)
SELECT (SELECT count(*) FROM over) + 0 * coalesce((SELECT seq FROM told), 0);
