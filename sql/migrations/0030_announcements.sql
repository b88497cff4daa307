-- Who was told that an alert is open is a row for each (alert, route), made with the delivery that tells it and kept when
-- deliveries are forgotten: of an alert's end and acknowledgement hears who heard of its opening, and nobody else.
-- Locks: nothing against readers; delivery_job against writers while it is read once, and integration_route for an instant.
-- About 6 s for a million openings that are remembered; how many readings there are does not matter.

-- No foreign keys: it is written with every opening, and neither tenants nor alerts are ever deleted.
CREATE TABLE alert_announcement (
    alert_id        bigint NOT NULL,
    route_key       integer NOT NULL,
    tenant_key      integer NOT NULL,
    integration_key integer NOT NULL, -- whose receiver is told; the route may go elsewhere later
    transition_id   bigint NOT NULL, -- of the delivery that tells it; 0: it was forgotten before there were rows
    given_up_at     timestamptz, -- that delivery is dead: nobody was told
    PRIMARY KEY (alert_id, route_key)
);

LOCK TABLE delivery_job IN SHARE MODE;

INSERT INTO alert_announcement (alert_id, route_key, tenant_key, integration_key, transition_id, given_up_at)
SELECT DISTINCT ON (alert_id, route_key) alert_id, route_key, tenant_key, integration_key, transition_id,
       CASE WHEN status = 'FAILED' THEN now() END
  FROM delivery_job
 WHERE deliver_on_event = 'OPEN' AND route_key IN (SELECT route_key FROM integration_route)
 ORDER BY alert_id, route_key, (status = 'FAILED'), transition_id;

-- Deliveries are forgotten after 90 days. Of alerts that are open for longer, those routes of that time were told that
-- would take them today.
INSERT INTO alert_announcement (alert_id, route_key, tenant_key, integration_key, transition_id)
SELECT a.alert_id, r.route_key, a.tenant_key, r.integration_key, 0
  FROM alert AS a
  JOIN integration_route AS r ON r.tenant_key = a.tenant_key AND r.created_at <= a.created_at
  LEFT JOIN device AS d ON d.device_key = a.device_key
  LEFT JOIN site AS s ON s.site_key = d.site_key
 WHERE a.cleared_at IS NULL AND a.is_announced AND a.created_at < now() - interval '90 days'
   AND 'OPEN' = ANY (r.deliver_on) AND a.severity >= coalesce(r.min_severity, 1)
   AND (r.severities = '{}' OR a.severity::text = ANY (r.severities)
        OR CASE a.severity WHEN 5 THEN 'CRITICAL' WHEN 4 THEN 'WARNING' WHEN 3 THEN 'WARNING' ELSE 'INFO' END
           = ANY (r.severities))
   AND (r.alert_types = '{}' OR a.alert_type = ANY (r.alert_types))
   AND (r.site_ids = '{}' OR s.site_id = ANY (r.site_ids))
   AND (r.device_prefixes = '{}'
        OR EXISTS (SELECT FROM unnest(r.device_prefixes) AS prefix (text) WHERE starts_with(d.device_id, prefix.text)))
   AND (r.rule_ids = '{}' OR a.details ->> 'rule_id' = ANY (r.rule_ids))
ON CONFLICT DO NOTHING;

-- What waits to tell the end of something whose opening is dead already.
UPDATE delivery_job AS later
   SET status = 'FAILED', last_error = 'not_announced', updated_at = now()
  FROM alert_announcement AS a
 WHERE a.given_up_at IS NOT NULL AND later.alert_id = a.alert_id AND later.route_key = a.route_key
   AND later.status = 'PENDING' AND later.deliver_on_event <> 'OPEN';

CREATE INDEX alert_announcement_of_route ON alert_announcement (route_key);
CREATE INDEX alert_announcement_given_up ON alert_announcement (given_up_at) WHERE given_up_at IS NOT NULL;

ALTER TABLE alert_announcement ENABLE ROW LEVEL SECURITY;
ALTER TABLE alert_announcement FORCE ROW LEVEL SECURITY;
CREATE POLICY alert_announcement_own ON alert_announcement TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY alert_announcement_operator ON alert_announcement TO pulse_operator USING (true) WITH CHECK (true);
CREATE POLICY alert_announcement_ingest ON alert_announcement TO pulse_ingest USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON alert_announcement TO pulse_app; -- people end shelves, send again, delete routes
GRANT SELECT, DELETE ON alert_announcement TO pulse_operator;
GRANT SELECT, INSERT, UPDATE ON alert_announcement TO pulse_ingest;

-- A route takes with it what it was told, whoever deletes it: also when its integration goes.
CREATE FUNCTION forget_announcements() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM alert_announcement AS a USING gone WHERE a.route_key = gone.route_key;
    RETURN NULL;
END;
$$;
CREATE TRIGGER forget_announcements AFTER DELETE ON integration_route REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION forget_announcements();
