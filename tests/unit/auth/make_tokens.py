#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Pulse authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes foreign_tokens.json with PyJWT, so that what we verify was made by somebody else's code.

Times are relative to 2026-11-23T12:00:00Z, which is the test's clock. Run: python3 make_tokens.py > foreign_tokens.json
"""
import base64
import hashlib
import hmac
import json

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

NOW = 1795435200
ISSUER = "https://id.example/realms/pulse"

ec_key = ec.generate_private_key(ec.SECP256R1())
other_ec_key = ec.generate_private_key(ec.SECP256R1())
p384_key = ec.generate_private_key(ec.SECP384R1())
rsa_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
weak_rsa_key = rsa.generate_private_key(public_exponent=65537, key_size=1024)


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value, size=None):
    return b64(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


def ec_jwk(key, kid, crv="P-256", size=32):
    point = key.public_key().public_numbers()
    return {"kty": "EC", "crv": crv, "kid": kid, "use": "sig", "x": number(point.x, size), "y": number(point.y, size)}


def rsa_jwk(key, kid, use="sig"):
    public = key.public_key().public_numbers()
    return {"kty": "RSA", "kid": kid, "use": use, "n": number(public.n), "e": number(public.e)}


def claims(**changes):
    result = {"iss": ISSUER, "aud": "pulse-ui", "sub": "u-1", "preferred_username": "ada", "role": "customer_admin",
              "tenant_id": "tenant-a", "iat": NOW - 60, "exp": NOW + 840}
    result.update(changes)
    return {name: value for name, value in result.items() if value is not None}


def token(payload, key=ec_key, alg="ES256", kid="ec-1", **headers):
    return jwt.encode(payload, key, algorithm=alg, headers={"kid": kid, **headers})


def handmade(header, payload, secret):
    text = b64(json.dumps(header).encode()) + "." + b64(json.dumps(payload).encode())
    return text + "." + b64(hmac.new(secret, text.encode(), hashlib.sha256).digest())


def tampered(text):
    head, body, signature = text.split(".")
    payload = json.loads(base64.urlsafe_b64decode(body + "=="))
    payload["tenant_id"] = "tenant-b"
    return ".".join([head, b64(json.dumps(payload).encode()), signature])


rsa_pem = rsa_key.public_key().public_bytes(serialization.Encoding.PEM,
                                            serialization.PublicFormat.SubjectPublicKeyInfo)
good = token(claims())
cases = [
    ["ES256", good, "ok"],
    ["RS256", token(claims(), rsa_key, "RS256", "rsa-1"), "ok"],
    ["several audiences", token(claims(aud=["account", "pulse-ui"])), "ok"],
    ["attributes mapped to lists of one", token(claims(role=["customer_admin"], tenant_id=["tenant-a"])), "ok"],
    ["expired within the leeway", token(claims(exp=NOW - 5)), "ok"],
    ["not before within the leeway", token(claims(nbf=NOW + 5)), "ok"],
    ["expired", token(claims(exp=NOW - 11)), "token_expired"],
    ["no expiry", token(claims(exp=None)), "token_invalid"],
    ["expiry is a text", token(claims(exp=None, extra=1) | {"exp": "never"}), "token_invalid"],
    ["not before, far off", token(claims(nbf=NOW + 60)), "token_invalid"],
    ["another audience", token(claims(aud="other")), "token_invalid"],
    ["no audience", token(claims(aud=None)), "token_invalid"],
    ["another issuer", token(claims(iss="https://evil.example")), "token_invalid"],
    ["no issuer", token(claims(iss=None)), "token_invalid"],
    ["nobody", token(claims(sub=None)), "token_invalid"],
    ["unknown kid", token(claims(), other_ec_key, kid="ec-9"), "token_invalid"],
    ["no kid", jwt.encode(claims(), ec_key, algorithm="ES256"), "token_invalid"],
    ["a stranger's key under our kid", token(claims(), other_ec_key), "token_invalid"],
    ["tampered payload", tampered(good), "token_invalid"],
    ["alg none", jwt.encode(claims(), None, algorithm="none", headers={"kid": "ec-1"}), "token_invalid"],
    ["alg none with a signature", handmade({"alg": "none", "kid": "ec-1"}, claims(), b"x"), "token_invalid"],
    ["HS256 keyed with our public key", handmade({"alg": "HS256", "kid": "rsa-1"}, claims(), rsa_pem), "token_invalid"],
    ["RS256 declared for an EC key", handmade({"alg": "RS256", "kid": "ec-1"}, claims(), b"x"), "token_invalid"],
    ["RS512", token(claims(), rsa_key, "RS512", "rsa-1"), "token_invalid"],
    ["PS256", token(claims(), rsa_key, "PS256", "rsa-1"), "token_invalid"],
    ["ES384 with a P-384 key", token(claims(), p384_key, "ES384", "p384"), "token_invalid"],
    ["a weak RSA key", token(claims(), weak_rsa_key, "RS256", "weak"), "token_invalid"],
    ["a key for encryption", token(claims(), rsa_key, "RS256", "enc-1"), "token_invalid"],
    ["a critical extension", token(claims(), crit=["exp"]), "token_invalid"],
    ["two parts", good.rsplit(".", 1)[0], "token_invalid"],
    ["four parts", good + ".x", "token_invalid"],
    ["padding", good + "=", "token_invalid"],
    ["empty", "", "token_invalid"],
    ["not a token", "hello", "token_invalid"],
    ["nine kilobytes", token(claims(extra="x" * 9000)), "token_invalid"],
    ["no role", token(claims(role=None)), "no_role"],
    ["unknown role", token(claims(role="root")), "no_role"],
    ["customer without a tenant", token(claims(tenant_id=None)), "no_tenant"],
    ["customer with an empty tenant", token(claims(tenant_id="")), "no_tenant"],
    ["operator", token(claims(role="operator", tenant_id="")), "ok"],
]
keys = [ec_jwk(ec_key, "ec-1"), rsa_jwk(rsa_key, "rsa-1"), rsa_jwk(weak_rsa_key, "weak"), rsa_jwk(rsa_key, "enc-1", "enc"),
        ec_jwk(p384_key, "p384", "P-384", 48), {"kty": "oct", "kid": "oct-1", "k": b64(b"secret")}]
print(json.dumps({"issuer": ISSUER, "jwks": {"keys": keys},
                  "tokens": [dict(zip(("name", "token", "result"), case)) for case in cases]}, indent=1))
