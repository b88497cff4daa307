-- A receiver may say that it wants nothing any more (410 of a webhook, 521 of a mail server). Its integration is then
-- disabled by the delivery that heard it, in the transaction that records the attempt.
-- Locks: integration, for an instant; no row is touched.

CREATE POLICY integration_ingest_disable ON integration FOR UPDATE TO pulse_ingest USING (true) WITH CHECK (NOT enabled);
GRANT UPDATE (enabled, config, updated_at) ON integration TO pulse_ingest;
