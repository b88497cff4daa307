-- Sites, devices, their last known state, and the names of metrics.
-- Locks: nothing that exists.

CREATE TABLE site (
    site_key   integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_key integer NOT NULL REFERENCES tenant,
    site_id    outside_id NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant_key, site_id)
);

CREATE TABLE device (
    device_key     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_key     integer NOT NULL REFERENCES tenant,
    device_id      outside_id NOT NULL,
    site_key       integer NOT NULL REFERENCES site,
    status         text NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('ACTIVE', 'REVOKED')),
    token_hash     bytea CHECK (octet_length(token_hash) = 32), -- SHA-256 of the provision token; the token is not kept
    fw_version     text,
    metadata       jsonb NOT NULL DEFAULT '{}',
    provisioned_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant_key, device_id)
);

-- Written with every batch: half-empty pages and no index but the key keep its updates on the page (HOT).
CREATE TABLE device_state (
    device_key           bigint PRIMARY KEY,
    tenant_key           integer NOT NULL,
    status               text NOT NULL CHECK (status IN ('ONLINE', 'STALE')),
    last_seen_at         timestamptz NOT NULL, -- our receive time; the three below too
    last_heartbeat_at    timestamptz,
    last_telemetry_at    timestamptz,
    last_state_change_at timestamptz NOT NULL,
    last_ts              timestamptz, -- device time of the last evaluated reading
    codes                integer[] NOT NULL DEFAULT '{}', -- the latest value of each metric: metric codes …
    "values"             double precision[] NOT NULL DEFAULT '{}' -- … and values, position by position
) WITH (fillfactor = 50);

CREATE TABLE metric (
    metric_key integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_key integer NOT NULL REFERENCES tenant,
    name       text NOT NULL CHECK (octet_length(name) BETWEEN 1 AND 128),
    UNIQUE (tenant_key, name)
);

-- An ordered list of metric codes. A code is metric_key * 4 + kind: 0 number, 1 integer, 2 boolean.
CREATE TABLE metric_set (
    metric_set_key integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_key     integer NOT NULL REFERENCES tenant,
    codes          integer[] NOT NULL,
    UNIQUE (tenant_key, codes)
);

-- {"temp_c": 21.5, "rssi_dbm": -70, "uplink_ok": true}: values come back as they went in.
CREATE FUNCTION metrics_json(codes integer[], "values" double precision[]) RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT coalesce(jsonb_object_agg(m.name,
                       CASE v.code & 3 WHEN 2 THEN to_jsonb(v.value <> 0)
                                       WHEN 1 THEN to_jsonb(v.value::bigint)
                                       ELSE to_jsonb(v.value) END), '{}')
              FROM unnest(codes, "values") AS v (code, value)
              JOIN metric AS m ON m.metric_key = v.code >> 2);

ALTER TABLE site ENABLE ROW LEVEL SECURITY;
ALTER TABLE site FORCE ROW LEVEL SECURITY;
CREATE POLICY site_own ON site TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY site_operator ON site TO pulse_operator USING (true) WITH CHECK (true);
CREATE POLICY site_ingest ON site FOR SELECT TO pulse_ingest USING (true);
GRANT SELECT ON site TO pulse_app, pulse_ingest;
GRANT SELECT, INSERT ON site TO pulse_operator;

ALTER TABLE device ENABLE ROW LEVEL SECURITY;
ALTER TABLE device FORCE ROW LEVEL SECURITY;
CREATE POLICY device_own ON device TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY device_operator ON device TO pulse_operator USING (true) WITH CHECK (true);
CREATE POLICY device_ingest ON device FOR SELECT TO pulse_ingest USING (true);
GRANT SELECT ON device TO pulse_app, pulse_ingest;
GRANT SELECT, INSERT, UPDATE ON device TO pulse_operator;

ALTER TABLE device_state ENABLE ROW LEVEL SECURITY;
ALTER TABLE device_state FORCE ROW LEVEL SECURITY;
CREATE POLICY device_state_own ON device_state TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY device_state_operator ON device_state FOR SELECT TO pulse_operator USING (true);
CREATE POLICY device_state_ingest ON device_state TO pulse_ingest USING (true) WITH CHECK (true);
GRANT SELECT ON device_state TO pulse_app, pulse_operator;
GRANT SELECT, INSERT, UPDATE ON device_state TO pulse_ingest;

ALTER TABLE metric ENABLE ROW LEVEL SECURITY;
ALTER TABLE metric FORCE ROW LEVEL SECURITY;
CREATE POLICY metric_own ON metric TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY metric_operator ON metric FOR SELECT TO pulse_operator USING (true);
CREATE POLICY metric_ingest ON metric TO pulse_ingest USING (true) WITH CHECK (true);
GRANT SELECT ON metric TO pulse_app, pulse_operator;
GRANT SELECT, INSERT ON metric TO pulse_ingest;

ALTER TABLE metric_set ENABLE ROW LEVEL SECURITY;
ALTER TABLE metric_set FORCE ROW LEVEL SECURITY;
CREATE POLICY metric_set_own ON metric_set TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY metric_set_operator ON metric_set FOR SELECT TO pulse_operator USING (true);
CREATE POLICY metric_set_ingest ON metric_set TO pulse_ingest USING (true) WITH CHECK (true);
GRANT SELECT ON metric_set TO pulse_app, pulse_operator;
GRANT SELECT, INSERT ON metric_set TO pulse_ingest;

CALL watch_versions('site', 'registry');
CALL watch_versions('device', 'registry');
