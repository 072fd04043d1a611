"""Only an access token that the issuer signed, for us, for now, makes a caller; every other is refused."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chassis.domain import Caller, Mandate
from chassis.errors import Unauthenticated, Unavailable
from chassis.identity import IssuerKeys, Verifier
from chassis.testing.issuer import AUDIENCE, KEY_ID, TestIssuer, running_issuer

HOUR = 3600
USUAL = {"kid": KEY_ID, "typ": "at+jwt"}
SHARED_SECRET = b"a secret of more than thirty-two bytes"


def verifier_of(issuer: TestIssuer) -> Verifier:
    return Verifier(IssuerKeys(issuer.url), issuer.url, AUDIENCE, "groups")


@pytest.fixture
def verifier(issuer: TestIssuer) -> Verifier:
    return verifier_of(issuer)


def claims_of(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


def part(value: dict[str, Any] | bytes) -> bytes:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


def signed_with_secret(issuer: TestIssuer, secret: bytes, key_id: str) -> str:
    """By hand: the library would not sign so."""
    head = part({"alg": "HS256", "typ": "JWT", "kid": key_id}) + b"." + part(claims_of(issuer.token("p-1")))
    return (head + b"." + part(hmac.new(secret, head, hashlib.sha256).digest())).decode()


async def refusal(verifier: Verifier, token: str) -> Unauthenticated:
    with pytest.raises(Unauthenticated) as raised:
        await verifier.caller(token)
    return raised.value


async def test_a_token_of_the_issuer_makes_a_caller_with_its_mandates(
    issuer: TestIssuer, verifier: Verifier
) -> None:
    token = issuer.token("p-1", "bodies/62528/elected", "bodies/246200364/agent")
    mandates = frozenset({Mandate("62528", "elected"), Mandate("246200364", "agent")})
    expected = Caller("p-1", mandates, attached=frozenset({"62528", "246200364"}))
    assert await verifier.caller(token) == expected
    assert await verifier.caller(token) == expected


async def test_one_belongs_to_a_body_without_a_role_there_and_has_no_right_by_that(
    issuer: TestIssuer, verifier: Verifier
) -> None:
    groups = ("/bodies/200060358/246200364/62528", "/bodies/200060358/246200364/62498/observer", "/bodies")
    caller = await verifier.caller(issuer.token("p-1", *groups))
    assert caller.attached == {"62528", "62498"}
    assert caller.bodies == {"62498"}


async def test_two_tokens_make_two_callers(issuer: TestIssuer, verifier: Verifier) -> None:
    for person in ("p-1", "p-2", "p-1"):
        assert (await verifier.caller(issuer.token(person))).id == person


async def test_groups_with_a_leading_slash_count_and_junk_does_not(
    issuer: TestIssuer, verifier: Verifier
) -> None:
    token = issuer.token("p-1", "/bodies/62528/elected", "admins", "bodies/62528", "a/62386/elected", "",
                         "bodies/62386/elected/more", "///")  # fmt: skip
    assert (await verifier.caller(token)).mandates == {Mandate("62528", "elected")}


@pytest.mark.parametrize(
    "groups", [None, "bodies/62528/elected", 7, {"bodies/62528/elected": True}, [None, 7, ["a"]]]
)
async def test_groups_of_a_strange_form_give_no_mandate(
    issuer: TestIssuer, verifier: Verifier, groups: object
) -> None:
    assert await verifier.caller(issuer.token("p-1", groups=groups)) == Caller("p-1")


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "..", "é.é.é", "a" * 100_000])
async def test_garbage_is_refused(verifier: Verifier, token: str) -> None:
    assert (await refusal(verifier, token)).reason == "TOKEN_INVALID"


async def test_a_token_without_signature_is_refused(issuer: TestIssuer, verifier: Verifier) -> None:
    claims = claims_of(issuer.token("p-1"))
    unsigned = jwt.encode(claims, "", algorithm="none", headers=USUAL)
    assert (await refusal(verifier, unsigned)).reason == "TOKEN_INVALID"
    cut = issuer.token("p-1").rpartition(".")[0] + "."
    assert (await refusal(verifier, cut)).reason == "TOKEN_INVALID"


async def test_a_token_with_changed_claims_is_refused(issuer: TestIssuer, verifier: Verifier) -> None:
    head, _, signature = issuer.token("p-1").split(".")
    changed = part({**claims_of(issuer.token("p-1")), "sub": "p-2"}).decode()
    assert (await refusal(verifier, f"{head}.{changed}.{signature}")).reason == "TOKEN_INVALID"


async def test_the_public_key_used_as_a_shared_secret_is_refused(
    issuer: TestIssuer, verifier: Verifier
) -> None:
    public = issuer.key.public_key()
    for encoding in (Encoding.PEM, Encoding.DER):
        secret = public.public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)
        assert (await refusal(verifier, signed_with_secret(issuer, secret, KEY_ID))).reason == "TOKEN_INVALID"


async def test_a_shared_secret_is_refused_even_where_the_issuer_publishes_it() -> None:
    published = {"kty": "oct", "kid": "shared", "k": part(SHARED_SECRET).decode()}
    with running_issuer(published) as careless:
        token = signed_with_secret(careless, SHARED_SECRET, "shared")
        assert (await refusal(verifier_of(careless), token)).reason == "TOKEN_INVALID"


async def test_another_key_under_the_known_name_is_refused(issuer: TestIssuer, verifier: Verifier) -> None:
    claims = claims_of(issuer.token("p-1"))
    own = jwt.encode(claims, ec.generate_private_key(ec.SECP256R1()), "ES256", headers=USUAL)
    assert (await refusal(verifier, own)).reason == "TOKEN_INVALID"
    other_kind = jwt.encode(
        claims, rsa.generate_private_key(65537, 2048), algorithm="RS256", headers={"kid": KEY_ID}
    )
    assert (await refusal(verifier, other_kind)).reason == "TOKEN_INVALID"


@pytest.mark.parametrize("headers", [{"kid": "other"}, {}, {"kid": ""}])
async def test_a_key_name_that_the_issuer_does_not_publish_is_refused(
    issuer: TestIssuer, verifier: Verifier, headers: dict[str, str]
) -> None:
    token = jwt.encode(
        claims_of(issuer.token("p-1")), issuer.key, algorithm="ES256", headers={"typ": "at+jwt", **headers}
    )
    refused = await refusal(verifier, token)
    assert refused.metadata == {"why": "the key is not one of the issuer's"}


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"aud": "another"}, "Audience"),
        ({"aud": ["another", "third"]}, "Audience"),
        ({"iss": "https://elsewhere.example"}, "issuer"),
        ({"nbf": int(time.time()) + HOUR}, "not yet valid"),
        ({"iat": int(time.time()) + HOUR}, "not yet valid"),
        ({"nonce": "n"}, "ID token"),
        ({"at_hash": "h"}, "ID token"),
        ({"sub": ""}, "no subject"),
        ({"sub": 7}, "Subject"),
        ({"exp": "never"}, "Expiration"),
    ],
)
async def test_a_claim_that_is_not_for_us_or_not_for_now_is_refused(
    issuer: TestIssuer, verifier: Verifier, claims: dict[str, Any], why: str
) -> None:
    refused = await refusal(verifier, issuer.token("p-1", **claims))
    assert refused.reason == "TOKEN_INVALID"
    assert why in refused.metadata["why"]


@pytest.mark.parametrize("missing", ["exp", "iat", "sub", "aud", "iss"])
async def test_a_token_that_lacks_a_required_claim_is_refused(
    issuer: TestIssuer, verifier: Verifier, missing: str
) -> None:
    claims = claims_of(issuer.token("p-1"))
    del claims[missing]
    token = jwt.encode(claims, issuer.key, algorithm="ES256", headers=USUAL)
    refused = await refusal(verifier, token)
    assert refused.reason == "TOKEN_INVALID"
    assert missing in refused.metadata["why"]


async def test_an_expired_token_asks_to_sign_in_again(issuer: TestIssuer, verifier: Verifier) -> None:
    assert (await refusal(verifier, issuer.token("p-1", exp=int(time.time()) - 60))).reason == "TOKEN_EXPIRED"


async def test_clocks_may_differ_by_some_seconds(issuer: TestIssuer, verifier: Verifier) -> None:
    now = int(time.time())
    assert (await verifier.caller(issuer.token("p-1", exp=now - 5))).id == "p-1"
    assert (await verifier.caller(issuer.token("p-1", nbf=now + 5))).id == "p-1"


STRANGE_KEYS: list[object] = [
    {"kty": "XYZ", "kid": "unknown-kind"},
    {"kty": "EC", "crv": "P-256", "x": "!!!", "y": "???", "kid": "broken"},
    {"kty": "RSA", "n": "AQ", "e": "AQAB", "kid": "far-too-short"},
    {"kty": "EC"},
    {"kid": "nothing-else"},
    {"kty": "oct", "k": part(SHARED_SECRET).decode(), "kid": ["a", "list"]},
    {"kty": "RSA", "n": "AQ", "e": "AQAB", "kid": "for-secrets", "use": "enc"},
    "a text",
    None,
]


@pytest.fixture(scope="module")
def strange_issuer() -> Iterator[TestIssuer]:
    with running_issuer(*STRANGE_KEYS) as running:
        yield running


async def test_strange_published_keys_do_not_shut_out_the_others(strange_issuer: TestIssuer) -> None:
    assert (await verifier_of(strange_issuer).caller(strange_issuer.token("p-1"))).id == "p-1"


async def test_a_key_for_encryption_signs_nothing() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    published = {
        **json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key.public_key())),
        "kid": "enc",
        "use": "enc",
    }
    with running_issuer(published) as issuer:
        token = jwt.encode(
            claims_of(issuer.token("p-1")), key, algorithm="ES256", headers={**USUAL, "kid": "enc"}
        )
        assert (await refusal(verifier_of(issuer), token)).reason == "TOKEN_INVALID"


async def test_an_issuer_that_cannot_be_reached_is_told_as_unavailable(issuer: TestIssuer) -> None:
    with socket.socket() as bound:
        # Bound but not listening: whoever connects is refused, and nobody else gets the port meanwhile.
        bound.bind(("127.0.0.1", 0))
        silent = f"http://127.0.0.1:{bound.getsockname()[1]}"
        verifier = Verifier(IssuerKeys(silent), silent, AUDIENCE, "groups")
        with pytest.raises(Unavailable) as raised:
            await verifier.caller(issuer.token("p-1"))
    assert raised.value.reason == "ISSUER_UNAVAILABLE"


async def test_an_issuer_without_discovery_is_told_as_unavailable(issuer: TestIssuer) -> None:
    nowhere = f"{issuer.url}/nowhere"
    with pytest.raises(Unavailable):
        await Verifier(IssuerKeys(nowhere), nowhere, AUDIENCE, "groups").caller(issuer.token("p-1"))


async def test_keys_that_we_hold_stay_good_while_the_issuer_is_away() -> None:
    with running_issuer() as issuer:
        verifier = verifier_of(issuer)
        await verifier.caller(issuer.token("p-1"))
    assert (await verifier.caller(issuer.token("p-2"))).id == "p-2"
    unknown = jwt.encode(
        claims_of(issuer.token("p-3")), issuer.key, "ES256", headers={**USUAL, "kid": "other"}
    )
    assert (await refusal(verifier, unknown)).reason == "TOKEN_INVALID"


@pytest.mark.parametrize("kind", ["JWT", "logout+jwt", "", None, "at+jwt+more"])
async def test_only_what_calls_itself_an_access_token_is_one(
    issuer: TestIssuer, verifier: Verifier, kind: str | None
) -> None:
    headers = {"kid": KEY_ID, "typ": kind}
    token = jwt.encode(claims_of(issuer.token("p-1")), issuer.key, algorithm="ES256", headers=headers)
    refused = await refusal(verifier, token)
    assert refused.metadata == {"why": "not the type of an access token"}


async def test_a_token_that_lives_longer_than_an_hour_is_refused(
    issuer: TestIssuer, verifier: Verifier
) -> None:
    now = int(time.time())
    assert (await verifier.caller(issuer.token("p-1", exp=now + HOUR - 5))).id == "p-1"
    refused = await refusal(verifier, issuer.token("p-1", exp=now + HOUR + 5))
    assert refused.metadata == {"why": "it lives too long"}


async def test_mandates_are_read_from_groups_that_nest_along_the_hierarchy(
    issuer: TestIssuer, verifier: Verifier
) -> None:
    token = issuer.token(
        "p-1",
        "/bodies/200060358/246200364/62528/elected",
        "/bodies/200060358/juror",
        "/bodies/200060358/246200364/62510",
        "/others/62498/elected",
        "/bodies/62498/emperor",
    )
    wanted = {Mandate("62528", "elected"), Mandate("200060358", "juror")}
    assert (await verifier.caller(token)).mandates == wanted


async def test_another_nodes_account_holds_no_mandate_whatever_its_token_claims(
    issuer: TestIssuer, verifier: Verifier
) -> None:
    token = issuer.token("n-1", "bodies/62528/elected", node="call")
    assert await verifier.caller(token) == Caller("n-1", node="call")
