-- When each integration was tested of late, so that a button that is held down does not flood a receiver.
-- Locks: nothing that exists.

CREATE TABLE test_delivery (
    integration_key integer PRIMARY KEY REFERENCES integration ON DELETE CASCADE,
    tenant_key      integer NOT NULL REFERENCES tenant,
    sent_at         timestamptz[] NOT NULL -- the last minute's, oldest first: at most five
);

ALTER TABLE test_delivery ENABLE ROW LEVEL SECURITY;
ALTER TABLE test_delivery FORCE ROW LEVEL SECURITY;
CREATE POLICY test_delivery_own ON test_delivery TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
GRANT SELECT, INSERT, UPDATE ON test_delivery TO pulse_app;
