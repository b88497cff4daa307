-- Networks that people have signed in from (role pulse_auth).

-- name: remember
INSERT INTO login_network (user_key, network, last_at)
VALUES ($1, $2::cidr, $3)
    ON CONFLICT (user_key, network) DO UPDATE SET last_at = greatest(login_network.last_at, excluded.last_at);

-- All but the $2 used last.
-- name: forget_surplus
DELETE FROM login_network
 WHERE user_key = $1
   AND network = ANY (ARRAY(
       SELECT network FROM login_network WHERE user_key = $1 ORDER BY last_at DESC, network OFFSET $2::bigint));

-- name: used_since
SELECT u.login, n.network::text AS network, n.last_at
  FROM login_network AS n
  JOIN user_account AS u ON u.user_key = n.user_key
 WHERE n.last_at >= $1
 ORDER BY n.last_at, n.user_key, n.network;
