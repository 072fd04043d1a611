"""What the provisioned realm gives out: small tokens for the services, each by one way only."""

from __future__ import annotations

from typing import Any

import httpx
import jwt
import pytest

from chassis.domain import Mandate
from chassis.errors import Unauthenticated
from chassis.identity import IssuerKeys, Verifier
from node.canaille.settings import CLI_CLIENT, PORTAL_CLIENT
from node.errors import NodeError
from node.identity.settings import PortalSettings
from node.personas import PASSWORD
from node.sign_in import Pkce, authorization_address, refresh, sign_in
from tests.fixtures.keycloak import RunningKeycloak
from tests.integration.node.conftest import MakeRealm, Realm
from tests.unit.node.identity_samples import LOOS, small_realm

PORTAL = "http://127.0.0.1:8080"
CALLBACK = "http://127.0.0.1:8765/callback"
NO_NAMES = ("Claire", "Delattre", "maire.loos", "demo.invalid")


@pytest.fixture(scope="module")
def realm(make_realm: MakeRealm) -> Realm:
    base = small_realm("tokens").settings
    settings = base.model_copy(update={"portal": PortalSettings(addresses=(PORTAL,))})
    secrets = {PORTAL_CLIENT: "portal-secret", "archipel-node-lens": "node-secret"}
    return make_realm(small_realm(settings=settings, secrets=secrets, demo=True))


def unverified(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


async def asked(realm: Realm, auth: tuple[str, str] | None = None, **form: str) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.post(
            f"{realm.issuer}/protocol/openid-connect/token", data=form, auth=auth or httpx.USE_CLIENT_DEFAULT
        )


async def test_an_access_token_says_who_for_whom_until_when_with_which_mandates_and_no_more(
    realm: Realm,
) -> None:
    tokens = await sign_in(realm.issuer, "maire.loos", PASSWORD)
    assert jwt.get_unverified_header(tokens.access_token)["typ"] == "at+jwt"
    claims = unverified(tokens.access_token)
    assert set(claims) == {
        "exp", "iat", "jti", "iss", "aud", "sub", "typ", "azp", "sid", "scope", "groups",
    }  # fmt: skip
    assert claims["aud"] == "archipel"
    assert claims["groups"] == [f"{LOOS}/elected"]
    assert claims["exp"] - claims["iat"] == tokens.seconds == 300
    assert not any(name in str(claims) for name in NO_NAMES)


async def test_the_name_stands_in_the_id_token_alone(realm: Realm) -> None:
    tokens = await sign_in(realm.issuer, "maire.loos", PASSWORD)
    claims = unverified(tokens.id_token)
    assert claims["name"] == "Claire Delattre"
    assert not {"email", "preferred_username", "groups", "given_name"} & set(claims)
    assert jwt.get_unverified_header(tokens.id_token)["typ"] == "JWT"


async def test_a_service_reads_the_mandates_of_somebody_who_serves_five_bodies(realm: Realm) -> None:
    bodies = {
        "62528": LOOS,
        "62386": "/bodies/200060358/246200364/62386",
        "246200364": "/bodies/200060358/246200364",
        "200060358": "/bodies/200060358",
        "62": "/bodies/62",
    }
    roles = ("project_manager", "funding_officer")
    realm.admin.create_user(
        {
            "username": "five.bodies",
            "enabled": True,
            "firstName": "Five",
            "lastName": "Bodies",
            "email": "five@demo.invalid",
            "groups": [*bodies.values(), *(f"{path}/{role}" for path in bodies.values() for role in roles)],
            "credentials": [{"type": "password", "value": "five-bodies-12", "temporary": False}],
        }
    )
    tokens = await sign_in(realm.issuer, "five.bodies", "five-bodies-12")
    assert len(tokens.access_token) < 2_000  # bytes; a header holds 8 kB at least, the target is 4 kB
    verifier = Verifier(IssuerKeys(realm.issuer), realm.issuer, "archipel", "groups")
    caller = await verifier.caller(tokens.access_token)
    assert caller.mandates == {Mandate(body, role) for body in bodies for role in roles}
    with pytest.raises(Unauthenticated):
        await verifier.caller(tokens.id_token)


async def test_a_refresh_token_is_good_once_and_its_second_use_ends_the_session(realm: Realm) -> None:
    tokens = await sign_in(realm.issuer, "projets.call", PASSWORD)
    again = await refresh(realm.issuer, tokens.refresh_token)
    assert unverified(again.access_token)["sid"] == unverified(tokens.access_token)["sid"]
    with pytest.raises(NodeError):
        await refresh(realm.issuer, tokens.refresh_token)
    with pytest.raises(NodeError):
        await refresh(realm.issuer, again.refresh_token)


@pytest.mark.parametrize("client_id", [CLI_CLIENT, PORTAL_CLIENT])
async def test_no_code_is_given_without_pkce(realm: Realm, client_id: str) -> None:
    callback = CALLBACK if client_id == CLI_CLIENT else f"{PORTAL}/auth/callback"
    address = httpx.URL(authorization_address(authorize(realm), client_id, callback, Pkce(), "state"))
    for without in (("code_challenge", "code_challenge_method"), ("code_challenge_method",)):
        params = {name: value for name, value in address.params.items() if name not in without}
        async with httpx.AsyncClient() as client:
            answer = await client.get(address.copy_with(params=params))
        assert "error=invalid_request" in answer.headers["location"]
    plain = {**dict(address.params), "code_challenge_method": "plain"}
    async with httpx.AsyncClient() as client:
        answer = await client.get(address.copy_with(params=plain))
    assert "error=invalid_request" in answer.headers["location"]


@pytest.mark.parametrize(
    "stranger",
    [
        "http://127.0.0.1:9/steal",
        f"{CALLBACK}/../steal",
        f"{CALLBACK}?next=https://x.example",
        "http://127.0.0.1:8765@x.example/callback",
        "http://localhost:8765/callback",
        "",
    ],
)
async def test_a_code_goes_to_no_stranger(realm: Realm, stranger: str) -> None:
    address = authorization_address(authorize(realm), CLI_CLIENT, stranger, Pkce(), "state")
    async with httpx.AsyncClient() as client:
        answer = await client.get(address)
    assert answer.status_code == 400
    assert "location" not in answer.headers


@pytest.mark.parametrize("response_type", ["token", "id_token", "id_token token", "code token"])
async def test_no_token_goes_through_the_browser(realm: Realm, response_type: str) -> None:
    address = authorization_address(authorize(realm), CLI_CLIENT, CALLBACK, Pkce(), "state")
    async with httpx.AsyncClient() as client:
        answer = await client.get(address.replace("response_type=code", f"response_type={response_type}"))
    assert "error=" in answer.headers.get("location", "error=")
    assert "access_token" not in str(answer.headers)


async def test_an_offline_token_is_not_to_be_had(realm: Realm) -> None:
    address = authorization_address(authorize(realm), CLI_CLIENT, CALLBACK, Pkce(), "state")
    async with httpx.AsyncClient() as client:
        answer = await client.get(address.replace("scope=openid", "scope=openid+offline_access"))
    assert "error=invalid_scope" in answer.headers["location"]


@pytest.mark.parametrize("client_id", [CLI_CLIENT, "admin-cli", "archipel", "account", "account-console"])
async def test_a_password_gives_no_token_without_the_page(realm: Realm, client_id: str) -> None:
    answer = await asked(
        realm, grant_type="password", client_id=client_id, username="maire.loos", password=PASSWORD
    )
    assert answer.status_code in {400, 401}
    assert "access_token" not in answer.text


async def test_the_portal_gets_no_token_without_its_user(realm: Realm) -> None:
    own = (PORTAL_CLIENT, "portal-secret")
    assert (await asked(realm, own, grant_type="client_credentials")).status_code == 401
    answer = await asked(realm, own, grant_type="password", username="maire.loos", password=PASSWORD)
    assert answer.json()["error"] == "unauthorized_client"
    assert (await asked(realm, (PORTAL_CLIENT, "wrong"), grant_type="client_credentials")).status_code == 401


async def test_a_device_gets_no_code(realm: Realm) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.post(
            f"{realm.issuer}/protocol/openid-connect/auth/device", data={"client_id": CLI_CLIENT}
        )
    assert answer.status_code == 400 or not answer.content  # a server without this flow says nothing at all


async def test_the_account_of_a_node_says_which_node_it_is_and_holds_no_mandate(realm: Realm) -> None:
    answer = await asked(realm, ("archipel-node-lens", "node-secret"), grant_type="client_credentials")
    token = answer.json()["access_token"]
    assert "refresh_token" not in answer.json()
    claims = unverified(token)
    assert (claims["node"], claims["aud"], claims.get("groups")) == ("lens", "archipel", None)
    verifier = Verifier(IssuerKeys(realm.issuer), realm.issuer, "archipel", "groups")
    caller = await verifier.caller(token)
    assert (caller.node, caller.mandates) == ("lens", frozenset())


async def test_the_account_of_a_node_can_sign_nobody_in(realm: Realm) -> None:
    address = authorization_address(authorize(realm), "archipel-node-lens", CALLBACK, Pkce(), "state")
    async with httpx.AsyncClient() as client:
        answer = await client.get(address)
    assert answer.status_code == 400


async def test_whoever_guesses_a_password_waits_even_with_the_right_one(realm: Realm) -> None:
    for _ in range(6):
        with pytest.raises(NodeError):
            await sign_in(realm.issuer, "observation.pole", "wrong-password")
    with pytest.raises(NodeError):
        await sign_in(realm.issuer, "observation.pole", PASSWORD)
    assert await sign_in(realm.issuer, "jury.pole", PASSWORD)
    somebody = realm.admin.get_user_id("observation.pole")
    assert somebody
    realm.admin.connection.raw_delete(
        f"admin/realms/{realm.name}/attack-detection/brute-force/users/{somebody}"
    )
    assert await sign_in(realm.issuer, "observation.pole", PASSWORD)


@pytest.mark.parametrize("password", ["elevensigns", "presidence.pole", "presidence.pole@demo.invalid"])
async def test_a_short_password_is_refused_and_so_is_the_login_and_the_address(
    realm: Realm, keycloak: RunningKeycloak, password: str
) -> None:
    somebody = realm.admin.get_user_id("presidence.pole")
    assert somebody
    with pytest.raises(Exception, match="invalidPassword"):
        realm.admin.set_user_password(somebody, password, temporary=False)
    assert "presidence.pole" not in keycloak.log.read_text()


async def test_the_pages_are_french_and_cannot_be_framed(realm: Realm) -> None:
    address = authorization_address(authorize(realm), CLI_CLIENT, CALLBACK, Pkce(), "state")
    async with httpx.AsyncClient() as client:
        page = await client.get(address)
        english = await client.get(f"{address}&ui_locales=en")
    assert '<html class="login-pf" lang="fr"' in page.text
    assert "frame-ancestors 'self'" in page.headers["content-security-policy"]
    assert 'lang="en"' in english.text


async def test_nobody_registers_alone(realm: Realm) -> None:
    address = authorization_address(authorize(realm), CLI_CLIENT, CALLBACK, Pkce(), "state")
    async with httpx.AsyncClient() as client:
        answer = await client.get(address.replace("/auth?", "/registrations?"))
    assert answer.status_code == 400


def authorize(realm: Realm) -> str:
    return f"{realm.issuer}/protocol/openid-connect/auth"
