"""What differs between two realms is found, once, and told; what an administrator added is not."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from node.identity.differences import Difference, What, after_moves, differences
from node.identity.mend import merged
from node.identity.things import Key, Kind, things_of
from node.identity.words import as_values, told
from tests.unit.node.identity_samples import LOOS, exported, small_realm

AGGLOMERATION = "/bodies/200060358/246200364"


def found_with(representation: dict[str, Any], **facts: Any) -> list[Difference]:
    wanted = small_realm(**facts)
    return differences(things_of(wanted.representation()), things_of(representation))


def named(items: list[dict[str, Any]], name: str, key: str = "name") -> dict[str, Any]:
    return next(each for each in items if each[key] == name)


def group(representation: dict[str, Any], path: str) -> dict[str, Any]:
    level, found = representation["groups"], {}
    for name in path.strip("/").split("/"):
        found = named(level, name)
        level = found["subGroups"] if "subGroups" in found else found.setdefault("subGroups", [])
    return found


def test_a_realm_as_it_should_be_has_no_difference() -> None:
    assert found_with(exported(small_realm(demo=True)), demo=True) == []


def test_what_an_administrator_added_is_no_difference() -> None:
    there = exported(small_realm(demo=True))
    there["clients"].append({"clientId": "statistics", "enabled": True, "protocolMappers": [{"name": "x"}]})
    there["clientScopes"].append({"name": "address", "protocolMappers": [{"name": "x"}]})
    there["groups"].append({"name": "amis", "subGroups": [{"name": "62528"}]})
    group(there, LOOS)["subGroups"].append({"name": "conseil-des-jeunes"})
    there["users"].append({"username": "somebody", "groups": []})
    there["identityProviders"].append({"alias": "other"})
    there["users"][0]["groups"].append(f"{LOOS}/agent")
    there["smtpServer"] = {"host": "mail"}
    there["attributes"]["other"] = "1"
    assert found_with(there, demo=True) == []


def test_a_changed_field_is_found_with_both_values() -> None:
    there = exported(small_realm())
    named(there["clients"], "archipel-cli", "clientId")["directAccessGrantsEnabled"] = True
    (change,) = found_with(there)
    assert (change.what, change.field) == (What.CHANGED, "directAccessGrantsEnabled")
    assert told(change) == "le client « archipel-cli » : directAccessGrantsEnabled vaut oui au lieu de non."


def test_an_address_that_somebody_added_is_found_and_the_order_of_a_list_is_not() -> None:
    there = exported(small_realm())
    cli = named(there["clients"], "archipel-cli", "clientId")
    cli["redirectUris"].reverse()
    assert found_with(there) == []
    cli["redirectUris"].append("https://elsewhere.example/*")
    (change,) = found_with(there)
    assert change.field == "redirectUris"


def test_an_information_that_somebody_added_to_our_tokens_is_too_much() -> None:
    there = exported(small_realm())
    named(there["clientScopes"], "groups")["protocolMappers"].append({"name": "e-mail"})
    named(there["clients"], "archipel-portal", "clientId")["protocolMappers"].append({"name": "all-roles"})
    assert [(change.what, change.key.name) for change in found_with(there)] == [
        (What.SURPLUS, "e-mail"),
        (What.SURPLUS, "all-roles"),
    ]


def test_the_account_of_a_node_that_is_federated_no_more_is_too_much_until_it_is_disabled() -> None:
    there = exported(small_realm())
    gone = {"clientId": "archipel-node-gone", "enabled": True}
    there["clients"].append(gone)
    (change,) = found_with(there)
    assert (change.what, change.key.name) == (What.SURPLUS, "archipel-node-gone")
    assert "ne nomment plus ce nœud" in told(change)
    gone["enabled"] = False
    assert found_with(there) == []


def test_a_body_that_changed_its_parent_is_moved_and_nothing_below_it_is_made_anew() -> None:
    there = exported(small_realm())
    communes = group(there, AGGLOMERATION)["subGroups"]
    moved = named(communes, "62528")
    communes.remove(moved)
    group(there, "/bodies/200060358/246200299")["subGroups"].append(moved)
    (change,) = found_with(there)
    assert (change.what, change.found, change.wanted) == (
        What.MOVED, "/bodies/200060358/246200299/62528", LOOS,
    )  # fmt: skip


def test_an_agglomeration_moves_with_its_communes() -> None:
    there = exported(small_realm())
    pole = group(there, "/bodies/200060358")["subGroups"]
    moved = named(pole, "246200364")
    pole.remove(moved)
    there["groups"][0]["subGroups"].append(moved)
    (change,) = found_with(there)
    assert change.what is What.MOVED
    after = after_moves(things_of(small_realm().representation()), things_of(there))
    assert Key(Kind.GROUP, f"{LOOS}/elected") in after


def test_a_body_moves_only_once_the_one_above_it_is_made() -> None:
    there = exported(small_realm())
    pole = group(there, "/bodies/200060358")["subGroups"]
    gone = named(pole, "246200364")
    pole.remove(gone)
    there["groups"][0]["subGroups"].append(named(gone["subGroups"], "62528"))
    changes = [(change.what, change.key.name) for change in found_with(there)]
    assert changes.index((What.MISSING, AGGLOMERATION)) < changes.index((What.MOVED, LOOS))


def test_two_bodies_that_stand_the_wrong_way_round_are_put_right_from_above() -> None:
    there = exported(small_realm())
    communes = group(there, AGGLOMERATION)["subGroups"]
    loos, grenay = named(communes, "62528"), named(communes, "62386")
    communes.remove(grenay)
    loos["subGroups"].append(grenay)
    assert [change.wanted for change in found_with(there)] == [f"{AGGLOMERATION}/62386"]


def test_a_group_of_a_body_that_stands_twice_stays_beside_the_right_one() -> None:
    there = exported(small_realm())
    there["groups"][0]["subGroups"].append({"name": "62528", "subGroups": []})
    assert found_with(there) == []


def test_a_missing_group_is_told_with_those_below_it_the_upper_ones_first() -> None:
    there = exported(small_realm())
    pole = group(there, "/bodies/200060358")["subGroups"]
    pole.remove(named(pole, "246200364"))
    changes = [change.key.name for change in found_with(there)]
    assert changes[0] == AGGLOMERATION
    assert len(changes) == 3 * (1 + 7)
    assert changes.index(LOOS) < changes.index(f"{LOOS}/elected")


def test_a_secret_is_compared_and_never_told() -> None:
    there = exported(small_realm(secrets={"archipel-portal": "s3cret-found"}))
    (change,) = found_with(there, secrets={"archipel-portal": "s3cret-wanted"})
    assert "s3cret" not in told(change) + str(as_values(change))


def test_merging_keeps_what_is_there_and_takes_what_is_wanted() -> None:
    found = {"a": 1, "attributes": {"x": "1", "y": "2"}}
    assert merged(found, {"attributes": {"y": "3"}, "b": 2}) == {
        "a": 1, "b": 2, "attributes": {"x": "1", "y": "3"},
    }  # fmt: skip


WANTED = things_of(small_realm(demo=True).representation())
LEAVES = sorted(
    (
        (key, field)
        for key, thing in WANTED.items()
        for field, value in thing.items()
        if isinstance(value, bool)
    ),
    key=str,
)


@given(
    st.sets(st.sampled_from(LEAVES), max_size=12),
    st.sets(st.sampled_from(sorted(WANTED, key=str)), max_size=12),
)
def test_whatever_is_changed_or_taken_away_at_random_is_told_exactly_once(
    turned: set[tuple[Key, str]], gone: set[Key]
) -> None:
    found = {key: copy.deepcopy(thing) for key, thing in WANTED.items() if key not in gone}
    for key, field in turned:
        if key in found:
            found[key][field] = not found[key][field]
    changes = differences(WANTED, found)
    assert {(change.key, change.field) for change in changes} == {(key, "") for key in gone} | {
        (key, field) for key, field in turned if key not in gone
    }
    assert len(changes) == len({(change.key, change.field) for change in changes})
    assert all(told(change) for change in changes)
