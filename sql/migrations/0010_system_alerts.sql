-- What operators must know about Pulse itself, beside what customers know of their devices: raised once, updated while
-- it lasts, cleared by itself. Its changes go through the change feed like every other.
-- Locks: change, for as long as its rows (a day's) are checked against the longer list of kinds.

-- tenant_key NULL: the whole installation.
CREATE TABLE system_alert (
    system_alert_key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_key       integer REFERENCES tenant,
    kind             text NOT NULL CHECK (kind ~ '^[A-Z][A-Z_]*$'), -- model/system_alert.h has the list
    subject          text NOT NULL DEFAULT '',
    severity         integer NOT NULL CHECK (severity BETWEEN 1 AND 5),
    summary          text NOT NULL,
    details          jsonb NOT NULL DEFAULT '{}',
    raised_at        timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    cleared_at       timestamptz,
    acknowledged_at  timestamptz,
    acknowledged_by  text
);
-- Whoever raises it, on whatever server: there is one.
CREATE UNIQUE INDEX system_alert_open ON system_alert (tenant_key, kind, subject) NULLS NOT DISTINCT
    WHERE cleared_at IS NULL;
CREATE INDEX system_alert_newest ON system_alert (kind, system_alert_key DESC);

ALTER TABLE system_alert ENABLE ROW LEVEL SECURITY;
ALTER TABLE system_alert FORCE ROW LEVEL SECURITY;
CREATE POLICY system_alert_own ON system_alert TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY system_alert_operator ON system_alert TO pulse_operator USING (true) WITH CHECK (true);
CREATE POLICY system_alert_ingest ON system_alert TO pulse_ingest USING (true) WITH CHECK (true);
GRANT SELECT ON system_alert TO pulse_app, pulse_operator;
GRANT UPDATE (acknowledged_at, acknowledged_by, updated_at) ON system_alert TO pulse_operator;
GRANT SELECT, INSERT, UPDATE, DELETE ON system_alert TO pulse_ingest;

ALTER TABLE change DROP CONSTRAINT change_kind_check;
ALTER TABLE change ADD CONSTRAINT change_kind_check
    CHECK (kind IN ('alert', 'device', 'job', 'config', 'system')); -- system: key is a system_alert_key
