"""Signing in through ProConnect, which a second realm of the same Keycloak plays: the SIRET of the
organisation decides which body somebody belongs to.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
from keycloak import KeycloakAdmin

from chassis.identity import mandates_of
from node.canaille.settings import CLI_CLIENT
from node.identity.admin import Administrator
from node.identity.proconnect import SCOPES, Credentials
from node.identity.settings import PortalSettings, ProConnectSettings, RealmSettings
from node.sign_in import Pkce, authorization_address, browser, exchange, walk
from tests.integration.node.conftest import MakeRealm, Realm
from tests.unit.node.identity_samples import LOOS, small_realm

CALLBACK = "http://127.0.0.1:8765/callback"
PASSWORD = "a-password-of-proconnect"
ATTRIBUTES = {
    "given_name": "firstName",
    "usual_name": "lastName",
    "email": "email",
    "siret": "siret",
    "uid": "uid",
}
EVERYBODY = {"view": ["admin", "user"], "edit": ["admin", "user"]}


def played(realm: str, callback: str) -> dict[str, Any]:
    """A realm that answers as ProConnect does: PKCE, a scope for each claim, claims in a signed userinfo."""
    scopes = [
        {
            "name": claim,
            "protocol": "openid-connect",
            "protocolMappers": [
                {
                    "name": claim,
                    "protocol": "openid-connect",
                    "protocolMapper": "oidc-usermodel-attribute-mapper",
                    "config": {
                        "user.attribute": attribute,
                        "claim.name": claim,
                        "jsonType.label": "String",
                        "userinfo.token.claim": "true",
                    },
                }
            ],
        }
        for claim, attribute in ATTRIBUTES.items()
    ]
    client = {
        "clientId": "archipel",
        "secret": "pro-secret",
        "redirectUris": [callback],
        "fullScopeAllowed": False,
        "optionalClientScopes": list(ATTRIBUTES),
        "attributes": {
            "pkce.code.challenge.method": "S256",
            "user.info.response.signature.alg": "RS256",
            "acr.loa.map": json.dumps({"eidas1": 1}),
        },
    }
    profile = {
        "unmanagedAttributePolicy": "ENABLED",
        "attributes": [
            {"name": name, "permissions": EVERYBODY}
            for name in ("username", "email", "firstName", "lastName")
        ],
    }
    component = {
        "providerId": "declarative-user-profile",
        "config": {"kc.user.profile.config": [json.dumps(profile)]},
    }
    return {
        "realm": realm,
        "enabled": True,
        "clientScopes": scopes,
        "clients": [client],
        "components": {"org.keycloak.userprofile.UserProfileProvider": [component]},
    }


@dataclass
class ProConnect:
    """People at work, and the organisation that each works for."""

    admin: KeycloakAdmin

    def hires(self, login: str, siret: str) -> None:
        self.admin.create_user(
            {
                "username": login,
                "enabled": True,
                "firstName": "Jean",
                "lastName": "Dupont",
                "email": f"{login}@work.invalid",
                "attributes": {"siret": [siret], "uid": [login]},
                "credentials": [{"type": "password", "value": PASSWORD, "temporary": False}],
            }
        )

    def moves(self, login: str, siret: str) -> None:
        person = self.admin.get_users({"username": login, "exact": True})[0]
        attributes = {"uid": [login], **({"siret": [siret]} if siret else {})}
        self.admin.update_user(person["id"], person | {"attributes": attributes})


@pytest.fixture(scope="module")
def proconnect(administrator: Administrator) -> Iterator[ProConnect]:
    callback = f"{administrator.server}/realms/brokered/broker/proconnect/endpoint"
    master = administrator.of("master")
    master.import_realm(played("proconnect-played", callback))
    yield ProConnect(administrator.of("proconnect-played"))
    master.delete_realm("proconnect-played")


@pytest.fixture(scope="module")
def realm(make_realm: MakeRealm, administrator: Administrator, proconnect: ProConnect) -> Realm:
    issuer = f"{administrator.server}/realms/proconnect-played"
    protocol = f"{issuer}/protocol/openid-connect"
    settings = RealmSettings(
        realm="brokered",
        portal=PortalSettings(addresses=("https://portail.example",)),
        proconnect=ProConnectSettings(
            issuer=issuer,
            authorization_address=f"{protocol}/auth",
            token_address=f"{protocol}/token",
            userinfo_address=f"{protocol}/userinfo",
            keys_address=f"{protocol}/certs",
            logout_address=f"{protocol}/logout",
        ),
    )
    return make_realm(small_realm(settings=settings, proconnect=Credentials("archipel", "pro-secret")))


async def signed_in(realm: Realm, login: str) -> tuple[list[str], dict[str, Any]]:
    """Groups in the access token and claims of the ID token, after a walk through ProConnect's pages."""
    pkce = Pkce()
    address = authorization_address(
        f"{realm.issuer}/protocol/openid-connect/auth", CLI_CLIENT, CALLBACK, pkce, "state"
    )
    async with browser() as visitor:
        end = await walk(visitor, f"{address}&kc_idp_hint=proconnect", login, PASSWORD, until=CALLBACK)
        tokens = await exchange(
            visitor,
            f"{realm.issuer}/protocol/openid-connect/token",
            {
                "grant_type": "authorization_code",
                "code": parse_qs(urlsplit(end).query)["code"][0],
                "redirect_uri": CALLBACK,
                "client_id": CLI_CLIENT,
                "code_verifier": pkce.verifier,
            },
        )
    access = jwt.decode(tokens.access_token, options={"verify_signature": False})
    identity = jwt.decode(tokens.id_token, options={"verify_signature": False})
    return access.get("groups", []), identity


async def test_whoever_works_for_a_commune_belongs_to_it_and_holds_no_role(
    realm: Realm, proconnect: ProConnect
) -> None:
    proconnect.hires("agent", "21620528600014")
    groups, identity = await signed_in(realm, "agent")
    assert groups == [LOOS]
    assert mandates_of(groups) == frozenset()
    assert identity["name"] == "Jean Dupont"


@pytest.mark.parametrize(
    ("siret", "groups"),
    [
        ("21620528600099", [LOOS]),
        ("24620036400015", ["/bodies/200060358/246200364"]),
        ("99999999900011", []),
        ("", []),
        ("216205286", []),
        ("216205286000141", []),
        ("x21620528600014", []),
        ("2162052860001x", []),
        ("21620528600014,24620036400015", []),
        (".*", []),
    ],
)
async def test_the_siret_decides_at_each_sign_in(
    realm: Realm, proconnect: ProConnect, siret: str, groups: list[str]
) -> None:
    login = "changes"
    if not proconnect.admin.get_users({"username": login, "exact": True}):
        proconnect.hires(login, "21620528600014")
    proconnect.moves(login, siret)
    assert (await signed_in(realm, login))[0] == groups


async def test_a_role_that_the_body_gave_stays_when_somebody_signs_in_again(
    realm: Realm, proconnect: ProConnect
) -> None:
    proconnect.hires("elected", "24620036400015")
    await signed_in(realm, "elected")
    (person,) = realm.admin.get_users({"email": "elected@work.invalid"})
    role = realm.admin.get_group_by_path(f"{LOOS}/elected")
    realm.admin.group_user_add(person["id"], role["id"])
    groups, _ = await signed_in(realm, "elected")
    assert sorted(groups) == ["/bodies/200060358/246200364", f"{LOOS}/elected"]


async def test_the_login_is_a_random_id_that_nobody_can_take_beforehand(
    realm: Realm, proconnect: ProConnect
) -> None:
    proconnect.hires("somebody", "21620528600014")
    await signed_in(realm, "somebody")
    (person,) = realm.admin.get_users({"email": "somebody@work.invalid"})
    (there,) = proconnect.admin.get_users({"username": "somebody", "exact": True})
    assert person["username"] == f"proconnect.{there['id']}"


async def test_an_account_of_the_realm_is_not_taken_over_by_the_same_address(
    realm: Realm, proconnect: ProConnect
) -> None:
    realm.admin.create_user(
        {
            "username": "mayor",
            "enabled": True,
            "email": "mayor@work.invalid",
            "firstName": "A",
            "lastName": "B",
            "groups": [f"{LOOS}/elected"],
        }
    )
    proconnect.hires("mayor", "21620528600014")
    with pytest.raises(Exception, match="mayor"):
        await signed_in(realm, "mayor")


async def test_proconnect_is_asked_for_nothing_but_what_it_takes(realm: Realm) -> None:
    """Any other parameter is refused there (Y000400)."""
    address = authorization_address(
        f"{realm.issuer}/protocol/openid-connect/auth", CLI_CLIENT, CALLBACK, Pkce(), "state"
    )
    async with browser() as visitor:
        first = await visitor.get(f"{address}&kc_idp_hint=proconnect")
        second = await visitor.get(first.headers["location"])
    asked = httpx.URL(second.headers["location"])
    assert asked.params["scope"] == SCOPES
    assert asked.params["acr_values"] == "eidas1"
    assert asked.params["code_challenge_method"] == "S256"
    assert len(asked.params["state"]) >= 32
    assert set(asked.params) == {
        "acr_values", "scope", "state", "response_type", "client_id", "redirect_uri", "nonce",
        "code_challenge", "code_challenge_method",
    }  # fmt: skip
