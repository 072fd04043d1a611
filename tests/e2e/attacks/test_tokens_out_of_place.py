"""Tokens that Keycloak really signed, for something else: another realm, another audience, another use,
another time, another node. Each is real, and none opens a door that it was not made for.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import grpc
import httpx
import pytest

from chassis.testing.waiting import eventually
from node.canaille.settings import CLI_CLIENT
from node.identity.operator import embedded
from node.identity.provision import provision
from node.personas import PASSWORD
from node.sign_in import Tokens, sign_in
from tests.e2e.attacks.place import TABLES, Place
from tests.e2e.cast import MAYOR

ELSEWHERE = "ailleurs"
STRANGER = "stranger"
LEEWAY = 30.0
"""Seconds that clocks may differ: an expired token lives so much longer."""

LISTS = "/archipel.engineering.v1.EngineeringService/ListAgents"
TOTALS = "/archipel.funding.v1.FundingService/GetTotals"
CHECKS = "/archipel.funding.v1.FundingService/CheckPlan"
PEOPLE = "/archipel.projects.v1.PeopleService/GetPeople"
WISHES = "/archipel.projects.v1.OwnershipService/ListWishes"
APPLY = "/archipel.labels.v1.LabelsService/Apply"


async def stays_outside(place: Place, token: str, method: str, reason: str = "TOKEN_INVALID") -> None:
    service = next(name for name, table in TABLES.items() if method in table)
    before = await place.everything()
    refused = await place.refused(token, method)
    assert (refused.code, refused.reason) == (grpc.StatusCode.UNAUTHENTICATED, reason)
    await place.noted(service, reason, method)
    assert await place.everything() == before


async def test_a_token_of_another_realm_of_the_same_keycloak_stays_outside(place: Place) -> None:
    administrator, wanted = embedded(place.identity_settings())
    elsewhere = replace(wanted, settings=wanted.settings.model_copy(update={"realm": ELSEWHERE}))
    provision(administrator, elsewhere)
    issuer = place.node.settings.issuer.replace("/archipel", f"/{ELSEWHERE}")
    tokens = await sign_in(issuer, MAYOR, PASSWORD)
    await stays_outside(place, tokens.access_token, LISTS)


@pytest.fixture(scope="module")
async def mayor(place: Place) -> Tokens:
    return await sign_in(place.node.settings.issuer, MAYOR, PASSWORD)


async def test_an_id_token_is_no_access_token(place: Place, mayor: Tokens) -> None:
    await stays_outside(place, mayor.id_token, CHECKS)


async def test_a_refresh_token_is_no_access_token(place: Place, mayor: Tokens) -> None:
    await stays_outside(place, mayor.refresh_token, PEOPLE)


@pytest.fixture(scope="module")
async def stranger(place: Place) -> AsyncIterator[str]:
    """Another program that the same Keycloak serves, which is no client of ours."""
    admin = place.admin()
    cli = next(each for each in admin.get_clients() if each["clientId"] == CLI_CLIENT)
    admin.create_client(
        {
            "clientId": STRANGER,
            "publicClient": True,
            "redirectUris": cli["redirectUris"],
            "attributes": cli["attributes"],
        }
    )
    yield STRANGER
    admin.delete_client(admin.get_client_id(STRANGER))


async def test_a_token_for_another_audience_stays_outside(place: Place, stranger: str) -> None:
    tokens = await sign_in(place.node.settings.issuer, MAYOR, PASSWORD, client_id=stranger, scope="openid")
    await stays_outside(place, tokens.access_token, WISHES)


async def test_an_expired_token_stays_outside_though_its_signature_is_good(place: Place) -> None:
    async def expired() -> bool:
        return await place.outcome(place.short_token, APPLY) is grpc.StatusCode.UNAUTHENTICATED

    await eventually(expired, seconds=LEEWAY + 15)
    await stays_outside(place, place.short_token, APPLY, "TOKEN_EXPIRED")


@pytest.fixture(scope="module")
async def node_token(place: Place) -> str:
    """The token of a federated node's service account."""
    provision(*embedded(place.identity_settings() | {"ARCHIPEL_FEDERATED_NODES": "call,pole"}))
    admin = place.admin()
    secret = admin.get_client_secrets(admin.get_client_id("archipel-node-call"))["value"]
    async with httpx.AsyncClient() as client:
        answer = await client.post(
            f"{place.node.settings.issuer}/protocol/openid-connect/token",
            data={"grant_type": "client_credentials"},
            auth=("archipel-node-call", secret),
        )
    return str(answer.raise_for_status().json()["access_token"])


async def test_a_node_reads_what_is_public(place: Place, node_token: str) -> None:
    assert await place.outcome(node_token, TOTALS) is not grpc.StatusCode.PERMISSION_DENIED


@pytest.mark.parametrize(
    "method", [name for table in TABLES.values() for name, rule in table.items() if not rule.anonymous]
)
async def test_a_node_does_nothing_else(place: Place, node_token: str, method: str) -> None:
    refused = await place.refused(node_token, method)
    assert (refused.code, refused.reason) == (grpc.StatusCode.PERMISSION_DENIED, "NODE_NOT_ALLOWED")
