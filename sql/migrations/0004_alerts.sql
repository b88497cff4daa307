-- Rules, alerts and their transitions.
-- Locks: nothing that exists.

CREATE TABLE alert_rule (
    rule_key    integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_key  integer NOT NULL REFERENCES tenant,
    rule_id     uuid NOT NULL DEFAULT gen_random_uuid(),
    name        text NOT NULL,
    enabled     boolean NOT NULL DEFAULT true,
    metric_name text NOT NULL,
    operator    text NOT NULL CHECK (operator IN ('GT', 'LT', 'GTE', 'LTE')),
    threshold   double precision NOT NULL,
    clear_value double precision, -- hysteresis: an open alert clears on reaching this; NULL: on leaving the threshold
    severity    smallint NOT NULL DEFAULT 3 CHECK (severity BETWEEN 1 AND 5),
    description text,
    site_ids    text[] NOT NULL DEFAULT '{}', -- empty: every site
    version     integer NOT NULL DEFAULT 1,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant_key, rule_id),
    CHECK (clear_value IS NULL
           OR (operator IN ('GT', 'GTE') AND clear_value <= threshold)
           OR (operator IN ('LT', 'LTE') AND clear_value >= threshold))
);

-- An alert is three independent facts: condition (cleared_at), acknowledgement, suppression. The wire's status is derived.
CREATE TABLE alert (
    alert_id        bigint PRIMARY KEY,
    tenant_key      integer NOT NULL REFERENCES tenant,
    device_key      bigint NOT NULL,
    rule_key        integer, -- kept when the rule is gone
    alert_type      text NOT NULL CHECK (alert_type IN ('THRESHOLD', 'NO_HEARTBEAT')),
    fingerprint     text NOT NULL,
    severity        smallint NOT NULL CHECK (severity BETWEEN 1 AND 5),
    confidence      real NOT NULL,
    summary         text NOT NULL,
    details         jsonb NOT NULL DEFAULT '{}',
    created_at      timestamptz NOT NULL, -- when it opened, by our clock
    opened_ts       timestamptz NOT NULL, -- device time of the reading that opened it
    cleared_at      timestamptz,
    cleared_ts      timestamptz,
    acknowledged_at timestamptz,
    acknowledged_by text,
    shelved_until   timestamptz,
    shelve_reason   text,
    updated_at      timestamptz NOT NULL
);
CREATE UNIQUE INDEX alert_one_active ON alert (tenant_key, fingerprint) WHERE cleared_at IS NULL;
CREATE INDEX alert_newest ON alert (tenant_key, alert_id DESC);
CREATE INDEX alert_of_device ON alert (device_key, alert_id DESC);

CREATE TABLE alert_transition (
    transition_id bigint PRIMARY KEY,
    tenant_key    integer NOT NULL REFERENCES tenant,
    alert_id      bigint NOT NULL REFERENCES alert ON DELETE CASCADE,
    event         text NOT NULL CHECK (event IN ('OPENED', 'CLEARED', 'ACKNOWLEDGED', 'UNACKNOWLEDGED', 'SHELVED',
                                                 'UNSHELVED', 'COMMENTED')),
    at            timestamptz NOT NULL,
    actor         text NOT NULL, -- rule:<rule_id>, user:<sub>, system
    reason        text NOT NULL
);
CREATE INDEX alert_transition_of_alert ON alert_transition (alert_id, transition_id);

-- A writer takes the ids of its whole batch in one statement, so a batch is built before it is written.
CREATE SEQUENCE alert_ids;
CREATE SEQUENCE transition_ids;

ALTER TABLE alert_rule ENABLE ROW LEVEL SECURITY;
ALTER TABLE alert_rule FORCE ROW LEVEL SECURITY;
CREATE POLICY alert_rule_own ON alert_rule TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY alert_rule_operator ON alert_rule TO pulse_operator USING (true) WITH CHECK (true);
CREATE POLICY alert_rule_ingest ON alert_rule FOR SELECT TO pulse_ingest USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON alert_rule TO pulse_app, pulse_operator;
GRANT SELECT ON alert_rule TO pulse_ingest;

ALTER TABLE alert ENABLE ROW LEVEL SECURITY;
ALTER TABLE alert FORCE ROW LEVEL SECURITY;
CREATE POLICY alert_own ON alert TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY alert_operator ON alert FOR SELECT TO pulse_operator USING (true);
CREATE POLICY alert_ingest ON alert TO pulse_ingest USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE ON alert TO pulse_app;
GRANT SELECT ON alert TO pulse_operator;
GRANT SELECT, INSERT, UPDATE ON alert TO pulse_ingest;

ALTER TABLE alert_transition ENABLE ROW LEVEL SECURITY;
ALTER TABLE alert_transition FORCE ROW LEVEL SECURITY;
CREATE POLICY alert_transition_own ON alert_transition TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY alert_transition_operator ON alert_transition FOR SELECT TO pulse_operator USING (true);
CREATE POLICY alert_transition_ingest ON alert_transition TO pulse_ingest USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON alert_transition TO pulse_app, pulse_ingest;
GRANT SELECT ON alert_transition TO pulse_operator;

GRANT USAGE ON SEQUENCE alert_ids, transition_ids TO pulse_app, pulse_ingest;

CALL watch_versions('alert_rule', 'config');
