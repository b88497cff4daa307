-- What a device says of being gone, and what was refused of each device.
-- Locks: device_state for a moment (columns without a default are added without rewriting the table).

-- Set from a believed `offline` until the device is heard again.
ALTER TABLE device_state ADD COLUMN offline_at timestamptz; -- our receive time
ALTER TABLE device_state ADD COLUMN offline_reason text; -- the device's own words, if it had any

-- Why a device is not ONLINE; NULL: it is. Of the registry's status, whether it was ever heard, and its state.
CREATE FUNCTION status_reason(registered text, heard text, offline_at timestamptz) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN registered = 'REVOKED' THEN 'revoked'
                WHEN heard IS NULL THEN 'never_seen'
                WHEN heard = 'ONLINE' THEN NULL
                WHEN offline_at IS NOT NULL THEN 'offline'
                ELSE 'silent' END;

-- Messages that were refused of known devices, of whatever tenant and mode; their payloads are not kept. Written with
-- every batch that refuses: the column that is indexed changes once a day, so that updates stay on their page (HOT).
CREATE TABLE device_refusal (
    device_key   bigint NOT NULL REFERENCES device,
    tenant_key   integer NOT NULL REFERENCES tenant,
    reason       text NOT NULL,
    is_proven    boolean NOT NULL, -- false: sent in the device's name, by whomever
    count        bigint NOT NULL,
    first_at     timestamptz NOT NULL, -- our receive times
    last_at      timestamptz NOT NULL,
    last_day     date NOT NULL, -- of last_at, UTC
    recent_at    timestamptz[] NOT NULL, -- of the last ones, newest first …
    recent_types text[] NOT NULL, -- … and their message types, position by position
    PRIMARY KEY (device_key, reason, is_proven)
) WITH (fillfactor = 50);
CREATE INDEX device_refusal_day ON device_refusal (last_day);

ALTER TABLE device_refusal ENABLE ROW LEVEL SECURITY;
ALTER TABLE device_refusal FORCE ROW LEVEL SECURITY;
CREATE POLICY device_refusal_own ON device_refusal TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY device_refusal_operator ON device_refusal FOR SELECT TO pulse_operator USING (true);
CREATE POLICY device_refusal_ingest ON device_refusal TO pulse_ingest USING (true) WITH CHECK (true);
GRANT SELECT ON device_refusal TO pulse_app, pulse_operator;
GRANT SELECT, INSERT, UPDATE, DELETE ON device_refusal TO pulse_ingest;
