-- Roles, tenants and settings: what every later table's row security stands on.
--
-- pulse_app       a customer's request: sees one tenant, the one in pulse.tenant_key
-- pulse_operator  sees across tenants; the server writes an audit row in the same transaction
-- pulse_ingest    the pipeline: readings, state, alerts, jobs of every tenant
-- pulse_auth      sign-in only: accounts, sessions, signing keys
-- None has BYPASSRLS, none logs in, none owns anything; the login role is NOINHERIT and takes one with SET LOCAL ROLE.
-- Locks: nothing that exists.

DO $$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['pulse_app', 'pulse_operator', 'pulse_ingest', 'pulse_auth'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', role_name);
        END IF;
    END LOOP;
END $$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO pulse_app, pulse_operator, pulse_ingest, pulse_auth;

-- The tenant of this transaction. Never set and set-then-reset ('') both mean no tenant, so no rows: it fails closed.
CREATE FUNCTION current_tenant_key() RETURNS integer
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('pulse.tenant_key', true), '')::integer;

-- Texts the outside uses as identity: 1 to 128 bytes, no topic separators or wildcards, no control characters.
CREATE DOMAIN outside_id AS text
    CHECK (octet_length(VALUE) BETWEEN 1 AND 128 AND VALUE !~ '[/+#[:cntrl:]]');

CREATE TABLE tenant (
    tenant_key       integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id        outside_id NOT NULL UNIQUE,
    name             text NOT NULL,
    status           text NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'SUSPENDED')),
    -- Rise with every change of devices and sites, and of rules, integrations, routes and settings. The writer reads
    -- them inside the batch's transaction (FOR SHARE), so what commits after a change obeys it.
    registry_version bigint NOT NULL DEFAULT 1,
    config_version   bigint NOT NULL DEFAULT 1,
    created_at       timestamptz NOT NULL DEFAULT now()
);

-- Settings of the whole installation (tenant_key NULL) and of one tenant, which wins.
CREATE TABLE app_settings (
    tenant_key integer REFERENCES tenant,
    key        text NOT NULL,
    value      text NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE NULLS NOT DISTINCT (tenant_key, key)
);

ALTER TABLE tenant ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_own ON tenant TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY tenant_operator ON tenant TO pulse_operator USING (true) WITH CHECK (true);
CREATE POLICY tenant_ingest ON tenant TO pulse_ingest USING (true) WITH CHECK (true);
CREATE POLICY tenant_auth ON tenant TO pulse_auth USING (true) WITH CHECK (false);
GRANT SELECT ON tenant TO pulse_app, pulse_operator, pulse_ingest, pulse_auth;
GRANT INSERT ON tenant TO pulse_operator;
GRANT UPDATE (name, status) ON tenant TO pulse_operator;
-- The bump of versions, and the right to lock the row FOR SHARE.
GRANT UPDATE (registry_version, config_version) ON tenant TO pulse_app, pulse_operator, pulse_ingest;

ALTER TABLE app_settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE app_settings FORCE ROW LEVEL SECURITY;
CREATE POLICY settings_own ON app_settings TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY settings_operator ON app_settings TO pulse_operator USING (true) WITH CHECK (true);
CREATE POLICY settings_ingest ON app_settings FOR SELECT TO pulse_ingest USING (true);
GRANT SELECT ON app_settings TO pulse_app, pulse_ingest;
GRANT SELECT, INSERT, UPDATE, DELETE ON app_settings TO pulse_operator;

INSERT INTO app_settings (tenant_key, key, value) VALUES
    (NULL, 'MODE', 'PROD'),
    (NULL, 'STORE_REJECTS', '0'),
    (NULL, 'MIRROR_REJECTS_TO_RAW', '0'),
    (NULL, 'MAX_PAYLOAD_BYTES', '8192'),
    (NULL, 'RATE_LIMIT_RPS', '5'),
    (NULL, 'RATE_LIMIT_BURST', '20'),
    (NULL, 'LATE_AFTER_SECONDS', '300'),
    (NULL, 'LATE_ACCEPT_DAYS', '30'),
    (NULL, 'FUTURE_ACCEPT_SECONDS', '300'),
    (NULL, 'HEARTBEAT_STALE_SECONDS', '30');

-- Statement triggers that raise a version of every tenant a statement touched. TG_ARGV[0]: which version.
CREATE FUNCTION bump_tenant_version() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    touched integer[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT coalesce(tenant_key, 0)) INTO touched FROM new_rows;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT coalesce(tenant_key, 0)) INTO touched FROM old_rows;
    ELSE
        SELECT array_agg(DISTINCT coalesce(tenant_key, 0)) INTO touched
          FROM (SELECT tenant_key FROM new_rows UNION SELECT tenant_key FROM old_rows) AS changed;
    END IF;
    -- Rows are locked in key order; 0 stands for the whole installation.
    PERFORM 1 FROM tenant WHERE tenant_key = ANY (touched) OR 0 = ANY (touched) ORDER BY tenant_key FOR UPDATE;
    IF TG_ARGV[0] = 'registry' THEN
        UPDATE tenant SET registry_version = registry_version + 1
         WHERE tenant_key = ANY (touched) OR 0 = ANY (touched);
    ELSE
        UPDATE tenant SET config_version = config_version + 1
         WHERE tenant_key = ANY (touched) OR 0 = ANY (touched);
    END IF;
    RETURN NULL;
END $$;

-- CALLed by migrations: puts the three triggers on a table.
CREATE PROCEDURE watch_versions(table_name text, version_name text)
    LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER bump_on_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS new_rows '
                   'FOR EACH STATEMENT EXECUTE FUNCTION bump_tenant_version(%L)', table_name, version_name);
    EXECUTE format('CREATE TRIGGER bump_on_update AFTER UPDATE ON %I REFERENCING NEW TABLE AS new_rows OLD TABLE '
                   'AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION bump_tenant_version(%L)',
                   table_name, version_name);
    EXECUTE format('CREATE TRIGGER bump_on_delete AFTER DELETE ON %I REFERENCING OLD TABLE AS old_rows '
                   'FOR EACH STATEMENT EXECUTE FUNCTION bump_tenant_version(%L)', table_name, version_name);
END $$;

CALL watch_versions('app_settings', 'config');
