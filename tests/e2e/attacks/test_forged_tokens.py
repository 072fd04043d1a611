"""Whoever forges, steals or replays a token stays outside every service, is noted, and changes nothing.

The tokens are those of a real Keycloak. Each attack goes to an RPC of its own, so that each leaves its row.
"""

from __future__ import annotations

from itertools import product

import grpc
import pytest

from node.personas import PASSWORD
from node.sign_in import sign_in
from tests.e2e.attacks.forging import FORGERIES
from tests.e2e.attacks.place import TABLES, Place
from tests.e2e.cast import MAYOR

DOORS = {service: sorted(table) for service, table in TABLES.items()}


@pytest.mark.parametrize(("service", "kind"), list(product(DOORS, FORGERIES)))
async def test_a_forged_token_opens_no_service(place: Place, service: str, kind: str) -> None:
    method = DOORS[service][list(FORGERIES).index(kind)]
    token = FORGERIES[kind](await place.cast.token(MAYOR), place.node.settings.issuer)
    before = await place.everything()
    refused = await place.refused(token, method)
    assert (refused.code, refused.reason) == (grpc.StatusCode.UNAUTHENTICATED, "TOKEN_INVALID")
    await place.noted(service, "TOKEN_INVALID", method)
    assert await place.everything() == before


@pytest.mark.parametrize("service", DOORS)
async def test_the_real_token_opens_the_same_doors(place: Place, service: str) -> None:
    # A fresh one: on a busy machine the cast's may end while the doors are tried.
    tokens = await sign_in(place.node.settings.issuer, MAYOR, PASSWORD)
    outcomes = {
        door: await place.outcome(tokens.access_token, door) for door in DOORS[service][: len(FORGERIES)]
    }
    assert grpc.StatusCode.UNAUTHENTICATED not in outcomes.values(), outcomes
