-- Bounds of admission: a rate for a whole tenant, and how much of what is refused is kept.
-- Locks: quarantine_event, which is rewritten for its new column (ingest waits); app_settings briefly.

INSERT INTO app_settings (tenant_key, key, value) VALUES
    (NULL, 'TENANT_RATE_LIMIT_RPS', '10000'),
    (NULL, 'TENANT_RATE_LIMIT_BURST', '20000'),
    (NULL, 'QUARANTINE_MAX_ROWS', '10000'),
    (NULL, 'QUARANTINE_MAX_BYTES', '67108864')
ON CONFLICT (tenant_key, key) DO NOTHING;

-- Kept are refusals of tenants we know; whatever else might be there could not be bounded.
DELETE FROM quarantine_event WHERE tenant_key IS NULL;

-- What a row counts for: its texts and its payload, and what any row needs.
ALTER TABLE quarantine_event
    ADD COLUMN size integer NOT NULL GENERATED ALWAYS AS (
        64 + octet_length(topic) + coalesce(octet_length(payload_sealed), 0) + coalesce(octet_length(tenant_id), 0)
        + coalesce(octet_length(site_id), 0) + coalesce(octet_length(device_id), 0) + coalesce(octet_length(msg_type), 0)
    ) STORED,
    ALTER COLUMN tenant_key SET NOT NULL,
    -- The oldest of a tenant go first. An index by event_id alone would tempt the planner to walk all other tenants' rows.
    DROP CONSTRAINT quarantine_event_pkey,
    ADD PRIMARY KEY (tenant_key, event_id);

-- How much is kept of each tenant, so that no batch has to count.
CREATE TABLE quarantine_usage (
    tenant_key integer PRIMARY KEY REFERENCES tenant,
    kept       bigint NOT NULL,
    bytes      bigint NOT NULL
);

ALTER TABLE quarantine_usage ENABLE ROW LEVEL SECURITY;
ALTER TABLE quarantine_usage FORCE ROW LEVEL SECURITY;
CREATE POLICY quarantine_usage_own ON quarantine_usage TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY quarantine_usage_operator ON quarantine_usage FOR SELECT TO pulse_operator USING (true);
CREATE POLICY quarantine_usage_ingest ON quarantine_usage TO pulse_ingest USING (true) WITH CHECK (true);
GRANT SELECT ON quarantine_usage TO pulse_app, pulse_operator;
GRANT SELECT, INSERT, UPDATE ON quarantine_usage TO pulse_ingest;

-- Kept by triggers, so that they are exact whoever adds or deletes; tenants are locked in key order.
CREATE FUNCTION add_quarantine_usage() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO quarantine_usage AS u (tenant_key, kept, bytes)
    SELECT tenant_key, count(*), sum(size) FROM new_rows GROUP BY tenant_key ORDER BY tenant_key
    ON CONFLICT (tenant_key) DO UPDATE SET kept = u.kept + EXCLUDED.kept, bytes = u.bytes + EXCLUDED.bytes;
    RETURN NULL;
END $$;

CREATE FUNCTION subtract_quarantine_usage() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM quarantine_usage WHERE tenant_key IN (SELECT tenant_key FROM old_rows) ORDER BY tenant_key FOR UPDATE;
    UPDATE quarantine_usage AS u
       SET kept = u.kept - gone.kept, bytes = u.bytes - gone.bytes
      FROM (SELECT tenant_key, count(*) AS kept, sum(size) AS bytes FROM old_rows GROUP BY tenant_key) AS gone
     WHERE u.tenant_key = gone.tenant_key;
    RETURN NULL;
END $$;

CREATE FUNCTION clear_quarantine_usage() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM quarantine_usage;
    RETURN NULL;
END $$;

CREATE TRIGGER usage_on_insert AFTER INSERT ON quarantine_event REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION add_quarantine_usage();
CREATE TRIGGER usage_on_delete AFTER DELETE ON quarantine_event REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION subtract_quarantine_usage();
CREATE TRIGGER usage_on_truncate AFTER TRUNCATE ON quarantine_event
    FOR EACH STATEMENT EXECUTE FUNCTION clear_quarantine_usage();

INSERT INTO quarantine_usage (tenant_key, kept, bytes)
SELECT tenant_key, count(*), sum(size) FROM quarantine_event GROUP BY tenant_key ORDER BY tenant_key;
