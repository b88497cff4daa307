-- Up to sixteen labels of a device, key to value, found by what they contain.
-- Locks: device_profile, for as long as its rows (those that somebody named) are indexed.

ALTER TABLE device_profile ADD COLUMN labels jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(labels) = 'object');
CREATE INDEX device_profile_labels ON device_profile USING gin (labels jsonb_path_ops);
GRANT UPDATE (labels) ON device_profile TO pulse_app, pulse_operator;
