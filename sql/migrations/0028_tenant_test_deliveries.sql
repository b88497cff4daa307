-- When each tenant tested any of its integrations of late: counted by integration alone, whoever makes, tests
-- and deletes one after another dials out without a bound.
-- Locks: nothing that exists.

CREATE TABLE tenant_test_delivery (
    tenant_key integer PRIMARY KEY REFERENCES tenant,
    sent_at    timestamptz[] NOT NULL -- the last minute's, oldest first
);

ALTER TABLE tenant_test_delivery ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_test_delivery FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_test_delivery_own ON tenant_test_delivery TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
GRANT SELECT, INSERT, UPDATE ON tenant_test_delivery TO pulse_app;
