"""The command line for programs: `--json` everywhere, and nothing but JSON on the standard output."""

import json
from collections.abc import Iterator
from pathlib import Path

import typer
from typer.core import TyperGroup
from typer.testing import CliRunner

from node.cli.app import app
from node.cli.session import Session
from node.cli.up import facts
from node.layout import Layout
from node.parts import Node
from node.personas import PASSWORD, PERSONAS
from node.settings import NodeSettings
from node.sign_in import Tokens


def commands(group: TyperGroup, *path: str) -> Iterator[tuple[str, set[str]]]:
    """Every command with the names of its options."""
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, *path, name)
        else:
            yield " ".join([*path, name]), {option for each in command.params for option in each.opts}


def test_every_command_has_an_option_for_json() -> None:
    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup)
    found = dict(commands(root))
    assert {"up", "logout", "audit verify"} <= set(found)
    assert [name for name, options in found.items() if "--json" not in options] == []


def test_logout_answers_in_json_whether_somebody_was_signed_in(tmp_path: Path) -> None:
    issuer = NodeSettings(data=tmp_path).issuer
    Session(tmp_path / "archipel" / "session.json").keep(issuer, Tokens("a", "b", "", 300))
    runner = CliRunner(env={"XDG_CONFIG_HOME": str(tmp_path)})
    arguments = ["logout", "--json", "--data", str(tmp_path)]
    answers = [json.loads(runner.invoke(app, arguments).stdout) for _ in range(2)]
    assert answers == [{"issuer": issuer, "closed": True}, {"issuer": issuer, "closed": False}]


def test_only_the_demo_tells_a_program_its_people_and_their_password(tmp_path: Path) -> None:
    settings, layout = NodeSettings(data=tmp_path), Layout(tmp_path)
    plain, demo = (facts(Node(settings, layout, demo=demo)) for demo in (False, True))
    assert plain == {
        "address": settings.public_url,
        "ports": settings.ports,
        "data": tmp_path,
        "personas": [],
    }
    assert [persona["login"] for persona in demo["personas"]] == [each.login for each in PERSONAS]
    assert demo["password"] == PASSWORD
