-- What must hold of every Pulse database. Each statement returns one sentence a violation.

-- name: row_security
SELECT format('%s has a tenant_key but row security is %s', c.oid::regclass,
              CASE WHEN NOT c.relrowsecurity THEN 'off' ELSE 'not forced' END)
  FROM pg_class AS c
  JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'tenant_key' AND NOT a.attisdropped
 WHERE c.relnamespace = 'public'::regnamespace
   AND c.relkind IN ('r', 'p')
   AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
 ORDER BY 1;

-- name: own_policy
-- USING and WITH CHECK, for every command, comparing tenant_key and nothing else.
SELECT format('%s has a tenant_key but no policy that confines pulse_app to its own tenant', c.oid::regclass)
  FROM pg_class AS c
  JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'tenant_key' AND NOT a.attisdropped
 WHERE c.relnamespace = 'public'::regnamespace
   AND c.relkind IN ('r', 'p')
   AND NOT EXISTS (
       SELECT FROM pg_policy AS p
        WHERE p.polrelid = c.oid
          AND p.polcmd = '*'
          AND 'pulse_app'::regrole = ANY (p.polroles)
          AND pg_get_expr(p.polqual, p.polrelid) = '(tenant_key = current_tenant_key())'
          AND pg_get_expr(p.polwithcheck, p.polrelid) = '(tenant_key = current_tenant_key())')
 ORDER BY 1;

-- name: other_policies
-- Permissive policies add up: a second one for pulse_app, or one for everybody, would open the table. Restrictive ones
-- only narrow.
SELECT format('policy %s on %s opens the table to %s', p.polname, p.polrelid::regclass,
              CASE WHEN 0 = ANY (p.polroles) THEN 'everybody' ELSE 'pulse_app' END)
  FROM pg_policy AS p
  JOIN pg_class AS c ON c.oid = p.polrelid AND c.relnamespace = 'public'::regnamespace
 WHERE p.polpermissive
   AND (0 = ANY (p.polroles)
    OR ('pulse_app'::regrole = ANY (p.polroles)
        AND (pg_get_expr(p.polqual, p.polrelid) IS DISTINCT FROM '(tenant_key = current_tenant_key())'
             OR pg_get_expr(p.polwithcheck, p.polrelid) IS DISTINCT FROM '(tenant_key = current_tenant_key())')
        -- What the installation bounds everybody to may be read by everybody.
        AND (p.polrelid::regclass::text, p.polcmd, pg_get_expr(p.polqual, p.polrelid)) IS DISTINCT FROM
            ('app_settings', 'r', '((tenant_key IS NULL) AND (key ~~ ''%\_MAX''::text))')))
 ORDER BY 1;

-- name: foreign_keys
-- PostgreSQL checks them past row security: without the tenant in it, a key lets one tenant refer to another's row.
SELECT format('foreign key %s of %s refers to %s without the tenant', k.conname, k.conrelid::regclass,
              k.confrelid::regclass)
  FROM pg_constraint AS k
  JOIN pg_attribute AS own ON own.attrelid = k.conrelid AND own.attname = 'tenant_key' AND NOT own.attisdropped
  JOIN pg_attribute AS other ON other.attrelid = k.confrelid AND other.attname = 'tenant_key' AND NOT other.attisdropped
 WHERE k.contype = 'f'
   AND k.connamespace = 'public'::regnamespace
   AND NOT EXISTS (SELECT FROM unnest(k.conkey, k.confkey) AS pair (own_column, other_column)
                    WHERE pair.own_column = own.attnum AND pair.other_column = other.attnum)
 ORDER BY 1;

-- name: key_locks
-- No row that others refer to changes its key: a function that locks rows only to change them lets key shares be.
SELECT format('function %s locks rows FOR UPDATE, which waits for every row that refers to them', p.oid::regprocedure)
  FROM pg_proc AS p
 WHERE p.pronamespace = 'public'::regnamespace AND p.prosrc ~* '\mFOR\s+UPDATE\M'
 ORDER BY 1;

-- name: roles
-- Ours, and whoever logs in as a member of them (who takes one with SET ROLE and inherits nothing).
SELECT format('role %s %s', r.rolname,
              concat_ws(' and ', CASE WHEN r.rolsuper THEN 'is a superuser' END,
                        CASE WHEN r.rolbypassrls THEN 'bypasses row security' END,
                        CASE WHEN r.rolinherit THEN 'inherits' END,
                        CASE WHEN r.rolcreaterole THEN 'makes roles' END))
  FROM pg_roles AS r
 WHERE (r.rolname IN ('pulse_app', 'pulse_operator', 'pulse_ingest', 'pulse_auth')
        OR r.oid IN (SELECT m.member FROM pg_auth_members AS m WHERE m.roleid = 'pulse_app'::regrole))
   AND (r.rolsuper OR r.rolbypassrls OR r.rolinherit OR r.rolcreaterole)
 ORDER BY 1;

-- name: ownership
SELECT format('role %s owns %s', r.rolname, pg_describe_object(d.classid, d.objid, d.objsubid))
  FROM pg_shdepend AS d
  JOIN pg_roles AS r ON r.oid = d.refobjid
 WHERE d.refclassid = 'pg_authid'::regclass
   AND d.deptype = 'o'
   AND d.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND (r.rolname IN ('pulse_app', 'pulse_operator', 'pulse_ingest', 'pulse_auth')
        OR r.oid IN (SELECT m.member FROM pg_auth_members AS m WHERE m.roleid = 'pulse_app'::regrole))
 ORDER BY 1;

-- name: partition_grants
-- Partitions are reached through their parent.
SELECT format('partition %s is granted to %s', c.oid::regclass,
              CASE WHEN g.grantee = 0 THEN 'everybody' ELSE g.grantee::regrole::text END)
  FROM pg_class AS c
 CROSS JOIN LATERAL aclexplode(c.relacl) AS g
 WHERE c.relispartition
   AND c.relnamespace = 'public'::regnamespace
   AND g.grantee <> c.relowner
 ORDER BY 1;

-- name: public_grants
SELECT format('%s is granted to everybody (%s)', c.oid::regclass, g.privilege_type)
  FROM pg_class AS c
 CROSS JOIN LATERAL aclexplode(c.relacl) AS g
 WHERE c.relnamespace = 'public'::regnamespace
   AND NOT c.relispartition
   AND g.grantee = 0
UNION ALL
SELECT format('everybody may create in schema %s', n.nspname)
  FROM pg_namespace AS n
 CROSS JOIN LATERAL aclexplode(n.nspacl) AS g
 WHERE n.nspname = 'public' AND g.grantee = 0 AND g.privilege_type = 'CREATE'
 ORDER BY 1;

-- name: excess_grants
-- What no role of ours may ever do, whole tables and single columns alike.
WITH granted AS (
    SELECT c.oid, c.relname, r.rolname, g.privilege_type, NULL::name AS attname
      FROM pg_class AS c
     CROSS JOIN LATERAL aclexplode(c.relacl) AS g
      JOIN pg_roles AS r ON r.oid = g.grantee
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v')
    UNION ALL
    SELECT c.oid, c.relname, r.rolname, g.privilege_type, a.attname
      FROM pg_class AS c
      JOIN pg_attribute AS a ON a.attrelid = c.oid
     CROSS JOIN LATERAL aclexplode(a.attacl) AS g
      JOIN pg_roles AS r ON r.oid = g.grantee
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v'))
SELECT format('%s may %s %s%s', rolname, privilege_type, oid::regclass, '.' || attname)
  FROM granted
 WHERE rolname IN ('pulse_app', 'pulse_operator', 'pulse_ingest', 'pulse_auth')
   AND (privilege_type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER')
        OR (relname = 'operator_audit_log' AND (rolname <> 'pulse_operator' OR privilege_type IN ('UPDATE', 'DELETE')))
        OR (relname IN ('refresh_session', 'signing_key') AND rolname <> 'pulse_auth')
        OR (rolname = 'pulse_auth'
            AND relname NOT IN ('tenant', 'user_account', 'auth_session', 'refresh_session', 'revocation', 'signing_key',
                                'change', 'login_network'))
        OR (relname = 'login_network' AND rolname IN ('pulse_app', 'pulse_operator'))
        OR (relname IN ('auth_session', 'revocation') AND rolname = 'pulse_app')
        OR (rolname = 'pulse_app' AND relname = 'user_account' AND coalesce(attname, 'password_hash') = 'password_hash')
        OR (rolname = 'pulse_app' AND relname = 'user_account' AND privilege_type <> 'SELECT')
        -- A table without tenant_key has no row security to confine a tenant.
        OR (rolname = 'pulse_app' AND NOT EXISTS (SELECT FROM pg_attribute AS a
                                                   WHERE a.attrelid = granted.oid AND a.attname = 'tenant_key')))
 ORDER BY 1;

-- name: definer_functions
SELECT format('%s runs as its owner%s', p.oid::regprocedure,
              CASE WHEN has_function_privilege('public', p.oid, 'EXECUTE') THEN ' for everybody'
                   ELSE ' without a search_path of its own' END)
  FROM pg_proc AS p
 WHERE p.pronamespace = 'public'::regnamespace
   AND p.prosecdef
   AND (has_function_privilege('public', p.oid, 'EXECUTE')
        OR NOT EXISTS (SELECT FROM unnest(p.proconfig) AS setting WHERE setting LIKE 'search_path=%'))
 ORDER BY 1;

-- name: views
SELECT format('view %s reads with its owner''s rights', c.oid::regclass)
  FROM pg_class AS c
 WHERE c.relnamespace = 'public'::regnamespace
   AND (c.relkind = 'm'
        OR (c.relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false)))
 ORDER BY 1;
