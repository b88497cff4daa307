-- What SNMP version 3 asks of a sender of traps: a count of its starts that never goes back, and the time of the last.
-- One row for all engines (each integration has its own) and all servers: whichever sends, receivers see one clock.
-- Locks: nothing that exists.

CREATE TABLE snmp_engine (
    is_only   boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    boots     integer NOT NULL CHECK (boots >= 0),
    booted_at timestamptz NOT NULL
);
INSERT INTO snmp_engine (boots, booted_at) VALUES (0, now());

ALTER TABLE snmp_engine ENABLE ROW LEVEL SECURITY;
ALTER TABLE snmp_engine FORCE ROW LEVEL SECURITY;
CREATE POLICY snmp_engine_ingest ON snmp_engine TO pulse_ingest USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE ON snmp_engine TO pulse_ingest;
