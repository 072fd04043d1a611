"""What a page says that a role allows is what the access tables of the services check."""

from __future__ import annotations

import importlib
from collections import Counter

import pytest

from chassis.access import ROLES, Rule
from services.portal.views.rights import RIGHTS, Right, allowed_by, not_allowed_to
from services.portal.views.words import HOLDER_ROLE
from tests.architecture.test_access_tables import SERVICES

TABLES: dict[str, Rule] = {
    method.removeprefix("/"): rule
    for service in SERVICES
    for method, rule in importlib.import_module(f"services.{service}.access").ACCESS.items()
}


def test_every_rpc_that_asks_for_a_role_is_explained_once_and_no_other() -> None:
    explained = Counter(rpc for right in RIGHTS for rpc in right.rpcs)
    assert {rpc: 1 for rpc, rule in TABLES.items() if rule.roles} == dict(explained)


@pytest.mark.parametrize("right", RIGHTS, ids=lambda right: right.rpcs[0].rpartition("/")[2])
def test_a_right_names_the_roles_that_its_rpcs_ask_for(right: Right) -> None:
    assert {rpc for rpc in right.rpcs if TABLES[rpc].roles != set(right.roles)} == set()


def test_every_role_has_a_name_and_is_explained_with_what_it_does_not_allow() -> None:
    assert set(HOLDER_ROLE) == ROLES
    for role in ROLES:
        allowed, others = allowed_by(role), not_allowed_to([(role, False)])
        assert len(allowed) > 1
        assert {right.text for right in others}.isdisjoint(allowed)
        assert {*allowed, *(right.text for right in others)} >= {right.text for right in RIGHTS}


def test_a_lent_role_allows_the_same_but_to_lend_it_on() -> None:
    for role in ROLES - {"juror"}:
        own, lent = not_allowed_to([(role, False)]), not_allowed_to([(role, True)])
        assert [right.rpcs for right in lent if right not in own] == [RIGHTS[-1].rpcs]
        assert RIGHTS[-1].text not in allowed_by(role, lent=True)
