-- What keeps a dead endpoint from delaying anybody else, and what finds work without walking what is done: jobs that wait
-- and jobs that are leased have indexes of their own, each integration has a circuit breaker, dead jobs can be sent again.
-- Locks: delivery_job and delivery_attempt, for as long as the indexes of the jobs are built.

-- Attempts before the job was last sent again; its budget counts from there, attempt_no goes on.
ALTER TABLE delivery_job ADD COLUMN attempts_before integer NOT NULL DEFAULT 0;
ALTER TABLE delivery_attempt
    ADD COLUMN tls text, -- "TLSv1.3"; NULL: none, or not reached
    ADD COLUMN reply text; -- its first bytes, redacted

-- A job that is PROCESSING is not due: it is found by its lease. Entries of jobs that are done lie in the past of both
-- indexes, so that whoever looks for what comes next never meets them.
DROP INDEX delivery_job_due, delivery_job_order, delivery_job_of_integration, delivery_job_in_flight;
CREATE INDEX delivery_job_due ON delivery_job (next_run_at) WHERE status = 'PENDING';
CREATE INDEX delivery_job_leased ON delivery_job (lease_until) WHERE status = 'PROCESSING';
-- Claiming goes from integration to integration, oldest job first.
CREATE INDEX delivery_job_of_integration ON delivery_job (integration_key, next_run_at, job_id) WHERE status = 'PENDING';
-- Jobs of one (alert, route) go in order; people ask for those of an alert.
CREATE INDEX delivery_job_of_alert ON delivery_job (alert_id, route_key);
CREATE INDEX delivery_job_dead ON delivery_job (tenant_key, job_id DESC) WHERE status = 'FAILED';
ALTER TABLE delivery_job SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);

-- One row for each integration that does not take what it is sent; none: all is well.
CREATE TABLE integration_health (
    integration_key integer PRIMARY KEY REFERENCES integration ON DELETE CASCADE,
    tenant_key      integer NOT NULL REFERENCES tenant,
    failures        integer NOT NULL, -- in a row, that another attempt could have mended
    openings        integer NOT NULL, -- of the circuit, in a row
    failing_since   timestamptz NOT NULL,
    open_until      timestamptz, -- nothing is sent before; after it one job at a time, until one arrives
    last_error      text NOT NULL,
    updated_at      timestamptz NOT NULL
);
CREATE INDEX integration_health_since ON integration_health (failing_since);

ALTER TABLE integration_health ENABLE ROW LEVEL SECURITY;
ALTER TABLE integration_health FORCE ROW LEVEL SECURITY;
CREATE POLICY integration_health_own ON integration_health TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY integration_health_operator ON integration_health FOR SELECT TO pulse_operator USING (true);
CREATE POLICY integration_health_ingest ON integration_health TO pulse_ingest USING (true) WITH CHECK (true);
GRANT SELECT, DELETE ON integration_health TO pulse_app; -- a changed integration begins anew
GRANT UPDATE (open_until) ON integration_health TO pulse_app; -- what is sent again is tried at once
GRANT SELECT ON integration_health TO pulse_operator;
GRANT SELECT, INSERT, UPDATE, DELETE ON integration_health TO pulse_ingest;

GRANT UPDATE (status, next_run_at, attempts_before, updated_at) ON delivery_job TO pulse_app; -- sending again
