"""The access table fails closed: what it does not name is open to nobody."""

from __future__ import annotations

import pytest

from chassis.access import PUBLIC, ROLES, SIGNED_IN, Rule, check_access, holding
from chassis.domain import Caller, Forbidden, Mandate
from chassis.errors import Unauthenticated

TABLE = {"/s/Public": PUBLIC, "/s/SignedIn": SIGNED_IN, "/s/Jury": holding("juror", "elected")}
ANONYMOUS = Caller()
NOBODY_IN_PARTICULAR = Caller("p-1")


def with_role(role: str) -> Caller:
    return Caller("p-2", frozenset({Mandate("62528", role)}))


@pytest.mark.parametrize("caller", [ANONYMOUS, NOBODY_IN_PARTICULAR, *map(with_role, sorted(ROLES))])
def test_a_method_that_the_table_does_not_name_is_open_to_nobody(caller: Caller) -> None:
    for method in ("/s/Other", "", "/s/Public/", "s/Public"):
        with pytest.raises(Forbidden) as raised:
            check_access(TABLE, method, caller)
        assert raised.value.reason == "RPC_NOT_OPENED"


def test_anybody_calls_what_is_public() -> None:
    check_access(TABLE, "/s/Public", ANONYMOUS)
    check_access(TABLE, "/s/Public", NOBODY_IN_PARTICULAR)


@pytest.mark.parametrize("method", ["/s/SignedIn", "/s/Jury"])
def test_the_rest_asks_an_anonymous_caller_to_sign_in(method: str) -> None:
    with pytest.raises(Unauthenticated) as raised:
        check_access(TABLE, method, ANONYMOUS)
    assert raised.value.reason == "TOKEN_MISSING"


def test_mandates_without_a_person_count_for_nothing() -> None:
    with pytest.raises(Unauthenticated):
        check_access(TABLE, "/s/Jury", Caller("", frozenset({Mandate("62528", "juror")})))


def test_without_a_role_in_the_rule_being_signed_in_is_enough() -> None:
    check_access(TABLE, "/s/SignedIn", NOBODY_IN_PARTICULAR)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_one_of_the_roles_opens_and_every_other_does_not(role: str) -> None:
    if role in ("juror", "elected"):
        check_access(TABLE, "/s/Jury", with_role(role))
        return
    with pytest.raises(Forbidden) as raised:
        check_access(TABLE, "/s/Jury", with_role(role))
    assert raised.value.reason == "ROLE_MISSING"
    assert raised.value.metadata == {"roles": "elected,juror"}
    assert "elected, juror" in str(raised.value.text)


def test_a_rule_with_a_misspelt_role_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="jury"):
        holding("juror", "jury")


def test_another_nodes_account_reads_what_is_public_and_no_more_unless_a_rule_names_it() -> None:
    node = Caller("n-1", node="call")
    assert check_access(TABLE, "/s/Public", node) is PUBLIC
    for method in ("/s/SignedIn", "/s/Jury"):
        with pytest.raises(Forbidden) as raised:
            check_access(TABLE, method, node)
        assert raised.value.reason == "NODE_NOT_ALLOWED"
        assert raised.value.metadata == {"node": "call"}
    check_access({"/s/Sync": Rule(nodes=True)}, "/s/Sync", node)


def test_the_rule_that_let_somebody_in_says_how_often() -> None:
    table = {"/s/Often": holding("juror", per_minute=30)}
    assert check_access(table, "/s/Often", with_role("juror")).per_minute == 30
