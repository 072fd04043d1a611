"""A file that the system refuses is told in a sentence: which one, why, what to do."""

import errno
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from node import layout, state
from node.errors import NodeError
from node.files import file_refusal
from node.where import client_settings
from tests.fixtures.accounts import ordinary_account
from tests.fixtures.node import ARCHIPEL
from tests.fixtures.servers import short_folder


def refusal(act: Callable[[], object]) -> NodeError:
    with pytest.raises(OSError) as raised:  # noqa: PT011 - which one is the system's affair
        act()
    refused = file_refusal(raised.value)
    assert refused is not None
    return refused


def test_a_file_that_may_be_read_but_not_written_is_named_as_not_writable() -> None:
    with short_folder("files") as folder, ordinary_account(folder):
        file = folder / "postgres.log"
        file.touch(mode=0o400)
        refused = refusal(lambda: file.open("a"))
    assert refused.code == "FILE_NOT_WRITABLE"
    assert str(file) in refused.text
    assert "Donnez-vous ce droit" in refused.text


def test_a_new_file_in_a_folder_that_may_not_be_written_is_named_as_not_writable() -> None:
    with short_folder("files") as folder, ordinary_account(folder):
        folder.chmod(0o500)
        refused = refusal((folder / "state.new").touch)
    assert refused.code == "FILE_NOT_WRITABLE"
    assert str(folder / "state.new") in refused.text


def test_a_file_of_another_account_is_named_as_not_readable_with_that_account() -> None:
    with short_folder("files") as folder, ordinary_account(folder):
        assert "« root »" in file_told(PermissionError(errno.EACCES, "Permission denied", "/lock")).text
        file = folder / "node.lock"
        file.touch(mode=0o000)
        refused = refusal(lambda: file.open("a"))
    assert refused.code == "FILE_NOT_READABLE"
    assert str(file) in refused.text


def file_told(error: OSError) -> NodeError:
    refused = file_refusal(error)
    assert refused is not None
    return refused


def test_a_full_disk_is_told_with_and_without_a_name() -> None:
    for name in (None, "/srv/node/state.new"):
        refused = file_told(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), name))
        assert refused.code == "FILE_NOT_WRITABLE"
        assert "disque est plein" in refused.text


def test_an_error_that_is_about_no_file_keeps_its_trace() -> None:
    assert file_refusal(ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")) is None
    assert file_refusal(TimeoutError()) is None


def test_public_addresses_are_known_to_whoever_may_not_read_the_nodes_state() -> None:
    with short_folder("files") as folder:
        place = layout.made(folder / "data")
        place.state.write_text('{"pid": 1, "ports": {"projects": 6101}, "parts": {}}')
        assert client_settings(folder / "data").projects_port == 6101
        place.state.chmod(0o000)
        (folder / "closed").mkdir(mode=0o000)
        with ordinary_account(folder):
            assert state.read(place.state) == {}
            assert client_settings(folder / "data").projects_port == 5101
            assert client_settings(folder / "closed" / "data").projects_port == 5101


@pytest.mark.parametrize("command", [("projects", "list"), ("territories", "list"), ("logout",), ("status",)])
def test_a_file_that_a_command_cannot_use_is_told_without_a_trace(command: tuple[str, ...]) -> None:
    with short_folder("files") as folder:
        place = layout.made(folder / "data")
        place.state.mkdir()
        held = layout.locked(place)
        assert held is not None
        with held:
            done = archipel(*command, "--data", place.data)
    assert done.returncode == 1
    assert str(place.state) in done.stderr
    assert "Traceback" not in done.stderr


def archipel(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([ARCHIPEL, *arguments], capture_output=True, text=True, check=False, timeout=100)
