-- Of when each value of a device's state is, so that the newest device time of each metric wins; and what a device's own
-- times say of its clock. Existing rows say nothing of either: their values count as of last_ts.
--
-- Locks device_state against everything for as long as it takes to change the catalogue. No row is read or written: the
-- defaults are constants.
ALTER TABLE device_state
    ADD COLUMN times timestamptz[] NOT NULL DEFAULT '{}', -- device time of each value; empty: last_ts is that of all
    ADD COLUMN clock_behind double precision, -- s the newest reading came after its own time, when more than LATE_AFTER_SECONDS
    ADD COLUMN late_since timestamptz; -- our time: its readings come late, and are not judged, since then
