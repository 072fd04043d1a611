"""Whoever forges, steals or replays a token stays outside every service, is noted, and changes nothing.

The tokens are those of a real Keycloak. Each attack goes to an RPC of its own, so that each leaves its row.
"""

from __future__ import annotations

from itertools import product

import grpc
import pytest

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


async def test_the_real_token_opens_the_same_doors(place: Place) -> None:
    token = await place.cast.token(MAYOR)
    for service, method in product(DOORS, range(len(FORGERIES))):
        refused = await place.outcome(token, DOORS[service][method])
        assert refused is not grpc.StatusCode.UNAUTHENTICATED
