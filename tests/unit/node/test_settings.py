"""The settings of a node: their defaults, and what a wrong one gets."""

from pathlib import Path

import pytest

from node.errors import NodeError
from node.settings import ROOT, settings_from


def test_the_defaults_are_the_documented_ports_and_the_checkouts_folder() -> None:
    settings = settings_from(data=None)
    assert settings.ports == {
        "portal": 8080,
        "canaille": 8081,
        "nats": 4322,
        "projects": 5101,
        "labels": 5102,
        "engineering": 5103,
        "funding": 5104,
    }
    assert settings.data == ROOT / "var" / "node"


def test_what_is_given_comes_before_the_default() -> None:
    settings = settings_from(data=Path("/srv/node"), portal_port=9000)
    assert (settings.data, settings.public_url) == (Path("/srv/node"), "http://127.0.0.1:9000")


@pytest.mark.parametrize("port", [0, 70_000, "many"])
def test_an_impossible_port_is_told_in_a_sentence(port: object) -> None:
    with pytest.raises(NodeError, match="portal_port"):
        settings_from(portal_port=port)


def test_two_parts_never_share_a_port() -> None:
    with pytest.raises(NodeError, match="same port"):
        settings_from(portal_port=8081)


def test_a_node_name_must_fit_into_a_subject() -> None:
    with pytest.raises(NodeError, match="node"):
        settings_from(node="Lens Liévin")
