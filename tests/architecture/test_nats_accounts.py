"""The table of who reads whose stream is what the services' readers say, and the file for operators is that
table as NATS takes it.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from node import nats, nats_page
from node.layout import Layout
from node.nats_accounts import LISTENS, USERS
from node.operations.catalogue import readers
from node.parts import SERVICES, Node
from node.settings import NodeSettings


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_may_read_the_streams_that_its_readers_follow_and_no_other(
    tmp_path: Path, service: str
) -> None:
    node = Node(NodeSettings(data=tmp_path), Layout(tmp_path))
    followed = {spec.source for spec in readers(node, service)}
    assert set(LISTENS[service]) == followed


def test_every_service_has_an_account_and_nobody_else() -> None:
    assert set(LISTENS) == set(SERVICES)
    assert set(USERS) == {*SERVICES, "operator"}


def test_nats_takes_the_file_for_operators_once_it_has_passwords(tmp_path: Path) -> None:
    written = nats_page.PAGE.read_text().replace(nats_page.NODE, "artois")
    (tmp_path / "accounts.conf").write_text(written)
    whole = tmp_path / "nats.conf"
    whole.write_text(f"jetstream {{ store_dir: {tmp_path} }}\ninclude accounts.conf\n")
    command = [nats.program(), "--config", str(whole), "-t"]
    passwords = {nats_page.variable(user): f"secret-of-{user}" for user in USERS}
    without = subprocess.run(command, capture_output=True, text=True, check=False, env={})
    assert "variable reference" in without.stderr
    checked = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | passwords)
    assert checked.returncode == 0, checked.stderr
