-- A receiver that is away uses up no attempts of what waits for it: which attempts count is remembered, and since when a
-- job waits.
-- Locks: delivery_job, for an instant; no row is touched. Jobs under way begin with all attempts.

ALTER TABLE delivery_job
    ADD COLUMN attempts_counted integer NOT NULL DEFAULT 0, -- against the most there may be; others are recorded only
    ADD COLUMN resent_at timestamptz; -- last; NULL: never

-- Sending again, and integrations that were changed.
GRANT UPDATE (attempts_counted, resent_at) ON delivery_job TO pulse_app;
