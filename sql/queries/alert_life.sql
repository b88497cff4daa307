-- Changes of an alert that no reading caused: acknowledging, shelving, and shelves that end. Rows are locked in key order,
-- the table of server/alerts says what becomes of them, and that is written.

-- name: lock
SELECT a.tenant_key, {alert.columns}
  FROM {alert.tables}
 WHERE a.alert_id = ANY ($1::bigint[])
 ORDER BY a.alert_id
   FOR NO KEY UPDATE OF a;

-- Shelves whose time has come: at most $2, the oldest first. Whoever is being changed is left for the next time.
-- name: lock_expired
SELECT a.tenant_key, {alert.columns}
  FROM {alert.tables}
 WHERE a.shelved_until <= $1
 ORDER BY a.shelved_until, a.alert_id
 LIMIT $2
   FOR NO KEY UPDATE OF a SKIP LOCKED;

-- Acknowledgement and suppression as they are now. Guarded by the condition, which only ingest changes.
-- name: write
UPDATE alert AS a
   SET acknowledged_at = f.acknowledged_at, acknowledged_by = f.acknowledged_by, shelved_until = f.shelved_until,
       shelve_reason = f.reason, shelved_by = f.shelved_by, shelve_is_one_shot = f.is_one_shot,
       is_announced = f.is_announced, updated_at = f.updated_at
  FROM unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[], $4::text[], $5::timestamptz[], $6::text[], $7::text[],
              $8::boolean[], $9::boolean[], $10::timestamptz[])
       AS f (alert_id, cleared_at, acknowledged_at, acknowledged_by, shelved_until, reason, shelved_by, is_one_shot,
             is_announced, updated_at)
 WHERE a.alert_id = f.alert_id AND a.cleared_at IS NOT DISTINCT FROM f.cleared_at
RETURNING a.alert_id;

-- Oldest first. An alert has few.
-- name: transitions
SELECT transition_id, tenant_key, alert_id, event, at, actor, reason, evidence
  FROM alert_transition
 WHERE alert_id = $1::bigint AND transition_id > coalesce($2::bigint, 0)
 ORDER BY transition_id
 LIMIT $3::integer OFFSET $4::integer;

-- name: count_transitions
SELECT count(*) FROM (SELECT 1 FROM alert_transition WHERE alert_id = $1::bigint LIMIT $2::integer) AS counted;
