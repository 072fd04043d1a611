"""- `place` (session): a whole node with a real Keycloak, the demo's people at its doors, and its journals to
look into. Nobody else uses this node: what changes in it, an attack changed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from node.canaille.settings import CLI_CLIENT
from node.personas import PASSWORD
from node.sign_in import sign_in
from tests.e2e.attacks.place import Place
from tests.e2e.cast import MAYOR, Cast
from tests.fixtures.whole_node import WholeNode

LIFE = "access.token.lifespan"


async def short_token(place: Place) -> str:
    """A token that lives for a second, made first of all: it is long expired when it is tried."""
    admin = place.admin()
    client = admin.get_client_id(CLI_CLIENT)
    lasting = admin.get_client(client)
    attributes = {**lasting["attributes"], LIFE: "1"}
    admin.update_client(client, {**lasting, "attributes": attributes})
    tokens = await sign_in(place.node.settings.issuer, MAYOR, PASSWORD)
    # An attribute that is left out stays; Keycloak takes away what is empty.
    admin.update_client(client, {**lasting, "attributes": {**attributes, LIFE: ""}})
    assert LIFE not in admin.get_client(client)["attributes"]
    return tokens.access_token


@pytest.fixture(scope="session")
async def place(keycloak_node: WholeNode) -> AsyncIterator[Place]:
    cast = Cast(keycloak_node)
    place = Place(keycloak_node, cast)
    place.short_token = await short_token(place)
    yield place
    await cast.close()
