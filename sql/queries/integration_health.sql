-- Integrations whose receivers do not take what they are sent, and what follows: the circuit, the system alert.

-- fragment: columns
h.failures, h.openings, h.failing_since, h.open_until, h.last_error, h.updated_at

-- name: lock
SELECT h.integration_key, {columns}
  FROM integration_health AS h
 WHERE h.integration_key = ANY ($1::integer[])
 ORDER BY h.integration_key
   FOR NO KEY UPDATE;

-- Not of integrations that were deleted meanwhile. Rows come in key order.
-- name: write
INSERT INTO integration_health (integration_key, tenant_key, failures, openings, failing_since, open_until, last_error,
                                updated_at)
SELECT i.integration_key, i.tenant_key, r.failures, r.openings, r.failing_since, r.open_until, r.last_error, r.updated_at
  FROM unnest($1::integer[], $2::integer[], $3::integer[], $4::timestamptz[], $5::timestamptz[], $6::text[],
              $7::timestamptz[])
       AS r (integration_key, failures, openings, failing_since, open_until, last_error, updated_at)
  JOIN integration AS i USING (integration_key)
 ORDER BY i.integration_key
ON CONFLICT (integration_key) DO UPDATE
   SET failures = EXCLUDED.failures, openings = EXCLUDED.openings, failing_since = EXCLUDED.failing_since,
       open_until = EXCLUDED.open_until, last_error = EXCLUDED.last_error, updated_at = EXCLUDED.updated_at;

-- All is well again.
-- name: forget
DELETE FROM integration_health WHERE integration_key = ANY ($1::integer[]);

-- name: circuits
SELECT (count(*) FILTER (WHERE open_until > now()))::integer AS open,
       (count(*) FILTER (WHERE open_until <= now()))::integer AS half_open
  FROM integration_health;

-- $1 milliseconds of failing before the tenant is told.
-- name: raise_alerts
INSERT INTO system_alert (tenant_key, kind, subject, severity, summary, details, raised_at, updated_at)
SELECT i.tenant_key, 'INTEGRATION_FAILING', i.integration_id::text, 3,
       format('Nothing that is sent to the integration "%s" arrives.', i.name),
       jsonb_build_object('integration_name', i.name, 'integration_type', i.type, 'failing_since', h.failing_since,
                          'last_error', h.last_error),
       now(), now()
  FROM integration_health AS h
  JOIN integration AS i USING (integration_key)
 WHERE h.failing_since <= now() - $1::bigint * interval '1 ms' AND i.enabled
   AND NOT EXISTS (SELECT FROM system_alert AS a
                    WHERE a.tenant_key = i.tenant_key AND a.kind = 'INTEGRATION_FAILING'
                      AND a.subject = i.integration_id::text AND a.cleared_at IS NULL)
ON CONFLICT (tenant_key, kind, subject) WHERE cleared_at IS NULL DO NOTHING
RETURNING system_alert_key, tenant_key;

-- It works again, or nobody expects it to: it was disabled, changed or deleted.
-- name: clear_alerts
UPDATE system_alert AS a
   SET cleared_at = now(), updated_at = now()
 WHERE a.kind = 'INTEGRATION_FAILING' AND a.cleared_at IS NULL
   AND NOT EXISTS (SELECT FROM integration AS i
                     JOIN integration_health AS h USING (integration_key)
                    WHERE i.tenant_key = a.tenant_key AND i.integration_id = a.subject::uuid AND i.enabled
                      AND h.failing_since <= a.raised_at)
RETURNING a.system_alert_key, a.tenant_key;

-- Longest failing first.
-- name: list
SELECT i.integration_id, i.name, {columns}
  FROM integration_health AS h
  JOIN integration AS i USING (integration_key)
 ORDER BY h.failing_since, h.integration_key
 LIMIT 500;
