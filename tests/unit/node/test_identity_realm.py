"""The realm that follows from a territory: groups along the hierarchy, closed clients, small tokens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from chassis.access import ROLES
from chassis.domain import Mandate
from chassis.identity import mandates_of
from node.errors import NodeError
from node.identity.bodies import places_of, read_places
from node.identity.proconnect import Credentials
from node.identity.settings import PortalSettings, RealmSettings
from node.personas import PERSONAS
from node.settings import ROOT
from services.projects.domain.subsidiarity.levels import Level
from tests.unit.node.identity_samples import BODIES, LOOS, body, small_realm


def paths(groups: list[dict[str, Any]], above: str = "") -> list[str]:
    return [
        path
        for group in groups
        for path in (
            f"{above}/{group['name']}",
            *paths(group.get("subGroups", []), f"{above}/{group['name']}"),
        )
    ]


def client(name: str, **facts: Any) -> dict[str, Any]:
    clients = small_realm(**facts).representation()["clients"]
    return next(each for each in clients if each["clientId"] == name)


def test_the_groups_of_the_whole_territory_stand_along_the_hierarchy_and_bear_every_role() -> None:
    places = read_places(ROOT / "territories" / "artois")
    found = paths(small_realm(places=places).representation()["groups"])
    assert len(found) == len(set(found)) == 1 + len(places) * (1 + len(ROLES))
    assert f"{LOOS}/elected" in found
    assert {place.path.count("/") for place in places if place.facts.level is Level.COMMUNE} == {4}
    assert "/bodies/62/observer" in found
    assert "/bodies/smt-artois/agent" in found


def test_each_group_of_a_role_is_the_mandate_that_the_services_read() -> None:
    found = paths(small_realm().representation()["groups"])
    assert mandates_of(found) == {Mandate(each.code, role) for each in BODIES for role in ROLES}


def test_a_body_stands_below_its_parent_whatever_the_order_of_the_lines() -> None:
    assert places_of(BODIES) == places_of(tuple(reversed(BODIES)))


def test_a_commune_without_agglomeration_stands_beside_the_hierarchy() -> None:
    (place,) = places_of((body("62528", Level.COMMUNE, "smt-artois"),))
    assert place.path == "/bodies/62528"


def test_a_folder_with_faults_is_refused_with_all_of_them(tmp_path: Path) -> None:
    (tmp_path / "bodies.csv").write_text("code\n1\n")
    with pytest.raises(NodeError, match=r"bodies\.csv(.|\n)*manifest\.toml"):
        read_places(tmp_path)


def test_no_client_takes_a_password_or_gives_a_token_to_the_browser() -> None:
    for each in small_realm().representation()["clients"]:
        assert not each.get("directAccessGrantsEnabled")
        assert not each.get("implicitFlowEnabled")
        if "protocol" in each:
            assert each["attributes"]["oauth2.device.authorization.grant.enabled"] == "false"
            assert each["fullScopeAllowed"] is False
        else:
            assert each["enabled"] is False


def test_the_portal_is_told_of_an_end_from_server_to_server_or_through_the_browser() -> None:
    back = client("archipel-portal")
    assert back["attributes"]["backchannel.logout.url"] == "https://portail.example/auth/backchannel-logout"
    assert back["frontchannelLogout"] is False
    settings = RealmSettings(
        portal=PortalSettings(addresses=("https://a.example", "https://b.example"), logout="front_channel")
    )
    front = client("archipel-portal", settings=settings)
    assert front["attributes"]["frontchannel.logout.url"] == "https://a.example/auth/frontchannel-logout"
    assert front["frontchannelLogout"] is True
    assert front["redirectUris"] == ["https://a.example/auth/callback", "https://b.example/auth/callback"]
    assert front["attributes"]["post.logout.redirect.uris"] == "https://a.example/##https://b.example/"


def test_the_account_of_a_node_has_no_flow_for_people_and_says_which_node_it_is() -> None:
    node = client("archipel-node-lens")
    assert node["serviceAccountsEnabled"]
    assert not node["standardFlowEnabled"]
    assert node["defaultClientScopes"] == ["archipel"]
    (mapper,) = node["protocolMappers"]
    assert (mapper["config"]["claim.name"], mapper["config"]["claim.value"]) == ("node", "lens")


def test_the_people_of_the_demo_are_there_only_when_they_are_asked_for() -> None:
    places = read_places(ROOT / "territories" / "artois")
    assert small_realm(places=places).representation()["users"] == []
    people = small_realm(places=places, demo=True).representation()["users"]
    assert {mandate for each in people for mandate in mandates_of(each["groups"])} == {
        Mandate(each.body, each.role) for each in PERSONAS
    }


def test_a_secret_is_in_no_printed_form_of_the_realm() -> None:
    wanted = small_realm(secrets={"archipel-portal": "s3cret"}, proconnect=Credentials("id", "s3cret"))
    assert "s3cret" not in repr(wanted)


def test_every_body_with_a_siren_gets_the_people_of_its_establishments_and_no_role() -> None:
    mappers = small_realm().representation()["identityProviderMappers"]
    groups = {each["config"]["group"] for each in mappers if "group" in each["config"]}
    assert groups == {place.path for place in places_of(BODIES) if place.facts.siren}
    assert not mandates_of(sorted(groups))


def test_proconnect_is_enabled_by_its_credentials_and_nothing_is_said_of_it_without_them() -> None:
    (without,) = small_realm().representation()["identityProviders"]
    assert "enabled" not in without
    assert "clientSecret" not in without["config"]
    (entry,) = small_realm(proconnect=Credentials("id", "s")).representation()["identityProviders"]
    assert entry["enabled"] is True
    assert entry["config"]["authorizationUrl"].endswith("/api/v2/authorize?acr_values=eidas1")
