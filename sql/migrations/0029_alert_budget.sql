-- How many changes of alerts a tenant's rules may make, as settings, and what a device is owed beyond that: metrics whose
-- latest values its rules are to be asked about again. A row is written in the transaction of the reading that was not
-- acted on, so a server that is killed forgets none. Without foreign keys: the ingest leader takes away what a device leaves.
-- Locks: app_settings briefly.

INSERT INTO app_settings (tenant_key, key, value) VALUES
    (NULL, 'ALERT_CHANGES_RPS', '500'),
    (NULL, 'ALERT_CHANGES_BURST', '20000')
ON CONFLICT (tenant_key, key) DO NOTHING;

CREATE TABLE judgement_owed (
    device_key bigint PRIMARY KEY,
    tenant_key integer NOT NULL,
    metrics    integer[] NOT NULL,
    hears      boolean NOT NULL -- it was heard, and its alerts about silence are not closed yet
);
CREATE INDEX judgement_owed_of_tenant ON judgement_owed (tenant_key);

ALTER TABLE judgement_owed ENABLE ROW LEVEL SECURITY;
ALTER TABLE judgement_owed FORCE ROW LEVEL SECURITY;
CREATE POLICY judgement_owed_own ON judgement_owed TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY judgement_owed_ingest ON judgement_owed TO pulse_ingest USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON judgement_owed TO pulse_ingest;
