"""`archipel identity` finds the Keycloak of a node from the node's data folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from node.errors import NodeError
from node.identity.own_node import of_node
from node.layout import MARK
from node.settings import ROOT


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / MARK).touch()
    return tmp_path


def known(data: Path, **facts: object) -> None:
    (data / "state.json").write_text(json.dumps(facts))


def test_a_node_with_canaille_has_no_realm(data: Path) -> None:
    known(data, identity="canaille")
    with pytest.raises(NodeError) as refused:
        of_node(data, None, demo=False)
    assert refused.value.code == "NO_KEYCLOAK"


def test_a_node_with_keycloak_is_asked_at_its_own_port_for_the_reference_territory(data: Path) -> None:
    known(data, identity="keycloak", ports={"keycloak": 18_999, "portal": 18_998})
    administrator, wanted = of_node(data, None, demo=False)
    assert administrator.server == "http://127.0.0.1:18999"
    assert wanted.settings.portal.addresses == ("http://127.0.0.1:18998",)
    assert len(wanted.places) == 158
    assert not wanted.demo


def test_the_people_of_the_demo_are_wanted_where_it_was_loaded(data: Path) -> None:
    known(data, identity="keycloak")
    (data / "demo.json").write_text("{}")
    assert of_node(data, None, demo=False)[1].demo


def test_another_territory_can_be_named(data: Path) -> None:
    known(data, identity="keycloak")
    assert of_node(data, ROOT / "territories" / "artois", demo=False)[1].places
    with pytest.raises(NodeError) as refused:
        of_node(data, data / "none", demo=False)
    assert refused.value.code == "TERRITORY_REFUSED"


def test_a_folder_without_a_node_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(NodeError) as refused:
        of_node(tmp_path, None, demo=False)
    assert refused.value.code == "NO_DATA"
