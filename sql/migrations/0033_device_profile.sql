-- What people say of a device: a name, and what it is for. Its own table, because every change of device's rows makes ingest
-- read the tenant's registry anew (bump_tenant_version), and ingest knows nothing of this. A row comes with the first word.
-- Locks: device is referenced, SHARE ROW EXCLUSIVE, for a moment.

CREATE TABLE device_profile (
    device_key  bigint PRIMARY KEY,
    tenant_key  integer NOT NULL,
    name        text NOT NULL DEFAULT '',
    description text NOT NULL DEFAULT '',
    updated_at  timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (tenant_key, device_key) REFERENCES device (tenant_key, device_key) ON DELETE CASCADE
);

ALTER TABLE device_profile ENABLE ROW LEVEL SECURITY;
ALTER TABLE device_profile FORCE ROW LEVEL SECURITY;
CREATE POLICY device_profile_own ON device_profile TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY device_profile_operator ON device_profile TO pulse_operator USING (true) WITH CHECK (true);
CREATE POLICY device_profile_ingest ON device_profile FOR SELECT TO pulse_ingest USING (true);
GRANT SELECT ON device_profile TO pulse_app, pulse_operator, pulse_ingest;
GRANT INSERT (device_key, tenant_key), UPDATE (name, description, updated_at) ON device_profile TO pulse_app, pulse_operator;
