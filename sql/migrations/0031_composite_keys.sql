-- A row of one tenant cannot refer to a row of another: every foreign key between two tables of tenants carries the tenant.
-- PostgreSQL checks foreign keys past row security, so a key alone let a tenant's role name whatever exists.
-- The unique keys of alert and delivery_job take the place of indexes of the same columns, so writing costs what it did.
-- Locks: alert and delivery_job against everybody while their unique keys are built (a second a few million rows); the other
-- tables for an instant. The keys are not checked against the rows that are there: the next migration does that.

ALTER TABLE site ADD UNIQUE (tenant_key, site_key);
ALTER TABLE integration ADD UNIQUE (tenant_key, integration_key);
ALTER TABLE device ADD UNIQUE (tenant_key, device_key);
ALTER TABLE alert ADD UNIQUE (tenant_key, alert_id);
DROP INDEX alert_newest;
ALTER TABLE delivery_job ADD UNIQUE (tenant_key, job_id);
DROP INDEX delivery_job_newest;

ALTER TABLE device
    DROP CONSTRAINT device_site_key_fkey,
    ADD CONSTRAINT device_site_fkey FOREIGN KEY (tenant_key, site_key) REFERENCES site (tenant_key, site_key) NOT VALID;
ALTER TABLE device_refusal
    DROP CONSTRAINT device_refusal_device_key_fkey,
    ADD CONSTRAINT device_refusal_device_fkey FOREIGN KEY (tenant_key, device_key)
        REFERENCES device (tenant_key, device_key) NOT VALID;
ALTER TABLE alert_transition
    DROP CONSTRAINT alert_transition_alert_id_fkey,
    ADD CONSTRAINT alert_transition_alert_fkey FOREIGN KEY (tenant_key, alert_id) REFERENCES alert (tenant_key, alert_id)
        ON DELETE CASCADE NOT VALID;
ALTER TABLE integration_route
    DROP CONSTRAINT integration_route_integration_key_fkey,
    ADD CONSTRAINT integration_route_integration_fkey FOREIGN KEY (tenant_key, integration_key)
        REFERENCES integration (tenant_key, integration_key) ON DELETE CASCADE NOT VALID;
ALTER TABLE integration_health
    DROP CONSTRAINT integration_health_integration_key_fkey,
    ADD CONSTRAINT integration_health_integration_fkey FOREIGN KEY (tenant_key, integration_key)
        REFERENCES integration (tenant_key, integration_key) ON DELETE CASCADE NOT VALID;
ALTER TABLE test_delivery
    DROP CONSTRAINT test_delivery_integration_key_fkey,
    ADD CONSTRAINT test_delivery_integration_fkey FOREIGN KEY (tenant_key, integration_key)
        REFERENCES integration (tenant_key, integration_key) ON DELETE CASCADE NOT VALID;
ALTER TABLE delivery_attempt
    DROP CONSTRAINT delivery_attempt_job_id_fkey,
    ADD CONSTRAINT delivery_attempt_job_fkey FOREIGN KEY (tenant_key, job_id) REFERENCES delivery_job (tenant_key, job_id)
        ON DELETE CASCADE NOT VALID;

-- A job outlives its route and integration and has no key to them; whoever sends it looks for an integration of its tenant.
-- Its alert and transition are the tenant's own where a tenant's request makes it.
CREATE POLICY delivery_job_of_own_transition ON delivery_job AS RESTRICTIVE FOR INSERT TO pulse_app
    WITH CHECK (EXISTS (SELECT FROM alert_transition AS t
                         WHERE t.transition_id = delivery_job.transition_id AND t.alert_id = delivery_job.alert_id));
