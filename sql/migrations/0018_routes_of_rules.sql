-- A route can ask for the alerts of some rules only.
-- Locks: integration_route, for an instant; no row is touched.

-- UUIDs of rules; empty: alerts of every rule, and of none. A rule that is deleted stays named here, because a route must not
-- take every alert when its last rule goes.
ALTER TABLE integration_route ADD COLUMN rule_ids text[] NOT NULL DEFAULT '{}';
