"""The realm of a node that runs with Keycloak: its operator sees what differs and mends it by one command."""

from __future__ import annotations

from node.identity.own_node import of_node
from tests.fixtures.whole_node import WholeNode


async def test_the_operator_of_a_node_sees_what_differs_in_its_realm_and_mends_it(
    keycloak_node: WholeNode,
) -> None:
    await keycloak_node.run("identity", "provision")
    assert await keycloak_node.run("identity", "check") == []
    administrator, wanted = of_node(keycloak_node.settings.data, None, demo=False)
    realm = wanted.settings.realm
    administrator.of(realm).update_realm(realm, {"accessTokenLifespan": 3600})
    (change,) = await keycloak_node.run("identity", "diff")
    assert (change["field"], change["wanted"], change["found"]) == ("accessTokenLifespan", 300, 3600)
    assert (await keycloak_node.run("identity", "provision"))["changes"] == [change]
    assert await keycloak_node.run("identity", "check") == []
