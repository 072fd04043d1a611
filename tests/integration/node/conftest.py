"""Realms of a test's own on the session's Keycloak, thrown away afterwards.

- `administrator` (session): the client that may make realms.
- `make_realm` (session): provisions a realm and answers what it was given, with `.admin` and `.issuer`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from keycloak import KeycloakAdmin

from node.identity.admin import Administrator
from node.identity.provision import provision
from node.identity.realm import Wanted
from tests.fixtures.keycloak import RunningKeycloak


@dataclass(frozen=True)
class Realm:
    wanted: Wanted
    administrator: Administrator

    @property
    def name(self) -> str:
        return self.wanted.settings.realm

    @property
    def issuer(self) -> str:
        return f"{self.administrator.server}/realms/{self.name}"

    @property
    def admin(self) -> KeycloakAdmin:
        return self.administrator.of(self.name)


MakeRealm = Callable[[Wanted], Realm]


@pytest.fixture(scope="session")
def administrator(keycloak: RunningKeycloak) -> Administrator:
    connection = keycloak.admin.connection
    assert connection.server_url
    assert connection.client_secret_key
    return Administrator(
        connection.server_url.rstrip("/"),
        connection.user_realm_name or "master",
        connection.client_id or "",
        connection.client_secret_key,
    )


@pytest.fixture(scope="session")
def make_realm(administrator: Administrator) -> Iterator[MakeRealm]:
    made: list[str] = []

    def make(wanted: Wanted) -> Realm:
        made.append(wanted.settings.realm)
        provision(administrator, wanted)
        return Realm(wanted, administrator)

    yield make
    for name in made:
        administrator.of("master").delete_realm(name)
