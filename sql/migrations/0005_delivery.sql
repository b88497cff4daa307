-- Where alerts go: integrations, routes, jobs and every attempt at one.
-- Locks: nothing that exists.

CREATE TABLE integration (
    integration_key integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_key      integer NOT NULL REFERENCES tenant,
    integration_id  uuid NOT NULL DEFAULT gen_random_uuid(),
    name            text NOT NULL,
    type            text NOT NULL CHECK (type IN ('webhook', 'snmp', 'email', 'mqtt')),
    enabled         boolean NOT NULL DEFAULT true,
    config          jsonb NOT NULL DEFAULT '{}', -- what may be shown: {"url": "https://host:port"}
    sealed          bytea NOT NULL, -- the whole configuration, secrets included, sealed by server/vault
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant_key, integration_id)
);

CREATE TABLE integration_route (
    route_key       integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_key      integer NOT NULL REFERENCES tenant,
    route_id        uuid NOT NULL DEFAULT gen_random_uuid(),
    integration_key integer NOT NULL REFERENCES integration ON DELETE CASCADE,
    name            text NOT NULL,
    enabled         boolean NOT NULL DEFAULT true,
    min_severity    smallint CHECK (min_severity BETWEEN 1 AND 5), -- empty lists and NULL match everything
    severities      text[] NOT NULL DEFAULT '{}',
    alert_types     text[] NOT NULL DEFAULT '{}',
    site_ids        text[] NOT NULL DEFAULT '{}',
    device_prefixes text[] NOT NULL DEFAULT '{}',
    deliver_on      text[] NOT NULL DEFAULT '{OPEN}' CHECK (deliver_on <@ ARRAY['OPEN', 'CLOSED', 'ACKNOWLEDGED']),
    priority        integer NOT NULL DEFAULT 100,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant_key, route_id)
);

-- Committed with the transition that caused it. Outlives its route and integration.
CREATE TABLE delivery_job (
    job_id           bigint PRIMARY KEY,
    tenant_key       integer NOT NULL REFERENCES tenant,
    alert_id         bigint NOT NULL,
    transition_id    bigint NOT NULL,
    route_key        integer NOT NULL,
    integration_key  integer NOT NULL,
    deliver_on_event text NOT NULL CHECK (deliver_on_event IN ('OPEN', 'CLOSED', 'ACKNOWLEDGED')),
    status           text NOT NULL DEFAULT 'PENDING'
                     CHECK (status IN ('PENDING', 'PROCESSING', 'COMPLETED', 'FAILED')),
    attempts         integer NOT NULL DEFAULT 0,
    next_run_at      timestamptz NOT NULL, -- while PROCESSING: lease_until
    lease_until      timestamptz, -- PROCESSING beyond this is anybody's again
    last_error       text,
    payload          text NOT NULL, -- the body as it is sent, byte for byte, on every attempt
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    UNIQUE (transition_id, route_key)
);
CREATE INDEX delivery_job_due ON delivery_job (next_run_at, job_id) WHERE status IN ('PENDING', 'PROCESSING');
-- Jobs of one (alert, route) go in order of transition.
CREATE INDEX delivery_job_order ON delivery_job (alert_id, route_key, transition_id)
    WHERE status IN ('PENDING', 'PROCESSING');
-- Claiming looks at each integration that has something to send, and at how much of it is in flight.
CREATE INDEX delivery_job_of_integration ON delivery_job (integration_key, next_run_at, job_id)
    WHERE status IN ('PENDING', 'PROCESSING');
CREATE INDEX delivery_job_in_flight ON delivery_job (integration_key) WHERE status = 'PROCESSING';
CREATE INDEX delivery_job_newest ON delivery_job (tenant_key, job_id DESC);

CREATE TABLE delivery_attempt (
    attempt_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_key  integer NOT NULL REFERENCES tenant,
    job_id      bigint NOT NULL REFERENCES delivery_job ON DELETE CASCADE,
    attempt_no  integer NOT NULL,
    ok          boolean NOT NULL,
    http_status integer,
    latency_ms  integer NOT NULL,
    error       text, -- a code of predecessor §7.1, then detail; never a secret
    address     text, -- what was dialled
    started_at  timestamptz NOT NULL,
    finished_at timestamptz NOT NULL
);
CREATE INDEX delivery_attempt_of_job ON delivery_attempt (job_id, attempt_no);
CREATE INDEX delivery_attempt_newest ON delivery_attempt (tenant_key, finished_at DESC);

CREATE SEQUENCE job_ids;

ALTER TABLE integration ENABLE ROW LEVEL SECURITY;
ALTER TABLE integration FORCE ROW LEVEL SECURITY;
CREATE POLICY integration_own ON integration TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY integration_operator ON integration TO pulse_operator USING (true) WITH CHECK (true);
CREATE POLICY integration_ingest ON integration FOR SELECT TO pulse_ingest USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON integration TO pulse_app, pulse_operator;
GRANT SELECT ON integration TO pulse_ingest;

ALTER TABLE integration_route ENABLE ROW LEVEL SECURITY;
ALTER TABLE integration_route FORCE ROW LEVEL SECURITY;
CREATE POLICY integration_route_own ON integration_route TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY integration_route_operator ON integration_route TO pulse_operator USING (true) WITH CHECK (true);
CREATE POLICY integration_route_ingest ON integration_route FOR SELECT TO pulse_ingest USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON integration_route TO pulse_app, pulse_operator;
GRANT SELECT ON integration_route TO pulse_ingest;

ALTER TABLE delivery_job ENABLE ROW LEVEL SECURITY;
ALTER TABLE delivery_job FORCE ROW LEVEL SECURITY;
CREATE POLICY delivery_job_own ON delivery_job TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY delivery_job_operator ON delivery_job FOR SELECT TO pulse_operator USING (true);
CREATE POLICY delivery_job_ingest ON delivery_job TO pulse_ingest USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON delivery_job TO pulse_app;
GRANT SELECT ON delivery_job TO pulse_operator;
GRANT SELECT, INSERT, UPDATE ON delivery_job TO pulse_ingest;

ALTER TABLE delivery_attempt ENABLE ROW LEVEL SECURITY;
ALTER TABLE delivery_attempt FORCE ROW LEVEL SECURITY;
CREATE POLICY delivery_attempt_own ON delivery_attempt TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY delivery_attempt_operator ON delivery_attempt FOR SELECT TO pulse_operator USING (true);
CREATE POLICY delivery_attempt_ingest ON delivery_attempt TO pulse_ingest USING (true) WITH CHECK (true);
GRANT SELECT ON delivery_attempt TO pulse_app, pulse_operator;
GRANT SELECT, INSERT ON delivery_attempt TO pulse_ingest;

GRANT USAGE ON SEQUENCE job_ids TO pulse_app, pulse_ingest;

CALL watch_versions('integration', 'config');
CALL watch_versions('integration_route', 'config');
