"""The data folder of a node: made, recognised, locked, thrown away, and never somebody else's."""

from pathlib import Path

import pytest

from node import layout
from node.accounts import may_pass
from node.errors import NodeError
from node.processes import Account
from tests.fixtures.accounts import ordinary_account
from tests.fixtures.servers import short_folder


def test_a_new_folder_becomes_a_nodes_data_and_is_recognised() -> None:
    with short_folder("layout") as folder:
        place = layout.made(folder / "deep" / "data")
        assert layout.existing(folder / "deep" / "data") == place
        assert place.logs.is_dir()


def test_a_folder_that_holds_something_else_is_refused() -> None:
    with short_folder("layout") as folder:
        (folder / "photo.jpg").write_text("mine")
        with pytest.raises(NodeError) as raised:
            layout.made(folder)
        assert raised.value.code == "FOLDER_NOT_OURS"
        with pytest.raises(NodeError):
            layout.thrown_away(folder)
        assert (folder / "photo.jpg").read_text() == "mine"


def test_a_file_in_the_way_is_told_in_a_sentence() -> None:
    with short_folder("layout") as folder:
        (folder / "data").write_text("a file")
        with pytest.raises(NodeError) as raised:
            layout.made(folder / "data" / "node")
        assert raised.value.code == "FOLDER_NOT_WRITABLE"
        assert "--data" in raised.value.text


def test_only_one_node_holds_the_lock_and_a_running_nodes_data_is_not_thrown_away() -> None:
    with short_folder("layout") as folder:
        place = layout.made(folder / "data")
        held = layout.locked(place)
        assert held is not None
        with held:
            assert layout.locked(place) is None
            assert layout.is_running(place)
            with pytest.raises(NodeError) as raised:
                layout.thrown_away(folder / "data")
            assert raised.value.code == "RUNNING"
        assert not layout.is_running(place)
        layout.thrown_away(folder / "data")
        assert not (folder / "data").exists()


def test_a_folder_reached_by_a_link_is_thrown_away_with_its_link() -> None:
    with short_folder("layout") as folder:
        (folder / "node").symlink_to(folder / "real", target_is_directory=True)
        place = layout.made(folder / "node")
        assert place.data == (folder / "real").resolve()
        layout.thrown_away(folder / "node")
        assert list(folder.iterdir()) == []


def test_a_private_folder_stops_another_account_and_an_open_one_does_not(tmp_path: Path) -> None:
    stranger = Account(uid=64_123, gid=64_123, name="stranger")
    tmp_path.chmod(0o700)
    assert not may_pass(tmp_path, stranger)
    tmp_path.chmod(0o711)
    assert may_pass(tmp_path, stranger)


def test_where_no_node_ever_had_data_there_is_nothing_to_throw_away() -> None:
    with short_folder("layout") as folder:
        (folder / "empty").mkdir()
        for data in (folder / "missing", folder / "empty"):
            layout.thrown_away(data)
            assert layout.made(data).logs.is_dir()


def test_data_that_may_not_be_deleted_are_told_and_the_deletion_can_be_done_again() -> None:
    with short_folder("layout") as folder, ordinary_account(folder):
        place = layout.made(folder / "data")
        (place.secrets / "key").touch()
        place.secrets.chmod(0o500)
        with pytest.raises(NodeError, match="ne peut pas être effacé") as raised:
            layout.thrown_away(folder / "data")
        assert raised.value.code == "FILE_NOT_WRITABLE"
        assert str(place.data) in raised.value.text
        place.secrets.chmod(0o700)
        layout.thrown_away(folder / "data")
        assert not (folder / "data").exists()
