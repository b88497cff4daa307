-- The rows that were there before the composite keys are checked against them. A row that refers to another tenant's is an
-- error that names it: there is none unless somebody wrote it by SQL.
-- Locks: changes of these tables' shape only. Readings, alerts and deliveries go on while the rows are read.

ALTER TABLE device VALIDATE CONSTRAINT device_site_fkey;
ALTER TABLE device_refusal VALIDATE CONSTRAINT device_refusal_device_fkey;
ALTER TABLE alert_transition VALIDATE CONSTRAINT alert_transition_alert_fkey;
ALTER TABLE integration_route VALIDATE CONSTRAINT integration_route_integration_fkey;
ALTER TABLE integration_health VALIDATE CONSTRAINT integration_health_integration_fkey;
ALTER TABLE test_delivery VALIDATE CONSTRAINT test_delivery_integration_fkey;
ALTER TABLE delivery_attempt VALIDATE CONSTRAINT delivery_attempt_job_fkey;
