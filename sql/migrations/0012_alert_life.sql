-- Suppression in full: a shelf has an end, a reason and an owner, or it is none. Whether routes were told that an alert is
-- open is remembered, so that nobody hears the end of what he never heard of.
-- Locks: alert and alert_transition, for as long as their rows are read once for checks and indexes.

ALTER TABLE alert
    ADD COLUMN shelved_by text,
    ADD COLUMN shelve_is_one_shot boolean NOT NULL DEFAULT false, -- ends when the alert clears
    ADD COLUMN is_announced boolean NOT NULL DEFAULT true; -- false: shelved since it opened

-- Nobody could shelve before this.
UPDATE alert SET shelved_until = NULL, shelve_reason = NULL WHERE shelved_until IS NOT NULL OR shelve_reason IS NOT NULL;

ALTER TABLE alert
    ADD CONSTRAINT alert_shelf_is_whole
        CHECK (CASE WHEN shelved_until IS NULL
                    THEN shelve_reason IS NULL AND shelved_by IS NULL AND NOT shelve_is_one_shot
                    ELSE shelve_reason IS NOT NULL AND shelve_reason <> ''
                         AND shelved_by IS NOT NULL AND shelved_by <> '' END);

ALTER TABLE alert_transition
    ADD CONSTRAINT alert_transition_says_who_and_why CHECK (actor <> '' AND reason <> '');

-- What expires next; and the shelf that the next alert of a fingerprint opens on: there is one.
CREATE INDEX alert_shelf_end ON alert (shelved_until) WHERE shelved_until IS NOT NULL;
CREATE UNIQUE INDEX alert_one_shelf ON alert (tenant_key, fingerprint) WHERE shelved_until IS NOT NULL;

-- People acknowledge and shelve. They do not clear, and they do not rewrite what happened.
REVOKE UPDATE ON alert FROM pulse_app;
GRANT UPDATE (acknowledged_at, acknowledged_by, shelved_until, shelve_reason, shelved_by, shelve_is_one_shot, is_announced,
              updated_at) ON alert TO pulse_app;
