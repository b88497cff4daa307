-- Another key of the vault can take over: an operator seals again what the one before sealed.
-- Locks: quarantine_event, for an instant; no row is touched.

CREATE POLICY quarantine_event_reseal ON quarantine_event FOR UPDATE TO pulse_operator USING (true) WITH CHECK (true);
GRANT UPDATE (payload_sealed) ON quarantine_event TO pulse_operator;
