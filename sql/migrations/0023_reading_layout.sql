-- A reading says which metrics of its set it has and of which kind they are, so that values that come and go, and whole
-- numbers between fractions, need no set of their own. And metrics of heartbeats are readings like others.
-- Locks: reading and each of its partitions, while their columns are listed anew: nothing is rewritten, whatever they hold.
--        metric_set, for as long as its rows (thousands at most) are indexed.

-- '' (what existing rows have): the first cardinality(values) positions of the set, of the kinds its codes name.
-- Last byte not 0: two bits a position, the first position in the lowest bits of the first byte; 0 absent, 1 number,
--   2 integer, 3 boolean. Positions beyond its end are absent.
-- Last byte 0: two bytes a value, the higher first: position * 4 + kind, kinds as above.
-- "values" has those that are present, by position. NOT NULL: a row with a NULL would be eight bytes longer.
ALTER TABLE reading ADD COLUMN layout bytea NOT NULL DEFAULT '';

-- The codes and values of a reading, one row a value.
CREATE FUNCTION reading_values(codes integer[], layout bytea, "values" double precision[])
    RETURNS TABLE (code integer, value double precision)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 8
    BEGIN ATOMIC
        WITH form AS (
            SELECT CASE WHEN octet_length(layout) = 0 THEN 'all'
                        WHEN substring(layout FROM octet_length(layout)) = '\x00' THEN 'list'
                        ELSE 'map' END AS kind),
        listed AS (
            SELECT v.value, get_byte(layout, 2 * v.place::integer - 2) * 256 + get_byte(layout, 2 * v.place::integer - 1) AS entry
              FROM form, unnest("values") WITH ORDINALITY AS v (value, place)
             WHERE form.kind = 'list'),
        mapped AS (
            SELECT at, (get_byte(layout, at / 4) >> (at % 4 * 2)) & 3 AS kind
              FROM form, generate_series(0, octet_length(layout) * 4 - 1) AS at
             WHERE form.kind = 'map')
        SELECT codes[v.place], v.value
          FROM form, unnest("values") WITH ORDINALITY AS v (value, place)
         WHERE form.kind = 'all'
        UNION ALL
        SELECT (codes[entry / 4 + 1] & ~3) | ((entry & 3) - 1), value
          FROM listed
        UNION ALL
        SELECT (codes[present.at + 1] & ~3) | (present.kind - 1), "values"[present.place]
          FROM (SELECT at, kind, row_number() OVER (ORDER BY at) AS place FROM mapped WHERE kind <> 0) AS present;
    END;

-- {"temp_c": 21.5, "rssi_dbm": -70, "uplink_ok": true}: of a reading.
CREATE FUNCTION metrics_json(codes integer[], layout bytea, "values" double precision[]) RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT coalesce(jsonb_object_agg(m.name,
                       CASE v.code & 3 WHEN 2 THEN to_jsonb(v.value <> 0)
                                       WHEN 1 THEN to_jsonb(v.value::bigint)
                                       ELSE to_jsonb(v.value) END), '{}')
              FROM reading_values(codes, layout, "values") AS v
              JOIN metric AS m ON m.metric_key = v.code >> 2);

-- Of a device's state, and of a reading without a layout: its set may have grown since.
CREATE OR REPLACE FUNCTION metrics_json(codes integer[], "values" double precision[]) RETURNS jsonb
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT coalesce(jsonb_object_agg(m.name,
                       CASE v.code & 3 WHEN 2 THEN to_jsonb(v.value <> 0)
                                       WHEN 1 THEN to_jsonb(v.value::bigint)
                                       ELSE to_jsonb(v.value) END), '{}')
              FROM unnest(codes[1:cardinality("values")], "values") AS v (code, value)
              JOIN metric AS m ON m.metric_key = v.code >> 2);

CREATE OR REPLACE VIEW reading_value WITH (security_invoker = true) AS
SELECT r.tenant_key, r.device_key, r.ts, r.received_at, r.is_late, m.name AS metric, v.value
  FROM reading AS r
  JOIN metric_set AS s ON s.metric_set_key = r.metric_set
 CROSS JOIN LATERAL reading_values(s.codes, r.layout, r."values") AS v
  JOIN metric AS m ON m.metric_key = v.code >> 2;

-- A set grows at its end while readings use it; what stands at a position stands there for ever. As long as all names of
-- a tenant, it is too long for an index, and that there is no other like it was never needed.
ALTER TABLE metric_set DROP CONSTRAINT metric_set_tenant_key_codes_key;
CREATE INDEX metric_set_tenant ON metric_set (tenant_key);
GRANT UPDATE (codes) ON metric_set TO pulse_ingest;

CREATE FUNCTION refuse_other_positions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'metric set %: positions are only appended', OLD.metric_set_key USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER metric_set_only_grows BEFORE UPDATE ON metric_set FOR EACH ROW
    WHEN (NEW.codes[1:cardinality(OLD.codes)] IS DISTINCT FROM OLD.codes) EXECUTE FUNCTION refuse_other_positions();
