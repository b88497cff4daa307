-- Which sessions this installation has at its broker, by client id, so that whoever connects next knows that one
-- should be there. A broker that knows nothing of it has lost what was queued in it; on a first start it has not.
-- Locks: nothing that exists.

CREATE TABLE broker_session (
    client_id     text PRIMARY KEY,
    subscribed_at timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE broker_session ENABLE ROW LEVEL SECURITY;
ALTER TABLE broker_session FORCE ROW LEVEL SECURITY;
CREATE POLICY broker_session_ingest ON broker_session TO pulse_ingest USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON broker_session TO pulse_ingest;
