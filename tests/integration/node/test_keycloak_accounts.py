"""The operator finds the account of a person in the node's Keycloak and deletes it, with what hangs on it."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from node.errors import NodeError
from node.identity.accounts import KeycloakAccounts
from node.identity.admin import Administrator
from node.keycloak.process import ADMIN_CLIENT
from node.processes import free_port
from node.settings import REALM
from node.sign_in import refresh, sign_in
from tests.fixtures.keycloak import RunningKeycloak

WORD = "a-long-password-17"


@pytest.fixture
def accounts(keycloak: RunningKeycloak) -> KeycloakAccounts:
    server = keycloak.server
    return KeycloakAccounts(Administrator(server.address, "master", ADMIN_CLIENT, server.admin_secret), REALM)


@pytest.fixture
def login(keycloak: RunningKeycloak) -> str:
    """Of somebody with an account and a role."""
    made = f"partie-{uuid4().hex[:8]}"
    keycloak.admin.create_user(
        {
            "username": made,
            "enabled": True,
            "firstName": "Violette",
            "lastName": "Introuvable",
            "email": f"{made}@demo.invalid",
            "emailVerified": True,
            "credentials": [{"type": "password", "value": WORD, "temporary": False}],
        }
    )
    return made


async def test_an_account_is_found_by_login_and_by_id_and_deleted_for_good(
    keycloak: RunningKeycloak, accounts: KeycloakAccounts, login: str
) -> None:
    found = accounts.find(login)
    assert found is not None
    assert (found.login, found.facts["lastName"], found.facts["groups"]) == (login, "Introuvable", [])
    assert accounts.find(found.id) == found
    tokens = await sign_in(keycloak.issuer, login, WORD)

    accounts.delete(found)

    assert accounts.find(login) is None
    assert accounts.find(found.id) is None
    with pytest.raises(NodeError):
        await refresh(keycloak.issuer, tokens.refresh_token)
    with pytest.raises(NodeError):
        await sign_in(keycloak.issuer, login, WORD)
    assert "Introuvable" not in keycloak.log.read_text()


def test_nobody_is_found_under_a_name_that_nobody_has(accounts: KeycloakAccounts) -> None:
    assert accounts.find("nobody.knows") is None
    assert accounts.find(str(uuid4())) is None


def test_a_keycloak_that_is_away_or_refuses_is_told_plainly(accounts: KeycloakAccounts) -> None:
    wrong = replace(accounts.administrator, secret="guessed")
    away = replace(accounts.administrator, server=f"http://127.0.0.1:{free_port()}")
    for administrator, code in ((wrong, "ADMIN_REFUSED"), (away, "KEYCLOAK_SILENT")):
        with pytest.raises(NodeError) as refused:
            KeycloakAccounts(administrator, REALM).find("maire.loos")
        assert refused.value.code == code
