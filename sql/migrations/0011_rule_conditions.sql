-- Rules of several kinds, for how long a value has been beyond a rule's threshold, and what opened or closed an alert.
-- Locks: alert_rule, alert and alert_transition, for as long as the rows of the first two are checked.

ALTER TABLE alert_rule
    ALTER COLUMN metric_name DROP NOT NULL,
    ALTER COLUMN operator DROP NOT NULL,
    ALTER COLUMN threshold DROP NOT NULL,
    ADD COLUMN condition text NOT NULL DEFAULT 'THRESHOLD',
    ADD COLUMN for_seconds integer NOT NULL DEFAULT 0 CHECK (for_seconds BETWEEN 0 AND 604800),
    ADD COLUMN silent_seconds integer NOT NULL DEFAULT 0 CHECK (silent_seconds BETWEEN 0 AND 604800),
    ADD COLUMN grace_seconds integer NOT NULL DEFAULT 0 CHECK (grace_seconds BETWEEN 0 AND 604800),
    ADD COLUMN device_prefixes text[] NOT NULL DEFAULT '{}', -- empty: every device
    ADD CONSTRAINT alert_rule_condition_check CHECK (
        CASE condition
            WHEN 'THRESHOLD' THEN num_nulls(metric_name, operator, threshold) = 0
                                  AND silent_seconds = 0 AND grace_seconds = 0
            WHEN 'METRIC_SILENT' THEN metric_name IS NOT NULL AND num_nonnulls(operator, threshold, clear_value) = 0
                                      AND for_seconds = 0 AND silent_seconds > 0
            WHEN 'DEVICE_SILENT' THEN num_nonnulls(metric_name, operator, threshold, clear_value) = 0
                                      AND for_seconds = 0 AND silent_seconds > 0
            ELSE false
        END);

ALTER TABLE alert DROP CONSTRAINT alert_alert_type_check;
ALTER TABLE alert ADD CONSTRAINT alert_alert_type_check
    CHECK (alert_type IN ('THRESHOLD', 'NO_HEARTBEAT', 'METRIC_SILENT'));

-- The readings, values and timers that opened or closed it.
ALTER TABLE alert_transition ADD COLUMN evidence jsonb NOT NULL DEFAULT '{}';

-- A value is beyond a rule's threshold, but not yet for as long as the rule asks. Written when that begins or ends only, in
-- the transaction of the readings. Without foreign keys: the ingest leader takes away what a rule or a device leaves.
CREATE TABLE rule_pending (
    device_key   bigint NOT NULL,
    rule_key     integer NOT NULL,
    tenant_key   integer NOT NULL,
    since        timestamptz NOT NULL, -- effective device time of the reading that began it
    value        double precision NOT NULL, -- of that reading
    rule_version integer NOT NULL, -- of another version than the rule's: says nothing
    PRIMARY KEY (device_key, rule_key)
);
CREATE INDEX rule_pending_of_tenant ON rule_pending (tenant_key);

ALTER TABLE rule_pending ENABLE ROW LEVEL SECURITY;
ALTER TABLE rule_pending FORCE ROW LEVEL SECURITY;
CREATE POLICY rule_pending_own ON rule_pending TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY rule_pending_operator ON rule_pending FOR SELECT TO pulse_operator USING (true);
CREATE POLICY rule_pending_ingest ON rule_pending TO pulse_ingest USING (true) WITH CHECK (true);
GRANT SELECT ON rule_pending TO pulse_app, pulse_operator;
GRANT SELECT, INSERT, UPDATE, DELETE ON rule_pending TO pulse_ingest;
