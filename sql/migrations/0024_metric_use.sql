-- A metric's name counts while somebody uses it, and belongs to the share of the device that introduced it.
-- Locks: metric, for a moment: nothing is rewritten. Names that exist count as used on the day of the upgrade.

ALTER TABLE metric
    ADD COLUMN introduced_by bigint, -- a device_key; no foreign key: the name outlives the device. NULL: before this was noted
    ADD COLUMN last_used date NOT NULL DEFAULT current_date; -- our receive time; written once a day
GRANT UPDATE (introduced_by, last_used) ON metric TO pulse_ingest;
