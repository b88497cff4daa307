-- What ingest refused, and the one change feed that live sockets and workers follow.
-- Locks: nothing that exists.

-- tenant_key NULL: the topic named no tenant that we know.
CREATE TABLE quarantine_counter (
    bucket_minute timestamptz NOT NULL,
    tenant_key    integer REFERENCES tenant,
    reason        text NOT NULL,
    count         bigint NOT NULL,
    UNIQUE NULLS NOT DISTINCT (bucket_minute, tenant_key, reason)
);

CREATE TABLE quarantine_event (
    event_id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ingested_at    timestamptz NOT NULL,
    tenant_key     integer REFERENCES tenant,
    tenant_id      text, -- as the topic said it
    site_id        text,
    device_id      text,
    msg_type       text,
    reason         text NOT NULL,
    topic          text NOT NULL,
    payload_sealed bytea -- sealed: payloads hold tokens
);
CREATE INDEX quarantine_event_newest ON quarantine_event (ingested_at DESC);

-- seq is commit order: writers take one advisory lock last in their transaction (record_changes).
CREATE TABLE change (
    seq        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_key integer REFERENCES tenant,
    kind       text NOT NULL CHECK (kind IN ('alert', 'device', 'job', 'config')),
    key        bigint NOT NULL, -- alert_id, device_key, job_id, 0
    at         timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX change_at ON change (at);

-- The last statement of a transaction. Position by position: tenant, kind, key.
CREATE FUNCTION record_changes(tenants integer[], kinds text[], keys bigint[]) RETURNS bigint
    LANGUAGE plpgsql AS $$
DECLARE
    last_seq bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('pulse.change'));
    WITH recorded AS (
        INSERT INTO change (tenant_key, kind, key)
        SELECT tenant_key, kind, key FROM unnest(tenants, kinds, keys) WITH ORDINALITY AS c (tenant_key, kind, key, nr)
         ORDER BY nr
        RETURNING seq)
    SELECT max(seq) INTO last_seq FROM recorded;
    PERFORM pg_notify('pulse_change', last_seq::text);
    RETURN last_seq;
END $$;

ALTER TABLE quarantine_counter ENABLE ROW LEVEL SECURITY;
ALTER TABLE quarantine_counter FORCE ROW LEVEL SECURITY;
CREATE POLICY quarantine_counter_own ON quarantine_counter TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY quarantine_counter_operator ON quarantine_counter FOR SELECT TO pulse_operator USING (true);
CREATE POLICY quarantine_counter_ingest ON quarantine_counter TO pulse_ingest USING (true) WITH CHECK (true);
GRANT SELECT ON quarantine_counter TO pulse_app, pulse_operator;
GRANT SELECT, INSERT, UPDATE, DELETE ON quarantine_counter TO pulse_ingest;

ALTER TABLE quarantine_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE quarantine_event FORCE ROW LEVEL SECURITY;
CREATE POLICY quarantine_event_own ON quarantine_event TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY quarantine_event_operator ON quarantine_event FOR SELECT TO pulse_operator USING (true);
CREATE POLICY quarantine_event_ingest ON quarantine_event TO pulse_ingest USING (true) WITH CHECK (true);
GRANT SELECT ON quarantine_event TO pulse_app, pulse_operator;
GRANT SELECT, INSERT, DELETE ON quarantine_event TO pulse_ingest;

ALTER TABLE change ENABLE ROW LEVEL SECURITY;
ALTER TABLE change FORCE ROW LEVEL SECURITY;
CREATE POLICY change_own ON change TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY change_operator ON change TO pulse_operator USING (true) WITH CHECK (true);
CREATE POLICY change_ingest ON change TO pulse_ingest USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON change TO pulse_app, pulse_operator;
GRANT SELECT, INSERT, DELETE ON change TO pulse_ingest;
